"""Many ways at once: the very ways asked one by one, whatever was asked before, on any number of threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy import folds as module
from routing.engines.hierarchy.many import cheapest_ways
from routing.engines.hierarchy.metric import metric_of
from routing.engines.hierarchy.query import cheapest_way
from routing.engines.hierarchy.topology import topology_of
from routing.engines.tables import Groups
from tests.routing.engines.hierarchy.chance import VERTICES, arcs, costs, dissected, graph_of, grid, orders

stop = st.lists(st.tuples(st.integers(0, VERTICES - 1), st.integers(0, 99)), max_size=3)
pairs = st.lists(st.tuples(stop, stop), min_size=1, max_size=20)
edits = st.lists(st.lists(st.tuples(st.integers(0, 69), costs), max_size=6), max_size=4)


def grouped(stops):
    rows = np.array([end for ends in stops for end in ends], np.int64).reshape(-1, 2)
    return Groups(rows[:, 0], rows[:, 1], np.cumsum([0, *map(len, stops)]))


def one_by_one(metric, starts, ends):
    spans = zip(*(zip(side.first[:-1], side.first[1:], strict=True) for side in (starts, ends)), strict=True)
    return [
        cheapest_way(metric, (starts.vertex[a:b], starts.cost[a:b]), (ends.vertex[c:d], ends.cost[c:d]))
        for (a, b), (c, d) in spans
    ]


def told(found):
    return None if found is None else (found.cost, found.start, found.end, found.arcs.tolist())


def assert_same(many, single):
    assert [told(found) for found in many] == [told(found) for found in single]


@pytest.fixture(autouse=True, params=[1 << 18, 3], ids=["all folds are kept", "few folds are kept"])
def kept(request, monkeypatch):
    monkeypatch.setattr(module, "MOST_FOLDS", request.param)


@settings(max_examples=40, deadline=None)
@given(arcs.filter(len), orders, pairs, edits, st.sampled_from([1, 2, 5]))
def test_after_any_edits_the_ways_are_those_of_a_metric_made_from_nothing(drawn, order, asked, changes, threads):
    first, head, cost = graph_of(drawn)
    topology = topology_of(first, head, np.array(order, np.int32))
    starts, ends = (grouped([pair[side] for pair in asked]) for side in (0, 1))
    metric = metric_of(topology, cost)
    for change in [[], *changes]:
        new = {arc % len(head): value for arc, value in change}
        rows = np.array(list(new), np.int64)
        cost[rows] = list(new.values())
        metric = metric.with_costs(rows, cost[rows])
        for _ in range(2):  # the second time from what the first found out
            assert_same(
                cheapest_ways(metric, starts, ends, threads), one_by_one(metric_of(topology, cost), starts, ends)
            )


def town(seed):
    first, head, cost, place = grid(40, seed)
    cost[cost < NO_WAY] //= 10_000  # many ways of equal cost
    return metric_of(dissected(first, head, place), cost), cost


def asked_in(chance, count=1600, many=40):
    vertex, zero, first = chance.integers(0, count, (2, many)), np.zeros(many, np.int64), np.arange(many + 1)
    return Groups(vertex[0], zero, first), Groups(vertex[1], zero, first)


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_zones_drawn_and_lifted_where_many_ways_cost_the_same_leave_no_trace_in_the_ways(threads):
    chance = np.random.default_rng(4)
    metric, cost = town(4)
    asked = asked_in(chance)
    repaired = 0
    for _ in range(30):
        rows = chance.integers(len(cost) - 12) + np.arange(12)
        now = cost.copy()
        now[rows] = chance.choice([NO_WAY, 0, 1, 2, 9], len(rows))
        changed = metric.with_costs(rows, now[rows])
        repaired += changed.repaired
        fresh = metric_of(metric.topology, now)
        assert_same(cheapest_ways(changed, *asked, threads), one_by_one(fresh, *asked))
        metric = changed.with_costs(rows, cost[rows])
        assert_same(cheapest_ways(metric, *asked, threads), one_by_one(metric_of(metric.topology, cost), *asked))
    assert repaired


def test_folds_are_learned_once_and_forgotten_where_a_repair_looked(monkeypatch):
    monkeypatch.setattr(module, "MOST_FOLDS", 1 << 18)
    metric, cost = town(2)
    asked = asked_in(np.random.default_rng(2))
    ways = cheapest_ways(metric, *asked)
    known = metric.folds.table
    cheapest_ways(metric, *asked)
    assert metric.folds.table is known
    driven = np.concatenate([way.arcs for way in ways if way is not None])
    repaired = metric.with_costs(driven[:1], cost[driven[:1]] + 1)
    assert repaired.repaired
    kept = repaired.folds.table.fold[known.slot >= 0, 1] != module.FORGOTTEN
    assert kept.sum() > 100
    assert not kept.all()
    assert (known.fold[known.slot >= 0, 1] != module.FORGOTTEN).all()


def test_sessions_that_ask_about_one_metric_at_the_same_time_get_what_they_get_alone():
    metric, _ = town(6)

    def asked(seed):
        chance = np.random.default_rng(seed)
        for _ in range(20):
            pair = asked_in(chance)
            many, single = cheapest_ways(metric, *pair), one_by_one(metric, *pair)
            yield [told(found) for found in many] == [told(found) for found in single]

    with ThreadPoolExecutor(4) as sessions:
        assert all(all(found) for found in sessions.map(lambda seed: list(asked(seed)), range(4)))
