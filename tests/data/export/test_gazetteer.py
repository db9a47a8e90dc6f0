"""What has a name and a place is found by it: records, places of the ground, roads."""

import json

import pytest

from data.export.gazetteer import names_of_ground, names_of_plan, names_of_roads, searchable
from data.sources.demo import demo_network, demo_plan
from tests.browser.ground import ground
from tests.builders import convoy, crossing, full_plan, plan, site, zone


def test_every_record_with_a_place_is_named_once():
    kept = full_plan()
    placed = ("sites", "crossings", "settlements", "zones", "sectors", "corridors", "control_lines", "convoys")
    expected = {r.id for name in (*placed, "status_reports") for r in getattr(kept, name)}
    assert {named.id for named in names_of_plan(kept)} == expected


def test_a_p_code_and_a_movement_number_are_codes():
    ends = (site("a"), crossing("b"))
    moving = convoy("v", origin="a", destination="b", movement_number="M-0310-01")
    coded = {named.id: named.codes for named in names_of_plan(plan(zone("PS0265"), *ends, moving))}
    assert "PS0265" in coded["PS0265"]
    assert "M-0310-01" in coded["v"]


def test_a_convoy_reaches_from_its_origin_to_its_destination():
    kept = demo_plan()
    moving = kept.convoys[0]
    named = next(n for n in names_of_plan(kept) if n.id == moving.id)
    ends = [kept.get(moving.origin).point, kept.get(moving.destination).point]
    assert named.bounds == (
        min(p.x for p in ends),
        min(p.y for p in ends),
        max(p.x for p in ends),
        max(p.y for p in ends),
    )


def test_a_road_is_named_once_with_the_reach_of_all_its_segments():
    network = demo_network()
    names = names_of_roads(network)
    assert len({(n.name, n.name_ar) for n in names}) == len(names)
    coast = next(n for n in names if n.name_ar == "شارع الرشيد")
    rows = [i for i, name in enumerate(network.segments["name_ar"].to_pylist()) if name == "شارع الرشيد"]
    points = [p for row in rows for p in network.segments["points"][row].as_py()]
    assert coast.bounds[:2] == (min(x for x, _ in points), min(y for _, y in points))
    assert coast.bounds[2:] == (max(x for x, _ in points), max(y for _, y in points))


def test_places_of_the_ground_come_with_both_names_the_most_important_first():
    names = names_of_ground(ground())
    assert (names[0].kind, names[0].name, names[0].name_ar) == ("city", "Deir al-Balah", "دير البلح")
    assert [n.kind for n in names] == sorted((n.kind for n in names), key=["city", "town", "village"].index)


def test_names_are_told_as_rows_in_plain_letters():
    rows = json.loads(searchable(names_of_ground(ground())))
    assert rows[0] == ["", "city", "Deir al-Balah", "دير البلح", [], [44.19, 15.36, 44.19, 15.36]]


@pytest.mark.parametrize("nothing", [plan()])
def test_nothing_has_no_names(nothing):
    assert names_of_plan(nothing) == ()
    assert json.loads(searchable([])) == []
