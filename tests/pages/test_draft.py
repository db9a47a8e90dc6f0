"""A draft of zones leads to the plan that would be saved, and to nothing else."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box
from shapely.geometry import mapping

from data.model import BarrierKind, Plan
from geo.errors import GeometryError
from pages.look.looks import BARRIERS
from pages.map import drawing
from pages.map.layers import MapFeature
from pages.state.draft import Act, Draft, act_of, corners_of, corners_told, fresh_id, preview
from tests.builders import SQUARE, barrier, full_plan, phase, source, zone

THERE = box(34.50, 31.50, 34.52, 31.52)
BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
PLAN = Plan(name="x", zones=(zone(),), barriers=(barrier(priority=7),), phases=(phase(),))
BY = source(name="operator")


def after(draft, plan=PLAN):
    return preview(plan, draft, BY)


def test_an_empty_draft_leaves_the_plan_as_it_is():
    assert after(Draft()).plan == PLAN


def test_a_drawn_zone_closes_its_roads_above_everything_else_until_told_otherwise():
    made = after(Draft().with_areas({"drawn-1": THERE})).plan
    [new] = [b for b in made.barriers if b.area_id == "drawn-1"]
    assert (new.kind, new.priority, new.phases) == (BarrierKind.CLOSED, 8, ())
    assert made.get("drawn-1").area.equals(THERE)
    assert made.get("drawn-1").source == BY
    assert made.get("drawn-1").exposure == 1.0


def test_a_moved_zone_keeps_what_it_does_and_only_its_area_and_source_change():
    made = after(Draft().with_areas({"z": THERE})).plan
    assert made.barriers == PLAN.barriers
    assert made.get("z").area.equals(THERE)
    assert (made.get("z").name, made.get("z").kind) == ("Zone", PLAN.zones[0].kind)


def test_a_deleted_zone_goes_with_all_its_barriers_and_the_rest_stays():
    plan = PLAN.with_record(zone("other"), barrier("c", area_id="other"), barrier("d", area_id="z"))
    made = after(Draft().with_areas({"z": None}), plan).plan
    assert [z.id for z in made.zones] == ["other"]
    assert [b.id for b in made.barriers] == ["c"]


def test_deleting_what_was_only_drawn_leaves_nothing():
    assert after(Draft().with_areas({"drawn-1": THERE}).with_areas({"drawn-1": None})).plan == PLAN


def test_changing_what_a_zone_does_changes_its_barrier_that_counts_most():
    plan = PLAN.with_record(barrier("low", area_id="z", priority=1))
    act = Act(name="Slow", kind=BarrierKind.SCALED, value=3.0, priority=20, phases=("p",))
    made = after(Draft().with_act("z", act), plan).plan
    assert made.get("low") == plan.get("low")
    assert act_of(made, made.get("z")) == act
    assert made.get("z").name == "Slow"


def test_a_zone_that_is_to_do_nothing_loses_its_barrier():
    made = after(Draft().with_act("z", Act(name="Zone", kind=None))).plan
    assert made.barriers == ()
    assert made.zones == PLAN.zones


def test_a_crossed_shape_counts_as_all_it_encloses_and_says_where_it_crosses():
    shown = after(Draft().with_areas({"z": BOW_TIE}))
    assert shown.plan.get("z").area.area == pytest.approx(2.0)
    assert "crosses itself at 1.00000, 1.00000" in shown.remarks[0]
    assert shown.refused == ()


@pytest.mark.parametrize(
    ("zone_id", "area", "told"),
    [
        ("z", Polygon([(0, 0), (1, 1), (2, 2)]), "encloses no ground"),
        ("z", box(179, 0, 181, 1), "outside longitude"),
        ("<b>", THERE, "not a zone of this plan"),
        ("hospital", THERE, "not a zone of this plan"),
    ],
)
def test_what_cannot_be_a_zone_is_refused_in_words_and_left_out(zone_id, area, told):
    shown = after(Draft().with_areas({zone_id: area}))
    assert told in shown.refused[0]
    assert shown.plan == PLAN


def test_a_zone_somebody_else_removed_is_not_brought_back():
    shown = after(Draft().with_areas({"z": THERE}), PLAN.without("z", "b"))
    assert shown.plan.zones == ()
    assert shown.refused


def test_drafts_of_other_content_have_another_digest():
    drafts = [
        Draft(),
        Draft().with_areas({"z": THERE}),
        Draft().with_areas({"z": None}),
        Draft().with_act("z", Act(name="a")),
        Draft().with_act("z", Act(name="a", priority=1)),
    ]
    assert len({d.digest for d in drafts}) == len(drafts)
    assert drafts[1].digest == drafts[1].handed_out().digest


def test_a_dropped_draft_is_empty_and_asks_for_the_shapes_to_be_taken_over():
    draft = Draft().with_areas({"z": THERE})
    assert draft.dropped().is_empty
    assert draft.dropped().issue != draft.issue


def test_corners_are_read_and_told_again():
    text = "34.4, 31.4\n34.42,31.4; 34.42 31.42"
    area = corners_of(text)
    assert corners_of(corners_told(area)).equals(area)
    assert corners_told(SQUARE.difference(SQUARE.centroid.buffer(0.001))) == ""


@pytest.mark.parametrize(
    ("text", "told"), [("34.4, 31.4\nnorth", "north"), ("34.4, 31.4\n34.4, 31.4\n1, 2", "2 different"), ("", "0 diff")]
)
def test_unreadable_corners_are_named(text, told):
    with pytest.raises(GeometryError, match=told):
        corners_of(text)


def test_a_fresh_id_is_neither_in_the_plan_nor_in_the_draft():
    plan, draft = PLAN.with_record(zone("drawn-1")), Draft().with_areas({"drawn-2": THERE})
    assert fresh_id(plan, draft) == "drawn-3"


AREAS = st.sampled_from([None, SQUARE, THERE, BOW_TIE])
IDS = st.sampled_from(["z", "drawn-1", "drawn-2"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(IDS, AREAS), max_size=6))
def test_strokes_one_by_one_lead_where_all_at_once_lead(strokes):
    stepwise = Draft()
    for zone_id, area in strokes:
        stepwise = stepwise.with_areas({zone_id: area})
    assert after(stepwise).plan == after(Draft().with_areas(dict(strokes))).plan
    assert after(stepwise).plan == after(stepwise.with_areas(dict(strokes))).plan, "told twice is told once"


def test_a_draft_of_a_full_plan_touches_nothing_but_zones_and_barriers():
    plan = full_plan()
    made = after(Draft().with_areas({"drawn-1": THERE, plan.zones[0].id: None}), plan).plan
    same = ("sectors", "phases", "sites", "convoys", "status_reports", "corridors")
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
