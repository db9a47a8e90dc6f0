"""What another start of a sector would bring about: another order, or the conditions that rule it out.

All other sectors and units are free to change, so what is told holds for every order there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic

from routing.sequencing.answer import Sequence, Status
from routing.sequencing.case import HeldSector, SequencingCase
from routing.sequencing.conflict import Conflict, conflict
from routing.sequencing.solve import solve
from routing.solving.progress import Progress

CONFLICT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherStart:
    """A phase in which a sector could have started: the best order found with that start, if there is any.

    `conflict` are conditions that rule it out; None where it is possible, and where time ran out.
    """

    phase: int
    order: Sequence
    conflict: Conflict | None

    @property
    def is_settled(self) -> bool:
        """Whether it is known that there is such an order, or that there is none."""
        return self.order.value is not None or self.order.status is Status.INFEASIBLE


def never_started(case: SequencingCase, sector: int, *, limit_s: float, progress: Progress) -> Conflict | None:
    """The conditions that keep a sector from ever starting; None where there are none, or time ran out."""
    wanted = HeldSector(sector=sector, at_latest=len(case.phases) - 1)
    return conflict(replace(case, held_sectors=(*case.held_sectors, wanted)), limit_s=limit_s, progress=progress)


def other_starts(
    case: SequencingCase, order: Sequence, sector: int, *, limit_s: float, progress: Progress
) -> Iterator[OtherStart]:
    """Every phase before a sector starts, from the latest on, while time lasts; all of the mandate if it never does."""
    start, ends_s = order.start(sector), monotonic() + limit_s
    within = [phase for phase in range(len(case.phases)) if case.is_within_mandate(phase)]
    before = [phase for phase in within if start is None or phase < start]
    for done, phase in enumerate(reversed(before)):
        left_s = (ends_s - monotonic()) / (len(before) - done)
        if left_s <= 0 or progress.is_cancelled:
            return
        yield _other(case, order, (sector, phase), left_s, progress)


def _other(
    case: SequencingCase, order: Sequence, place: tuple[int, int], limit_s: float, progress: Progress
) -> OtherStart:
    fixed = HeldSector(sector=place[0], not_before=place[1], at_latest=place[1])
    asked = replace(case, held_sectors=(*case.held_sectors, fixed))
    ends_s = monotonic() + limit_s
    other = solve(asked, limit_s=limit_s, previous=order, progress=progress)
    ruled_out = None
    if other.status is Status.INFEASIBLE:
        left_s = max(CONFLICT_S, ends_s - monotonic())
        ruled_out = conflict(asked, limit_s=left_s, progress=progress)
    return OtherStart(phase=place[1], order=other, conflict=ruled_out)
