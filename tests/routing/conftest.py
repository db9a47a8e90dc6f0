"""Suites of routes run once with each engine; the hierarchy then serves even the smallest network."""

from weakref import WeakKeyDictionary

import pytest

from routing.engines.engine import HierarchyEngine, PlainEngine
from routing.engines.hierarchy.cache import prepared
from routing.index import NetworkIndex


def hierarchy_for(index):
    graph = index.graph
    return HierarchyEngine(graph, prepared(graph.first, graph.head, index._places(), None))


def plain_for(index):
    return PlainEngine(index.graph)


@pytest.fixture(scope="module", params=[plain_for, hierarchy_for])
def engine(request):
    made = WeakKeyDictionary()

    def engine_of(index):
        if index not in made:
            made[index] = request.param(index)
        return made[index]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NetworkIndex, "engine", property(engine_of))
        yield request.param
