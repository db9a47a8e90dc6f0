"""A draft leads to the plan that would be saved, and to nothing else."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box
from shapely.geometry import mapping

from data.model import BarrierKind, Confidence, ControlLineKind, Plan, SectorState, SiteKind, Validity, ZoneKind
from pages.look.looks import BARRIERS
from pages.map import drawing
from pages.map.layers import MapFeature
from pages.state.draft import Act, Draft, Form, Sketch
from pages.state.nouns import NOUNS, drawn_records, form_of, kind_of, shape_of
from pages.state.preview import preview
from tests.builders import (
    SQUARE,
    barrier,
    control_line,
    convoy,
    crossing,
    full_plan,
    phase,
    sector,
    site,
    source,
    zone,
)

THERE = box(34.50, 31.50, 34.52, 31.52)
BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
PLAN = Plan(name="x", zones=(zone(),), barriers=(barrier(priority=7),), phases=(phase(),))
BY = source(name="operator", reported_at=datetime(2027, 1, 1, tzinfo=UTC))
GROUND = (34.0, 31.0, 35.0, 32.0)
NEW = {
    "sector": THERE,
    "zone": THERE,
    "line": LineString([(34.5, 31.5), (34.6, 31.5)]),
    "holding_point": Point(34.5, 31.5),
    "checkpoint": Point(34.5, 31.5),
    "site": Point(34.5, 31.5),
}


def zones(areas):
    """A draft of zones."""
    return Draft().with_shapes({key: area and Sketch("zone", area) for key, area in areas.items()})


def after(draft, plan=PLAN, ground=None):
    return preview(plan, draft, BY, ground)


def said(plan, record_id, **changes):
    return replace(form_of(plan, plan.get(record_id)), **changes)


def test_an_empty_draft_leaves_the_plan_as_it_is():
    assert after(Draft()).plan == PLAN


def test_a_drawn_zone_closes_its_roads_above_everything_else_until_told_otherwise():
    made = after(zones({"drawn-1": THERE})).plan
    [new] = [b for b in made.barriers if b.area_id == "drawn-1"]
    assert (new.kind, new.priority, new.phases) == (BarrierKind.CLOSED, 8, ())
    assert made.get("drawn-1").area.equals(THERE)
    assert made.get("drawn-1").source == BY
    assert made.get("drawn-1").exposure == 1.0


@pytest.mark.parametrize("kind", NOUNS)
def test_every_kind_of_drawing_becomes_a_record_of_its_own(kind):
    made = after(Draft().with_shapes({"drawn-1": Sketch(kind, NEW[kind])})).plan
    record = made.get("drawn-1")
    assert type(record) is NOUNS[kind].record
    assert shape_of(record).equals(NEW[kind])
    assert (kind_of(record), record.source) == (kind, BY)
    assert record.name.startswith("New ")


def test_a_drawn_sector_is_not_established_in_every_phase_and_acts_on_no_road():
    made = after(Draft().with_shapes({"drawn-1": Sketch("sector", THERE)})).plan
    assert {p.state_of("drawn-1") for p in made.phases} == {SectorState.NOT_ESTABLISHED}
    assert made.barriers == PLAN.barriers


def test_new_points_and_lines_are_what_they_were_drawn_as():
    shapes = {f"drawn-{n}": Sketch(kind, NEW[kind]) for n, kind in enumerate(NEW)}
    made = after(Draft().with_shapes(shapes)).plan
    assert [s.kind for s in made.sites] == [SiteKind.HOLDING_POINT, SiteKind.CHECKPOINT, SiteKind.OTHER]
    assert [line.kind for line in made.control_lines] == [ControlLineKind.PHASE_LINE]


def test_a_moved_zone_keeps_what_it_does_and_only_its_area_and_source_change():
    made = after(zones({"z": THERE})).plan
    assert made.barriers == PLAN.barriers
    assert made.get("z").area.equals(THERE)
    assert (made.get("z").name, made.get("z").kind) == ("Zone", PLAN.zones[0].kind)


def test_a_deleted_zone_goes_with_all_its_barriers_and_the_rest_stays():
    plan = PLAN.with_record(zone("other"), barrier("c", area_id="other"), barrier("d", area_id="z"))
    made = after(zones({"z": None}), plan).plan
    assert [z.id for z in made.zones] == ["other"]
    assert [b.id for b in made.barriers] == ["c"]


def test_a_deleted_sector_goes_with_what_phases_say_of_it():
    plan = PLAN.with_record(sector("s")).with_record(phase().with_sector_state("s", SectorState.ACTIVE))
    made = after(zones({"s": None}), plan).plan
    assert made.sectors == ()
    assert all(not p.sector_states for p in made.phases)


def test_a_place_a_convoy_starts_from_is_not_deleted_and_the_convoy_is_named():
    plan = Plan(name="x").with_record(site("s"), crossing("x")).with_record(convoy(name="Flour"))
    shown = after(zones({"s": None}), plan)
    assert shown.plan == plan
    assert "Flour" in shown.refused[0]


def test_deleting_what_was_only_drawn_leaves_nothing():
    assert after(zones({"drawn-1": THERE}).with_shapes({"drawn-1": None})).plan == PLAN


def test_a_form_changes_all_that_is_said_of_a_zone_and_its_barrier_that_counts_most():
    plan = PLAN.with_record(barrier("low", area_id="z", priority=1))
    act = Act(kind=BarrierKind.SCALED, value=3.0, priority=20, phases=("p",))
    valid = Validity(starts_at=BY.reported_at)
    form = Form(
        name="Slow",
        name_ar="بطيء",
        kind="flood",
        owner="Civil defence",
        exposure=0.5,
        valid=valid,
        reporter="Patrol",
        confidence=Confidence.HIGH,
        note="Water",
        act=act,
    )
    made = after(Draft().with_form("z", form), plan).plan
    assert made.get("low") == plan.get("low")
    assert form_of(made, made.get("z")) == form
    assert made.get("z").kind is ZoneKind.FLOOD
    assert made.get("z").source.reported_at == BY.reported_at


def test_a_source_nobody_changed_keeps_its_age_and_a_moved_zone_is_told_by_who_moved_it():
    """Only a name or a grade that a person typed is a new statement of today."""
    form = said(PLAN, "z", name="Other")
    assert after(Draft().with_form("z", form)).plan.get("z").source == PLAN.get("z").source
    assert after(zones({"z": THERE}).with_form("z", form)).plan.get("z").source == BY


def test_a_form_of_a_sector_changes_its_state_in_one_phase_only():
    plan = PLAN.with_record(sector("s"))
    [(phase_id, _)] = form_of(plan, plan.get("s")).states
    form = said(plan, "s", states=((phase_id, SectorState.ACTIVE),))
    made = after(Draft().with_form("s", form), plan).plan
    assert made.get("s") == plan.get("s")
    assert made.get(phase_id).state_of("s") is SectorState.ACTIVE


def test_the_form_of_a_new_record_holds_from_the_first_stroke():
    draft = zones({"drawn-1": THERE}).with_form("drawn-1", Form(name="Market", kind="curfew", act=Act(kind=None)))
    made = after(draft).plan
    assert (made.get("drawn-1").name, made.get("drawn-1").kind) == ("Market", ZoneKind.CURFEW)
    assert made.barriers == PLAN.barriers


def test_a_form_that_names_an_owner_nobody_knows_is_refused_in_words():
    plan = PLAN.with_record(sector("s"), control_line("l"))
    shown = after(Draft().with_form("l", said(plan, "l", owner="ghost")), plan)
    assert shown.plan == plan
    assert "ghost" in shown.refused[0]


def test_a_zone_that_is_to_do_nothing_loses_its_barrier():
    made = after(Draft().with_form("z", said(PLAN, "z", act=Act(kind=None)))).plan
    assert made.barriers == ()
    assert made.zones == PLAN.zones


def test_saying_what_is_so_already_changes_nothing():
    plan = full_plan()
    draft = Draft()
    for record in drawn_records(plan):
        draft = draft.with_form(record.id, form_of(plan, record))
    assert after(draft, plan).plan == plan


def test_a_crossed_shape_counts_as_all_it_encloses_and_says_where_it_crosses():
    shown = after(zones({"z": BOW_TIE}))
    assert shown.plan.get("z").area.area == pytest.approx(2.0)
    assert "crosses itself at 1.00000, 1.00000" in shown.remarks[0]
    assert shown.refused == ()


MANY = Polygon([(34.2 + n * 1e-9, 31.2 + n % 2 * 1e-9) for n in range(100_000)] + [(34.3, 31.5)])


@pytest.mark.parametrize(
    ("zone_id", "area", "told"),
    [
        ("z", Polygon([(0, 0), (1, 1), (2, 2)]), "encloses no ground"),
        ("z", box(179, 0, 181, 1), "outside longitude"),
        ("z", MANY, "at most 20,000"),
        ("<b>", THERE, "not in this plan"),
        ("hospital", THERE, "not in this plan"),
    ],
)
def test_what_cannot_be_a_zone_is_refused_in_words_and_left_out(zone_id, area, told):
    shown = after(zones({zone_id: area}))
    assert told in shown.refused[0]
    assert shown.plan == PLAN


def test_a_corner_dragged_across_the_world_is_refused_and_the_last_shape_stays():
    far = Polygon([(34.5, 31.5), (34.6, 31.5), (-70.0, 10.0)])
    shown = after(zones({"z": far}), ground=GROUND)
    assert shown.plan == PLAN
    assert "beyond all ground of this operation" in shown.refused[0]
    assert after(zones({"z": THERE}), ground=GROUND).refused == ()


def test_a_kind_nobody_draws_brings_no_record():
    shown = after(Draft().with_shapes({"drawn-1": Sketch("tank", THERE)}))
    assert shown.plan == PLAN
    assert shown.refused


def test_a_zone_somebody_else_removed_is_not_brought_back():
    shown = after(zones({"z": THERE}), PLAN.without("z", "b"))
    assert shown.plan.zones == ()
    assert shown.refused


def test_drafts_of_other_content_have_another_digest():
    form = said(PLAN, "z")
    drafts = [
        Draft(),
        zones({"z": THERE}),
        zones({"z": None}),
        Draft().with_shapes({"z": Sketch("sector", THERE)}),
        Draft().with_form("z", replace(form, name="a")),
        Draft().with_form("z", replace(form, name="b")),
    ]
    assert len({d.digest for d in drafts}) == len(drafts)
    assert drafts[1].digest == drafts[1].handed_out().digest


def test_a_dropped_draft_is_empty_and_asks_for_the_shapes_to_be_taken_over():
    draft = zones({"z": THERE}).on(3)
    assert draft.dropped().is_empty
    assert draft.dropped().issue != draft.issue


def test_a_draft_on_another_revision_keeps_its_content_and_hands_its_shapes_out_anew():
    draft = zones({"z": THERE}).on(3)
    assert draft.on(3) == draft
    assert (draft.on(4).shapes, draft.on(4).base) == (draft.shapes, 4)
    assert draft.on(4).issue != draft.issue


def test_a_draft_without_some_records_leaves_them_as_they_are_saved():
    draft = zones({"z": THERE, "drawn-1": THERE}).with_form("z", said(PLAN, "z", name="Mine"))
    assert draft.touched == {"z", "drawn-1"}
    assert draft.without({"z"}).touched == {"drawn-1"}


AREAS = st.sampled_from([None, SQUARE, THERE, BOW_TIE])
IDS = st.sampled_from(["z", "drawn-1", "drawn-2"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(IDS, AREAS), max_size=6))
def test_strokes_one_by_one_lead_where_all_at_once_lead(strokes):
    stepwise = Draft()
    for zone_id, area in strokes:
        stepwise = stepwise.with_shapes(zones({zone_id: area}).shapes)
    assert after(stepwise).plan == after(zones(dict(strokes))).plan
    again = stepwise.with_shapes(zones(dict(strokes)).shapes)
    assert after(stepwise).plan == after(again).plan, "told twice is told once"


def test_a_draft_of_a_full_plan_touches_nothing_but_what_was_drawn():
    plan = full_plan()
    made = after(zones({"drawn-1": THERE, plan.zones[0].id: None}), plan).plan
    same = ("sectors", "phases", "sites", "convoys", "status_reports", "corridors", "control_lines")
    assert all(getattr(made, name) == getattr(plan, name) for name in same)


ZONE = drawing.DrawnKind(name="zone", words="zone", form=drawing.Form.AREA, look=BARRIERS[BarrierKind.CLOSED])


def _drawable(**said):
    feature = MapFeature(id="z", geometry=SQUARE, look=BARRIERS[BarrierKind.CLOSED], label="Zone")
    handed = {"token": "1.0", "kinds": [ZONE], "shapes": [drawing.DrawnShape(feature=feature, kind="zone")]}
    return drawing.Drawable(**handed | {"choose": ("", 0), "known": False} | said)


def test_shapes_go_to_the_browser_whole_and_only_where_it_does_not_have_them():
    given_out = drawing.told(_drawable())
    assert drawing.geometry_of(json.loads(json.dumps(given_out["shapes"][0]["geometry"]))).equals_exact(SQUARE, 0)
    assert "geometry" not in drawing.told(_drawable(known=True))["shapes"][0]
    assert given_out["shapes"][0]["kind"] == given_out["kinds"][0]["name"] == "zone"
    assert len(given_out["looks"]) == 1, "kinds and shapes of one look share it"


def test_what_is_unsaved_and_typed_is_told_plainly():
    unsaved = drawing.Unsaved(operation="demo", revision="demo@3", session="s", ids={"b", "a"})
    given_out = drawing.told(_drawable(typed=drawing.Typed(34.4, 31.5, 2), unsaved=unsaved))
    assert json.loads(json.dumps(given_out["typed"])) == [34.4, 31.5, 2]
    assert given_out["unsaved"] == {"operation": "demo", "revision": "demo@3", "session": "s", "ids": ["a", "b"]}


SHAPES = [
    Polygon([(34.1 + 1e-13, 31.0), (34.2, 31.0), (34.2, 31.1)]),
    LineString([(34.1 + 1e-13, 31.0), (34.2, 31.0)]),
    Point(34.1 + 1e-13, 31.0),
]


@pytest.mark.parametrize("drawn", SHAPES)
def test_what_the_browser_tells_is_read_to_the_last_digit(drawn):
    changes = {"z": {"kind": "zone", "geometry": mapping(drawn)}, "gone": None}
    back = drawing.drawn_of(json.loads(json.dumps({"token": "1.0", "changes": changes, "chosen": "z"})))
    assert back.changes["z"].geometry.equals_exact(drawn, 0)
    assert back.changes["z"].kind == "zone"
    assert back.changes["gone"] is None
    assert (back.token, back.chosen) == ("1.0", "z")


@pytest.mark.parametrize(
    "change",
    [
        {"geometry": {"type": "MultiPoint", "coordinates": [[0, 0]]}},
        {"geometry": {"type": "Polygon", "coordinates": []}},
        {"geometry": {"type": "Polygon", "coordinates": [[["a", "b"]]]}},
        {"geometry": {"type": "Nonsense"}},
        {"geometry": {"type": "Polygon"}},
        {"geometry": {"coordinates": 3}},
        {"geometry": None},
        {"geometry": 3},
        {},
        3,
    ],
)
def test_what_is_no_shape_is_left_out_and_never_taken_for_a_deletion(change):
    assert drawing.drawn_of({"token": "t", "changes": {"z": change}}).changes == {}


def test_nothing_drawn_is_nothing():
    assert drawing.drawn_of(None) is None
    assert drawing.drawn_of({}) is None
