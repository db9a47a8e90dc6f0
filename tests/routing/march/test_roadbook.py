"""Roadbooks on drawn roads: turns, landmarks, sectors and whose they are."""

import pytest

from data.model import SectorState, SiteKind
from data.model.handout import Landmark
from routing.index import NetworkIndex
from routing.march.roadbook import ground_of, roadbook, sector_areas, turn_words
from routing.march.table import march_table
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders
from tests.asciimap import ascii_map
from tests.builders import NOON
from tests.handouts import handed, post
from tests.routing.march.town import at

STREETS = {"AB": {"name": "East Road"}, "BC": {"name": "South Road"}, "CD": {"name": None, "name_ar": "شارع البحر"}}
TOWN = ascii_map(
    """
    A---B
        |
    D---C
    """,
    grid_m=200,
    roads=STREETS,
)


def driven(*records, **said):
    index = NetworkIndex(TOWN.network)
    ends = (builders.site("a", point=TOWN.point("A")), builders.site("d", point=TOWN.point("D")))
    convoy = builders.convoy("v", origin="a", destination="d", departs_at=NOON, **said)
    plan = builders.plan(*ends, *records, convoy)
    route = find_route(index, plan, convoy_question(plan, convoy, Terms(at=NOON)))
    table = march_table(index, plan, convoy, route)
    ground = ground_of(plan, table)
    return roadbook(route, table, ground), tuple(sector_areas(ground))


def test_every_turn_is_told_with_its_side_its_road_and_how_far_to_drive_on():
    lines, _ = driven()
    assert [(line.landmark, line.said, line.road or line.road_ar) for line in lines] == [
        (Landmark.START, "Site", "East Road"),
        (Landmark.TURN, "turn right", "South Road"),
        (Landmark.TURN, "turn right", "شارع البحر"),
        (Landmark.RELEASE, "Site", "شارع البحر"),
    ]
    assert [line.next_m for line in lines[:-1]] == pytest.approx([800, 400, 800], rel=0.01)
    assert lines[-1].next_m is None
    assert all(line.sector is None and line.state == "–" for line in lines)


def test_a_boundary_says_what_is_left_what_is_entered_whom_to_report_to_and_how_the_sector_stands():
    east = builders.sector("east", name="East", area=TOWN.zone("BC"), owner="k")
    phase = builders.phase(sector_states=(("east", SectorState.ACTIVE),), starts_at=NOON)
    lines, areas = driven(east, builders.contributor("k", name="Battalion"), phase)
    boundaries = [line for line in lines if line.landmark is Landmark.SECTOR]
    assert [(line.said, line.sector, line.owner, line.state) for line in boundaries] == [
        ("leave no sector, enter East; report to Battalion", "East", "Battalion", "active"),
        ("leave East, enter no sector", None, None, "–"),
    ]
    assert [(area.name, area.owner, area.state) for area in areas] == [("East", "Battalion", "active")]


def test_without_a_phase_the_state_of_a_sector_is_not_known_and_without_an_owner_it_is_said():
    lines, _ = driven(builders.sector("east", name="East", area=TOWN.zone("BC")))
    assert {(line.said, line.state) for line in lines if line.sector} >= {
        ("leave no sector, enter East; nobody has taken it", "not known: no phase")
    }


@pytest.mark.parametrize(
    ("degrees", "words"), [(0, "straight on"), (35, "bear right"), (-90, "turn left"), (-179, "turn back")]
)
def test_turns_in_words(degrees, words):
    assert turn_words(degrees) == words


def test_behind_a_gate_of_unknown_time_the_head_is_there_at_the_earliest():
    lines = handed(post(), builders.site("on", kind=SiteKind.HOLDING_POINT, point=at(6000)), vehicle_count=3).roads
    told = [(line.said, line.arrives.is_earliest) for line in lines if line.landmark is not Landmark.TURN]
    assert told == [
        ("Alpha", False),
        ("Post", False),
        ("Site", True),
        ("Gamma", True),
    ]
