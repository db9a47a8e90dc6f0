"""The ways a convoy can take, each kept by what it is led over, so that the plan finds it again."""

from dataclasses import replace
from itertools import groupby

from data.model.answers import Alternatives
from data.model.movement import Convoy
from data.model.plan import Plan
from data.model.results import NoRoute, Route
from routing.alternatives import Wanted, find_alternatives
from routing.convoys.asked import Way
from routing.index import NetworkIndex
from routing.leading import led_over
from routing.march.table import march_table
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question

Run = tuple[int, bool]
"""A segment, and whether it is driven as drawn."""


def ways_of(index: NetworkIndex, plan: Plan, convoy: Convoy, terms: Terms, most: int) -> tuple[Way, ...] | NoRoute:
    """The way of a convoy as planned, then up to so many in all that are unlike it and one another.

    Raises
    ------
    RoutingError
        When a stop lies too far from every road.
    """
    question = convoy_question(plan, convoy, terms)
    own = find_route(index, plan, question)
    if isinstance(own, NoRoute):
        return own
    ways = [_way(index, plan, convoy, own)]
    others = find_alternatives(index, plan, question, Wanted(ways=most)) if most > 1 else None
    for other in others.ways if isinstance(others, Alternatives) else ():
        known = {runs_of(way.route) for way in ways}
        led = None if runs_of(other.route) in known else _led(index, plan, convoy, terms, other.route)
        if led is not None and len(ways) < most:
            ways.append(_way(index, plan, *led))
    return tuple(ways)


def runs_of(route: Route) -> tuple[Run, ...]:
    """The segments of a route in driving order, with their directions."""
    told = ((piece.segment, piece.end_m >= piece.start_m) for piece in route.pieces if piece.distance_m > 0)
    return tuple(run for run, _ in groupby(told))


def _way(index: NetworkIndex, plan: Plan, convoy: Convoy, route: Route) -> Way:
    free = replace(convoy, waits=())
    return Way(via=convoy.via, route=route, table=march_table(index, plan, free, route))


def _led(index: NetworkIndex, plan: Plan, convoy: Convoy, terms: Terms, wanted: Route) -> tuple[Convoy, Route] | None:
    """The convoy led over waypoints so that its way is the wanted one, and that way as the plan finds it again."""
    led = led_over(index, plan, convoy, terms, wanted)
    found = find_route(index, plan, convoy_question(plan, led, terms)) if led else None
    return (led, found) if led and isinstance(found, Route) and runs_of(found) == runs_of(wanted) else None
