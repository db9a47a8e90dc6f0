"""The least cost of a few medians by branch and bound: prices on demand bound every part of the question.

A part says which candidates are chosen and which are not; what lies between is bounded by prices (Lagrange,
begun from those of the part it came from), and candidates no better answer can leave or take are settled by them.
"""

import heapq
import time
from dataclasses import dataclass, field, replace

import numpy as np

from geo.lines import Floats
from routing.siting.case import Flags

ROUNDS = 40
"""Rounds of prices for each part; parts are many, and their prices begin near the best."""
FIRST_STEP = 0.5
NEAR = 1e-6
"""What is nearer to the best than this share of it counts as the best, where costs are not whole."""
PATIENCE = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class Costs:
    """What each candidate serves each demand for, and how many are chosen; costs that are whole add up to whole ones.

    No cost is infinite, and there are no fewer candidates than are chosen.
    """

    cost: Floats
    units: int
    is_whole: bool

    def step(self, value: float) -> float:
        """By how much an answer must be cheaper than this to count."""
        return 1.0 if self.is_whole else NEAR * max(1.0, abs(value)) / 2

    def served(self, chosen: Flags) -> float:
        """What a choice costs."""
        return float(self.cost[:, chosen].min(axis=1).sum())


@dataclass(frozen=True, kw_only=True, eq=False)
class Best:
    """The cheapest choice met."""

    chosen: Flags
    value: float


@dataclass(order=True, frozen=True, kw_only=True)
class _Part:
    """A part of the question with its bound, and the best prices met with what they alone give and what they save.

    The bound is never less than that of the part it came from.
    """

    bound: float
    number: int
    priced: float = field(compare=False, default=-np.inf)
    prices: Floats = field(compare=False)
    saved: Floats = field(compare=False)
    taken: Flags = field(compare=False)
    is_in: Flags = field(compare=False)
    is_out: Flags = field(compare=False)


def branched(costs: Costs, best: Best, prices: Floats, seconds: float) -> tuple[Best, float]:
    """The cheapest choice met, `best` itself where none is cheaper, and what no choice can cost less than."""
    nobody, nothing = np.zeros(costs.cost.shape[1], bool), np.zeros(costs.cost.shape[1])
    whole = _Part(bound=-np.inf, number=0, prices=prices, saved=nothing, taken=nobody, is_in=nobody, is_out=nobody)
    first, best = _bounded(costs, whole, best)
    parts, count, ends = [first], 0, time.monotonic() + seconds
    while parts and not _is_settled(costs, parts[0].bound, best):
        if time.monotonic() > ends:
            return best, parts[0].bound
        for part in _halves(costs, heapq.heappop(parts), best):
            if part.is_in.sum() == costs.units:
                best = _cheaper(costs, best, part.is_in)
                continue
            count += 1
            bounded, best = _bounded(costs, replace(part, number=count), best)
            if not _is_settled(costs, bounded.bound, best):
                heapq.heappush(parts, bounded)
    return best, best.value if costs.is_whole else best.value - costs.step(best.value)


def _is_settled(costs: Costs, bound: float, best: Best) -> bool:
    """Whether nothing within a bound is cheaper than what is known."""
    return bound > best.value - costs.step(best.value) + _near(best)


def _near(best: Best) -> float:
    """What sums may be wrong by."""
    return 1e-10 * max(1.0, abs(best.value))


def _cheaper(costs: Costs, best: Best, chosen: Flags) -> Best:
    value = costs.served(chosen)
    return Best(chosen=chosen, value=value) if value < best.value else best


def _halves(costs: Costs, part: _Part, best: Best) -> list[_Part]:
    """The part in two, by whether the candidate that saves most is chosen, once all that is certain is settled."""
    is_in, is_out = _certain(costs, part, best)
    free = np.flatnonzero(~(is_in | is_out))
    if is_in.sum() > costs.units or is_in.sum() + len(free) < costs.units:
        return []
    if is_in.sum() == costs.units or not len(free):
        return [replace(part, is_in=is_in, is_out=is_out)] if is_in.sum() == costs.units else []
    with_it, without = is_in.copy(), is_out.copy()
    dearest = free[part.saved[free].argmin()]
    with_it[dearest] = without[dearest] = True
    halves = [replace(part, is_in=with_it, is_out=is_out)]
    return [*halves, replace(part, is_in=is_in, is_out=without)] if is_in.sum() + len(free) > costs.units else halves


def _certain(costs: Costs, part: _Part, best: Best) -> tuple[Flags, Flags]:
    """What every cheaper choice in the part takes, and what none takes, by what choosing otherwise would cost."""
    free = ~(part.is_in | part.is_out)
    left = costs.units - int(part.is_in.sum())
    order = np.sort(part.saved[free])
    after = order[left] if left < len(order) else np.inf
    need = best.value - costs.step(best.value) + _near(best)
    out = free & ~part.taken & (part.priced + part.saved - order[left - 1] > need)
    own = free & part.taken & (part.priced - part.saved + after > need)
    return part.is_in | own, part.is_out | out


def _bounded(costs: Costs, part: _Part, best: Best) -> tuple[_Part, Best]:
    """The part under the best prices met, and the cheapest choice met on the way."""
    prices, step, idle, found = part.prices, FIRST_STEP, 0, replace(part, priced=-np.inf)
    for _ in range(ROUNDS):
        saved = np.minimum(costs.cost - prices[:, None], 0.0).sum(axis=0)
        taken = _taken(costs, part, saved)
        bound = float(prices.sum() + saved[taken].sum())
        idle = 0 if bound > found.priced else idle + 1
        if idle == 0:
            higher = max(part.bound, bound)
            found = replace(part, bound=higher, priced=bound, prices=prices, saved=saved, taken=taken)
        best = _cheaper(costs, best, taken)
        slope = 1.0 - (costs.cost[:, taken] < prices[:, None]).sum(axis=1)
        steep = float(slope @ slope)
        if _is_settled(costs, found.bound, best) or steep == 0:
            break
        if idle == PATIENCE:
            prices, step, idle = found.prices, step / 2, 0
            continue
        length = step * max(best.value - bound, costs.step(best.value)) / steep
        prices = np.maximum(prices + length * slope, 0.0)
    return found, best


def _taken(costs: Costs, part: _Part, saved: Floats) -> Flags:
    """The candidates of the part that save most."""
    free = np.flatnonzero(~(part.is_in | part.is_out))
    left = costs.units - int(part.is_in.sum())
    taken = part.is_in.copy()
    taken[free[np.argsort(saved[free], kind="stable")[:left]]] = True
    return taken
