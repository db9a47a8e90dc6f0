"""Noding: what meets becomes a node, what passes over stays apart, nothing is lost."""

import networkx as nx
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources.roads.noding import Noded, noded
from geo.measure import along_m

METRE = 1 / 111_195.0


def node(lines, *, level=None, travel=None, tolerance_m=5.0) -> Noded:
    points = np.array([point for line in lines for point in line], dtype=float)
    offsets = np.concatenate([[0], np.cumsum([len(line) for line in lines])])
    flat = np.zeros(len(lines), dtype=np.int64)
    return noded(
        points,
        offsets,
        level=flat if level is None else np.array(level),
        travel=flat if travel is None else np.array(travel),
        tolerance_m=tolerance_m,
    )


def again(net: Noded) -> Noded:
    flat = np.zeros(len(net.origin), dtype=np.int64)
    return noded(net.points, net.offsets, level=flat, travel=flat)


def graph(net: Noded) -> nx.MultiGraph:
    return nx.MultiGraph(zip(net.from_node.tolist(), net.to_node.tolist(), strict=True))


def length_m(net: Noded) -> float:
    return float(along_m(net.points, net.offsets)[net.offsets[1:] - 1].sum())


def drawing(net: Noded) -> set[frozenset[tuple[tuple[float, float], ...]]]:
    pieces = [tuple(map(tuple, net.points[a:b])) for a, b in zip(net.offsets[:-1], net.offsets[1:], strict=True)]
    return {frozenset([piece, piece[::-1]]) for piece in pieces}


CROSS = ([(0.0, 0.5), (1.0, 0.5)], [(0.5, 0.0), (0.5, 1.0)])


def test_lines_sharing_an_end_meet_in_one_node():
    assert len(node([[(0, 0), (1, 0)], [(1, 0), (1, 1)]]).lon) == 3


def test_lines_sharing_a_vertex_are_split_there():
    net = node([[(0, 0), (1, 0), (2, 0)], [(1, 1), (1, 0), (1, -1)]])
    assert len(net.origin) == 4
    assert net.crossings == ()


def test_a_crossing_without_a_vertex_becomes_a_node_and_is_told():
    net = node(CROSS)
    assert net.crossings == ((0.5, 0.5),)
    assert nx.number_connected_components(graph(net)) == 1


def test_a_crossing_of_different_levels_stays_apart_and_is_told():
    net = node(CROSS, level=[1, 0])
    assert (len(net.origin), net.crossings, net.apart) == (2, (), ((0.5, 0.5),))


def test_a_shared_vertex_joins_roads_of_different_levels():
    net = node([[(0, 0), (1, 0)], [(1, 0), (2, 0)]], level=[0, 1])
    assert nx.number_connected_components(graph(net)) == 1


def test_an_end_on_another_line_makes_a_junction():
    net = node([[(0, 0), (2, 0)], [(1, 0), (1, 1)]])
    assert (len(net.origin), net.crossings) == (3, ())


def test_a_road_ending_under_a_bridge_is_not_joined_to_it():
    net = node([[(0, 0), (2, 0)], [(1, 0), (1, 1)]], level=[1, 0])
    assert nx.number_connected_components(graph(net)) == 2


def test_a_bridge_ending_on_a_road_is_joined_to_it():
    net = node([[(0, 0), (2, 0)], [(1, 0), (1, 1)]], level=[0, 1])
    assert nx.number_connected_components(graph(net)) == 1


def test_an_end_short_of_a_road_by_less_than_the_tolerance_is_joined():
    net = node([[(0, 0), (2, 0)], [(1, 3 * METRE), (1, 1)]])
    assert len(net.joined) == 1
    assert nx.number_connected_components(graph(net)) == 1


def test_an_end_short_of_a_road_by_more_than_the_tolerance_dangles():
    net = node([[(0, 0), (2, 0)], [(1, 8 * METRE), (1, 1)]])
    assert net.joined == ()
    assert (1.0, round(8 * METRE, 7)) in net.dangling


def test_the_tolerance_is_in_metres_at_any_latitude():
    for lat in (0.0, 60.0):
        step = 8 * METRE / np.cos(np.radians(lat))
        lines = [[(0, lat - 1), (0, lat + 1)], [(step, lat), (1, lat)]]
        assert node(lines).joined == ()
        assert len(node(lines, tolerance_m=9.0).joined) == 1


def test_free_ends_close_to_each_other_meet():
    net = node([[(0, 0), (1, 0)], [(1 + 3 * METRE, 0), (2, 0)], [(1, 3 * METRE), (1, 1)]])
    assert nx.number_connected_components(graph(net)) == 1
    assert len(net.dangling) == 3


def test_an_overshoot_is_cut_off_and_told():
    net = node([[(0, 0), (2, 0)], [(1, -2 * METRE), (1, 1)]])
    assert len(net.trimmed) == 1
    assert len(net.origin) == 3


def test_a_line_drawn_twice_counts_once():
    net = node([[(0, 0), (1, 0)], [(1, 0), (0, 0)]])
    assert (len(net.origin), net.doubles) == (1, (1,))


def test_two_one_way_lines_in_opposite_directions_are_both_kept():
    net = node([[(0, 0), (1, 0)], [(1, 0), (0, 0)]], travel=[1, 1])
    assert (len(net.origin), net.doubles) == (2, ())


def test_lines_that_run_together_for_a_stretch_share_it():
    net = node([[(0, 0), (2, 0)], [(1, 0), (3, 0)]])
    assert len(net.origin) == 3
    assert abs(length_m(net) - length_m(node([[(0, 0), (3, 0)]]))) < 0.1


def test_a_line_without_length_is_left_out_and_told():
    net = node([[(0, 0), (0, 0)], [(0, 0), (1, 0)]])
    assert (net.without_length, len(net.origin)) == ((0,), 1)


def test_a_line_that_crosses_itself_gets_a_node_there():
    net = node([[(0, 0), (1, 1), (1, 0), (0, 1)]])
    assert net.crossings == ((0.5, 0.5),)
    assert len(net.origin) == 3


def test_pieces_keep_the_direction_of_their_line():
    net = node(CROSS)
    east = net.points[net.offsets[:-1]][net.origin == 0]
    assert sorted(east[:, 0].tolist()) == [0.0, 0.5]


# junctions on a grid of about 1.1 km, so that nothing is within the tolerance by chance
_corner = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda at: (at[0] * 0.01, at[1] * 0.01))
_line = st.lists(_corner, min_size=2, max_size=4).filter(lambda line: len(set(line)) > 1)
_lines = st.lists(_line, min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(_lines)
def test_noding_twice_changes_nothing(lines):
    once = node(lines)
    twice = again(once)
    assert drawing(twice) == drawing(once)
    assert (twice.crossings, twice.joined, twice.trimmed, twice.doubles) == ((), (), (), ())


@settings(max_examples=60, deadline=None)
@given(_lines)
def test_every_end_of_a_line_is_a_node(lines):
    net = node(lines, tolerance_m=0.0)
    nodes = set(zip(net.lon.tolist(), net.lat.tolist(), strict=True))
    assert {tuple(np.round(end, 7).tolist()) for line in lines for end in (line[0], line[-1])} <= nodes


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_corner, _corner).filter(lambda line: line[0] != line[1]), min_size=1, max_size=6))
def test_total_length_is_that_of_the_ground_covered(lines):
    net = node([list(line) for line in lines], tolerance_m=0.0)
    ground = shapely.get_parts(shapely.union_all([shapely.LineString(line) for line in lines], grid_size=1e-7))
    points, line = shapely.get_coordinates(ground, return_index=True)
    offsets = np.searchsorted(line, np.arange(len(ground) + 1))
    expected_m = along_m(points, offsets)[offsets[1:] - 1].sum()
    assert abs(length_m(net) - expected_m) < 0.02 * max(1, len(net.points))


@settings(max_examples=60, deadline=None)
@given(_lines)
def test_lines_are_connected_exactly_where_they_touch(lines):
    drawn = [shapely.LineString(line) for line in lines]
    expected = nx.Graph()
    expected.add_nodes_from(range(len(lines)))
    expected.add_edges_from((i, j) for i in range(len(lines)) for j in range(i) if drawn[i].distance(drawn[j]) < 1e-9)
    net = node(lines)
    assert nx.number_connected_components(graph(net)) == nx.number_connected_components(expected)
