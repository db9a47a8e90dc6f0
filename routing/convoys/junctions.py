"""Junctions at which the roads of columns cross, so that only one column at a time may be on them."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from routing.movement.case import Case, Route

Turn = tuple[int, int]
"""The segments by which a column comes to a node and leaves it."""


def crossed(case: Case, routes: Sequence[Sequence[Route]]) -> frozenset[int]:
    """Nodes at which columns may cross: neither come nor leave by one road, nor drive one road against one another.

    Who comes or leaves by the same road is kept apart on that road.
    """
    turns: dict[int, dict[Turn, set[int]]] = defaultdict(lambda: defaultdict(set))
    for column, own in enumerate(routes):
        for route in own:
            path = case.path(route)
            for at in range(1, len(route.legs)):
                turn = route.legs[at - 1].segment, route.legs[at].segment
                turns[path[at]][turn].add(column)
    return frozenset(node for node, found in turns.items() if any(map(_is_crossing, combinations(found.items(), 2))))


def _is_crossing(pair: tuple[tuple[Turn, set[int]], tuple[Turn, set[int]]]) -> bool:
    (one, columns), (other, others) = pair
    if len(columns | others) == 1:
        return False
    return one[0] != other[0] and one[1] != other[1] and set(one) != set(other)
