"""Refusals of cases that cannot be meant, all faults told together."""

from collections.abc import Iterator
from itertools import pairwise

from routing.errors import RoutingError
from routing.movement.case import Case, Column, Leg, Node, Route, Segment, Span, Spans
from routing.movement.schedule import Movement

MOST = 2**46
"""Beyond this sums of whole numbers would no longer be exact in the solvers."""


def checked(case: Case) -> Case:
    """The case itself.

    Raises
    ------
    RoutingError
        The case contradicts itself; every fault is named.
    """
    faults = [fault for node in case.nodes for fault in _of_node(node)]
    faults += [fault for segment in case.segments for fault in _of_segment(case, segment)]
    faults += [fault for column in case.columns for fault in _of_column(case, column)]
    faults += [*_of_case(case)]
    faults += [] if faults else [fault for movement in case.fixed for fault in _of_movement(case, movement)]
    if faults:
        msg = f"No schedule can be made: {' '.join(faults)}"
        raise RoutingError(msg)
    return case


def _of_node(node: Node) -> Iterator[str]:
    numbers = node.headway_s, node.room_m, node.room_columns, node.longest_wait_s
    if any(number is not None and number < 0 for number in numbers):
        yield f"{node.name} has a headway, room or wait below 0; give 0 or more."
    if node.lanes is not None and node.lanes < 1:
        yield f"{node.name} serves nobody; give one lane or more, or leave it out of every route."
    yield from _of_spans(node.opens, f"Hours of {node.name}")


def _of_segment(case: Case, segment: Segment) -> Iterator[str]:
    if not {segment.one_end, segment.other_end} <= set(range(len(case.nodes))):
        yield f"{segment.name} ends at a node that does not exist."
    if segment.headway_s < 0:
        yield f"{segment.name} has a headway below 0; give 0 or more."
    yield from _of_spans(segment.opens, f"Hours of {segment.name}")


def _of_spans(spans: Spans, what: str) -> Iterator[str]:
    for span in spans or ():
        if span.ends_s <= span.begins_s:
            yield f"{what}: second {span.begins_s} to {span.ends_s} ends before it begins."
    for one, other in pairwise(spans or ()):
        if other.begins_s < one.ends_s:
            yield f"{what} overlap or are not in order at second {other.begins_s}."


def _of_column(case: Case, column: Column) -> Iterator[str]:
    if column.vehicles < 1:
        yield f"{column.name} has no vehicle; give it one or leave it out."
    if min(column.pass_s, column.length_m, column.penalty, column.ready_s, column.escorts) < 0 or column.weight < 0:
        yield f"{column.name} has a pass time, length, penalty, weight, escort or ready time below 0."
    if not column.routes:
        yield f"{column.name} has no route; give it at least one."
    for spans, what in ((column.arrivals, "Arrival windows"), (column.moves, "Hours on the road")):
        yield from _of_spans(spans, f"{what} of {column.name}")
    for route in column.routes:
        yield from _of_route(case, column, route)


def _of_route(case: Case, column: Column, route: Route) -> Iterator[str]:
    name = f"Route {route.name} of {column.name}"
    if not route.legs or not all(0 <= leg.segment < len(case.segments) for leg in route.legs):
        yield f"{name} has no leg, or one over a segment that does not exist."
        return
    yield from _of_legs(route.legs, name)
    if route.service_s < 0 or route.return_s < 0:
        yield f"{name} has a service or return time below 0."
    if any(case.ends(one)[1] != case.ends(other)[0] for one, other in pairwise(route.legs)):
        yield f"{name} has a gap: each leg must begin where the one before ends."
    path = case.path(route)
    if len(set(path)) < len(path):
        yield f"{name} comes to a node twice; make two columns of it, there and back."


def _of_legs(legs: tuple[Leg, ...], name: str) -> Iterator[str]:
    if min(leg.traverse_s for leg in legs) < 1 or min(leg.service_s for leg in legs) < 0:
        yield f"{name} has a leg of less than a second, or service below 0."
    if legs[-1].service_s:
        yield f"{name} is served at its destination; add that time to what comes after, or a leg behind it."


def _of_case(case: Case) -> Iterator[str]:
    if not 0 < case.horizon_s < MOST or case.escort_teams < 0 or case.change_price < 0:
        yield "The end of the schedule, the escort teams or the price of a change is below 0, or no end is given."
    for told, what in ((case.fixed, "fixed"), (case.previous or (), "moved before")):
        columns = [movement.column for movement in told]
        if len(set(columns)) < len(columns):
            yield f"A column is {what} twice; keep one of its movements."
        if not all(0 <= column < len(case.columns) for column in columns):
            yield f"A column {what} does not exist."
    total = sum(column.penalty + column.weight * case.horizon_s for column in case.columns)
    if total + case.change_price * len(case.columns) > MOST:
        yield "Weights or penalties are too large to be added up exactly; make them smaller."


def _of_movement(case: Case, movement: Movement) -> Iterator[str]:
    column = case.columns[movement.column]
    if not 0 <= movement.route < len(column.routes):
        yield f"{column.name} is fixed on a route that it does not have."
        return
    legs = column.routes[movement.route].legs
    if len(movement.enters_s) != len(legs) or len(movement.serves_s) != len(legs) + 1:
        yield f"{column.name} is fixed with times for another number of legs than its route has."


def within(spans: Spans, begins_s: int, ends_s: int) -> bool:
    """Whether one of the spans holds a whole stretch of time."""
    whole = Span(begins_s=0, ends_s=MOST)
    return any(span.begins_s <= begins_s and ends_s <= span.ends_s for span in ((whole,) if spans is None else spans))
