"""Conditions and policy → what each edge costs, and exactly what any part of a segment costs.

Costs are whole numbers: milliseconds for fastest and low exposure, centimetres for shortest; the
duration is kept apart in milliseconds. Any part of a segment costs its exact cost rounded once, so
what makes roads slower never makes a part cheaper. What is closed costs NO_WAY, which no sum of costs can reach: a
network whose costs add up to more is refused.

What nothing acts on is worked out once for a network and the way costs are chosen (a lane), what an
anchor of the conditions makes of it once for the anchor; a question adds the segments that differ.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from geo.lines import Floats, Rows, ranges
from routing.costs.conditions import Conditions, Pieces
from routing.costs.lanes import MOST, Lane, lane_of, require_countable, whole
from routing.costs.sums import added_up
from routing.engines.dijkstra import NO_WAY
from routing.engines.weights import EdgeCosts
from routing.index import NetworkIndex
from routing.kept import Shelf
from routing.question import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCost:
    """What a part of a segment takes: driving time, cost in the choice, and whether it is closed."""

    duration_ms: int
    choice: int
    closed: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Rate:
    """Cost per metre: `plain` all along a segment where nothing acts, else piece by piece.

    `pieces` and `totals` go with the sheets of the conditions: a number for each piece, and the whole
    number for each full segment. `plain_total` is that of segments on which nothing acts.
    """

    plain: Floats
    plain_total: Rows
    pieces: tuple[Floats, Floats]
    totals: tuple[Rows, Rows]
    conditions: Conditions = field(repr=False)

    @cached_property
    def piece(self) -> Floats:
        """The cost per metre of each piece of the conditions."""
        return np.asarray(self.conditions.merged(*self.pieces), float)

    @cached_property
    def total(self) -> Rows:
        """The whole number for each full segment of the network."""
        whole = self.plain_total.copy()
        anchor, own = self.conditions.sheets
        kept = self.conditions.kept
        whole[anchor.rows[kept]] = self.totals[0][kept]
        whole[own.rows] = self.totals[1]
        return whole

    def of_segments(self, segments: Rows) -> Rows:
        """The whole numbers for full segments."""
        found = self.plain_total[segments]
        for total, (own, at) in zip(self.totals, self.conditions.rows_of(segments), strict=True):
            found[own] = total[at]
        return np.asarray(found)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rates:
    """What one sheet of conditions makes of costs: of each piece, each segment, and each edge (NO_WAY when closed).

    `excess` is what each segment adds to the sums of the lane: durations, choices and edges.
    """

    duration: Floats
    duration_total: Rows
    choice: Floats
    choice_total: Rows
    edge: Rows
    cost: Rows
    excess: tuple[Rows, Rows, Rows]


@dataclass(frozen=True, kw_only=True, eq=False)
class Base:
    """The rates of an anchor, and what each edge costs under it."""

    rates: Rates
    edge: Rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Costs:
    """Costs of a network under one question; `edges` holds what each edge costs in the choice.

    `gate` is what leaving each edge's first node adds to it. With a `toll`, closures are not closed
    but cost that much each: so the closures worth asking about are found.
    """

    edges: EdgeCosts
    gate: Rows
    toll: int | None
    duration: Rate
    choice: Rate
    conditions: Conditions
    length_m: Floats = field(repr=False)

    @property
    def edge(self) -> Rows:
        """The choice cost of each edge, NO_WAY when closed."""
        return self.edges.dense

    def part(self, segment: int, start_m: float, end_m: float) -> PartCost:
        """What the stretch between two positions of a segment costs, in either direction."""
        low_m, high_m = sorted((start_m, end_m))
        found = self.conditions.sheet_of(segment)
        whole = low_m <= 0 and high_m >= self.length_m[segment]
        if found is None:
            return self._plain(segment, high_m - low_m, whole=whole)
        sheet = self.conditions.sheets[found[0]]
        met = slice(int(sheet.first[found[1]]), int(sheet.first[found[1] + 1]))
        shared_m = np.maximum(np.minimum(sheet.end_m[met], high_m) - np.maximum(sheet.start_m[met], low_m), 0.0)
        parts = (
            int(rate.totals[found[0]][found[1]])
            if whole
            else round(float((rate.pieces[found[0]][met] * shared_m).sum()))
            for rate in (self.duration, self.choice)
        )
        closed = bool(sheet.closed[met][shared_m > 0].any())
        return PartCost(duration_ms=next(parts), choice=next(parts), closed=closed)

    def _plain(self, segment: int, length_m: float, *, whole: bool) -> PartCost:
        duration_ms, choice = (
            int(rate.plain_total[segment]) if whole else round(float(rate.plain[segment]) * length_m)
            for rate in (self.duration, self.choice)
        )
        return PartCost(duration_ms=duration_ms, choice=choice, closed=False)

    def durations_ms(self, segments: Rows, low_m: Floats, high_m: Floats) -> Rows:
        """The driving time of each stretch between two positions of its segment."""
        found = self.duration.of_segments(segments)
        cut = np.flatnonzero((low_m > 0) | (high_m < self.length_m[segments]))
        found[cut] = self._cut_ms(segments[cut], low_m[cut], high_m[cut])
        return found

    def _cut_ms(self, segments: Rows, low_m: Floats, high_m: Floats) -> Rows:
        """The driving time of stretches of which none is a whole segment."""
        found = np.rint(self.duration.plain[segments] * (high_m - low_m)).astype(np.int64)
        sheets = zip(self.conditions.sheets, self.duration.pieces, self.conditions.rows_of(segments), strict=True)
        for sheet, rate, (own, at) in sheets:
            found[own] = np.rint(added_up((sheet.first, sheet.start_m, sheet.end_m, rate), at, low_m[own], high_m[own]))
        return found

    def part_choice(self, segment: int, start_m: float, end_m: float) -> int:
        """What the stretch counts in the choice; NO_WAY when part of it is closed."""
        part = self.part(segment, start_m, end_m)
        if not part.closed:
            return part.choice
        return NO_WAY if self.toll is None else part.choice + self.toll


_BASES = Shelf[tuple[Pieces, Lane], Base](most=8, size_of=lambda base: base.edge.nbytes)
_COSTS = Shelf[tuple[Conditions, Lane], Costs](
    most=48,
    most_bytes=512 << 20,
    size_of=lambda costs: 2 * costs.edges.base.nbytes,  # as if columns made only when asked for were there
)


def costs_of(
    index: NetworkIndex, conditions: Conditions, question: Terms, open_gates: Rows, *, toll: bool = False
) -> Costs:
    """Costs of every edge under these conditions, with the gates at the nodes `open_gates` lifted."""
    lane = lane_of(index, question)
    costs = index.memory.on(_COSTS).get((conditions, lane), lambda: _costs(index, conditions, lane))
    if len(open_gates):
        costs = _with_open(index, costs, open_gates)
    return _with_toll(index, costs) if toll else costs


def rate_on(conditions: Conditions, plain: Floats, pieces: tuple[Floats, Floats]) -> Rate:
    """The rate of these costs per metre, of segments where nothing acts and of the pieces of both sheets."""
    sheets = zip(conditions.sheets, pieces, strict=True)
    return Rate(
        plain=plain,
        plain_total=np.zeros(len(plain), np.int64),
        pieces=pieces,
        totals=(_totals(*next(sheets)), _totals(*next(sheets))),
        conditions=conditions,
    )


def _costs(index: NetworkIndex, conditions: Conditions, lane: Lane) -> Costs:
    base = index.memory.on(_BASES).get((conditions.anchor, lane), lambda: _base(index, conditions.anchor, lane))
    own = _rates(index, conditions.own, lane)
    _require_sums(conditions, lane, (base.rates, own))
    return Costs(
        edges=_edges(index, (base.edge, lane), own, conditions.cleared),
        gate=lane.gate,
        toll=None,
        duration=Rate(
            plain=lane.duration,
            plain_total=lane.duration_total,
            pieces=(base.rates.duration, own.duration),
            totals=(base.rates.duration_total, own.duration_total),
            conditions=conditions,
        ),
        choice=Rate(
            plain=lane.choice,
            plain_total=lane.choice_total,
            pieces=(base.rates.choice, own.choice),
            totals=(base.rates.choice_total, own.choice_total),
            conditions=conditions,
        ),
        conditions=conditions,
        length_m=index.lines.length_m,
    )


def _edges(index: NetworkIndex, base: tuple[Rows, Lane], own: Rates, cleared: Rows) -> EdgeCosts:
    """The costs of an anchor's edges, changed on its own segments and as plain again on those cleared."""
    column, lane = base
    plain = index.edges_of_segment[cleared].ravel()
    plain = plain[plain >= 0]
    changed, cost = np.append(own.edge, plain), np.append(own.cost, lane.edge[plain])
    differs = np.flatnonzero(cost != column[changed])
    order = differs[np.argsort(changed[differs], kind="stable")]  # nearly in order: edges of a segment lie together
    return EdgeCosts(base=column, changed=changed[order], cost=cost[order], turns_count=lane.turns_count)


def _base(index: NetworkIndex, anchor: Pieces, lane: Lane) -> Base:
    rates, edge = _rates(index, anchor, lane), lane.edge.copy()
    edge[rates.edge] = rates.cost
    return Base(rates=rates, edge=edge)


def _rates(index: NetworkIndex, sheet: Pieces, lane: Lane) -> Rates:
    duration = 1000.0 * sheet.seconds_per_m
    choice = lane.choice_of(sheet, duration)
    duration_total, choice_total = _totals(sheet, duration), _totals(sheet, choice)
    closed = np.zeros(len(sheet.rows), bool)
    closed[sheet.row[sheet.closed]] = True
    both = index.edges_of_segment[sheet.rows]
    row, which = np.nonzero(both >= 0)
    edge = both[row, which]
    gate = lane.gate[edge]
    more = choice_total - lane.choice_total[sheet.rows]
    return Rates(
        duration=duration,
        duration_total=duration_total,
        choice=choice,
        choice_total=choice_total,
        edge=edge,
        cost=np.where(closed[row] | (gate >= NO_WAY), NO_WAY, choice_total[row] + gate),
        excess=(duration_total - lane.duration_total[sheet.rows], more, more * (both >= 0).sum(axis=1)),
    )


def _totals(sheet: Pieces, rate: Floats) -> Rows:
    """The whole number for each full segment of a sheet."""
    return whole(np.bincount(sheet.row, rate * sheet.length_m, len(sheet.rows)).astype(float))


def _require_sums(conditions: Conditions, lane: Lane, rates: tuple[Rates, Rates]) -> None:
    """Refuse costs that add up to more than can be counted over the whole network."""
    over = np.flatnonzero(~conditions.kept)
    for plain, of_anchor, of_own in zip(lane.sums, rates[0].excess, rates[1].excess, strict=True):
        require_countable(plain + int(of_anchor.sum()) - int(of_anchor[over].sum()) + int(of_own.sum()))


def _with_open(index: NetworkIndex, costs: Costs, open_gates: Rows) -> Costs:
    """The same with nothing standing at these nodes."""
    graph, gate = index.graph, costs.gate.copy()
    edge = np.unique(graph.edge[ranges(graph.first[open_gates], graph.first[open_gates + 1])])
    gate[edge] = 0
    bare = replace(costs, toll=None)
    fresh = [bare.part_choice(row, 0.0, float(costs.length_m[row])) for row in index.segment[edge].tolist()]
    return replace(costs, edges=costs.edges.with_costs(edge, np.array(fresh, np.int64)), gate=gate)


def _with_toll(index: NetworkIndex, costs: Costs) -> Costs:
    """The same with closures at a price: more than any way costs, so that fewer closures always win.

    Less where that could not be counted.
    """
    shut = costs.edge >= NO_WAY
    cost = costs.choice.total[index.segment] + np.where(costs.gate < NO_WAY, costs.gate, 0)
    price = min(int(cost.sum()) + 1, MOST // (int(shut.sum()) + 1))
    return replace(
        costs,
        edges=EdgeCosts(base=np.where(shut, cost + price, cost), turns_count=costs.edges.turns_count),
        gate=np.where(costs.gate < NO_WAY, costs.gate, price),
        toll=price,
    )
