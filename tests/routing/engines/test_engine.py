"""Engines: which one serves which network, and that what is kept between questions changes no answer."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from routing.engines.dijkstra import NO_WAY
from routing.engines.engine import MOST_KEPT, OF_ONE_BASE, SPARE, HierarchyEngine, PlainEngine
from routing.engines.graph import BANNED, search_graph, turns_of
from routing.engines.hierarchy.cache import prepared
from routing.engines.tables import Groups, Takes
from routing.engines.weights import EdgeCosts
from routing.index import NetworkIndex
from tests.asciimap import ascii_map
from tests.routing.engines.hierarchy.chance import grid

FIRST, HEAD, COST, PLACE = grid(30, 7)
TAIL = np.repeat(np.arange(len(FIRST) - 1), np.diff(FIRST))
GRAPH = search_graph(TAIL, HEAD, len(FIRST) - 1, turns_of([((int(FIRST[5]), int(FIRST[HEAD[FIRST[5]]])), BANNED)]))
PLAIN = PlainEngine(GRAPH)


def hierarchy():
    place = tuple(np.append(axis, axis[0]) for axis in PLACE)  # one vertex more, for the ban
    return HierarchyEngine(GRAPH, prepared(GRAPH.first, GRAPH.head, place, None))


def ends(chance):
    return chance.integers(0, len(FIRST) - 1, 2), chance.integers(0, 10**5, 2)


def assert_same(engine, cost, chance):
    starts, goals = ends(chance), ends(chance)
    costs = EdgeCosts(base=cost)
    one, other = PLAIN.cheapest(costs, starts, goals), engine.cheapest(costs, starts, goals)
    assert (one and one.cost) == (other and other.cost)


def test_questions_in_turn_about_many_plans_are_answered_as_by_the_plain_search():
    chance, engine = np.random.default_rng(1), hierarchy()
    plans = [COST.copy() for _ in range(7)]
    for plan in plans[1:]:
        rows = chance.integers(0, len(COST), 60)
        plan[rows] = chance.choice([NO_WAY, 0, 5, 10**6, 1 << 40], 60)
    for _ in range(150):
        assert_same(engine, plans[chance.integers(len(plans))], chance)


def test_a_small_change_is_repaired_and_the_same_costs_are_not_worked_out_again():
    engine = hierarchy()
    metric = engine.metric(EdgeCosts(base=COST))
    changed = COST.copy()
    changed[40] = 123
    assert not metric.repaired
    assert engine.metric(EdgeCosts(base=changed)).repaired
    assert np.array_equal(engine.metric(EdgeCosts(base=COST.copy())).weight, metric.weight)


def test_memory_told_stops_growing_with_the_metrics_kept():
    engine, told = hierarchy(), []
    for k in range(MOST_KEPT + SPARE + 3):
        engine.metric(EdgeCosts(base=np.where(COST < NO_WAY, COST + k, NO_WAY)))
        told.append(engine.size_bytes)
    assert told[0] < told[MOST_KEPT - 1] <= told[-2] == told[-1]


def test_closures_at_a_price_beyond_32_bits_are_left_to_the_plain_search(monkeypatch):
    engine = hierarchy()
    monkeypatch.setattr(engine, "metric", None)
    tolled = np.where(COST < NO_WAY, COST, 1 << 50)
    assert_same(engine, tolled, np.random.default_rng(2))


def test_a_small_network_is_searched_plainly_even_when_prepared(tmp_path):
    index = NetworkIndex(ascii_map("A--B--C").network)
    index.prepare(tmp_path)
    assert isinstance(index.engine, PlainEngine)
    assert not list(tmp_path.iterdir())


def test_a_large_network_gets_its_hierarchy_once_and_keeps_its_order(tmp_path):
    index = NetworkIndex(ascii_map("A--B--C").network)
    index.prepare(tmp_path, large=2)
    engine = index.engine
    index.prepare(tmp_path, large=2)
    assert isinstance(engine, HierarchyEngine)
    assert index.engine is engine
    assert len(list(tmp_path.iterdir())) == 1


def test_a_stopped_preparation_changes_nothing(tmp_path):
    def stop(_):
        raise KeyboardInterrupt

    index = NetworkIndex(ascii_map("A--B--C").network)
    with pytest.raises(KeyboardInterrupt):
        index.prepare(tmp_path, stop, large=2)
    assert isinstance(index.engine, PlainEngine)
    assert not list(tmp_path.iterdir())


def test_two_threads_with_different_plans_never_meet():
    """Each thread asks about its own bases and changes, over and over; every answer is the plain search's."""
    engine = hierarchy()

    def asked(seed):
        chance = np.random.default_rng(seed)
        bases = [np.where(COST < NO_WAY, COST * (2 + k), NO_WAY) for k in range(2)]
        for _ in range(60):
            rows = np.unique(chance.integers(0, len(COST), 40))
            cost = chance.choice([NO_WAY, 0, 5, 10**6], len(rows))
            costs = EdgeCosts(base=bases[chance.integers(2)], changed=rows, cost=cost)
            starts, goals = ends(chance), ends(chance)
            one, other = PLAIN.cheapest(costs, starts, goals), engine.cheapest(costs, starts, goals)
            yield (one and one.cost) == (other and other.cost)

    with ThreadPoolExecutor(4) as pool:
        assert all(all(found) for found in pool.map(lambda seed: list(asked(seed)), range(4)))


def test_metrics_of_several_bases_live_side_by_side_and_each_is_repaired_from_its_own():
    engine = hierarchy()
    bases = [np.where(COST < NO_WAY, COST * (2 + k), NO_WAY) for k in range(3)]
    made = [engine.metric(EdgeCosts(base=base)) for base in bases]
    for base, metric in zip(bases, made, strict=True):
        changed = engine.metric(EdgeCosts(base=base, changed=np.array([40]), cost=np.array([123])))
        assert changed.repaired
        assert (changed.cost != metric.cost).sum() <= 2
        whole = base.copy()
        whole[40] = 123
        assert np.array_equal(changed.weight, hierarchy().metric(EdgeCosts(base=whole)).weight)


def test_the_same_costs_are_answered_by_the_very_same_metric():
    engine, costs = hierarchy(), EdgeCosts(base=COST)
    assert engine.metric(costs) is engine.metric(costs)


def groups(chance, stops):
    size = chance.integers(0, 3, stops)
    vertex, cost = chance.integers(0, len(FIRST) - 1, size.sum()), chance.integers(0, 10**5, size.sum())
    return Groups(vertex, cost, np.concatenate([[0], np.cumsum(size)]))


def test_both_engines_give_the_same_costs_from_and_to_everywhere():
    chance, engine, costs = np.random.default_rng(3), hierarchy(), EdgeCosts(base=COST)
    for _ in range(10):
        here = ends(chance)
        assert np.array_equal(engine.costs_from(costs, here), PLAIN.costs_from(costs, here))
        assert np.array_equal(engine.costs_to(costs, here), PLAIN.costs_to(costs, here))


def test_both_engines_give_the_same_table_of_ways_and_what_they_take():
    """Milliseconds are the costs here and metres the arcs, so that every way can be checked by itself."""
    chance, engine, costs = np.random.default_rng(4), hierarchy(), EdgeCosts(base=COST)
    edges = np.arange(len(COST))
    taken = np.where(COST < NO_WAY, COST, 0)
    takes = Takes(GRAPH.edge, GRAPH.row, edges, taken, np.ones(len(COST)), GRAPH.turn_ms, np.full(len(COST), -1))
    for _ in range(8):
        starts, goals = groups(chance, 20), groups(chance, 7)
        one, other = engine.ways(costs, starts, goals, takes), PLAIN.ways(costs, starts, goals, takes)
        assert np.array_equal(one.cost, other.cost)
        found = one.cost < NO_WAY
        assert 0 < found.sum() < found.size
        for ways in (one, other):
            between = ways.cost - starts.cost[ways.start] - goals.cost[ways.end]
            assert np.array_equal(ways.takes[..., 0][found], between[found])
            assert (ways.start[~found] == -1).all()
            assert np.isnan(ways.takes[~found]).all()
            drives = found & (ways.takes[..., 1] > 0)
            assert np.array_equal(TAIL[ways.edges[drives, 0]], starts.vertex[ways.start[drives]])
            assert np.array_equal(GRAPH.node[HEAD[ways.edges[drives, 1]]], GRAPH.node[goals.vertex[ways.end[drives]]])


def one_edge(cost):
    return EdgeCosts(base=COST, changed=np.array([40]), cost=np.array([cost]))


def test_the_memory_of_metrics_that_are_no_more_is_written_over():
    engine = hierarchy()
    made = [engine.metric(one_edge(k + 1)).weight.ctypes.data for k in range(3 * OF_ONE_BASE)]
    assert len(set(made)) < len(made)
    assert np.array_equal(engine.metric(one_edge(7)).weight, hierarchy().metric(one_edge(7)).weight)


@pytest.mark.parametrize("hold", [lambda metric: metric, lambda metric: metric.weight], ids=["metric", "its weights"])
def test_what_somebody_still_holds_is_never_written_over(hold):
    engine = hierarchy()
    held = [hold(engine.metric(one_edge(k + 1))) for k in range(3)]
    for k in range(4 * OF_ONE_BASE):
        engine.metric(one_edge(1000 + k))
    for k, one in enumerate(held):
        weight = getattr(one, "weight", one)
        assert np.array_equal(weight, hierarchy().metric(one_edge(k + 1)).weight)
