"""What no schedule can cost less than: prices on instants of what is shared, raised where chains crowd.

Any prices give a valid bound; steps along what the cheapest chains use too much, of a length that what is known to be
possible suggests, give better ones.
"""

from collections.abc import Callable

import numpy as np

from routing.movement.field import Ground
from routing.movement.prices import Chains, Floats, chains, cheapest
from routing.movement.watch import Watch

PATIENCE = 20
"""Steps without a better bound after which steps become shorter."""
LEVELS = ((6, 0.05), (1, 0.005))
"""How many times longer than they need be buckets are, and how short steps become, from level to level."""
BLEND = 0.3
"""Share of the newest use of instants in the direction of a step; the rest are those before."""


def bound(ground: Ground, watch: Watch, is_over: Callable[[], bool]) -> None:
    """Raise the bound of a watch until all is over or steps have become too short; it is always raised once.

    Prices on long buckets come first: they are quickly found, and a good beginning for those on short ones.
    """
    price: Floats | None = None
    for coarser, shortest in LEVELS:
        if price is not None and is_over():
            return
        chained = chains(ground, coarser)
        price = _raised(chained, _spread(chained, price), watch, (is_over, shortest))


def _spread(chained: Chains, price: Floats | None) -> Floats:
    """Prices of long buckets shared out among the short ones in them."""
    shape = len(chained.capacity), chained.cost.shape[1]
    if price is None:
        return np.zeros(shape)
    times = -(-shape[1] // price.shape[1])
    return np.ascontiguousarray(np.repeat(price / times, times, axis=1)[:, : shape[1]])


def _raised(chained: Chains, price: Floats, watch: Watch, until: tuple[Callable[[], bool], float]) -> Floats:
    """The prices with the best bound, found by steps of a length that shrinks when they stop helping."""
    (is_over, shortest), used = until, np.zeros_like(price)
    best_price, best, mean = price, -np.inf, None
    length, waited = 1.0, 0
    while length > shortest:
        value = cheapest(chained, price, used)
        over = used - chained.capacity[:, None]
        if value > best:
            best, best_price, waited = value, price, 0
            watch.bounded(value)
        else:
            waited += 1
        if waited >= PATIENCE:
            length, waited, price = length / 2, 0, best_price
        mean = over if mean is None else BLEND * over + (1 - BLEND) * mean
        step = _step(mean, price)
        square = float((step * step).sum())
        if square == 0 or is_over():
            break
        price = np.maximum(0.0, price + length * _reach(watch, best) / square * step)
    return best_price


def _step(mean: Floats, price: Floats) -> Floats:
    """Where prices can move: not below nothing."""
    return np.where((mean < 0) & (price <= 0), 0.0, mean)


def _reach(watch: Watch, best: float) -> float:
    """How far the bound can rise at most, by what is known to be possible."""
    return max(1.0, (watch.value or 0) - best)
