"""The graph a search runs on: nodes, and a further vertex for each way of being under way into a turn ban.

A ban is a sequence of edges that may not be driven one after the other. A vertex beyond the nodes
stands for "just drove the first edges of a ban"; all other arrivals share the plain node. Thus bans
are obeyed exactly, over any number of ways, and the graph grows only where bans are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Ban = tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchGraph:
    """Arcs by the vertex they leave.

    The arcs of vertex i are first[i]:first[i + 1]; arc k drives edge `edge[k]` to vertex `head[k]`.
    Vertices below `node_count` are the nodes themselves; `extra_of_node` lists the others by node.
    """

    first: Rows
    head: Rows
    edge: Rows
    node_count: int
    after_edge: Mapping[int, int]
    extra_of_node: Mapping[int, tuple[int, ...]]

    @property
    def columns(self) -> tuple[Rows, Rows, Rows]:
        """The arcs as the search takes them."""
        return self.first, self.head, self.edge

    def vertices_at(self, node: int) -> tuple[int, ...]:
        """Every vertex that stands for being at this node."""
        return (node, *self.extra_of_node.get(node, ()))

    def drives(self, vertex: int, edge: int) -> bool:
        """Whether `edge` may be driven on from `vertex`."""
        arcs = slice(int(self.first[vertex]), int(self.first[vertex + 1]))
        return bool((self.edge[arcs] == edge).any())


def search_graph(u: Rows, v: Rows, node_count: int, bans: Iterable[Ban]) -> SearchGraph:
    """The graph of these directed edges that obeys these bans."""
    order = np.argsort(u, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(u, minlength=node_count))]).astype(np.int64)
    rules = _BanRules(bans)
    vertex_of = {prefix: node_count + i for i, prefix in enumerate(rules.prefixes)}
    head = v[order]
    after_edge = {prefix[0]: vertex for prefix, vertex in vertex_of.items() if len(prefix) == 1}
    for edge, vertex in after_edge.items():
        out = slice(first[u[edge]], first[u[edge] + 1])
        head[out] = np.where(order[out] == edge, vertex, head[out])
    extra = [
        _arcs_from(prefix, rules, vertex_of, order[first[v[prefix[-1]]] : first[v[prefix[-1]] + 1]], v)
        for prefix in rules.prefixes
    ]
    extra_of_node: dict[int, tuple[int, ...]] = {}
    for prefix, vertex in vertex_of.items():
        node = int(v[prefix[-1]])
        extra_of_node[node] = (*extra_of_node.get(node, ()), vertex)
    return SearchGraph(
        first=np.concatenate([first, first[-1] + np.cumsum([len(arcs) for arcs in extra], dtype=np.int64)]),
        edge=np.concatenate([order, *(np.array([e for e, _ in arcs], np.int64) for arcs in extra)]),
        head=np.concatenate([head, *(np.array([h for _, h in arcs], np.int64) for arcs in extra)]),
        node_count=node_count,
        after_edge=after_edge,
        extra_of_node=extra_of_node,
    )


def with_bans(u: Rows, v: Rows, node_count: int, *bans: Collection[Ban]) -> SearchGraph:
    """The graph that obeys all these groups of bans."""
    return search_graph(u, v, node_count, {ban for group in bans for ban in group})


class _BanRules:
    """Which beginnings of bans there are, and where an edge driven after one of them leads."""

    def __init__(self, bans: Iterable[Ban]) -> None:
        self._bans = frozenset(bans)
        self.prefixes = sorted({ban[:n] for ban in self._bans for n in range(1, len(ban))})
        self._known = frozenset(self.prefixes)

    def after(self, prefix: Ban, edge: int) -> Ban | None:
        """The longest beginning of a ban now under way, () for none; None when the edge is banned."""
        driven = (*prefix, edge)
        tails = [driven[i:] for i in range(len(driven))]
        if any(tail in self._bans for tail in tails):
            return None
        return next((tail for tail in tails if tail in self._known), ())


def _arcs_from(
    prefix: Ban, rules: _BanRules, vertex_of: Mapping[Ban, int], out: Sequence[int] | Rows, v: Rows
) -> list[tuple[int, int]]:
    """(edge, vertex it leads to) for each edge that may follow this beginning of a ban."""
    arcs = []
    for edge in map(int, out):
        state = rules.after(prefix, edge)
        if state is not None:
            arcs.append((edge, vertex_of[state] if state else int(v[edge])))
    return arcs
