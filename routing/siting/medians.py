"""Where units lie nearest to all demand together (p-median), with proof.

Prices on demand give a bound (Cornuéjols, Fisher and Nemhauser 1977) and rule candidates in or out. Few units
are settled by branches under such prices; HiGHS settles the rest by radius (Elloumi 2010), told at first only of
the nearest candidates of each demand and of more of them where that was too few.
"""

from dataclasses import dataclass, replace

import numpy as np

from geo.lines import Floats, Rows
from routing.errors import RoutingError
from routing.siting.answer import Proof, Siting
from routing.siting.branches import Best, Costs, branched
from routing.siting.case import Effort, Flags, MedianCase
from routing.siting.descent import Priced, Relaxed, brought_down
from routing.siting.program import Program, RowsOf, solved, stacked

NEAR = 1e-6
WIDENINGS = 30
EXCHANGES = 2000
BRANCHED_UNITS = 10
"""So few units are settled by branches under prices first; of more there are too many choices."""
FEW = 3
"""So many open candidates of each demand the first program knows beyond the nearest one."""


def served_cost(case: MedianCase, units: Rows) -> float:
    """What serving all demand from the nearest of present units and these costs, recounted."""
    is_open = (units > 0) | (np.zeros(len(units), bool) if case.present is None else case.present > 0)
    used = case.weight > 0
    nearest = case.cost[used][:, is_open].min(axis=1, initial=np.inf)
    return float((case.weight[used] * nearest).sum())


def nearest_units(case: MedianCase, units: int, *, effort: Effort | None = None) -> Siting:
    """Where so many more units serve all demand at the least cost; demand nothing serves is left out and told."""
    if units < 0:
        msg = f"{units} units cannot be placed; give 0 or more."
        raise RoutingError(msg)
    never = ~np.isfinite(case.cost).any(axis=1) & (case.weight > 0)
    wanted = replace(case, weight=case.weight[~never], cost=case.cost[~never])
    small = _reduced(wanted)
    chosen, bound = _chosen(small, min(units, case.cost.shape[1]), effort or Effort())
    value = served_cost(wanted, chosen)
    bound = float(np.ceil(bound - NEAR)) if small.is_whole and np.isfinite(bound) else bound
    is_proven = value - bound <= NEAR * max(1.0, abs(value)) if np.isfinite(value) else False
    return Siting(
        units=chosen,
        value=value,
        bound=value if is_proven else min(bound, value),
        proof=Proof.PROVEN if is_proven else Proof.TIME_LIMIT if np.isfinite(value) else Proof.IMPOSSIBLE,
        unserved=np.flatnonzero(never),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Small:
    """Weighted costs of demand from candidates, none above what present units serve it for; equal rows as one."""

    cost: Floats
    is_whole: bool


def _reduced(case: MedianCase) -> _Small:
    most = np.full(len(case.cost), np.inf)
    if case.present is not None and (case.present > 0).any():
        most = case.cost[:, case.present > 0].min(axis=1)
    used = case.weight > 0
    capped = np.minimum(case.cost, most[:, None])[used]
    rows, group = np.unique(capped, axis=0, return_inverse=True)
    weight = np.bincount(group.ravel(), case.weight[used], len(rows))
    cost = rows * weight[:, None]
    finite = cost[np.isfinite(cost)]
    return _Small(cost=np.asarray(cost, float), is_whole=bool((finite == np.rint(finite)).all()))


def _chosen(case: _Small, units: int, effort: Effort) -> tuple[Rows, float]:
    """A choice of candidates, and what no choice can cost less than."""
    count = case.cost.shape[1]
    if not len(case.cost) or units == 0:
        return np.zeros(count, np.int64), _cost(case, np.zeros(count, bool)) if len(case.cost) else 0.0
    chosen = _exchanged(case, _greedy(case, units))
    priced = _priced(case, units, chosen, effort)
    if np.isfinite(priced.value):
        chosen = _exchanged(case, priced.units > 0)
    step, value = 1.0 if case.is_whole else NEAR, _cost(case, chosen)
    if value + priced.bound < step:
        return chosen.astype(np.int64), -priced.bound
    (is_in, may), least = _narrowed(case, units, (priced, value)), -priced.bound
    if units <= BRANCHED_UNITS:
        effort = replace(effort, seconds=effort.seconds / 2)
        chosen, bound = _branched(case, (units, may), (chosen, priced.prices), effort)
        least = max(least, bound)
        if bound >= (value := _cost(case, chosen)) - NEAR * max(1.0, abs(value)):
            return chosen.astype(np.int64), bound
    other, bound = _widened(case, (units, is_in, may), value, effort)
    if other is not None and _cost(case, other) < value:
        chosen, value = other, _cost(case, other)
    return chosen.astype(np.int64), max(least, min(bound, value))


def _branched(
    case: _Small, limits: tuple[int, Flags], known: tuple[Flags, Floats], effort: Effort
) -> tuple[Flags, float]:
    """The best choice among the candidates that may be in one, and what none can cost less than."""
    (units, may), (chosen, prices) = limits, known
    cost = _finite(case)
    costs = Costs(cost=np.ascontiguousarray(cost[:, may]), units=units, is_whole=case.is_whole)
    # of the known choice some may be what no better one takes: its cost is that of all of it
    before = Best(chosen=chosen[may], value=float(cost[:, chosen].min(axis=1).sum()))
    best, bound = branched(costs, before, prices, effort.seconds)
    if best is before:
        return chosen, bound
    found = np.zeros(len(may), bool)
    found[may] = best.chosen
    return found, bound


def _cost(case: _Small, chosen: Flags) -> float:
    return float(case.cost[:, chosen].min(axis=1, initial=np.inf).sum())


def _finite(case: _Small) -> Floats:
    """The costs with a number in the place of the infinite, greater than any sum of them."""
    return np.where(np.isfinite(case.cost), case.cost, _beyond(case))


def _beyond(case: _Small) -> float:
    finite = np.where(np.isfinite(case.cost), case.cost, 0.0)
    return float(finite.max(axis=1).sum()) + 1.0


def _greedy(case: _Small, units: int) -> Flags:
    cost = _finite(case)
    chosen, best = np.zeros(cost.shape[1], bool), np.full(len(cost), _beyond(case))
    for _ in range(units):
        total = np.where(chosen, np.inf, np.minimum(cost, best[:, None]).sum(axis=0))
        chosen[int(total.argmin())] = True
        best = np.minimum(best, cost[:, int(total.argmin())])
    return chosen


def _exchanged(case: _Small, chosen: Flags) -> Flags:
    """A choice no single exchange betters (Whitaker 1983); the best exchange first."""
    cost, chosen = _finite(case), chosen.copy()
    for _ in range(EXCHANGES):
        rows = np.flatnonzero(chosen)
        order = np.argsort(cost[:, rows], axis=1)
        first = cost[np.arange(len(cost)), rows[order[:, 0]]]
        second = cost[np.arange(len(cost)), rows[order[:, 1]]] if len(rows) > 1 else np.full(len(cost), _beyond(case))
        gain = np.maximum(first[:, None] - cost, 0.0).sum(axis=0)
        change = np.array(
            [
                (np.minimum(second[own, None], cost[own]) - np.minimum(first[own, None], cost[own])).sum(axis=0)
                for own in (order[:, 0] == k for k in range(len(rows)))
            ]
        )
        total = change - gain
        total[:, chosen] = np.inf
        out, target = np.unravel_index(int(total.argmin()), total.shape)
        if total[out, target] >= -NEAR:
            break
        chosen[rows[out]], chosen[target] = False, True
    return chosen


def _priced(case: _Small, units: int, chosen: Flags, effort: Effort) -> Priced:
    cost = _finite(case)
    start = np.partition(cost, min(1, cost.shape[1] - 1), axis=1)[:, min(1, cost.shape[1] - 1)]
    known = Priced(prices=start, bound=0.0, units=chosen.astype(np.int64), value=-_cost(case, chosen))
    limits = np.zeros(len(cost)), np.full(len(cost), _beyond(case))
    return brought_down(
        lambda p: _relaxed(cost, units, p), limits, known, effort.rounds, 1.0 if case.is_whole else NEAR
    )


def _relaxed(cost: Floats, units: int, prices: Floats) -> Relaxed:
    """The least all costs, told as a loss, when demand that is served twice or never pays its price for it."""
    saved = np.minimum(cost - prices[:, None], 0.0).sum(axis=0)
    chosen = np.zeros(cost.shape[1], bool)
    chosen[np.argsort(saved, kind="stable")[:units]] = True
    served = (cost[:, chosen] < prices[:, None]).sum(axis=1)
    return Relaxed(
        bound=-float(prices.sum() + saved[chosen].sum()),
        slope=(served - 1).astype(float),
        units=chosen.astype(np.int64),
        value=-float(cost[:, chosen].min(axis=1).sum()),
    )


def _narrowed(case: _Small, units: int, known: tuple[Priced, float]) -> tuple[Flags, Flags]:
    """Candidates in every choice cheaper than the known one, and those that can be in one."""
    priced, value = known
    saved = np.minimum(_finite(case) - priced.prices[:, None], 0.0).sum(axis=0)
    order = np.argsort(saved, kind="stable")
    last, after = saved[order[units - 1]], saved[order[units]] if units < len(order) else np.inf
    need = value - (1.0 if case.is_whole else NEAR) + NEAR
    taken = np.zeros(len(saved), bool)
    taken[order[:units]] = True
    may = taken | (-priced.bound + saved - last <= need)
    return taken & (-priced.bound - saved + after > need), may


def _widened(
    case: _Small, limits: tuple[int, Flags, Flags], value: float, effort: Effort
) -> tuple[Flags | None, float]:
    """The best choice within the limits and what none there can cost less than; each demand knows ever more."""
    units, is_in, may = limits
    rows = np.flatnonzero(may)
    cost = _finite(case)[:, rows]
    levels = np.sort(cost, axis=1)
    known = np.minimum(np.full(len(cost), FEW + max(1, len(rows) // max(units, 1))), len(rows) - 1)
    chosen, bound = None, -np.inf
    for _ in range(WIDENINGS):
        cap = levels[np.arange(len(cost)), known]
        found = solved(_program(np.minimum(cost, cap[:, None]), units, is_in[rows]), effort)
        bound = max(bound, found.bound)
        if found.values is None:
            break
        own = found.values[: len(rows)] > 0.5  # noqa: PLR2004 - whole numbers within what the solver allows
        chosen = np.zeros(len(may), bool)
        chosen[rows[own]] = True
        short = cost[:, own].min(axis=1, initial=np.inf) > cap + NEAR
        if not found.is_done or not short.any() or bound >= value - NEAR:
            break
        known = np.where(short, np.minimum(2 * known + 1, len(rows) - 1), known)
    return chosen, bound


def _program(cost: Floats, units: int, is_in: Flags) -> Program:
    """Columns: candidates, then for each demand each step of cost it goes up when nothing nearer is chosen."""
    count = cost.shape[1]
    order = np.argsort(cost, axis=1, kind="stable")
    rising = np.take_along_axis(cost, order, axis=1)
    step = np.diff(rising, axis=1)
    demand, at = np.nonzero(step > 0)
    column = count + np.arange(len(demand))
    # a step row says: this step is paid unless one of the candidates up to it is chosen
    first = np.r_[True, demand[1:] != demand[:-1]] if len(demand) else np.empty(0, bool)
    begins = np.where(first, 0, np.r_[0, at[:-1] + 1]) if len(demand) else np.empty(0, np.int64)
    width = at + 1 - begins
    row = np.repeat(np.arange(len(demand)), width)
    place = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width) + np.repeat(begins, width)
    later = np.flatnonzero(~first)
    steps = RowsOf(
        row=np.concatenate([row, np.arange(len(demand)), later]),
        column=np.concatenate([order[np.repeat(demand, width), place], column, column[later] - 1]),
        factor=np.concatenate([np.ones(len(row)), np.ones(len(demand)), -np.ones(len(later))]),
        lower=np.where(first, 1.0, 0.0),
        upper=np.full(len(demand), np.inf),
    )
    kept = np.flatnonzero(is_in)
    ones, limit = np.zeros(count, np.int64), np.array([float(units)])
    most = RowsOf(row=ones, column=np.arange(count), factor=np.ones(count), lower=np.array([-np.inf]), upper=limit)
    held = RowsOf(
        row=np.arange(len(kept)),
        column=kept,
        factor=np.ones(len(kept)),
        lower=np.ones(len(kept)),
        upper=np.full(len(kept), np.inf),
    )
    starts, columns, factor, lower, upper = stacked([most, held, steps])
    base = float(rising[:, 0].sum())
    return Program(
        cost=np.concatenate([np.full(count, 0.0), step[demand, at]]),
        upper=np.ones(count + len(demand)),
        is_whole=np.concatenate([np.ones(count, bool), np.zeros(len(demand), bool)]),
        first=starts,
        column=columns,
        factor=factor,
        row_lower=lower,
        row_upper=upper,
        offset=base,
    )
