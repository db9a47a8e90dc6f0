"""Ways over places: their costs are exact, they unfold to what they cost, and none leaves the limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.least import least_cost
from routing.engines.hierarchy.metric import metric_of
from routing.engines.hierarchy.spread import labelled
from routing.engines.hierarchy.via import Limits, Tried, crossings, next_way, way_over
from tests.routing.engines.hierarchy.chance import dissected, graph_of, grid, plain

SIDE = 18
FIRST, HEAD, COST, PLACE = grid(SIDE, 3)
TAIL = np.repeat(np.arange(len(FIRST) - 1), np.diff(FIRST))
TOPOLOGY = dissected(FIRST, HEAD, PLACE)
METRIC = metric_of(TOPOLOGY, COST)
BACK = graph_of(list(zip(HEAD.tolist(), TAIL.tolist(), COST.tolist(), strict=True)), SIDE * SIDE)
vertices = st.integers(0, SIDE * SIDE - 1)
ends = st.lists(st.tuples(vertices, st.integers(0, 10**5)), min_size=1, max_size=3).map(
    lambda drawn: tuple(np.array(column, np.int64) for column in zip(*drawn, strict=True))
)


def rows_worth_unfolding(found, tests):
    tried, rows = Tried(), []
    while (step := next_way(METRIC, found, tried, tests))[0] >= 0:
        rows.append(step[0])
        tried = step[1]
    return rows


@settings(max_examples=150, deadline=None)
@given(starts=ends, goals=ends, most=st.integers(0, 10**6))
def test_the_least_cost_is_that_of_the_plain_search_up_to_a_limit(starts, goals, most):
    exact = plain((FIRST, HEAD, COST), starts, goals)[0]
    assert least_cost(METRIC, starts, goals) == exact
    for limit in (most, exact, min(exact + 1, NO_WAY)):
        assert least_cost(METRIC, starts, goals, limit) == min(exact, limit)


@settings(max_examples=60, deadline=None)
@given(starts=ends, goals=ends, stretch=st.floats(1.0, 3.0), below=st.sampled_from([0, 7, 500]))
def test_costs_of_places_are_exact_within_the_stretch(starts, goals, stretch, below):
    best, near = plain((FIRST, HEAD, COST), starts, goals)[0], plain((FIRST, HEAD, COST), starts)[1]
    far = plain(BACK, goals)[1]
    ranks = TOPOLOGY.rank[starts[0]], TOPOLOGY.rank[goals[0]]
    half, costs = (METRIC.weight, METRIC.closed), (starts[1], goals[1])
    vertex, there, back = labelled(TOPOLOGY.shape, half, ranks, costs, (stretch, below))
    if best == NO_WAY:
        return
    for row, rank in enumerate(vertex[: np.count_nonzero(there.cost < NO_WAY)] if below else vertex):
        at = TOPOLOGY.vertex[rank]
        for side, exact in ((there, near[at]), (back, far[at])):
            assert side.cost[row] == (exact if exact <= stretch * best else NO_WAY)


@settings(max_examples=80, deadline=None)
@given(starts=ends, goals=ends, stretch=st.floats(1.0, 2.5), below=st.sampled_from([0, 300]))
def test_ways_unfold_to_what_they_cost_and_join_start_place_and_end(starts, goals, stretch, below):
    best = plain((FIRST, HEAD, COST), starts, goals)[0]
    found = crossings(METRIC, starts, goals, Limits(stretch, 0.9), below)
    assert found.joined == (best < NO_WAY)
    for row in [found.best, *rows_worth_unfolding(found, 100)] if found.joined else []:
        over = way_over(METRIC, found, row)
        driven = [int(starts[0][over.start]), *HEAD[over.arcs].tolist()]
        assert TAIL[over.arcs].tolist() == driven[:-1]
        assert driven[-1] == goals[0][over.end]
        assert driven[over.via] == TOPOLOGY.vertex[found.vertex[row]]
        assert over.cost == starts[1][over.start] + COST[over.arcs].sum() + goals[1][over.end] <= stretch * best


def test_places_beside_the_search_give_more_ways():
    at = (np.array([0]), np.zeros(1, np.int64)), (np.array([SIDE * SIDE - 1]), np.zeros(1, np.int64))
    few, more = (rows_worth_unfolding(crossings(METRIC, *at, Limits(1.5, 0.6), below), 300) for below in (0, 300))
    assert len(more) > len(few) > 0


@pytest.mark.parametrize("apart", [True, False])
def test_two_places_apart_are_not_joined(apart):
    """Two pairs of vertices without a road between the pairs."""
    first, head, cost = graph_of([(0, 1, 5), (1, 0, 5), (2, 3, 5), (3, 2, 5)], 4)
    metric = metric_of(dissected(first, head, (np.arange(4.0), np.zeros(4))), cost)
    at = (np.array([0]), np.zeros(1, np.int64)), (np.array([2 if apart else 1]), np.zeros(1, np.int64))
    assert crossings(metric, *at, Limits(1.4, 0.6), 10).joined is not apart
    assert least_cost(metric, *at) == (NO_WAY if apart else 5)
