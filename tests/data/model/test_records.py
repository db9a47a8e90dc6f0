"""What each noun refuses, and what it says when it does."""

from dataclasses import FrozenInstanceError, fields
from datetime import datetime

import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from data.errors import PlanError
from data.model import (
    COLLECTION_OF,
    BarrierKind,
    BorderStatus,
    BridgeStatus,
    RoadStatus,
    SectorState,
    Validity,
)
from geo.errors import GeometryError, PassageError
from tests import builders

NAIVE = datetime(2026, 6, 1)  # noqa: DTZ001  the fault under test
BOW_TIE = Polygon([(34, 31), (35, 32), (34, 32), (35, 31)])
FAR_OUT = box(300_000, 3_400_000, 301_000, 3_401_000)


def test_every_noun_has_a_builder():
    assert {type(record) for record in builders.full_plan().records()} == set(COLLECTION_OF)


@pytest.mark.parametrize("record", list(builders.full_plan().records()), ids=lambda r: type(r).__name__)
def test_no_record_can_be_written_to(record):
    for held in fields(record):
        with pytest.raises(FrozenInstanceError):
            setattr(record, held.name, None)


@pytest.mark.parametrize("make", [builders.zone, builders.sector])
@pytest.mark.parametrize(
    ("area", "reason"),
    [
        (BOW_TIE, "Self-intersection"),
        (Polygon(), "an empty Polygon"),
        (Point(34, 31), "a Point"),
        (LineString([(34, 31), (35, 31)]), "a LineString"),
        (FAR_OUT, "must be degrees"),
        (MultiPolygon([box(34, 31, 35, 32), box(34.5, 31, 35.5, 32)]), "not a proper area"),
    ],
)
def test_an_area_that_is_none_is_refused(make, area, reason):
    with pytest.raises(GeometryError, match=reason):
        make(area=area)


@pytest.mark.parametrize("line", [Point(34, 31), LineString(), LineString([(34, 31), (34, 31)]), box(34, 31, 35, 32)])
def test_a_corridor_and_a_control_line_need_a_line_of_some_length(line):
    with pytest.raises(GeometryError, match="Corridor c"):
        builders.corridor(line=line)
    with pytest.raises(GeometryError, match="Control line l"):
        builders.control_line(line=line)


@pytest.mark.parametrize("make", [builders.site, builders.crossing, builders.incident])
@pytest.mark.parametrize(
    "point", [Point(), LineString([(34, 31), (35, 31)]), Point(200, 10), Point(10, 91), Point(float("nan"), 10)]
)
def test_a_place_needs_one_point_on_earth(make, point):
    with pytest.raises(GeometryError):
        make(point=point)


@pytest.mark.parametrize(
    ("make", "said", "reason"),
    [
        (builders.barrier, {"kind": BarrierKind.SCALED, "value": 0.99}, "1 or more"),
        (builders.barrier, {"kind": BarrierKind.SCALED}, "1 or more"),
        (builders.barrier, {"kind": BarrierKind.SCALED, "value": float("inf")}, "1 or more"),
        (builders.barrier, {"kind": BarrierKind.SCALED, "value": float("nan")}, "1 or more"),
        (builders.barrier, {"kind": BarrierKind.ADDED, "value": -0.1}, "0 or more"),
        (builders.barrier, {"kind": BarrierKind.ADDED}, "0 or more"),
        (builders.zone, {"exposure": -1.0}, "exposure of -1"),
        (builders.zone, {"exposure": float("nan")}, "exposure of nan"),
        (builders.site, {"capacity": -1.0}, "Capacity of site s"),
        (builders.site, {"capacity": float("nan")}, "Capacity of site s"),
        (builders.crossing, {"service_time_per_vehicle_s": -1.0}, "Service time of crossing x"),
        (builders.contributor, {"pledged_personnel": -1}, "strength of contributor k"),
        (builders.contributor, {"deployed_personnel": -1}, "strength of contributor k"),
        (builders.convoy, {"vehicle_count": 0}, "0 vehicles"),
        (builders.convoy, {"vehicle_gap_m": 0.0}, "gap of 0.0 m"),
        (builders.convoy, {"vehicle_gap_m": float("inf")}, "gap of inf m"),
        (builders.convoy, {"departs_at": NAIVE}, "Departure of convoy v .* time zone"),
        (builders.incident, {"happened_at": NAIVE}, "Time of incident i .* time zone"),
        (builders.source, {"reported_at": NAIVE}, "Report time of source Reporter .* time zone"),
        (builders.phase, {"starts_at": NAIVE}, "Start of phase p .* time zone"),
        (builders.phase, {"ends_at": NAIVE}, "End of phase p .* time zone"),
        (builders.phase, {"ends_at": builders.NOON}, "not after it starts"),
        (
            builders.phase,
            {"sector_states": (("n", SectorState.ACTIVE), ("n", SectorState.SUSPENDED))},
            "state of a sector in phase p is given twice",
        ),
    ],
)
def test_impossible_values_are_refused_with_the_record_and_the_remedy(make, said, reason):
    with pytest.raises(PlanError, match=reason) as refusal:
        make(**said)
    assert isinstance(refusal.value, PassageError)


def test_unknown_numbers_are_allowed_and_are_not_zero():
    assert builders.site().capacity is None
    assert builders.contributor(pledged_personnel=0).pledged_personnel == 0
    assert builders.convoy().vehicle_count is None


@pytest.mark.parametrize(
    "said",
    [
        {"starts_at": NAIVE},
        {"ends_at": NAIVE},
        {"starts_at": builders.NOON, "ends_at": builders.NOON},
        {"starts_at": builders.NOON, "ends_at": builders.NOON.replace(hour=11)},
    ],
)
def test_a_span_that_never_holds_is_refused(said):
    with pytest.raises(PlanError):
        Validity(**said)


@pytest.mark.parametrize(("hour", "holds"), [(11, False), (12, True), (13, True), (14, False)])
def test_a_span_holds_from_its_start_until_before_its_end(hour, holds):
    span = Validity(starts_at=builders.NOON, ends_at=builders.NOON.replace(hour=14))
    assert span.holds_at(builders.NOON.replace(hour=hour)) is holds


def test_an_open_side_never_ends():
    early, late = builders.NOON.replace(year=1900), builders.NOON.replace(year=2900)
    assert Validity().holds_at(early)
    assert Validity(starts_at=builders.NOON).holds_at(late)
    assert not Validity(starts_at=builders.NOON).holds_at(early)
    assert Validity(ends_at=builders.NOON).holds_at(early)
    assert not Validity(ends_at=builders.NOON).holds_at(late)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (builders.road_report, {"place": None}),
        (builders.road_report, {"place": Point(34, 31)}),
        (builders.road_report, {"crossing_id": "x"}),
        (builders.road_report, {"status": BridgeStatus.PASSABLE}),
        (builders.road_report, {"status": BorderStatus.OPEN}),
        (builders.bridge_report, {"place": LineString([(34, 31), (35, 31)])}),
        (builders.bridge_report, {"crossing_id": "x"}),
        (builders.bridge_report, {"status": RoadStatus.PASSABLE}),
        (builders.border_report, {"crossing_id": None}),
        (builders.border_report, {"place": Point(34, 31)}),
        (builders.border_report, {"status": RoadStatus.PASSABLE}),
    ],
)
def test_a_report_must_speak_of_the_thing_its_vocabulary_is_for(make, said):
    with pytest.raises(PlanError, match="does not fit together"):
        make(**said)


@pytest.mark.parametrize(
    ("make", "place"),
    [(builders.road_report, LineString()), (builders.bridge_report, Point()), (builders.bridge_report, Point(0, 95))],
)
def test_a_report_needs_a_place_on_earth(make, place):
    with pytest.raises(GeometryError, match="Report r"):
        make(place=place)


def test_a_phase_knows_the_state_of_each_sector():
    phase = builders.phase(sector_states=(("a", SectorState.ACTIVE), ("b", SectorState.SUSPENDED)))
    assert phase.state_of("a") is SectorState.ACTIVE
    assert phase.state_of("unheard of") is SectorState.NOT_ESTABLISHED
    assert phase.active_sectors() == {"a"}


@pytest.mark.parametrize("state", list(SectorState))
def test_only_the_state_active_makes_a_sector_secure(state):
    phase = builders.phase().with_sector_state("a", state)
    assert phase.active_sectors() == ({"a"} if state is SectorState.ACTIVE else frozenset())


def test_a_sector_state_is_replaced_not_added():
    phase = builders.phase().with_sector_state("a", SectorState.ACTIVE).with_sector_state("a", SectorState.HANDOVER)
    assert phase.sector_states == (("a", SectorState.HANDOVER),)


def test_a_shape_is_not_copied_or_changed_by_its_record():
    area = shapely.from_wkt("POLYGON ((34 31, 35 31, 35 32, 34 31))")
    assert builders.zone(area=area).area is area


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"about": None}, "about a record or a place"),
        ({"place": Point(34, 31)}, "about a record or a place"),
        ({"text": "  "}, "says nothing"),
        ({"text": "x" * 4001}, "longer than 4000"),
        ({"author": ""}, "no author"),
        ({"photo": "holiday.jpg"}, "SHA-256"),
        ({"written_at": NAIVE}, "time zone"),
        ({"about": None, "place": Point(3e5, 31)}, "degrees"),
    ],
)
def test_a_note_that_says_nothing_about_nothing_is_refused(said, told):
    with pytest.raises(PassageError, match=told):
        builders.note(**said)


def test_a_note_may_be_a_photograph_alone_or_lie_at_a_place():
    assert builders.note(text="", photo="a" * 64).photo
    assert builders.note(about=None, place=Point(34, 31)).place
