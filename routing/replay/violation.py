"""What a schedule would break, and where and when."""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What every schedule must keep."""

    SENSE = "movements that can be meant"
    READY = "not before it is ready"
    DUE = "in by its deadline"
    ARRIVAL = "arrival within its windows"
    DAYLIGHT = "on the road within its hours"
    WAIT = "halts only where the column finds room"
    LONG_WAIT = "longest wait"
    SERVICE = "service, within opening hours"
    LANES = "lanes"
    ROOM = "room to halt"
    OPENING = "the tail out before a road shuts"
    FOLLOWING = "headway, no overtaking"
    MEETING = "no meeting on a single flow"
    NODE = "one column after the other over a node"
    ESCORTS = "escort teams"
    NOTIFIED = "notified columns stay as told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule broken for the first time at a second, by columns (rows), at a node or segment (rows) if there is one."""

    rule: Rule
    columns: tuple[int, ...]
    at_s: int
    node: int | None = None
    segment: int | None = None
    text: str
