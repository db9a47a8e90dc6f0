"""Fifty thousand published questions on the roads of Luxembourg, for time and for distance: all exact."""

import os
from pathlib import Path

import numpy as np
import pytest

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.cache import prepared
from routing.engines.hierarchy.metric import metric_of
from routing.engines.hierarchy.query import cheapest_way

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder of real data"),
]
FOLDER = Path(os.environ.get("PASSAGE_DATA", ".")) / "benchmarks" / "shortest_path" / "luxembourg"
NONE = 2147483647  # how the files say that there is no way
ZERO = np.zeros(1, np.int64)


def column(name, kind="<u4", wanted=np.int64):
    return np.fromfile(FOLDER / name, kind).astype(wanted)


@pytest.fixture(scope="module")
def topology():
    place = column("longitude", "<f4", float), column("latitude", "<f4", float)
    return prepared(column("first_out"), column("head"), place, None)


@pytest.mark.parametrize("metric", ["travel_time", "geo_distance"])
def test_every_published_answer_is_met_and_its_way_adds_up(topology, metric):
    head, cost = column("head"), column(metric)
    tail = np.repeat(np.arange(len(topology.rank)), np.diff(column("first_out")))
    weights = metric_of(topology, cost)
    pairs = np.stack([column("source_node"), column("target_node")], axis=1)
    answers = column(f"query_reference_{metric}_length")
    assert len(answers) == 50_000
    assert (answers == NONE).sum() > 1000
    for (start, goal), answer in zip(pairs, answers.tolist(), strict=True):
        found = cheapest_way(weights, (np.array([start]), ZERO), (np.array([goal]), ZERO))
        assert (NO_WAY if found is None else found.cost) == (NO_WAY if answer == NONE else answer)
        if found is not None:
            stations = np.concatenate([[start], head[found.arcs]])
            assert np.array_equal(tail[found.arcs], stations[:-1])
            assert stations[-1] == goal
            assert cost[found.arcs].sum() == answer
