"""Matrices say in every cell what the single question says."""

import os
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from data.model import BarrierKind, Plan, RoadStatus, Route, RoutePolicy
from data.sources.roads.load import load_roads
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.matrix import travel_matrix
from routing.question import Terms, UnknownPolicy
from routing.search import find_route
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, road_report, zone
from tests.routing.asking import between
from tests.routing.town import INDEX, TOWN

pytestmark = pytest.mark.usefixtures("engine")

BASE = Plan(
    name="p",
    zones=(zone("shut", area=TOWN.zone("K", 60)), zone("slow", area=area_m(350, -450, 700, 60), exposure=2.0)),
    barriers=(
        barrier("b1", area_id="shut"),
        barrier("b2", area_id="slow", kind=BarrierKind.SCALED, value=2.5),
    ),
)


def assert_cells_are_routes(index, plan, terms, origins, destinations):
    found = travel_matrix(index, plan, terms, origins, destinations)
    for i, origin in enumerate(origins):
        for j, destination in enumerate(destinations):
            route = find_route(index, plan, between(terms, origin, destination))
            told = (found.duration_s[i, j], found.distance_m[i, j])
            if isinstance(route, Route):
                assert told == pytest.approx((route.duration_s, route.distance_m), abs=1e-6), (i, j)
                assert found.choice[i, j] >= 0
            else:
                assert np.isnan(told).all()
                assert found.choice[i, j] == -1
    return found


places = st.builds(Point, st.floats(34.398, 34.414), st.floats(31.491, 31.501))


DODGE = ascii_map("A---B---C---E\n    |\n    D", bans=[("AB", "BD")])


def test_a_turn_ban_is_not_dodged_by_turning_round_on_the_road():
    """A to D must go on to the dead end E; turning at C would be shorter."""
    index, points = NetworkIndex(DODGE.network), [DODGE.point(x) for x in "ABCDE"]
    found = assert_cells_are_routes(index, Plan(name="empty"), Terms(at=NOON), points[:2], points)
    assert found.distance_m[0, 3] == pytest.approx(2200, abs=1)
    back = assert_cells_are_routes(index, Plan(name="empty"), Terms(at=NOON), points, points[3:4])
    assert back.distance_m[0, 0] == pytest.approx(2200, abs=1)


@settings(max_examples=15, deadline=None)
@given(
    points=st.lists(places, min_size=3, max_size=7),
    split=st.integers(1, 2),
    policy=st.sampled_from(RoutePolicy),
    unknown=st.sampled_from(UnknownPolicy),
)
def test_every_cell_is_the_answer_to_the_single_question(points, split, policy, unknown):
    """Both ways round: more origins than destinations, and fewer."""
    terms = Terms(at=NOON, policy=policy, unknown=unknown)
    assert_cells_are_routes(INDEX, BASE, terms, points[:split], points[split:])
    assert_cells_are_routes(INDEX, BASE, terms, points[split:], points[:split])


def test_every_junction_to_every_junction_with_turn_bans_obeyed():
    points = [TOWN.point(name) for name in "ABCDFGHIJL"]
    found = assert_cells_are_routes(INDEX, Plan(name="empty"), Terms(at=NOON), points, points)
    assert np.isfinite(found.duration_s).all()
    assert (np.diag(found.duration_s) == 0).all()


def test_a_place_without_road_and_one_in_a_closed_area_are_told_and_leave_the_others():
    points = [TOWN.point("A"), TOWN.point("K"), Point(34.6, 31.6)]
    found = travel_matrix(INDEX, BASE, Terms(at=NOON), points, [TOWN.point("B")])
    assert np.isnan(found.duration_s[:, 0]).tolist() == [False, True, True]
    assert [f.code for f in found.findings] == ["place-inside-closed-area", "place-without-road"]
    assert [f.subject for f in found.findings] == ["Origin 2", "Origin 3"]
    assert [snap is None for snap in found.origins] == [False, False, True]


def test_two_places_on_one_segment_are_joined_along_it():
    here, there = TOWN.point("A", east_m=100), TOWN.point("A", east_m=250)
    found = travel_matrix(INDEX, Plan(name="empty"), Terms(at=NOON), [here, there], [here, there])
    assert found.distance_m == pytest.approx(np.array([[0, 150], [150, 0]]), abs=0.1)


def test_what_is_told_cannot_be_written_to():
    found = travel_matrix(INDEX, BASE, Terms(at=NOON), [TOWN.point("A")], [TOWN.point("B")])
    for column in (found.duration_s, found.distance_m, found.choice):
        with pytest.raises(ValueError, match="read-only"):
            column[0, 0] = 1


def test_no_places_give_an_empty_matrix():
    found = travel_matrix(INDEX, BASE, Terms(at=NOON), [], [TOWN.point("B")])
    assert found.duration_s.shape == (0, 1)


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(RoutingError, match="time zone"):
        Terms(at=NOON.replace(tzinfo=None))


def test_reports_close_cells_as_they_close_routes():
    report = road_report("r", status=RoadStatus.NOT_PASSABLE, place=LineString([TOWN.point("A"), TOWN.point("B")]))
    plan = Plan(name="p", status_reports=(report,))
    assert_cells_are_routes(INDEX, plan, Terms(at=NOON), [TOWN.point("A")], [TOWN.point(x) for x in "BCDL"])


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder with real data")
def test_forty_places_of_malta_agree_with_single_questions():
    """Timings are printed; twenty-five cells drawn by chance are asked singly."""
    index = NetworkIndex(load_roads([Path(os.environ["PASSAGE_DATA"]) / "osm/malta.osm.pbf"]).network)
    chance, plan, terms = np.random.default_rng(3), Plan(name="empty"), Terms(at=NOON)
    points = [Point(index.network.points[k]) for k in chance.integers(0, len(index.network.points), 40)]
    travel_matrix(index, plan, terms, points[:1], points[:1])
    began = time.perf_counter()
    found = travel_matrix(index, plan, terms, points, points)
    print(f"malta {index.network.edge_count} edges, 40 x 40: {time.perf_counter() - began:.2f} s")  # noqa: T201
    for i, j in chance.integers(0, 40, (25, 2)):
        route = find_route(index, plan, between(terms, points[i], points[j]))
        expected = route.duration_s if isinstance(route, Route) else np.nan
        assert found.duration_s[i, j] == pytest.approx(expected, nan_ok=True, abs=1e-6)
