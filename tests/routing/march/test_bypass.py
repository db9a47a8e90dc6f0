"""Ways round when the next stretch closes, and the nearest shelter and care: held against networkx on drawn grids."""

from datetime import timedelta
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from data.model import RoadStatus, SiteKind, Validity, Waypoint
from routing.index import NetworkIndex
from routing.march.bypass import bypasses
from routing.march.table import march_table
from routing.question import Terms, UnknownPolicy
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders
from tests.asciimap import ascii_map
from tests.builders import NOON, barrier, zone

DRAWING = """
A---B---C---D
|   |   |   |
E---F---G---H
|   |   |   |
K---L---M---N---Z
"""
ROWS = ("ABCD", "EFGH", "KLMN")
STREETS = [
    *(pair for row in ROWS for pair in pairwise(row)),
    *(p for rows in pairwise(ROWS) for p in zip(*rows, strict=True)),
    "NZ",
]
STREETS = ["".join(pair) for pair in STREETS]
SPEEDS = st.lists(st.sampled_from([20.0, 30.0, 45.0, 70.0]), min_size=len(STREETS), max_size=len(STREETS))
CHECKPOINTS = "BCDEFGHKLMN"


def drawn_with(speeds):
    roads = {street: {"speed_kmh": own} for street, own in zip(STREETS, speeds, strict=True)}
    return ascii_map(DRAWING, grid_m=250, roads=roads)


def found_on(drawn, *records, unknown=UnknownPolicy.CAUTION, via=()):
    posts = [builders.site(node, name=node, point=drawn.point(node), kind=SiteKind.CHECKPOINT) for node in CHECKPOINTS]
    ends = [builders.site(node, name=node, point=drawn.point(node), kind=SiteKind.OTHER) for node in "AZ"]
    convoy = builders.convoy("v", origin="A", destination="Z", departs_at=NOON, via=via)
    plan, index = builders.plan(*posts, *ends, *records, convoy), NetworkIndex(drawn.network)
    question = convoy_question(plan, convoy, Terms(at=NOON, unknown=unknown))
    route = find_route(index, plan, question)
    return bypasses(index, plan, question, (route, march_table(index, plan, convoy, route)))


def graph_of(speeds):
    graph = nx.Graph()
    for street, speed_kmh in zip(STREETS, speeds, strict=True):
        is_level = street == "NZ" or any(street in row for row in ROWS)
        graph.add_edge(*street, weight=3.6 * (1000 if is_level else 500) / speed_kmh)
    return graph


def least_s(graph, start, end):
    try:
        return nx.dijkstra_path_length(graph, start, end)
    except nx.NetworkXNoPath:
        return None


@given(SPEEDS, st.sampled_from("BFGLM"), st.sampled_from("CDEHK"))
@settings(max_examples=15, deadline=None)
def test_the_way_round_and_the_nearest_haven_and_hospital_are_those_of_networkx_without_the_street(speeds, base, care):
    drawn = drawn_with(speeds)
    sites = (
        builders.site("base", name="Base", point=drawn.point(base), kind=SiteKind.BASE),
        builders.site("care", name="Hospital", point=drawn.point(care), kind=SiteKind.HOSPITAL),
    )
    found = found_on(drawn, *sites)
    nodes = [one.at.names[0] for one in found] + ["Z"]
    assert nodes[0] == "A"
    assert "".join(nodes[-2:]) == "NZ"
    for one, (here, ahead) in zip(found, pairwise(nodes), strict=True):
        whole = graph_of(speeds)
        planned_s = least_s(whole, here, "Z")
        whole.remove_edge(here, ahead)
        round_s = least_s(whole, here, "Z")
        if round_s is None:
            assert (one.route, one.extra_s) == (None, None)
        else:
            assert one.extra_s == pytest.approx(round_s - planned_s, abs=0.5)
            assert one.extra_m == pytest.approx(one.route.distance_m - left_m(found, one), abs=1)
        for nearest, place in ((one.haven, base), (one.hospital, care)):
            assert nearest.known_s == pytest.approx(least_s(whole, here, place), abs=0.5)


def left_m(found, one):
    return found[-1].closed_m[1] - one.at.along_m


def test_where_the_only_street_on_closes_there_is_no_way_round():
    found = found_on(drawn_with([30.0] * len(STREETS)))
    assert [one.at.names[0] for one in found if one.route is None] == ["N"]
    assert all(one.haven.known_s is None and one.hospital.site is None for one in found)


def test_what_the_way_still_has_to_lead_over_is_led_over_on_the_way_round():
    found = found_on(drawn_with([30.0] * len(STREETS)), via=("D",))
    first = found[0]
    assert first.route.via
    assert first.route.distance_m == pytest.approx(6000, abs=2)


def test_points_on_the_road_that_keep_a_chosen_way_do_not_bind_the_way_round():
    drawn = drawn_with([30.0] * len(STREETS))
    found = found_on(drawn, via=(Waypoint(point=drawn.point("GM")),))
    (at_g,) = [one for one in found if one.at.names[0] == "G"]
    assert at_g.route.via == ()
    assert at_g.extra_m == pytest.approx(0, abs=1)


def test_help_over_a_road_nobody_knows_is_not_known_and_never_told_as_sure():
    drawn = drawn_with([30.0] * len(STREETS))
    base = builders.site("base", name="Base", point=drawn.point("F"), kind=SiteKind.BASE)
    unknown = [
        builders.road_report(
            street, place=LineString([drawn.point(node) for node in street]), status=RoadStatus.UNKNOWN
        )
        for street in ("BF", "EF")
    ]
    own = found_on(drawn, base, *unknown, unknown=UnknownPolicy.USE)[0].haven
    assert (own.known_s, own.at_best_s) == (pytest.approx(300, abs=1), pytest.approx(180, abs=1))
    strict = found_on(drawn, base, *unknown, unknown=UnknownPolicy.CLOSED)[0].haven
    assert (strict.known_s, strict.at_best_s) == (pytest.approx(300, abs=1), None)


def test_a_road_that_closes_on_the_march_is_no_way_round_for_points_the_head_comes_to_later():
    drawn = drawn_with([36.0] * len(STREETS))
    before = {one.at.names[0]: one for one in found_on(drawn)}
    late = list(before)[-2]
    shut = zone("shut", area=before[late].route.line.interpolate(0.5, normalized=True).buffer(0.0005))
    closes = Validity(starts_at=NOON + timedelta(seconds=36))
    found = {one.at.names[0]: one for one in found_on(drawn, shut, barrier(area_id=shut.id, valid=closes))}
    first = next(iter(found))
    assert found[first].route.distance_m == pytest.approx(before[first].route.distance_m)
    assert found[late].route is None or found[late].route.line != before[late].route.line
