"""Where units cover most, and the least units that cover all, with proof.

Most covered is maximal covering (Church and ReVelle 1974); with other gains it is backup coverage (Hogan
and ReVelle 1986) or expected coverage (Daskin 1983). Prices on demand give a bound and rule candidates in
or out by what choosing otherwise would cost; HiGHS settles what is left. The value told is recounted from
the placing alone.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from geo.lines import Floats, Rows
from routing.errors import RoutingError
from routing.siting.answer import Proof, Siting
from routing.siting.case import ONCE, CoverCase, Effort, Flags, require_gains
from routing.siting.descent import Priced, Relaxed, brought_down
from routing.siting.greedy import bettered, greedy, is_falling, worth
from routing.siting.program import Program, RowsOf, solved, stacked
from routing.siting.reduced import Reduced, reduced

KERNELS = (3, 5)
"""So many times as many candidates as units are looked at alone, before all of them."""
NEAR = 1e-6
"""What sums of whole numbers may be wrong by in the solver; a bound this near to a value proves it."""


def covered_worth(case: CoverCase, units: Rows, gains: Sequence[float] = ONCE) -> float:
    """What present units and these cover together, recounted."""
    sums = np.concatenate([[0.0], np.cumsum(require_gains(gains))])
    depth = np.minimum(case.standing + case.times_covered(units), len(sums) - 1)
    return float((case.weight * sums[depth]).sum())


def most_covered(case: CoverCase, units: int, *, gains: Sequence[float] = ONCE, effort: Effort | None = None) -> Siting:
    """Where so many more units cover most; `gains` is what the first, second … unit over a place counts."""
    if units < 0:
        msg = f"{units} units cannot be placed; give 0 or more."
        raise RoutingError(msg)
    column, effort = require_gains(gains), effort or Effort()
    small = reduced(case, column, units)
    placed, bound = _placed(small, units, effort)
    chosen = np.zeros(case.count, np.int64)
    chosen[small.kept] = placed
    value = covered_worth(case, chosen, gains)
    bound = _rounded(bound + small.certain, case.weight, column)
    near = NEAR * max(1.0, abs(value))
    return Siting(
        units=chosen,
        value=value,
        bound=max(bound, value) if bound - value > near else value,
        proof=Proof.PROVEN if bound - value <= near else Proof.TIME_LIMIT,
        unserved=np.empty(0, np.int64),
    )


def least_units(case: CoverCase, *, depth: int = 1, effort: Effort | None = None) -> Siting:
    """The least more units by which all demand of any weight is covered so many times (Toregas et al. 1971).

    Demand that the room of all candidates together cannot cover so often is left out and told.
    """
    effort = effort or Effort()
    room = np.full(case.count, depth) if case.room is None else np.minimum(case.room, depth)
    lacking = np.where(case.weight > 0, depth - case.standing, 0).clip(0)
    never = lacking > case.times_covered(room)
    wanted = np.flatnonzero((lacking > 0) & ~never)
    found = solved(_least_program(case, room, wanted, lacking), effort)
    units = room if found.values is None else np.rint(found.values).astype(np.int64)
    if (case.times_covered(units)[wanted] < lacking[wanted]).any():
        units = room
    value, bound = float(units.sum()), float(np.ceil(max(found.bound, 0.0) - NEAR))
    return Siting(
        units=units,
        value=value,
        bound=min(bound, value),
        proof=Proof.PROVEN if bound >= value else Proof.TIME_LIMIT,
        unserved=np.flatnonzero(never),
    )


def _placed(case: Reduced, units: int, effort: Effort) -> tuple[Rows, float]:
    """A placing of the reduced question, and what no placing can pass."""
    placed, bound = greedy(case, units)
    placed = bettered(case, placed, effort.tries)
    value = worth(case, placed)
    if not len(case.kept) or units == 0 or bound - value <= NEAR:
        return placed, min(bound, value) if units == 0 or not len(case.kept) else bound
    first, most = np.zeros(len(case.kept), np.int64), case.room
    if is_falling(case.gains):
        start = Priced(prices=case.gains[:, 0] / 2, bound=bound, units=placed, value=value)
        priced = brought_down(
            lambda prices: _relaxed(case, units, prices),
            (np.zeros(len(case.gains)), case.gains[:, 0]),
            start,
            effort.rounds,
            _step_of(case),
        )
        placed = bettered(case, priced.units, effort.tries)
        bound, value = priced.bound, worth(case, placed)
        if bound - value < _step_of(case):
            return placed, bound
        first, most = _narrowed(case, units, priced, value)
        if (most > 0).sum() > KERNELS[-1] * units:
            effort = replace(effort, seconds=effort.seconds / (1 + len(KERNELS)))
            placed = _in_kernels(case, units, (placed, _earned(case, priced.prices)), effort)
            first, most = _narrowed(case, units, priced, worth(case, placed))
    return _by_program(case, units, (first, most), (placed, bound), effort)


def _in_kernels(case: Reduced, units: int, known: tuple[Rows, Floats], effort: Effort) -> Rows:
    """The best placing met among the candidates that earn most, few of them first (Angelelli et al. 2010)."""
    placed, earned = known
    order = np.argsort(-earned, kind="stable")
    for times in KERNELS:
        own = placed > 0
        own[order[: times * units]] = True
        limits = np.zeros(len(own), np.int64), np.where(own, case.room, 0)
        placed, _ = _by_program(case, units, limits, (placed, np.inf), effort)
    return placed


def _relaxed(case: Reduced, units: int, prices: Floats) -> Relaxed:
    """What is covered at most when each demand pays its price to every unit that covers it."""
    earned = _earned(case, prices)
    placed = _dearest(earned, case.room, units)
    spare = case.gains - prices[:, None]
    depth = np.bincount(case.demand, placed[case.candidate], len(case.gains))
    return Relaxed(
        bound=float(spare.clip(0).sum() + (placed * earned).sum()),
        slope=depth - (spare > 0).sum(axis=1),
        units=placed,
        value=worth(case, placed),
    )


def _earned(case: Reduced, prices: Floats) -> Floats:
    """What a unit at each candidate is paid."""
    return np.asarray(np.bincount(case.candidate, prices[case.demand], len(case.kept)), float)


def _dearest(earned: Floats, room: Rows, units: int) -> Rows:
    """The placing that earns most."""
    order = np.argsort(-earned, kind="stable")
    before = np.cumsum(room[order]) - room[order]
    placed = np.zeros(len(earned), np.int64)
    placed[order] = np.clip(units - before, 0, room[order])
    return placed


def _narrowed(case: Reduced, units: int, priced: Priced, value: float) -> tuple[Rows, Rows]:
    """The least and the most units at each candidate in any placing worth more than the value known."""
    earned = _earned(case, priced.prices)
    placed = _dearest(earned, case.room, units)
    out, worst = earned[placed < case.room].max(initial=0.0), earned[placed > 0].min(initial=0.0)
    need = value + _step_of(case) - NEAR
    full = priced.bound - (placed * np.maximum(earned - out, 0.0))
    least = np.where((case.room == 1) & (placed == 1) & (full < need), 1, 0)
    short = worst if placed.sum() == units else 0.0
    most = np.where((placed == 0) & (priced.bound - (short - earned).clip(0) < need), 0, case.room)
    return least.astype(np.int64), most.astype(np.int64)


def _step_of(case: Reduced) -> float:
    """By how much two placings of unlike worth differ at least: 1 where all gains are whole."""
    return 1.0 if (case.gains == np.rint(case.gains)).all() else NEAR


def _by_program(
    case: Reduced, units: int, limits: tuple[Rows, Rows], known: tuple[Rows, float], effort: Effort
) -> tuple[Rows, float]:
    """The better of the known placing and the best within these limits, and what no placing can pass."""
    placed, bound = known
    value = worth(case, placed)
    program = replace(_most_program(case, units, limits), start=_start(case, placed))
    found = solved(program, effort)
    if found.values is not None:
        other = np.rint(found.values[: len(case.kept)]).astype(np.int64)
        if (other <= case.room).all() and other.sum() <= units and worth(case, other) > value:
            placed, value = other, worth(case, other)
    # outside the limits nothing is worth more than what was known when they were drawn
    return placed, min(bound, max(value, -found.bound))


def _start(case: Reduced, placed: Rows) -> Floats:
    """The columns of the program under a placing."""
    depth = np.bincount(case.demand, placed[case.candidate], len(case.gains))
    had = np.arange(case.gains.shape[1]) < depth[:, None]
    return np.concatenate([placed, had.ravel()]).astype(float)


def _most_program(case: Reduced, units: int, limits: tuple[Rows, Rows]) -> Program:
    """Columns: units at each candidate, then what each demand has of each gain."""
    least, most = limits
    count, (rows, levels) = len(case.kept), case.gains.shape
    is_plain = is_falling(case.gains)
    level = count + np.arange(rows * levels)
    own = most[case.candidate] > 0
    cover = RowsOf(
        row=np.concatenate([case.demand[own], np.repeat(np.arange(rows), levels)]),
        column=np.concatenate([case.candidate[own], level]),
        factor=np.concatenate([np.ones(int(own.sum())), -np.ones(rows * levels)]),
        lower=np.zeros(rows),
        upper=np.full(rows, np.inf),
    )
    return _program(
        cost=np.concatenate([np.zeros(count), -case.gains.ravel()]),
        upper=np.concatenate([most, np.ones(rows * levels)]),
        is_whole=np.concatenate([np.ones(count, bool), np.full(rows * levels, not is_plain)]),
        parts=[_at_most(count, units), _at_least(least), cover, *([] if is_plain else [_in_order(level, levels)])],
    )


def _least_program(case: CoverCase, room: Rows, wanted: Rows, lacking: Rows) -> Program:
    number = np.full(len(case.weight), -1)
    number[wanted] = np.arange(len(wanted))
    own = number[case.demand] >= 0
    cover = RowsOf(
        row=number[case.demand[own]],
        column=case.candidate[own],
        factor=np.ones(int(own.sum())),
        lower=lacking[wanted].astype(float),
        upper=np.full(len(wanted), np.inf),
    )
    return _program(cost=np.ones(case.count), upper=room, is_whole=np.ones(case.count, bool), parts=[cover])


def _program(*, cost: Floats, upper: Rows | Floats, is_whole: Flags, parts: list[RowsOf]) -> Program:
    first, column, factor, lower, higher = stacked(parts)
    return Program(
        cost=cost,
        upper=upper.astype(float),
        is_whole=is_whole,
        first=first,
        column=column,
        factor=factor,
        row_lower=lower,
        row_upper=higher,
    )


def _at_most(count: int, units: int) -> RowsOf:
    rows = np.zeros(count, np.int64)
    limits = np.array([-np.inf]), np.array([float(units)])
    return RowsOf(row=rows, column=np.arange(count), factor=np.ones(count), lower=limits[0], upper=limits[1])


def _at_least(least: Rows) -> RowsOf:
    rows = np.flatnonzero(least)
    limits = least[rows].astype(float), np.full(len(rows), np.inf)
    return RowsOf(row=np.arange(len(rows)), column=rows, factor=np.ones(len(rows)), lower=limits[0], upper=limits[1])


def _in_order(level: Rows, levels: int) -> RowsOf:
    """No gain of a demand before the one it comes after."""
    later = level.reshape(-1, levels)[:, 1:].ravel()
    rows = np.arange(len(later))
    return RowsOf(
        row=np.concatenate([rows, rows]),
        column=np.concatenate([later, later - 1]),
        factor=np.concatenate([np.ones(len(rows)), -np.ones(len(rows))]),
        lower=np.full(len(rows), -np.inf),
        upper=np.zeros(len(rows)),
    )


def _rounded(bound: float, weight: Floats, gains: Floats) -> float:
    """A bound on sums of whole numbers, brought down to the next of them."""
    if (weight == np.rint(weight)).all() and (gains == np.rint(gains)).all():
        return float(np.floor(bound + NEAR)) if np.isfinite(bound) else bound
    return bound
