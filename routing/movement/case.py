"""What a schedule is asked for: roads, columns and escorts in plain whole seconds, rows told by their place.

Nodes, segments, columns and the routes of a column are counted from 0 in the order in which they stand.
Nothing here knows a plan, a road network or a date: `names` are only carried into what is told.

A column moves as one body: the vehicle `o` seconds behind the head passes every point `o` seconds after it, the tail
`pass_s` after it, longer only by what it has to stand in between. It waits at its origin and at nodes with room for
the whole of it, where each vehicle leaves the road as it comes in. Served at a node without room it stands on the
road as it is, and holds whatever lies behind, up to the last node with room.
"""

from dataclasses import dataclass

from routing.movement.schedule import Movement


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Seconds from the first to the one that no longer belongs to it."""

    begins_s: int
    ends_s: int


Spans = tuple[Span, ...] | None
"""Spans in order, apart from one another; None is always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place where segments meet.

    Columns pass it one after the other, `headway_s` from tail to head; None where they may pass side by side.
    A column may leave the road here where it finds room by every measure told (metres of road space, columns);
    without either measure there is no room. It stands here `longest_wait_s` at most beyond being served.
    `lanes` columns are served at once, as many as come where None, and only within `opens`.
    """

    name: str
    headway_s: int | None = None
    room_m: int | None = None
    room_columns: int | None = None
    longest_wait_s: int | None = None
    lanes: int | None = None
    opens: Spans = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of road between two nodes.

    Columns in one direction follow one another `headway_s` from tail to head at every point and never overtake; on a
    single flow none enters against another before its tail and the headway have passed. All of a column passes within
    one span of `opens`: the head may enter only if the tail leaves before it shuts.
    """

    name: str
    one_end: int
    other_end: int
    headway_s: int = 0
    is_single_flow: bool = False
    opens: Spans = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A segment driven by a column, from its other end where `is_backward`.

    `service_s` is how long the column is held at the node behind it, as one body: for a gate that takes n vehicles one
    by one, n times the service time less the pass time, so that the tail clears as if each had been served in turn.
    """

    segment: int
    traverse_s: int
    is_backward: bool = False
    service_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Legs from the origin of a column to its destination; `service_s` is spent at the origin before it leaves.

    Escorts are back `return_s` after the tail is in.
    """

    name: str
    legs: tuple[Leg, ...]
    service_s: int = 0
    return_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Vehicles that move as one body, and what is wanted of them.

    Nothing happens before `ready_s`. From head to tail they arrive within one span of `arrivals`, and by `due_s`; they
    are on the road within spans of `moves` only (daylight), each stretch between two halts within one. Each second
    until the tail is in costs `weight`, a column that does not move at all `penalty`. `escorts` teams go along.
    """

    name: str
    vehicles: int
    pass_s: int
    length_m: int
    penalty: int
    routes: tuple[Route, ...]
    ready_s: int = 0
    weight: int = 1
    due_s: int | None = None
    arrivals: Spans = None
    moves: Spans = None
    escorts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that a schedule is worked out from.

    Every tail is in by `horizon_s`. `fixed` movements stay as they are; each column that moves unlike `previous` costs
    `change_price`, as somebody must be told.
    """

    nodes: tuple[Node, ...]
    segments: tuple[Segment, ...]
    columns: tuple[Column, ...]
    horizon_s: int
    escort_teams: int = 0
    fixed: tuple[Movement, ...] = ()
    previous: tuple[Movement, ...] | None = None
    change_price: int = 0

    def ends(self, leg: Leg) -> tuple[int, int]:
        """The nodes at which a leg begins and ends."""
        segment = self.segments[leg.segment]
        ends = segment.one_end, segment.other_end
        return ends[::-1] if leg.is_backward else ends

    def path(self, route: Route) -> tuple[int, ...]:
        """The nodes of a route, from origin to destination."""
        return (self.ends(route.legs[0])[0], *(self.ends(leg)[1] for leg in route.legs))

    def has_room(self, node: int, column: Column) -> bool:
        """Whether a column alone finds room off the road at a node; room nobody told of is none."""
        place = self.nodes[node]
        told = [room for room in (place.room_m, place.room_columns) if room is not None]
        fits = (place.room_m is None or column.length_m <= place.room_m) and place.room_columns != 0
        return bool(told) and fits
