"""The graph a search runs on: nodes, and a further vertex for each way of being under way into a turn ban.

A ban is a sequence of edges that may not be driven one after the other. A vertex beyond the nodes
stands for "just drove the first edges of a ban"; all other arrivals share the plain node. Thus bans
are obeyed exactly, over any number of ways, and the graph grows only where bans are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.lines import ranges

Rows = NDArray[np.int64]
Ban = tuple[int, ...]
PAIR = 2


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
    after = v.copy()
    after[list(after_edge)] = list(after_edge.values())
    extra = _arcs_after(rules, vertex_of, (first, order, v), after)
    extra_of_node: dict[int, tuple[int, ...]] = {}
    for prefix, vertex in vertex_of.items():
        node = int(v[prefix[-1]])
        extra_of_node[node] = (*extra_of_node.get(node, ()), vertex)
    return SearchGraph(
        first=np.concatenate([first, first[-1] + np.cumsum(extra[0])]),
        edge=np.concatenate([order, extra[1]]),
        head=np.concatenate([head, extra[2]]),
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

    def pairs(self, count: int) -> Rows:
        """Bans of two edges, each as one number: first edge times `count` plus second."""
        return np.array([ban[0] * count + ban[1] for ban in self._bans if len(ban) == PAIR], np.int64)

    def after(self, prefix: Ban, edge: int) -> Ban | None:
        """The longest beginning of a ban now under way, () for none; None when the edge is banned."""
        driven = (*prefix, edge)
        tails = [driven[i:] for i in range(len(driven))]
        if any(tail in self._bans for tail in tails):
            return None
        return next((tail for tail in tails if tail in self._known), ())


def _arcs_after(
    rules: _BanRules, vertex_of: Mapping[Ban, int], plain: tuple[Rows, Rows, Rows], after: Rows
) -> tuple[Rows, Rows, Rows]:
    """How many arcs leave the vertex of each beginning of a ban, their edges, and the vertices they lead to.

    Beginnings of one edge that no longer beginning goes on from are many and plain: all at once.
    """
    first, order, v = plain
    longer = {prefix[0] for prefix in rules.prefixes if len(prefix) > 1}
    is_plain = np.array([len(prefix) == 1 and prefix[0] not in longer for prefix in rules.prefixes], bool)
    rows = np.flatnonzero(is_plain)
    own = np.array([rules.prefixes[row][0] for row in rows], np.int64)
    starts, ends = first[v[own]], first[v[own] + 1]
    edge, row = order[ranges(starts, ends)], np.repeat(rows, ends - starts)
    banned = np.isin(np.repeat(own, ends - starts) * len(v) + edge, rules.pairs(len(v)))
    columns = [(row[~banned], edge[~banned], after[edge[~banned]])]
    for other in np.flatnonzero(~is_plain).tolist():
        prefix = rules.prefixes[other]
        node = v[prefix[-1]]
        arcs = _arcs_from(prefix, rules, vertex_of, order[first[node] : first[node + 1]], v)
        found = np.array(arcs, np.int64).reshape(-1, 2)
        columns.append((np.full(len(found), other), found[:, 0], found[:, 1]))
    row, edge, head = (np.concatenate(column) for column in zip(*columns, strict=True))
    sort = np.argsort(row, kind="stable")
    return np.bincount(row, minlength=len(rules.prefixes)), edge[sort], head[sort]


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
