"""The best way through under a plan, or what stands in it."""

from data.model.plan import Plan
from data.model.results import NoRoute, Route
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.ways.case import case_of
from routing.ways.explain import told_route
from routing.why.obstacles import no_route


def find_route(index: NetworkIndex, plan: Plan, question: RouteQuestion) -> Route | NoRoute:
    """The best way through under `plan`, or NoRoute with what stands in the way.

    Via points are visited in their order; at a via point the column may turn round and turn bans
    start anew. A stop inside a closed area gives NoRoute and is never taken elsewhere.

    Raises
    ------
    RoutingError
        When a stop lies farther from every road than `question.max_snap_m`.
    """
    case = case_of(index, plan, question)
    if any(case.closed_at_stops()):
        return no_route(case)
    costs = case.costs()
    legs = case.legs(costs)
    found = [leg for leg in legs if leg is not None]
    return told_route(case, costs, found) if len(found) == len(legs) else no_route(case)
