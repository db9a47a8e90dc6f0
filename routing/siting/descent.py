"""Bounds that no placing can pass, brought down step by step by prices on demand (subgradient, Held and Karp 1971)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo.lines import Floats, Rows

PATIENCE = 30
"""Rounds without a better bound after which steps become half as long."""
SHORTEST = 1e-3
"""Steps shorter than this share of the first are of no use."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Relaxed:
    """What prices give: a bound from above, the direction in which it rises, and a placing with its true value."""

    bound: float
    slope: Floats
    units: Rows
    value: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Priced:
    """The best prices met with their bound, and the best placing met with its value."""

    prices: Floats
    bound: float
    units: Rows
    value: float


def brought_down(
    relax: Callable[[Floats], Relaxed], limits: tuple[Floats, Floats], start: Priced, rounds: int, close: float
) -> Priced:
    """The best bound and placing met from these prices on; stops where the two are no more than `close` apart."""
    prices, best, step, idle = start.prices, start, 1.5, 0
    for _ in range(rounds):
        now = relax(prices)
        idle = 0 if now.bound < best.bound else idle + 1
        best = _better(best, prices, now)
        steep = float(now.slope @ now.slope)
        if best.bound - best.value < close or steep == 0 or step < SHORTEST:
            break
        if idle == PATIENCE:
            prices, step, idle = best.prices, step / 2, 0
            continue
        length = step * max(now.bound - best.value, close) / steep
        prices = np.clip(prices - length * now.slope, *limits)
    return best


def _better(best: Priced, prices: Floats, now: Relaxed) -> Priced:
    is_lower, is_worth_more = now.bound < best.bound, now.value > best.value
    return Priced(
        prices=prices if is_lower else best.prices,
        bound=now.bound if is_lower else best.bound,
        units=now.units if is_worth_more else best.units,
        value=now.value if is_worth_more else best.value,
    )
