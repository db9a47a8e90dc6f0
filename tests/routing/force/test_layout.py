"""How sectors lie to one another: neighbours, gates, reach by road, and the sectors a corridor passes."""

from dataclasses import replace

import pytest

from data.sources.demo import demo_network, demo_plan
from routing.force.layout import Standards, post_of, sector_layout
from routing.index import NetworkIndex

PLAN = demo_plan()
AT = PLAN.phases[1].starts_at
STANDARDS = Standards(at=AT, force_min=30, care_min=60)


@pytest.fixture(scope="module")
def index():
    return NetworkIndex(demo_network())


@pytest.fixture(scope="module")
def layout(index):
    return sector_layout(index, PLAN, STANDARDS)


def test_neighbours_are_mutual_and_never_the_sector_itself(layout):
    for row, others in enumerate(layout.neighbours):
        assert row not in others
        assert all(row in layout.neighbours[other] for other in others)


def test_a_sector_reaches_itself_and_never_less_when_more_time_is_allowed(index, layout):
    wider = sector_layout(index, PLAN, replace(STANDARDS, force_min=60, care_min=120))
    for name in ("force_reach", "care_reach"):
        for row, (reached, later) in enumerate(zip(getattr(layout, name), getattr(wider, name), strict=True)):
            assert row in reached
            assert set(reached) <= set(later)
    assert wider.force_reach != layout.force_reach


def test_gates_are_the_sectors_with_a_crossing(layout):
    gates = {PLAN.sectors[row].name for row, gate in enumerate(layout.is_gate) if gate}
    assert "Rafah" in gates
    assert len(gates) < len(PLAN.sectors)


def test_every_corridor_begins_at_a_gate_and_leads_on_from_its_own_beginning(layout):
    ways = {corridor.sectors for corridor in layout.corridors}
    for corridor in layout.corridors:
        assert layout.is_gate[corridor.sectors[0]]
        assert len(set(corridor.sectors)) == len(corridor.sectors)
        assert len(corridor.sectors) <= 2 or corridor.sectors[:-1] in ways


def test_every_sector_of_the_demo_has_a_way_of_aid(layout):
    assert {corridor.sectors[-1] for corridor in layout.corridors} == set(range(len(PLAN.sectors)))


def test_a_post_lies_in_its_sector():
    assert all(sector.area.covers(post_of(PLAN, sector)) for sector in PLAN.sectors)
