"""What each weight of an order costs in all the others: the order worked out again with one weight changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from routing.sequencing.answer import Sequence
from routing.sequencing.case import SequencingCase
from routing.sequencing.solve import solve
from routing.solving.progress import Progress

TERMS = ("need", "exposure", "cost", "shaky", "local", "change")
NEW_SHARE = 0.5
"""What a term that did not count is made to weigh, as a share of what the order is worth."""
MORE = 4
"""How many times as much a term that counts is made to weigh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The best order found when one term weighs `weight`, all other weights as they were."""

    term: str
    weight: int
    order: Sequence


def weighed_otherwise(
    case: SequencingCase, order: Sequence, previous: Sequence | None, *, limit_s: float, progress: Progress
) -> Iterator[Weighed]:
    """The order once for each term that plays a part, which is made to weigh more; need is left as it is."""
    asked = [(term, weight) for term in TERMS[1:] if (weight := more_weight(case, order, term))]
    for term, weight in asked:
        if progress.is_cancelled:
            return
        changed = replace(case, weights=replace(case.weights, **{term: weight}))
        found = solve(changed, limit_s=limit_s / len(asked), previous=previous, progress=progress)
        yield Weighed(term=term, weight=weight, order=found)


def more_weight(case: SequencingCase, order: Sequence, term: str) -> int | None:
    """The weight tried for a term: some times as much, or where it did not count what makes it felt."""
    weight, amount = getattr(case.weights, term), getattr(order.terms, term)
    if weight:
        return int(weight * MORE)
    # local share that nobody counted may be nothing so far, and could yet be had
    least = amount or (sum(phase.days for phase in case.phases) if term == "local" else 0)
    return max(1, ceil(NEW_SHARE * abs(order.value or 0) / least)) if least else None
