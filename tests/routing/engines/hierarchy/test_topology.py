"""The order and the shape of hierarchies: every vertex once, every upward neighbour an ancestor."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from routing.engines.hierarchy import order
from routing.engines.hierarchy.order import dissection_order
from routing.engines.hierarchy.topology import topology_of
from tests.routing.engines.hierarchy.chance import VERTICES, arcs, dissected, graph_of, grid, orders


def ancestors(parent, v):
    above = set()
    while parent[v] < len(parent):
        v = parent[v]
        above.add(int(v))
    return above


@settings(max_examples=60, deadline=None)
@given(arcs, orders)
def test_higher_neighbours_are_ancestors_joined_to_each_other(drawn, order):
    first, head, _ = graph_of(drawn)
    shape = topology_of(first, head, np.array(order, np.int32)).shape
    higher = [set(shape.head[shape.first[v] : shape.first[v + 1]].tolist()) for v in range(VERTICES)]
    for v in range(VERTICES):
        assert higher[v] <= ancestors(shape.parent, v)
        assert min(higher[v], default=VERTICES) == shape.parent[v]
        assert all(b in higher[a] for a in higher[v] for b in higher[v] if a < b)


@settings(max_examples=60, deadline=None)
@given(arcs, orders)
def test_every_arc_but_loops_has_a_slot_in_its_direction(drawn, order):
    first, head, _ = graph_of(drawn)
    topology = topology_of(first, head, np.array(order, np.int32))
    shape, slots = topology.shape, topology.slots
    tail = np.repeat(np.arange(VERTICES), np.diff(first))
    below = np.repeat(np.arange(VERTICES), np.diff(shape.first))
    for arc, slot in enumerate(slots.of_arc):
        if tail[arc] == head[arc]:
            assert slot == -1
            continue
        pair = int(below[slot >> 1]), int(shape.head[slot >> 1])
        start, end = pair if slot % 2 == 0 else pair[::-1]
        assert (topology.vertex[start], topology.vertex[end]) == (tail[arc], head[arc])
        assert arc in slots.arc[slots.first[slot] : slots.first[slot + 1]]


@settings(max_examples=60, deadline=None)
@given(arcs, orders)
def test_what_lies_under_a_vertex_lies_right_before_it(drawn, order):
    first, head, _ = graph_of(drawn)
    shape = topology_of(first, head, np.array(order, np.int32)).shape
    for v in range(VERTICES):
        under = [u for u in range(VERTICES) if v in ancestors(shape.parent, u)]
        assert under == list(range(v - len(under), v))


@settings(max_examples=60, deadline=None)
@given(arcs)
def test_an_order_holds_every_vertex_once_wherever_they_lie(drawn):
    first, head, _ = graph_of(drawn)
    for place in (np.zeros(VERTICES), np.arange(VERTICES, dtype=float), np.full(VERTICES, np.nan)):
        assert sorted(dissection_order(first, head, (place, place))) == list(range(VERTICES))


@pytest.mark.parametrize(("side", "height", "arcs_for_each"), [(20, 50, 6.0), (60, 150, 8.0)])
def test_dissection_keeps_the_tree_low_and_the_arcs_few(side, height, arcs_for_each):
    first, head, _, place = grid(side, 1)
    topology = dissected(first, head, place)
    assert topology.shape.height <= height
    assert len(topology.shape.head) <= arcs_for_each * side * side
    assert topology.size_bytes < 220 * side * side


def test_a_graph_of_nothing_has_an_empty_hierarchy():
    none = np.empty(0)
    topology = dissected(np.zeros(1, np.int64), np.empty(0, np.int64), (none, none))
    assert len(topology.rank) == 0
    assert topology.shape.height == 0


def test_an_order_is_the_same_however_the_work_is_shared_out(monkeypatch):
    first, head, _, place = grid(60, 4)
    alone = dissection_order(first, head, place)
    monkeypatch.setattr("routing.engines.hierarchy.order.WHOLE", 30)
    for _ in range(3):
        assert np.array_equal(dissection_order(first, head, place), alone)


def test_progress_rises_to_the_end_and_can_stop_the_work():
    first, head, _, place = grid(30, 2)
    told = []
    dissection_order(first, head, place, told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(0.95)

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dissection_order(first, head, place, stop)


def test_the_share_told_rises_in_even_steps_where_cells_are_halved(monkeypatch):
    monkeypatch.setattr(order, "WHOLE", 100)
    monkeypatch.setattr(order, "WORKERS", 1)  # two that end at once are told as one step
    first, head, _, place = grid(60, 4)
    told = []
    dissection_order(first, head, place, told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(0.95)
    assert max(b - a for a, b in pairwise(told)) < 0.2
