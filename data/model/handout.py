"""What is handed out of a march: plain values, each as it was worked out, nothing to be worked out again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shapely import LineString, MultiPolygon, Point, Polygon

from data.model.finding import Finding, Severity
from data.model.ids import ConvoyId, SectorId
from data.model.movement import Release
from data.model.provenance import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A moment as it is told; None is not known, and where it `is_earliest` it may be later but not earlier."""

    at: datetime | None
    is_earliest: bool = False


NOT_KNOWN = Told(at=None)


class Landmark(StrEnum):
    """What lies at a place of a way that is told to those who drive it."""

    START = "start point"
    RELEASE = "release point"
    VIA = "led over"
    SECTOR = "sector boundary"
    CROSSING = "crossing"
    CHECKPOINT = "checkpoint"
    HOLDING_POINT = "holding point"
    CONTROL_LINE = "control line"
    BRIDGE = "bridge"
    HALT = "halt"
    TURN = "turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTimes:
    """When a part of a column arrives at a place and clears it; `level` is column, serial or unit."""

    level: str
    name: str
    arrives: Told
    clears: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class StandLine:
    """Why and how long a column stands at a place; None is not known."""

    reason: str
    wait_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLine:
    """A critical point of a march table; `parts` are the column first, then its serials and march units."""

    landmark: Landmark
    name: str
    name_ar: str | None
    point: Point
    along_m: float
    driving_s: float
    stands: tuple[StandLine, ...]
    processing_s: float | None
    parts: tuple[PartTimes, ...]

    @property
    def column(self) -> PartTimes:
        """The whole column."""
        return self.parts[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadLine:
    """A line of a roadbook: a turn onto a road, or a landmark on it.

    `road` is the road driven from here, at a turn the one turned onto, None where nobody knows its name; `state`
    that of the sector in the phase when the head is here.
    """

    along_m: float
    next_m: float | None
    landmark: Landmark
    said: str
    said_ar: str | None
    road: str | None
    road_ar: str | None
    sector: str | None
    owner: str | None
    state: str
    arrives: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleLine:
    """Vehicles of one type and role in the order they march; names of people are None where they were left out."""

    serial: str
    unit: str
    count: int
    type: str
    type_ar: str | None
    role: str
    call_sign: str | None
    commander: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorArea:
    """A sector the way runs through, as it is when the head enters it."""

    id: SectorId
    name: str
    name_ar: str | None
    owner: str | None
    state: str
    area: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that was looked at before a march was handed out; `is_passed` None is not looked at or not known."""

    what: str
    result: str
    is_passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Something times rest on, and who says so."""

    what: str
    source: Source


class Marking(StrEnum):
    """How far a document may go."""

    RESTRICTED = "RESTRICTED – only for those who move or secure this convoy"
    PARTIES = "NOTIFICATION – for the parties it is addressed to"
    EXERCISE = "EXERCISE – not a real movement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a hand-out is made as: the revision it rests on, when it was made, its marking, and if people are named.

    `assumed` tells in words what was made of roads and limits of which nobody knows; `mark` is that of the revision.
    """

    revision: int
    made_at: datetime
    mark: str = ""
    marking: Marking = Marking.RESTRICTED
    names_people: bool = False
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """Who leads a column and over which radio; None is not known, or a name that was left out."""

    commander: str | None
    radio: str | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Handout:
    """All that is handed out of the march of one convoy.

    `number` is its place among the convoys of the plan, `figures` the numbers of the march in words, `formulae`
    what times were worked out by.
    """

    terms: Terms
    operation: str
    illustrative: bool
    time_zone: str
    convoy: ConvoyId
    number: int
    movement_number: str | None
    name: str
    organisation: str
    cargo: str | None
    origin: str
    destination: str
    leading: Leading
    vehicle_count: int | None
    ready_at: datetime | None
    deadline_at: datetime | None
    distance_m: float
    road_space_m: float | None
    pass_time_s: float | None
    rate_kmh: float | None
    line: LineString
    points: tuple[PointLine, ...]
    roads: tuple[RoadLine, ...]
    vehicles: tuple[VehicleLine, ...]
    sectors: tuple[SectorArea, ...]
    checks: tuple[Checked, ...]
    findings: tuple[Finding, ...]
    bases: tuple[Basis, ...]
    formulae: tuple[str, ...]
    credits: tuple[str, ...]
    release: Release | None = None

    @property
    def departs(self) -> Told:
        """When the head leaves the start point."""
        return self.points[0].column.arrives

    @property
    def arrives(self) -> Told:
        """When the head is at the release point."""
        return self.points[-1].column.arrives

    @property
    def clears(self) -> Told:
        """When the tail is in."""
        return self.points[-1].column.clears

    @property
    def file_name(self) -> str:
        """What its files are called by: the movement number and nothing of the way."""
        said = self.movement_number or f"movement-{self.number:02d}"
        return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in said)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """Findings that must be settled before use."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.PROBLEM)

    @property
    def has_failed(self) -> bool:
        """Whether a problem is not settled, or a check did not hold."""
        return bool(self.problems) or any(check.is_passed is False for check in self.checks)

    @property
    def is_unsettled(self) -> bool:
        """Whether something was not looked at, or is not known."""
        return any(check.is_passed is None for check in self.checks)

    @property
    def verdict(self) -> str:
        """Whether its times were checked and held, in a sentence."""
        failed = [check.what.lower() for check in self.checks if check.is_passed is False]
        if self.has_failed:
            many = len(self.problems)
            told = f"{many} problem{'s' if many > 1 else ''} not settled" if many else "a check did not hold"
            return f"DO NOT MOVE BY THESE TIMES: {told} ({'; '.join(failed) or 'see Findings'})."
        unsettled = [check.what.lower() for check in self.checks if check.is_passed is None]
        if unsettled:
            return f"No problem was found. Not settled: {'; '.join(unsettled)}; see Checks."
        return "Times were checked and held."


@dataclass(frozen=True, kw_only=True, eq=False)
class NoHandout:
    """A convoy of which no march can be handed out, and why; it is told so that nobody thinks it was forgotten."""

    movement_number: str | None
    number: int
    name: str
    organisation: str
    why: str


@dataclass(frozen=True, kw_only=True, eq=False)
class DayHandout:
    """The marches of several convoys in the order they depart, and those that have none."""

    operation: str
    illustrative: bool
    time_zone: str
    terms: Terms
    marches: tuple[Handout, ...]
    without: tuple[NoHandout, ...]
