"""The graph a search runs on: nodes, and a further vertex for each way of being under way into a turn that is not free.

A turn is a sequence of edges that may not be driven one after the other, or that takes time when it
is. A vertex beyond the nodes stands for "just drove the first edges of a turn"; all other arrivals
share the plain node. Thus turns count exactly, over any number of ways, and the graph grows only
where they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from geo.lines import Rows, ranges
from routing.engines.weights import EdgeCosts

Edges = tuple[int, ...]
BANNED = -1
"""Milliseconds of a turn that may not be driven."""
PAIR = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Turns:
    """Sequences of edges and the milliseconds each takes beyond its edges, or BANNED; where several end, all count.

    `pairs` are those of two edges, shape (n, 2); `longer` the others.
    """

    pairs: Rows
    pairs_ms: Rows
    longer: tuple[Edges, ...] = ()
    longer_ms: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(len(self.pairs) or self.longer)

    @cached_property
    def under_way(self) -> Rows:
        """Edges after which one is under way into a turn, each once."""
        inner = [edge for edges in self.longer for edge in edges[:-1]]
        return np.unique(np.concatenate([self.pairs[:, 0], np.array(inner, np.int64)]))

    def and_banned(self, pairs: Rows) -> "Turns":
        """These, and no driving of the second edge of any of these pairs after its first."""
        return replace(
            self,
            pairs=np.concatenate([self.pairs, pairs]),
            pairs_ms=np.concatenate([self.pairs_ms, np.full(len(pairs), BANNED)]),
        )


def turns_of(found: Iterable[tuple[Sequence[int], int]]) -> Turns:
    """Turns from sequences of edges with their milliseconds or BANNED."""
    known = [(tuple(edges), ms) for edges, ms in found]
    pairs = [(edges, ms) for edges, ms in known if len(edges) == PAIR]
    longer = [(edges, ms) for edges, ms in known if len(edges) > PAIR]
    return Turns(
        pairs=np.array([edges for edges, _ in pairs], np.int64).reshape(-1, PAIR),
        pairs_ms=np.array([ms for _, ms in pairs], np.int64),
        longer=tuple(edges for edges, _ in longer),
        longer_ms=tuple(ms for _, ms in longer),
    )


NO_TURNS = turns_of(())


@dataclass(frozen=True, kw_only=True, eq=False)
class Backwards:
    """Arcs by the vertex they lead to, as the search takes them, and which arc of the graph each is."""

    columns: tuple[Rows, Rows, Rows]
    arc: Rows


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchGraph:
    """Arcs by the vertex they leave.

    The arcs of vertex i are first[i]:first[i + 1]; arc k drives edge `edge[k]` to vertex `head[k]` and
    costs row `row[k]`: the edge itself, or past all edges a turn with its last edge, which are
    `turn_edge` and take `turn_ms` more. Vertices below `node_count` are the nodes themselves; `node`
    is the node of each vertex, `after` the vertex one is at after driving each edge from its node.
    """

    first: Rows
    head: Rows
    edge: Rows
    row: Rows
    turn_edge: Rows
    turn_ms: Rows
    node: Rows
    node_count: int
    after: Rows

    @property
    def columns(self) -> tuple[Rows, Rows, Rows]:
        """The arcs as the search takes them."""
        return self.first, self.head, self.row

    @cached_property
    def tail(self) -> Rows:
        """The vertex each arc leaves."""
        return np.repeat(np.arange(len(self.node)), np.diff(self.first))

    @cached_property
    def backwards(self) -> "Backwards":
        """The arcs by the vertex they lead to, for searches from the end."""
        arc = np.argsort(self.head, kind="stable")
        counts = np.bincount(self.head, minlength=len(self.node))
        first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Backwards(columns=(first, self.tail[arc], self.row[arc]), arc=arc)

    def costs(self, edges: EdgeCosts) -> Rows:
        """The cost of each row."""
        if not len(self.turn_edge):
            return edges.dense
        return np.concatenate([edges.dense, edges.after_turns(edges.dense[self.turn_edge], self.turn_ms)])

    def arc_costs(self, edges: EdgeCosts, arcs: Rows) -> Rows:
        """The cost of each of these arcs."""
        cost = edges.of(self.edge[arcs])
        return edges.after_turns(cost, self.turns_ms(arcs)) if len(self.turn_ms) else cost

    def turns_ms(self, arcs: Rows) -> Rows:
        """What the turns of these arcs take beyond driving their edges."""
        found, row = np.zeros(len(arcs), np.int64), self.row[arcs] - len(self.after)
        found[row >= 0] = self.turn_ms[row[row >= 0]]
        return found

    def turn_ms_of(self, arc: int) -> int:
        """What the turns of one arc take."""
        turn = int(self.row[arc]) - len(self.after)
        return int(self.turn_ms[turn]) if turn >= 0 else 0

    def vertices_at(self, node: int) -> Rows:
        """Every vertex that stands for being at this node."""
        first, extra = self._extra
        return np.concatenate([[node], extra[first[node] : first[node + 1]]])

    def entries(self, node: int, edge: int) -> list[tuple[int, int]]:
        """The vertices at a node from which an edge may be driven, and the arc of each."""
        spans = ((int(x), int(self.first[x]), int(self.first[x + 1])) for x in self.vertices_at(node))
        return [(x, k) for x, low, high in spans for k in range(low, high) if self.edge[k] == edge]

    @cached_property
    def _extra(self) -> tuple[Rows, Rows]:
        """Where the vertices beyond the nodes begin for each node in the list of them; the list."""
        node = self.node[self.node_count :]
        first = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=self.node_count))])
        return first.astype(np.int64), self.node_count + np.argsort(node, kind="stable")


def search_graph(u: Rows, v: Rows, node_count: int, turns: Turns = NO_TURNS) -> SearchGraph:
    """The graph of these directed edges on which these turns count."""
    order = np.argsort(u, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(u, minlength=node_count))]).astype(np.int64)
    rules = _Rules(turns, v, node_count)
    count, edge, head, ms = _arcs_beyond((first, order), rules)
    costs = np.flatnonzero(ms > 0)
    row = np.concatenate([order, edge])
    row[len(order) + costs] = len(u) + np.arange(len(costs))
    return SearchGraph(
        first=np.concatenate([first, first[-1] + np.cumsum(count)]),
        head=np.concatenate([rules.after[order], head]),
        edge=np.concatenate([order, edge]),
        row=row,
        turn_edge=edge[costs],
        turn_ms=ms[costs],
        node=np.concatenate([np.arange(node_count), rules.node]),
        node_count=node_count,
        after=rules.after,
    )


class _Rules:
    """Which beginnings of turns there are, what an edge driven after one of them takes, and where it leads.

    Beginnings of one edge come first, by edge, then the `longer` ones; each ends with its `last` edge at its `node`.
    """

    def __init__(self, turns: Turns, v: Rows, node_count: int) -> None:
        self.turns, self.edge_count = turns, len(v)
        starts = np.array([edges[0] for edges in turns.longer], np.int64)
        self.single = np.unique(np.concatenate([turns.pairs[:, 0], starts]))
        self.longer = sorted({edges[:n] for edges in turns.longer for n in range(2, len(edges))})
        self.last = np.concatenate([self.single, np.array([edges[-1] for edges in self.longer], np.int64)])
        self.node = v[self.last]
        self.vertex_of = {edges: node_count + len(self.single) + i for i, edges in enumerate(self.longer)}
        self.after = v.copy()
        self.after[self.single] = node_count + np.arange(len(self.single))
        self._ms_of: Mapping[Edges, list[int]] = _grouped(turns.longer, turns.longer_ms)
        self._key, self._ms = _by_key(turns.pairs[:, 0] * self.edge_count + turns.pairs[:, 1], turns.pairs_ms)

    def pairs_ms(self, first: Rows, then: Rows) -> Rows:
        """What driving each second edge right after each first one takes, as far as turns of two edges say."""
        if not len(self._key):
            return np.zeros(len(first), np.int64)
        wanted = first * self.edge_count + then
        at = np.minimum(np.searchsorted(self._key, wanted), len(self._key) - 1)
        return np.asarray(np.where(self._key[at] == wanted, self._ms[at], 0))

    def ms_after(self, beginning: Edges, then: Rows) -> Rows:
        """What driving each of these edges after a beginning takes."""
        taken = self.pairs_ms(np.full(len(then), beginning[-1]), then)
        for i, edge in enumerate(then.tolist()):
            tails = [(*beginning[k:], edge) for k in range(len(beginning) - 1)]
            taken[i] = _summed([int(taken[i]), *(ms for tail in tails for ms in self._ms_of.get(tail, ()))])
        return taken

    def vertices_after(self, beginning: Edges, then: Rows) -> Rows:
        """Where driving each of these edges after a beginning leads: the longest beginning then under way."""
        tails = [[(*beginning[k:], edge) for k in range(len(beginning))] for edge in then.tolist()]
        found = [next((self.vertex_of[tail] for tail in own if tail in self.vertex_of), -1) for own in tails]
        longer = np.array(found, np.int64)
        return np.asarray(np.where(longer >= 0, longer, self.after[then]))


def _grouped(longer: Sequence[Edges], longer_ms: Sequence[int]) -> dict[Edges, list[int]]:
    grouped: dict[Edges, list[int]] = {}
    for edges, ms in zip(longer, longer_ms, strict=True):
        grouped.setdefault(edges, []).append(ms)
    return grouped


def _summed(taken: Sequence[int]) -> int:
    return BANNED if BANNED in taken else sum(taken)


def _by_key(key: Rows, ms: Rows) -> tuple[Rows, Rows]:
    """Each key once with what is taken in all, BANNED where any says so."""
    keys, place = np.unique(key, return_inverse=True)
    taken = np.zeros(len(keys), np.int64)
    np.add.at(taken, place, np.maximum(ms, 0))
    taken[place[ms == BANNED]] = BANNED
    return keys, taken


def _arcs_beyond(plain: tuple[Rows, Rows], rules: _Rules) -> tuple[Rows, Rows, Rows, Rows]:
    """How many arcs leave each vertex beyond the nodes, their edges, where they lead and what the turns take.

    Beginnings of one edge that no longer one goes on from are many and plain: all at once.
    """
    first, order = plain
    begun = np.array([edges[0] for edges in rules.longer], np.int64)
    special = np.flatnonzero(np.isin(rules.single, begun))
    rows = np.setdiff1d(np.arange(len(rules.single)), special)
    starts, ends = first[rules.node[rows]], first[rules.node[rows] + 1]
    edge, row = order[ranges(starts, ends)], np.repeat(rows, ends - starts)
    columns = [(row, edge, rules.after[edge], rules.pairs_ms(rules.last[row], edge))]
    one = ((int(row), (int(rules.single[row]),)) for row in special)
    more = ((len(rules.single) + i, edges) for i, edges in enumerate(rules.longer))
    for place, beginning in (*one, *more):
        node = int(rules.node[place])
        then = order[first[node] : first[node + 1]]
        columns.append(
            (
                np.full(len(then), place),
                then,
                rules.vertices_after(beginning, then),
                rules.ms_after(beginning, then),
            )
        )
    row, edge, head, ms = (np.concatenate(column) for column in zip(*columns, strict=True))
    sort = np.argsort(row, kind="stable")
    sort = sort[ms[sort] != BANNED]
    return np.bincount(row[sort], minlength=len(rules.last)), edge[sort], head[sort], ms[sort]
