"""The best schedule found in a time: insertion first, then improvement, with a bound worked out beside it.

A small case is given to constraint programming first, which mostly proves it at once. Else improvement runs on one core
from first to last; on the other the bound rises, then constraint programming tries to close the gap where there is hope
for it, or a second improvement runs. Whatever happens, the best known is returned in time.
"""

from threading import Thread

from routing.movement.answer import Planned, Status
from routing.movement.bound import bound
from routing.movement.case import Case
from routing.movement.checked import checked
from routing.movement.field import NONE, Ground, ground
from routing.movement.greedy import by_priority, by_worth, cost_of, greedy
from routing.movement.improve import improved
from routing.movement.placement import Habit
from routing.movement.reading import habit_of, schedule_of
from routing.movement.schedule import Schedule
from routing.movement.value import is_changed
from routing.movement.watch import Watch
from routing.solving.cpsat import Effort, Ending
from routing.solving.progress import Progress

SMALL = 60
"""Stretches of all routes up to which constraint programming is asked first."""
MEDIUM = 200
"""Stretches up to which it is asked to close the gap."""
PROVING = 0.25
"""Share of the time that it has for a small case."""
BOUNDING = 0.6
"""Share of the time in which the bound may rise."""


def solve(case: Case, *, limit_s: float = 60.0, progress: Progress | None = None) -> Planned:
    """The best schedule found within a time, and what none can cost less than.

    Columns in `case.fixed` keep their movements. Nothing is checked here: hold the schedule against the replay before
    anybody is told.

    Raises
    ------
    RoutingError
        The case contradicts itself, or a fixed movement cannot be made; every fault is named.
    """
    watch = Watch(limit_s=limit_s, progress=progress or Progress())
    if not case.columns:
        return Planned(
            status=Status.PROVEN, schedule=Schedule(), value=0, bound=0, first_value=0, first_s=0.0, took_s=0.0
        )
    laid = ground(checked(case))
    habit = habit_of(laid)
    watch.enter("first schedule")
    for order in (by_priority(laid), by_worth(laid)):
        watch.found(*greedy(laid, habit, order))
    bound(laid, watch, lambda: True)
    if len(laid.stretches) <= SMALL:
        watch.enter("proof")
        limit_s = PROVING * limit_s
        _prove(laid, habit, watch, Effort(limit_s=limit_s, is_over=watch.is_over, bounded=watch.bounded))
    if not watch.is_over():
        _improve_and_bound(laid, habit, watch)
    return _planned(laid, watch)


def _prove(laid: Ground, habit: Habit, watch: Watch, effort: Effort) -> None:
    from routing.movement.exact import solved  # noqa: PLC0415 - loaded only where it is needed

    ending, state, least = solved(laid, habit, effort, (watch.best, watch.bound))
    if state is not None:
        watch.found(cost_of(laid, habit, state), state)
    if ending is Ending.BEST:
        watch.bounded(least)


def _improve_and_bound(laid: Ground, habit: Habit, watch: Watch) -> None:
    beside = Thread(target=_beside, args=(laid, habit, watch), daemon=True)
    beside.start()
    watch.enter("improvement")
    _improve(laid, habit, watch, seed=1)
    beside.join()


def _beside(laid: Ground, habit: Habit, watch: Watch) -> None:
    until_s = BOUNDING * watch.limit_s
    bound(laid, watch, lambda: watch.is_over() or watch.took_s > until_s)
    if len(laid.stretches) <= MEDIUM and not watch.is_over():
        effort = Effort(limit_s=watch.left_s, is_over=watch.is_over, bounded=watch.bounded, workers=1)
        _prove(laid, habit, watch, effort)
    _improve(laid, habit, watch, seed=2)


def _improve(laid: Ground, habit: Habit, watch: Watch, seed: int) -> None:
    if watch.best is not None and not watch.is_over():
        improved(laid, habit, watch.best, watch.share, watch.found, seed)


def _planned(laid: Ground, watch: Watch) -> Planned:
    state, value = watch.best, watch.value
    assert state is not None  # noqa: S101 - insertion always gives a schedule
    assert value is not None  # noqa: S101
    schedule = schedule_of(laid, state)
    columns = range(len(laid.case.columns))
    ended = Status.CANCELLED if watch.progress.is_cancelled else Status.TIME_LIMIT
    return Planned(
        status=Status.PROVEN if watch.is_proven else ended,
        schedule=schedule,
        value=value,
        bound=min(watch.bound, value),
        first_value=watch.first_value,
        first_s=watch.first_s,
        took_s=watch.took_s,
        changed=tuple(at for at in columns if is_changed(laid.case, at, schedule.of(at))),
        standing=tuple(at for at in columns if state.option[at] == NONE),
    )
