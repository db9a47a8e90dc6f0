"""A tiny case planned in every way, so that everything is compiled before anybody waits for it."""

from routing.movement.bound import bound
from routing.movement.case import Case, Column, Leg, Node, Route, Segment
from routing.movement.field import ground
from routing.movement.greedy import by_worth, greedy
from routing.movement.improve import improved
from routing.movement.reading import habit_of, schedule_of
from routing.movement.schedule import Schedule
from routing.movement.watch import Watch
from routing.solving.progress import Progress


def practised() -> tuple[Case, Schedule]:
    """A case of two columns and its schedule, worked out by everything that is compiled."""
    legs = Leg(segment=0, traverse_s=60, service_s=30), Leg(segment=1, traverse_s=60)
    route = Route(name="only", legs=legs)
    column = Column(name="first", vehicles=2, pass_s=10, length_m=50, penalty=10**6, routes=(route,))
    case = Case(
        nodes=(Node(name="a"), Node(name="b", lanes=1, headway_s=10), Node(name="c")),
        segments=(Segment(name="ab", one_end=0, other_end=1), Segment(name="bc", one_end=1, other_end=2)),
        columns=(column, column),
        horizon_s=3600,
    )
    laid = ground(case)
    habit, watch, rounds = habit_of(laid), Watch(limit_s=60.0, progress=Progress()), iter((0.0, 1.0))
    watch.found(*greedy(laid, habit, by_worth(laid)))
    if watch.best is not None:
        improved(laid, habit, watch.best, lambda: next(rounds, 1.0), watch.found)
    bound(laid, watch, lambda: next(rounds, None) is None and watch.bound > 0)
    return case, schedule_of(laid, watch.best) if watch.best is not None else Schedule()
