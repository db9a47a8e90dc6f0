"""What a column breaks by itself: halts, hours, windows and deadlines."""

from collections.abc import Callable, Iterator

from routing.movement.case import Case, Column, Route, Spans
from routing.movement.schedule import Movement
from routing.replay.driving import Drive
from routing.replay.violation import Rule, Violation

Clock = Callable[[int], str]


def lasting(seconds: int) -> str:
    """A span in words: whole minutes from two on, with the seconds that are left.

    >>> lasting(90), lasting(1200), lasting(150)
    ('90 s', '20 min', '2 min 30 s')
    """
    minutes, left = divmod(seconds, 60)
    if minutes <= 1:
        return f"{seconds} s"
    return f"{minutes} min {left} s" if left else f"{minutes} min"


def misread(case: Case, movement: Movement) -> Iterator[Violation]:
    """What makes a movement impossible to drive at all."""
    known = 0 <= movement.column < len(case.columns)
    if not known or not 0 <= movement.route < len(case.columns[movement.column].routes):
        yield Violation(
            rule=Rule.SENSE, columns=(movement.column,), at_s=0, text="A movement is of no known column or route."
        )
        return
    column = case.columns[movement.column]
    legs = column.routes[movement.route].legs
    if len(movement.enters_s) != len(legs) or len(movement.serves_s) != len(legs) + 1:
        text = f"{column.name} has times for another number of legs than its route has."
        yield Violation(rule=Rule.SENSE, columns=(movement.column,), at_s=0, text=text)
        return
    if movement.enters_s[0] < 0 or movement.enters_s[-1] > case.horizon_s:
        text = f"{column.name} is told to move outside the time that is planned."
        yield Violation(rule=Rule.SENSE, columns=(movement.column,), at_s=movement.enters_s[0], text=text)
    for at in range(1, len(legs)):
        if movement.enters_s[at] < movement.enters_s[at - 1] + legs[at - 1].traverse_s:
            text = f"{column.name} is told to enter leg {at + 1} before it can have driven leg {at}."
            yield Violation(rule=Rule.SENSE, columns=(movement.column,), at_s=movement.enters_s[at], text=text)


class Alone:
    """One driven column held against its own rules."""

    def __init__(self, case: Case, drive: Drive, clock: Clock) -> None:
        self.case, self.drive, self.clock = case, drive, clock
        self.row = drive.movement.column
        self.column: Column = case.columns[self.row]
        self.route: Route = self.column.routes[drive.movement.route]
        self.path = case.path(self.route)

    def violations(self) -> Iterator[Violation]:
        """Everything it breaks."""
        yield from self._in_time()
        for at in range(len(self.path) - 1):
            yield from self._halting(at)
            yield from self._serving(at)
            yield from self._open(at)

    def _broken(self, rule: Rule, at_s: int, text: str, node: int | None = None) -> Violation:
        return Violation(rule=rule, columns=(self.row,), at_s=at_s, node=node, text=f"{self.column.name} {text}")

    def _in_time(self) -> Iterator[Violation]:
        begins, head_in, tail_in = self.drive.begins_s, int(self.drive.arrives_s[0, -1]), self.drive.tail_in_s
        if begins < self.column.ready_s:
            yield self._broken(Rule.READY, begins, f"sets off at {self.clock(begins)}, before it is ready.")
        latest = min(self.case.horizon_s, self.case.horizon_s if self.column.due_s is None else self.column.due_s)
        if tail_in > latest:
            yield self._broken(
                Rule.DUE, tail_in, f"has its last vehicle in at {self.clock(tail_in)}, after {self.clock(latest)}."
            )
        shut = first_shut(self.column.arrivals, head_in, tail_in)
        if shut is not None:
            yield self._broken(
                Rule.ARRIVAL,
                shut,
                f"arrives {self.clock(head_in)} to {self.clock(tail_in)}, out of its windows at {self.clock(shut)}.",
                self.path[-1],
            )

    def _halting(self, at: int) -> Iterator[Violation]:
        """Standing at the node before a leg: only where there is room, and not for too long."""
        node, movement = self.path[at], self.drive.movement
        served = self._service(at)
        came = movement.serves_s[0] if at == 0 else int(self.drive.arrives_s[0, at])
        if came is None or (at == 0 and not served):
            return
        waits = movement.enters_s[at] - came - served
        if at and not self.drive.is_off_road[at] and waits:
            text = f"stands {lasting(waits)} at {self.case.nodes[node].name}, where it finds no room off the road."
            yield self._broken(Rule.WAIT, came, text, node)
        longest = self.case.nodes[node].longest_wait_s
        if longest is not None and waits > longest:
            text = f"waits {lasting(waits)} at {self.case.nodes[node].name}, longer than {lasting(longest)}."
            yield self._broken(Rule.LONG_WAIT, came, text, node)

    def _serving(self, at: int) -> Iterator[Violation]:
        """Service after coming and before going on, within the hours of the node."""
        node, movement, served = self.path[at], self.drive.movement, self._service(at)
        name, begins = self.case.nodes[node].name, movement.serves_s[at]
        if not served:
            if begins is not None:
                yield self._broken(Rule.SERVICE, begins, f"is served at {name}, where nothing is to be done.", node)
            return
        came = self.column.ready_s if at == 0 else int(self.drive.arrives_s[0, at])
        if begins is None or begins < came or begins + served > movement.enters_s[at]:
            yield self._broken(Rule.SERVICE, came, f"passes {name} without being served there in full.", node)
            return
        if at and not self.drive.is_off_road[at] and begins != came:
            yield self._broken(Rule.SERVICE, begins, f"waits to be served at {name} without room off the road.", node)
        ends = begins + served if at == 0 or self.drive.is_off_road[at] else int(self.drive.leaves_s[-1, at])
        shut = first_shut(self.case.nodes[node].opens, begins, ends)
        if shut is not None:
            yield self._broken(
                Rule.SERVICE, shut, f"is still to be served at {name} at {self.clock(shut)}, which is shut then.", node
            )

    def _open(self, at: int) -> Iterator[Violation]:
        """Every second in which any vehicle is on a leg, against the hours of the road and of the column."""
        begins, ends = self.drive.spell(at)
        segment = self.route.legs[at].segment
        shut = first_shut(self.case.segments[segment].opens, begins, ends)
        if shut is not None:
            name = self.case.segments[segment].name
            text = (
                f"{self.column.name} has vehicles on {name} until {self.clock(ends)}; it is shut at {self.clock(shut)}."
            )
            yield Violation(rule=Rule.OPENING, columns=(self.row,), at_s=shut, segment=segment, text=text)
        dark = first_shut(self.column.moves, begins, ends)
        if dark is not None:
            yield self._broken(
                Rule.DAYLIGHT, dark, f"has vehicles on the road at {self.clock(dark)}, outside its hours."
            )

    def _service(self, at: int) -> int:
        return self.route.service_s if at == 0 else self.route.legs[at - 1].service_s


def first_shut(spans: Spans, begins_s: int, ends_s: int) -> int | None:
    """The first second from one on and before another that lies in no span; None if all do.

    What lasts no time must not be outside either: a lone vehicle that arrives after the end is late.
    """
    if spans is None:
        return None
    if begins_s == ends_s:
        is_inside = any(span.begins_s <= begins_s <= span.ends_s for span in spans)
        return None if is_inside else begins_s
    second = begins_s
    for span in sorted(spans, key=lambda each: each.begins_s):
        if span.begins_s <= second < span.ends_s:
            second = span.ends_s
    return second if second < ends_s else None
