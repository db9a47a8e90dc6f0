"""Schedules of a day's convoys as pages ask for them: only what has passed the gate ever leaves here."""

from dataclasses import dataclass

from routing.convoys.gate import Accepted, Rejected, admitted
from routing.convoys.laid import Laid
from routing.index import NetworkIndex
from routing.movement.answer import Planned
from routing.movement.explain import Binding, explain
from routing.movement.solve import solve
from routing.solving.progress import Progress, Standing


@dataclass(frozen=True, kw_only=True, eq=False)
class Scheduled:
    """What a search came to: a schedule with its value and bound, or why the gate refused it.

    `whys` tell, for each convoy that does not move, every single change that would free it.
    """

    laid: Laid
    planned: Planned
    outcome: Accepted | Rejected
    whys: tuple[tuple[str, tuple[Binding, ...]], ...] = ()


def work_out(index: NetworkIndex, laid: Laid, limit_s: float, progress: Progress) -> Scheduled:
    """The best schedule found within a time, through the gate.

    Raises
    ------
    RoutingError
        When announced convoys cannot move as they were announced; each is named.
    """
    planned = solve(laid.case, limit_s=limit_s, progress=progress)
    progress.tell(Standing(stage="check of every vehicle", value=planned.value, bound=planned.bound))
    outcome = admitted(index, laid, planned.schedule)
    standing = planned.standing if isinstance(outcome, Accepted) else ()
    whys = tuple((str(laid.convoys[row].id), explain(laid.case, planned.schedule, row)) for row in standing)
    return Scheduled(laid=laid, planned=planned, outcome=outcome, whys=whys)
