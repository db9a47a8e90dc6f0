"""Rounds by constraint programming: first as much served as can be, then the least driving, with the bounds proven."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np

from routing.rounds.case import DEPOT, Case, Round, Rounds, Visit
from routing.rounds.sets import MOST_STOPS, most_served
from routing.solving.cpsat import Effort, Ending, run

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(frozen=True, kw_only=True, eq=False)
class _Asked:
    """A case as the solver sees it: which arc is driven, what is left out, and when serving begins."""

    model: "cp_model.CpModel"
    arcs: "dict[tuple[int, int], cp_model.IntVar]"
    left_out: "dict[int, cp_model.IntVar]"
    begins_s: "dict[int, cp_model.IntVar]"
    unserved: "cp_model.LinearExpr"
    driven_s: "cp_model.LinearExpr"


Orders = tuple[tuple[int, ...], ...]


def solve(case: Case, *, limit_s: float = 10.0) -> Rounds:
    """The best rounds found within a time; hold them against the replay before anybody is told.

    What can be served at most is looked for first, exactly where there are few sites; driving as little as can be for
    that takes the rest of the time.
    """
    begun_s = time.monotonic()
    orders, least_unserved = _served(case, limit_s / 2)
    left_out = _left_out(case, orders)
    unserved = _amount(case, left_out)
    left_s = max(limit_s / 4, limit_s - (time.monotonic() - begun_s))
    driven, bound_s, is_least = _driven(case, orders, unserved, left_s)
    rounds = tuple(_round(case, order) for order in driven)
    return Rounds(
        rounds=rounds,
        unserved=_left_out(case, driven),
        driven_s=sum(_driven_s(case, own) for own in rounds),
        least_unserved=least_unserved,
        least_driven_s=bound_s,
        is_proven=is_least and unserved == least_unserved,
    )


def _served(case: Case, limit_s: float) -> tuple[Orders, int]:
    """Orders that serve much, and how much no orders serve of it at the least."""
    if len(case.stops) <= MOST_STOPS:
        orders = most_served(case)
        return orders, _amount(case, _left_out(case, orders))
    asked = _asked(case)
    if not any(here == DEPOT for here, _ in asked.arcs):
        return (), _amount(case, range(1, len(case.stops) + 1))
    asked.model.minimize(asked.unserved)
    ending, solver = run(asked.model, Effort(limit_s=limit_s))
    if ending not in {Ending.BEST, Ending.FOUND}:
        return (), _amount(case, range(1, len(case.stops) + 1)) if ending is Ending.IMPOSSIBLE else 0
    return _orders(asked, solver), _whole(solver.best_objective_bound)


def _driven(case: Case, orders: Orders, unserved: int, limit_s: float) -> tuple[Orders, int, bool]:
    """Orders that leave no more unserved, those found that drive least, what none drives less than, if it is proven."""
    if not orders:
        return (), 0, True
    asked = _asked(case)
    asked.model.add(asked.unserved <= unserved)
    asked.model.minimize(asked.driven_s)
    legs = {leg for order in orders for leg in pairwise((DEPOT, *order, DEPOT))}
    for leg, variable in asked.arcs.items():
        asked.model.add_hint(variable, leg in legs)
    for visit in (visit for order in orders for visit in _round(case, order).visits):
        asked.model.add_hint(asked.begins_s[visit.place], visit.begins_s)
    ending, solver = run(asked.model, Effort(limit_s=limit_s))
    if ending not in {Ending.BEST, Ending.FOUND}:
        return orders, 0, False
    return _orders(asked, solver), _whole(solver.best_objective_bound), ending is Ending.BEST


def _left_out(case: Case, orders: Orders) -> tuple[int, ...]:
    served = {place for order in orders for place in order}
    return tuple(place for place in range(1, len(case.stops) + 1) if place not in served)


def _amount(case: Case, places: Sequence[int]) -> int:
    return sum(case.stops[place - 1].amount for place in places)


def _whole(bound: float) -> int:
    """A bound on whole numbers: no solution lies below the next of them."""
    return max(0, -int(-(bound - 1e-6) // 1))


def _asked(case: Case) -> _Asked:
    from ortools.sat.python import cp_model  # noqa: PLC0415 - loaded only where something is solved

    model = cp_model.CpModel()
    places, times_s = range(1, len(case.stops) + 1), _times_s(case)
    arcs = {
        (here, there): model.new_bool_var(f"{here} to {there}")
        for here, there in product(range(len(case.stops) + 1), repeat=2)
        if here != there and _may_drive(case, times_s, here, there)
    }
    left_out = {place: model.new_bool_var(f"{place} left out") for place in places}
    begins_s = {place: _begins(model, times_s[place], place) for place in places}
    loops = [(place, place, variable) for place, variable in left_out.items()]
    model.add_multiple_circuit([*((here, there, variable) for (here, there), variable in arcs.items()), *loops])
    out = [variable for (here, _), variable in arcs.items() if here == DEPOT]
    model.add(sum(out) <= case.fleet.count)
    _keep_times(model, case, arcs, begins_s)
    _keep_loads(model, case, arcs)
    return _Asked(
        model=model,
        arcs=arcs,
        left_out=left_out,
        begins_s=begins_s,
        unserved=cp_model.LinearExpr.weighted_sum(
            list(left_out.values()), [case.stops[place - 1].amount for place in places]
        ),
        driven_s=cp_model.LinearExpr.weighted_sum(list(arcs.values()), [leg_s(case, *arc) for arc in arcs]),
    )


def leg_s(case: Case, here: int, there: int) -> int:
    """Driving time of a leg; the way back counts only where vehicles return."""
    return 0 if there == DEPOT and not case.fleet.returns else case.drive_s[here][there]


def _times_s(case: Case) -> dict[int, tuple[int, int]]:
    """When serving each site can begin at the earliest, and must at the latest, whatever is served before and after.

    A way over another site may be shorter than the direct one.
    """
    leg = np.array(case.drive_s, np.int64)
    for over in range(len(leg)):
        leg = np.minimum(leg, leg[:, [over]] + leg[[over], :])
    fleet, times_s = case.fleet, {}
    for place, stop in enumerate(case.stops, start=1):
        earliest_s = max(stop.opens_s, fleet.starts_s + int(leg[DEPOT, place]))
        back_s = int(leg[place, DEPOT]) if fleet.returns else 0
        times_s[place] = earliest_s, min(stop.closes_s, fleet.ends_s - back_s) - stop.service_s
    return times_s


def _may_drive(case: Case, times_s: dict[int, tuple[int, int]], here: int, there: int) -> bool:
    """Whether a leg can be part of any round."""
    places = [place for place in (here, there) if place != DEPOT]
    is_late = any(times_s[place][0] > times_s[place][1] for place in places)
    if is_late or sum(case.stops[place - 1].amount for place in places) > case.fleet.capacity:
        return False
    leaves_s = case.fleet.starts_s if here == DEPOT else times_s[here][0] + case.stops[here - 1].service_s
    return leaves_s + leg_s(case, here, there) <= (case.fleet.ends_s if there == DEPOT else times_s[there][1])


def _begins(model: "cp_model.CpModel", times_s: tuple[int, int], place: int) -> "cp_model.IntVar":
    earliest_s, latest_s = times_s
    return model.new_int_var(earliest_s, max(earliest_s, latest_s), f"begins {place}")


def _keep_times(
    model: "cp_model.CpModel",
    case: Case,
    arcs: "dict[tuple[int, int], cp_model.IntVar]",
    begins_s: "dict[int, cp_model.IntVar]",
) -> None:
    for (here, there), variable in arcs.items():
        if DEPOT not in {here, there}:
            took_s = case.stops[here - 1].service_s + case.drive_s[here][there]
            model.add(begins_s[there] >= begins_s[here] + took_s).only_enforce_if(variable)
        elif here == DEPOT:
            model.add(begins_s[there] >= case.fleet.starts_s + case.drive_s[here][there]).only_enforce_if(variable)
        else:
            done_s = begins_s[here] + case.stops[here - 1].service_s
            model.add(done_s + leg_s(case, here, there) <= case.fleet.ends_s).only_enforce_if(variable)


def _keep_loads(model: "cp_model.CpModel", case: Case, arcs: "dict[tuple[int, int], cp_model.IntVar]") -> None:
    capacity = case.fleet.capacity
    loads = [model.new_int_var(min(stop.amount, capacity), capacity, f"load at {stop.name}") for stop in case.stops]
    for (here, there), variable in arcs.items():
        if DEPOT not in {here, there}:
            more = loads[here - 1] + case.stops[there - 1].amount
            model.add(loads[there - 1] >= more).only_enforce_if(variable)


def _orders(asked: _Asked, solver: "cp_model.CpSolver") -> Orders:
    """The orders these legs make."""
    driven = [leg for leg, variable in asked.arcs.items() if solver.value(variable)]
    after = {here: there for here, there in driven if here != DEPOT}
    return tuple(_followed(after, first) for here, first in sorted(driven) if here == DEPOT)


def _followed(after: dict[int, int], first: int) -> tuple[int, ...]:
    order = [first]
    while after[order[-1]] != DEPOT:
        order.append(after[order[-1]])
    return tuple(order)


def _round(case: Case, order: Sequence[int]) -> Round:
    """A vehicle over sites in this order, begun as late as the first of them permits."""
    first_s = case.drive_s[DEPOT][order[0]]
    leaves_s = max(case.stops[order[0] - 1].opens_s - first_s, case.fleet.starts_s)
    at_s, here, visits = leaves_s, DEPOT, list[Visit]()
    for place in order:
        stop = case.stops[place - 1]
        arrives_s = at_s + case.drive_s[here][place]
        begins_s = max(arrives_s, stop.opens_s)
        at_s, here = begins_s + stop.service_s, place
        visits.append(Visit(place=place, arrives_s=arrives_s, begins_s=begins_s, leaves_s=at_s))
    back_s = at_s + case.drive_s[here][DEPOT] if case.fleet.returns else None
    return Round(leaves_s=leaves_s, visits=tuple(visits), back_s=back_s)


def _driven_s(case: Case, own: Round) -> int:
    places = [DEPOT, *(visit.place for visit in own.visits), DEPOT]
    return sum(leg_s(case, here, there) for here, there in pairwise(places))
