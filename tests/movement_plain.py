"""Plain cases of movement by hand, in minutes of 60 s, for scenarios that people know."""

from routing.movement.case import Case, Column, Leg, Node, Route, Segment

MINUTE = 60


def road(ends, **said):
    return Segment(name=f"road {ends[0]}-{ends[1]}", one_end=ends[0], other_end=ends[1], **said)


def convoy(name, drives, **said):
    """A convoy over (segment, minutes, is it driven backward) one after the other; pass time five minutes."""
    legs = tuple(Leg(segment=at, traverse_s=drive * MINUTE, is_backward=back) for at, drive, back in drives)
    usual = {"vehicles": 11, "pass_s": 5 * MINUTE, "length_m": 600, "penalty": 10**7}
    return Column(name=name, routes=(Route(name="only", legs=legs),), **{**usual, **said})


def case_of(nodes, segments, columns, **said):
    return Case(nodes=tuple(nodes), segments=tuple(segments), columns=tuple(columns), horizon_s=86_400, **said)


def at_junction():
    """Two roads join at node 2; one convoy is there three minutes before the other, and weighs less."""
    nodes = [Node(name=f"node {at}", headway_s=2 * MINUTE if at == 2 else None) for at in range(4)]
    segments = [road((0, 2)), road((1, 2)), road((2, 3), headway_s=2 * MINUTE)]
    light = convoy("light", [(0, 10, False), (2, 20, False)], weight=1)
    heavy = convoy("heavy", [(1, 13, False), (2, 20, False)], weight=9)
    return case_of(nodes, segments, [light, heavy])


def on_bridge():
    """A bridge with a single flow between two roads, and convoys that come from both sides."""
    nodes = [Node(name=f"node {at}") for at in range(4)]
    segments = [road((0, 1)), road((1, 2), is_single_flow=True, headway_s=MINUTE), road((2, 3))]
    east = convoy("east", [(0, 10, False), (1, 6, False), (2, 10, False)], weight=2)
    west = convoy("west", [(2, 10, True), (1, 6, True), (0, 10, True)], weight=1)
    return case_of(nodes, segments, [east, west])
