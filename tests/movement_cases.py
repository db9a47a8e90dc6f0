"""Small cases of movement drawn from a seed, odd ones among them, and plain ones by hand."""

from dataclasses import replace
from itertools import pairwise
from random import Random

from routing.movement.case import Case, Column, Leg, Node, Route, Segment, Span

NODES = 5
ENDS = (0, 1), (1, 2), (2, 3), (3, 4), (1, 3)
PATHS = (0, 1, 2, 3, 4), (0, 1, 3, 4), (4, 3, 2, 1, 0), (4, 3, 1, 0), (0, 1, 2), (2, 3, 4), (4, 3, 2), (2, 1, 0)
PLACES = {edge: (row, False) for row, edge in enumerate(ENDS)} | {
    edge[::-1]: (row, True) for row, edge in enumerate(ENDS)
}
HORIZON = 22


def small_case(seed: int) -> Case:
    """Two or three columns on five nodes, with a little of everything."""
    chance = Random(seed)
    count = chance.choice([2, 2, 3])
    return Case(
        nodes=tuple(_node(chance, at) for at in range(NODES)),
        segments=tuple(_segment(chance, at, edge) for at, edge in enumerate(ENDS)),
        columns=tuple(_column(chance, at) for at in range(count)),
        horizon_s=HORIZON,
        escort_teams=chance.choice([1, 1, 2]),
    )


def crowded_case(seed: int) -> Case:
    """The columns of four small cases on the roads of one, too many for everything to be tried."""
    columns = [column for part in range(4) for column in small_case(seed + 1000 * part).columns]
    named = tuple(replace(column, name=f"c{at}") for at, column in enumerate(columns))
    return replace(small_case(seed), columns=named, horizon_s=70, escort_teams=2)


def _spans(chance: Random, likely: float) -> tuple[Span, ...] | None:
    if chance.random() > likely:
        return None
    begins = chance.randint(0, 4)
    middle = begins + chance.randint(6, 12)
    spans = Span(begins_s=begins, ends_s=middle), Span(begins_s=middle + chance.randint(0, 3), ends_s=HORIZON + 4)
    return spans[: chance.randint(1, 2)]


def _node(chance: Random, at: int) -> Node:
    is_yard = at in {1, 2, 3} and chance.random() < 0.35
    measure = chance.random()
    return Node(
        name=f"n{at}",
        headway_s=chance.choice([None, None, 0, 1]),
        room_m=chance.choice([10, 20, 30]) if is_yard and measure < 0.7 else None,
        room_columns=chance.choice([0, 1, 1, 2]) if is_yard and measure > 0.4 else None,
        longest_wait_s=chance.choice([None, 2, 4]),
        lanes=chance.choice([None, 1, 1, 2]),
        opens=_spans(chance, 0.2),
    )


def _segment(chance: Random, at: int, edge: tuple[int, int]) -> Segment:
    return Segment(
        name=f"s{at}",
        one_end=edge[0],
        other_end=edge[1],
        headway_s=chance.choice([0, 1, 1, 2]),
        is_single_flow=chance.random() < 0.5,
        opens=_spans(chance, 0.15),
    )


def _column(chance: Random, at: int) -> Column:
    first = chance.choice(PATHS)
    alike = [path for path in PATHS if (path[0], path[-1]) == (first[0], first[-1])]
    pace, served = chance.choice([1, 1, 2]), chance.random() < 0.5
    weight = chance.randint(1, 3)
    return Column(
        name=f"c{at}",
        vehicles=chance.randint(1, 4),
        pass_s=chance.choice([0, 1, 1, 2, 3]),
        length_m=chance.choice([10, 20]),
        penalty=weight * chance.choice([15, 30]),
        routes=tuple(_route(chance, path, (pace, served), k) for k, path in enumerate(alike[: chance.randint(1, 2)])),
        ready_s=chance.choice([0, 0, 1, 3]),
        weight=weight,
        due_s=chance.choice([None, None, 16]),
        arrivals=_spans(chance, 0.15),
        moves=_spans(chance, 0.15),
        escorts=chance.choice([0, 0, 1]),
    )


def _route(chance: Random, path: tuple[int, ...], manner: tuple[int, bool], at: int) -> Route:
    pace, served = manner
    legs = []
    for one, other in pairwise(path):
        segment, is_backward = PLACES[one, other]
        held = chance.choice([0, 0, 1, 2]) if served and other != path[-1] else 0
        drive = pace * (1 + (segment * 7) % 3)
        legs.append(Leg(segment=segment, traverse_s=drive, is_backward=is_backward, service_s=held))
    return Route(
        name=f"r{at}",
        legs=tuple(legs),
        service_s=chance.choice([0, 1, 2]) if served else 0,
        return_s=chance.choice([0, 3]),
    )
