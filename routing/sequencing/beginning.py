"""A first sequence: one gate alone, then with its neighbours and theirs, until anything worth something is known.

So few sectors make so small a question that the time for it does not depend on how much is given in all.
"""

from collections.abc import Callable, Iterator

import numpy as np

from routing.sequencing import highs
from routing.sequencing.case import SequencingCase
from routing.sequencing.linear import Integers
from routing.sequencing.places import Places
from routing.sequencing.reduced import Flags, reduced
from routing.sequencing.writing import Model
from routing.solving.cpsat import Effort

RINGS = 2
"""How many rings of neighbours are taken in about a gate."""
PATIENCE_S = 3.0
"""How long one such question may take, which is far more than it needs unless the machine is very busy."""


def at_gates(model: Model, places: Places, met: Callable[[Integers], None], is_over: Callable[[], bool]) -> None:
    """Tell every solution met that holds sectors about one gate alone."""
    for sectors in _about_gates(model.case):
        if not is_over():
            _look(model, np.isin(places.sector, sectors) | (places.sector < 0), met, is_over)


def _look(model: Model, free: Flags, met: Callable[[Integers], None], is_over: Callable[[], bool]) -> None:
    part = reduced(model.linear, np.zeros(len(free), dtype=np.int64), free)
    effort = Effort(limit_s=PATIENCE_S, met=lambda solution: met(part.whole(solution)), is_over=is_over)
    solved = highs.solve(part.linear, effort, may_restart=False)
    if solved.solution is not None:
        met(part.whole(solved.solution))


def _about_gates(case: SequencingCase) -> Iterator[list[int]]:
    """Each gate alone, then each with one ring of neighbours, and so on."""
    balls = [{row} for row, sector in enumerate(case.sectors) if sector.is_gate]
    for ring in range(RINGS + 1):
        balls = [ball | {other for row in ball for other in case.sectors[row].neighbours if ring} for ball in balls]
        yield from map(sorted, balls)
