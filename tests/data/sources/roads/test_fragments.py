"""Crumbs off the main network are left out and told; larger parts stay and are told."""

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sources.roads.assemble import RoadColumns, Turn, assemble
from data.sources.roads.fragments import only, parts, without_fragments


def columns_of(lines, **more):
    """Straight segments between points, one degree being the unit; equal points are one node."""
    points = list(dict.fromkeys(point for line in lines for point in line))
    ends = np.array([[points.index(a), points.index(b)] for a, b in lines], np.int32)
    places = np.array(points, float)
    return RoadColumns(
        node_id=np.arange(len(points)) + 100,
        lon=places[:, 0],
        lat=places[:, 1],
        from_node=ends[:, 0],
        to_node=ends[:, 1],
        offsets=np.arange(len(lines) + 1) * 2,
        points=places[ends].reshape(-1, 2),
        direction=np.zeros(len(lines), np.int8),
        **{"attributes": {}, **more},
    )


def chain(lat, count, step=0.001, lon=0.0):
    return [((lon + n * step, lat), (lon + (n + 1) * step, lat)) for n in range(count)]


MAIN = chain(0, 40)


def test_a_short_part_of_few_segments_is_left_out_with_place_and_length():
    kept, (told,), findings = without_fragments(columns_of([*chain(1, 3), *MAIN]))
    assert len(kept.from_node) == 40
    assert told.count == 1
    assert told.length_m == pytest.approx(333.9, abs=0.2)
    assert told.examples == ("0.00000, 1.00000: 334 m",)
    assert findings == ()


def test_a_long_part_of_few_segments_stays_and_is_told_with_its_place():
    kept, dropped, (told,) = without_fragments(columns_of([*chain(1, 3, 0.01), *MAIN]))
    assert len(kept.from_node) == 43
    assert dropped == ()
    assert (told.code, told.place) == ("separate-part", (0.0, 1.0))
    assert "3 segments, 3.3 km" in told.message


def test_a_short_part_of_many_segments_stays_and_is_told():
    kept, dropped, findings = without_fragments(columns_of([*chain(1, 20, 0.00001), *MAIN]))
    assert (len(kept.from_node), dropped, len(findings)) == (60, (), 1)


def test_the_largest_part_is_never_left_out():
    kept, dropped, findings = without_fragments(columns_of([*chain(0, 2), *chain(1, 1)]))
    assert len(kept.from_node) == 2
    assert (dropped[0].count, findings) == (1, ())


def test_more_than_ten_separate_parts_are_told_in_eleven_findings():
    apart = [line for lat in range(1, 14) for line in chain(lat, 3, 0.01)]
    _, _, findings = without_fragments(columns_of([*MAIN, *apart]))
    assert len(findings) == 11
    assert "3 more parts" in findings[-1].message


def test_a_network_in_one_piece_is_handed_on_as_it_is():
    columns = columns_of(MAIN)
    assert without_fragments(columns) == (columns, (), ())


def test_everything_about_the_kept_segments_is_kept():
    """Attributes of every kind, node texts and bans move with their rows."""
    columns = columns_of(
        [*chain(1, 2), *chain(0, 3)],
        attributes={
            "way_id": np.array([1, 2, 3, 4, 5]),
            "name": ["a", None, "c", "d", None],
            "ref": pa.array([None, "2", "3", None, "5"]).dictionary_encode(),
            "surface": None,
        },
        node_barrier=[None, "gate", None, None, "bollard", None, None],
        node_passage=[None, "open", None, None, "closed", None, None],
        turns=(
            Turn(segments=(0, 1), forward=(True, True), kind="no_turn", source_id=1),
            Turn(segments=(2, 3), forward=(True, True), kind="no_turn", source_id=2),
        ),
    )
    kept = only(columns, np.array([False, False, True, True, True]))
    assert kept.node_id.tolist() == [103, 104, 105, 106]
    assert kept.attributes["way_id"].tolist() == [3, 4, 5]
    assert kept.attributes["name"] == ["c", "d", None]
    assert kept.attributes["ref"].to_pylist() == ["3", None, "5"]
    assert kept.node_barrier == [None, "bollard", None, None]
    assert kept.node_passage == [None, "closed", None, None]
    assert [(ban.segments, ban.source_id) for ban in kept.turns] == [((0, 1), 2)]
    network = assemble(kept, ())
    assert network.turns["edges"].to_pylist() == [[0, 2]]
    assert network.points[0].tolist() == [0.0, 0.0]


EDGES = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), min_size=1, max_size=30)


@given(EDGES)
def test_parts_are_the_weakly_connected_components(edges):
    from_node, to_node = np.array(edges, np.int32).T
    label = parts(20, from_node, to_node)
    graph = nx.Graph()
    graph.add_nodes_from(range(20))
    graph.add_edges_from(edges)
    assert {frozenset(np.flatnonzero(label == each).tolist()) for each in set(label.tolist())} == {
        frozenset(component) for component in nx.connected_components(graph)
    }


def test_parts_of_a_long_shuffled_chain_are_found_at_once():
    order = np.random.default_rng(1).permutation(200_000).astype(np.int32)
    assert (parts(len(order), order[:-1], order[1:]) == 0).all()
