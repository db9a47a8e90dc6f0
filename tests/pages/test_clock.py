"""The clock on the map: what holds when is what each moment would show by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from data.model import Passability, RoadStatus, SectorState, Validity
from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from pages.look import looks
from pages.look.clock import offsets_between
from pages.map.layers import looks_of
from pages.parts import plan_layers
from pages.parts.clock import over_time, player, showing, walking
from routing.coverage import coverage_by_phase
from routing.index import NetworkIndex
from routing.known import information_age
from routing.march.table import march_tables
from routing.phases import phase_at
from routing.question import Terms
from routing.standing import Asked, standing_of
from tests import builders
from tests.builders import NOON

DEMO = demo_plan()
DAY = timedelta(days=1)
FIRST = datetime(2026, 9, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 700_000).map(lambda minutes: FIRST + timedelta(minutes=minutes))
LAYERS = {
    "sectors": (lambda at: plan_layers.sectors(DEMO, phase_at(DEMO, at)), over_time.phase_changes(DEMO)),
    "zones": (lambda at: plan_layers.zones(DEMO, at, phase_at(DEMO, at)), over_time.zone_changes(DEMO)),
    "reports": (lambda at: over_time.reports(DEMO, at), over_time.report_changes(DEMO)),
    "incidents": (lambda at: over_time.incidents(DEMO, at), sorted(i.happened_at for i in DEMO.incidents)),
}
AGES = showing.ages(DEMO)
OVER_TIME = {name: over_time.over_time(at, changes) for name, (at, changes) in LAYERS.items()}


@pytest.fixture(scope="module")
def index():
    return NetworkIndex(demo_network())


@pytest.fixture(scope="module")
def found(index):
    return standing_of(index, DEMO, Asked(terms=Terms(at=DEMO_NOW))).answers


@pytest.fixture(scope="module")
def marches(index, found):
    return march_tables(index, DEMO, found)


def held(feature, at):
    """Whether a feature is seen at a moment, as the browser decides it."""
    return not feature.times or any(
        (start is None or start <= at) and (end is None or at < end) for start, end in feature.times
    )


def told(features):
    return sorted((f.id, f.look.words, f.label or "", f.tooltip) for f in features)


@pytest.mark.parametrize("name", LAYERS)
@given(at=MOMENTS)
def test_at_every_moment_the_clock_shows_what_the_moment_by_itself_would(name, at):
    layer_at, _ = LAYERS[name]
    assert told(f for f in OVER_TIME[name].features if held(f, at)) == told(layer_at(at).features)


@pytest.mark.parametrize("name", LAYERS)
def test_nothing_is_told_twice_for_one_moment(name):
    features = OVER_TIME[name].features
    assert len({(f.id, f.look, f.tooltip, f.label, f.geometry.wkb) for f in features}) == len(features)


def test_a_sector_is_one_shape_however_many_states_it_goes_through():
    shapes = {id(f.geometry) for f in OVER_TIME["sectors"].features}
    assert len(shapes) == len(DEMO.sectors)


def test_a_report_is_unknown_from_the_moment_it_is_too_old_to_be_believed():
    report = builders.road_report(status=RoadStatus.PASSABLE, stale_after=timedelta(hours=10))
    plan = builders.plan(report)
    layer = over_time.over_time(lambda at: over_time.reports(plan, at), over_time.report_changes(plan))
    looks_at = {
        hours: [f.look for f in layer.features if held(f, NOON + timedelta(hours=hours))] for hours in (-1, 0, 10, 11)
    }
    unknown, is_open = [looks.STATUS[Passability.UNKNOWN]], [looks.STATUS[Passability.OPEN]]
    assert looks_at == {-1: unknown, 0: is_open, 10: is_open, 11: unknown}


def test_the_legend_tells_only_what_holds_during_the_phase():
    phase = DEMO.phases[0]
    shown = set(looks_of([OVER_TIME["sectors"]], (phase.starts_at, phase.ends_at)))
    assert looks.SECTORS[SectorState.ACTIVE] in shown
    assert looks.SECTORS[SectorState.SUSPENDED] not in shown


@given(at=MOMENTS)
def test_the_offset_told_to_the_browser_is_the_one_that_applies(at):
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    steps = offsets_between(datetime(2026, 8, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC), "Asia/Gaza")
    minutes = [minutes for moment, minutes in steps if moment <= at][-1]
    assert at.astimezone(ZoneInfo("Asia/Gaza")).utcoffset() == timedelta(minutes=minutes)


def test_every_convoy_moves_or_has_its_reason_among_the_events(found, marches):
    on_road = player.columns(marches)
    texts = [text for _, text in player.events(DEMO, found, on_road)]
    for convoy in DEMO.convoys:
        number = player.number_of(convoy)
        assert (f"{number} departs" in texts) == (str(convoy.id) in on_road)
        assert (str(convoy.id) in on_road) != any(text.startswith(f"{number} has no way: ") for text in texts)


def test_without_roads_no_column_moves_and_that_is_told():
    (text,) = [text for _, text in player.events(builders.full_plan(), {}, {}) if "no way" in text]
    assert "the road network is not on this machine" in text


def test_a_column_of_untold_length_says_that_only_its_head_is_shown(marches):
    untold = next(c for c in DEMO.convoys if c.vehicle_count is None)
    assert player.space_words(marches[untold.id]) == "length not known: only the head is shown"
    shelter = next(c for c in DEMO.convoys if c.vehicle_count == 7)
    assert player.space_words(marches[shelter.id]) == "7 vehicles, 100 m apart: 700 m of road"


def test_a_phase_is_told_by_what_it_changes():
    covered = coverage_by_phase(DEMO)
    first, _, _, fourth, _ = DEMO.phases
    assert next(walking.news_of(DEMO, None, first, covered)) == "Active: Rafah"
    lines = list(walking.news_of(DEMO, DEMO.phases[2], fourth, covered))
    assert lines[:2] == [
        "Newly active: Gaza City West, Gaza City East",
        "No longer active: Al-Mawasi (suspended), Rafah (hand-over)",
    ]
    assert lines[2].startswith("Corridors inside active sectors: 62 % → ")


def test_a_phase_that_changes_nothing_says_so():
    one = builders.phase("p", sector_states=(("north", SectorState.ACTIVE),))
    two = builders.phase(
        "q", starts_at=NOON + 30 * DAY, ends_at=NOON + 60 * DAY, sector_states=(("north", SectorState.ACTIVE),)
    )
    plan = builders.plan(builders.sector(), one, two)
    assert list(walking.news_of(plan, one, two, ())) == ["No sector becomes active or ceases to be"]


def test_a_zone_closed_in_one_phase_only_is_closed_on_the_map_in_that_phase_only():
    one, two = builders.phase("p"), builders.phase("q", starts_at=NOON + 30 * DAY, ends_at=NOON + 60 * DAY)
    zone = builders.zone(valid=Validity(starts_at=NOON - DAY, ends_at=NOON + 90 * DAY))
    plan = builders.plan(zone, one, two).with_record(builders.barrier(phases=("q",)))
    layer = over_time.over_time(
        lambda at: plan_layers.zones(plan, at, phase_at(plan, at)), over_time.zone_changes(plan)
    )
    closed = [f for f in layer.features if "Closed" in f.look.words]
    assert [f.times for f in closed] == [((two.starts_at, two.ends_at),)]


@given(at=MOMENTS)
def test_information_that_is_not_believed_is_drawn_unknown_at_every_moment(at):
    features = [f for f in AGES.features if held(f, at)]
    drawn = {f.id: f.look for f in features if f.id.startswith("report-")}
    expected = {str(r.id): looks.AGES[information_age(r, at)] for r in DEMO.status_reports}
    assert drawn == expected
    for report in DEMO.status_reports:
        assert (drawn[report.id] == looks.AGES["unknown"]) == (information_age(report, at) == "unknown")


def test_a_corridor_of_which_no_report_speaks_is_unknown_and_says_so():
    line = LineString([(34.30, 31.30), (34.31, 31.31)])
    plan = builders.plan(builders.corridor(line=line), builders.road_report())
    corridor = [f for f in showing.ages(plan).features if f.id == "c"]
    assert [(f.look, f.times, f.tooltip[1]) for f in corridor] == [
        (looks.AGES["unknown"], (), "no report speaks of this stretch: unknown"),
    ]


def test_exposure_is_shown_of_the_chosen_convoy_or_of_all(marches):
    on_road = player.columns(marches)
    everyone, one = showing.exposures(DEMO, on_road, ""), showing.exposures(DEMO, on_road, "convoy-1")
    assert {f.id for f in everyone.features} == set(on_road)
    assert {f.id for f in one.features} == {"convoy-1"}
    assert len({f.look for f in one.features}) >= 2


@pytest.mark.parametrize(("weight", "row"), [(0, 0), (0.1, 1), (0.5, 2), (1.0, 2), (1.3, 3)])
def test_more_exposure_is_a_wider_way(weight, row):
    assert looks.exposure_look(weight) == looks.EXPOSED[row]
    widths = [look.weight for look in looks.EXPOSED]
    assert widths == sorted(set(widths))
