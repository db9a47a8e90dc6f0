"""Weights: repaired equals made from nothing in every array, whatever the edits; closed is never a number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy import spare as spare_module
from routing.engines.hierarchy.metric import CLOSED_32, CLOSED_64, metric_of
from routing.engines.hierarchy.spare import Spare
from routing.engines.hierarchy.topology import topology_of
from routing.errors import RoutingError
from tests.routing.engines.hierarchy.chance import arcs, costs, dissected, graph_of, grid, orders

edits = st.lists(st.lists(st.tuples(st.integers(0, 69), costs), max_size=6), max_size=5)


def assert_same(one, other):
    assert one.closed == other.closed
    assert one.cost.dtype == other.cost.dtype
    assert np.array_equal(one.cost, other.cost)
    assert np.array_equal(one.weight, other.weight)


@settings(max_examples=150, deadline=None)
@given(arcs.filter(len), orders, edits)
def test_after_any_edits_a_metric_equals_one_made_from_nothing(drawn, order, changes):
    first, head, cost = graph_of(drawn)
    topology = topology_of(first, head, np.array(order, np.int32))
    metric = metric_of(topology, cost)
    for change in changes:
        new = {arc % len(head): value for arc, value in change}
        rows = np.array(list(new), np.int64)
        cost[rows] = list(new.values())
        metric = metric.with_costs(rows, cost[rows])
        assert_same(metric, metric_of(topology, cost))


@pytest.mark.parametrize("seed", range(4))
def test_zones_drawn_moved_and_lifted_on_a_grid_leave_no_trace(seed):
    first, head, cost, place = grid(40, seed)
    topology = dissected(first, head, place)
    chance = np.random.default_rng(seed)
    tail = np.repeat(np.arange(len(first) - 1), np.diff(first))
    start = metric = metric_of(topology, cost)
    repaired = 0
    for _ in range(25):
        x, y, reach = *chance.integers(0, 40, 2), chance.integers(1, 5)
        inside = np.flatnonzero((abs(place[0][tail] - x) < reach) & (abs(place[1][tail] - y) < reach))
        shut = chance.random() < 0.5
        zoned = np.full(len(inside), NO_WAY) if shut else np.where(cost[inside] < NO_WAY, cost[inside] * 3, NO_WAY)
        metric = metric.with_costs(inside, zoned)
        repaired += metric.repaired
        now = cost.copy()
        now[inside] = zoned
        assert_same(metric, metric_of(topology, now))
        metric = metric.with_costs(inside, cost[inside])
        assert_same(metric, start)
    assert repaired


@pytest.mark.parametrize("few", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_columns_written_over_after_any_repairs_hold_what_fresh_ones_hold(seed, few, monkeypatch):
    monkeypatch.setattr(spare_module, "FEW", few)
    first, head, cost, place = grid(40, seed)
    topology = dissected(first, head, place)
    chance = np.random.default_rng(seed)
    known = [(metric_of(topology, cost), cost)]
    repaired = 0
    for _ in range(30):
        metric, now = known[chance.integers(len(known))]
        rows = chance.integers(len(cost) - 12) + np.arange(12)
        now = now.copy()
        now[rows] = chance.choice([NO_WAY, 0, 7, 60_000], len(rows))
        gone = known.pop(chance.integers(len(known)))[0] if len(known) > 4 else None
        spare = None if gone is None or gone is metric else Spare(gone.columns, gone.past)
        known.append((metric.with_costs(rows, now[rows], spare), now))
        repaired += spare is not None and known[-1][0].weight is spare.columns[1]
        assert_same(known[-1][0], metric_of(topology, known[-1][1]))
    for kept, costs_now in known:
        assert_same(kept, metric_of(topology, costs_now))
    assert repaired > 5


def test_a_repair_leaves_the_metric_it_began_from_as_it_was():
    first, head, cost, place = grid(20, 3)
    metric = metric_of(dissected(first, head, place), cost)
    weight, own = metric.weight.copy(), metric.cost.copy()
    assert metric.with_costs(np.array([5]), np.array([77])).repaired
    assert np.array_equal(metric.weight, weight)
    assert np.array_equal(metric.cost, own)


def test_a_change_of_everything_is_not_repaired_but_made_anew():
    first, head, cost, place = grid(40, 3)
    metric = metric_of(dissected(first, head, place), cost)
    rows = np.arange(len(cost))
    assert not metric.with_costs(rows, np.where(cost < NO_WAY, cost + 1, NO_WAY)).repaired


def test_a_change_to_what_is_no_cost_is_refused_and_names_the_arc():
    first, head, cost, place = grid(20, 3)
    metric = metric_of(dissected(first, head, place), cost)
    with pytest.raises(RoutingError, match=r"Arc 7 .* cost -1"):
        metric.with_costs(np.array([5, 7]), np.array([3, -1]))
    with pytest.raises(RoutingError, match="whole numbers"):
        metric.with_costs(np.array([5]), np.array([np.nan]))


def line(*cost):
    count = len(cost) + 1
    return graph_of([(i, i + 1, value) for i, value in enumerate(cost)], count)


def metric_on(first, head, cost):
    order = np.roll(np.arange(len(first) - 1, dtype=np.int32), -1)  # the middle ones first
    return metric_of(topology_of(first, head, order), cost)


@pytest.mark.parametrize(
    ("cost", "closed"),
    [
        ((5, 7, 9), CLOSED_32),
        ((5, NO_WAY, 9), CLOSED_32),
        ((1 << 29, 1 << 28, 1), CLOSED_32),
        ((1 << 29, 1 << 29, 1 << 29), CLOSED_64),
        ((1 << 30, 1, 1), CLOSED_64),
        ((1 << 58, 1 << 58, 1 << 58), CLOSED_64),
    ],
)
def test_weights_take_the_bits_that_their_sums_need(cost, closed):
    assert metric_on(*line(*cost)).closed == closed


def test_negative_broken_and_uncountable_costs_are_refused():
    with pytest.raises(RoutingError, match=r"Arc 1 .* cost -3"):
        metric_on(*line(4, -3))
    with pytest.raises(RoutingError, match="whole numbers"):
        metric_on(*line(4, 4)[:2], np.array([4.0, np.nan]))
    with pytest.raises(RoutingError, match=r"2 arcs .* 3 costs"):
        metric_on(*line(4, 4)[:2], np.array([4, 4, 4]))
    with pytest.raises(RoutingError, match="more than can be counted"):
        metric_on(*line(*[1 << 60] * 3))
