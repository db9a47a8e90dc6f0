"""Columns on their way: what holds for every way, every length and every moment."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from data.model import RoutePiece
from routing.columns import Column, Progress, column_of, drawn_course, driven, road_space_m, tail_behind
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
from tests import asciimap, builders
from tests.asciimap import HERE
from tests.builders import NOON

PIECES = st.lists(
    st.tuples(st.floats(1, 5000), st.floats(0.5, 900)).map(
        lambda told: RoutePiece(segment=0, start_m=0.0, end_m=told[0], duration_s=told[1])
    ),
    min_size=1,
    max_size=12,
)
SPACES = st.floats(1, 20_000)


def column(pieces, space_m):
    """A column on a straight road as long as its pieces."""
    head = driven(pieces)
    line = LineString([HERE.degrees(np.array([at, 0.0])) for at in (0.0, float(head.along_m[-1]))])
    tail = tail_behind(head, space_m or 0.0)
    return Column(departs_at=NOON, line=line, head=head, tail=tail, road_space_m=space_m)


def moments(on):
    """Moments over the whole march, and a little before and after."""
    return np.linspace(-60, float(on.tail.since_s[-1]) + 60, 400)


@given(PIECES, SPACES)
def test_head_and_tail_only_ever_go_on_and_the_tail_is_never_ahead(pieces, space_m):
    on = column(pieces, space_m)
    tail_m, head_m = (side[~np.isnan(side)] for side in on.extent_m(moments(on)))
    assert (np.diff(head_m) >= -1e-6).all()
    assert (np.diff(tail_m) >= -1e-6).all()
    assert (tail_m <= head_m + 1e-6).all()


@given(PIECES, SPACES)
def test_a_column_that_is_wholly_on_the_road_is_as_long_as_stated(pieces, space_m):
    on = column(pieces, space_m)
    tail_m, head_m = on.extent_m(moments(on))
    inside = (tail_m > 0.5) & (head_m < on.distance_m - 0.5)
    assert head_m[inside] - tail_m[inside] == pytest.approx(space_m, abs=0.01)
    assert (np.nan_to_num(head_m - tail_m) <= space_m + 0.01).all()


@given(PIECES, SPACES)
def test_nothing_is_on_the_road_before_departure_nor_after_the_tail_has_arrived(pieces, space_m):
    on = column(pieces, space_m)
    at_s = moments(on)
    on_road = ~np.isnan(on.extent_m(at_s)[1])
    assert (on_road == ((at_s >= 0) & (at_s < on.tail.since_s[-1]))).all()
    assert on.departs_at < on.arrives_at < on.clears_at
    assert on.tail.along_m[-1] == pytest.approx(on.distance_m)


@given(PIECES, SPACES)
def test_the_head_is_where_the_pieces_put_it(pieces, space_m):
    on = column(pieces, space_m)
    since_s = sum(piece.duration_s for piece in pieces[:-1])
    at_m = on.extent_m(np.array([since_s]))[1]
    assert at_m[0] == pytest.approx(sum(piece.distance_m for piece in pieces[:-1]), abs=1e-6)


@given(PIECES, st.floats(0, 1))
def test_a_place_is_reached_when_the_head_is_there(pieces, share):
    head = driven(pieces)
    place_m = share * float(head.along_m[-1])
    assert head.along_at(np.array([head.reached_s(place_m)]))[0] == pytest.approx(place_m, abs=1e-3)


def test_the_tail_of_a_column_as_long_as_its_way_sets_out_when_the_head_arrives():
    on = column([RoutePiece(segment=0, start_m=0, end_m=1000, duration_s=100)], 1000.0)
    tail_m, head_m = on.extent_m(np.array([50.0, 100.0, 150.0]))
    assert head_m.tolist() == pytest.approx([500, 1000, 1000])
    assert tail_m.tolist() == pytest.approx([0, 0, 500])
    assert on.clears_at - on.arrives_at == timedelta(seconds=100)


def test_a_column_of_known_road_space_passes_in_the_time_marches_are_reckoned_with():
    """12 vehicles at 20 to the kilometre and 30 km/h take 0.6 km of road and 1.2 minutes to pass."""
    pieces = [RoutePiece(segment=0, start_m=0, end_m=30_000, duration_s=3600)]
    convoy = builders.convoy(vehicle_count=12, vehicle_gap_m=50)
    on = column(pieces, road_space_m(convoy))
    assert on.road_space_m == 600
    assert (on.clears_at - on.arrives_at).total_seconds() / 60 == pytest.approx(1.2)


def test_a_halt_of_the_head_is_a_halt_of_the_tail():
    head = Progress(since_s=np.array([0.0, 100, 160, 260]), along_m=np.array([0.0, 1000, 1000, 2000]))
    tail = tail_behind(head, 200.0)
    assert tail.along_at(np.array([100.0, 130.0, 160.0])).tolist() == pytest.approx([800, 800, 800])


def test_where_nobody_has_told_the_vehicles_only_the_head_is_told():
    on = column([RoutePiece(segment=0, start_m=0, end_m=1000, duration_s=100)], road_space_m(builders.convoy()))
    tail_m, head_m = on.extent_m(np.array([30.0]))
    assert on.road_space_m is None
    assert tail_m == head_m


def test_a_column_stands_on_the_roads_of_its_route():
    roads = asciimap.ascii_map("A---B---C", grid_m=100)
    asked = RouteQuestion(at=NOON, origin=roads.point("A"), destination=roads.point("C"))
    route = find_route(NetworkIndex(roads.network), builders.plan(), asked)
    on = column_of(builders.convoy(vehicle_count=2, vehicle_gap_m=100), route)
    half = on.stretch(NOON + timedelta(seconds=route.duration_s / 2))
    assert on.distance_m == pytest.approx(800, abs=1)
    assert half.coords[-1] == pytest.approx(roads.point("B").coords[0], abs=1e-6)
    assert half.hausdorff_distance(LineString([roads.point("AB"), roads.point("B")])) < 1e-5
    assert on.stretch(NOON - timedelta(seconds=1)) is None
    assert on.stretch(on.clears_at + timedelta(milliseconds=1)) is None


def test_the_course_for_a_map_keeps_its_metres():
    line = LineString(
        [HERE.degrees(np.array([east, north])) for east, north in ((0, 0), (500, 0), (1000, 0), (1000, 700))]
    )
    head = driven([RoutePiece(segment=0, start_m=0, end_m=1700, duration_s=170)])
    on = Column(departs_at=NOON, line=line, head=head, tail=head, road_space_m=None)
    points, along_m = drawn_course(on, 1e-5)
    assert len(points) == 3
    assert along_m.tolist() == pytest.approx([0, 1000, 1700], abs=2)
