"""ControlLine: a line on the ground by which movement is steered; it does nothing to roads by itself."""

from dataclasses import dataclass, field
from enum import StrEnum

from shapely import LineString

from data.model.ids import ContributorId, ControlLineId
from data.model.provenance import Source, Validity
from geo.shapes import require_line


class ControlLineKind(StrEnum):
    """What crossing or reaching the line means."""

    PHASE_LINE = "phase_line"
    REPORT_LINE = "report_line"
    RELEASE_LINE = "release_line"
    HOLDING_LINE = "holding_line"
    BOUNDARY = "boundary"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlLine:
    """A drawn line in WGS 84: columns report at it, wait at it or are released at it.

    It closes and slows no road: that is said by a zone's Barrier or a StatusReport. `owner` is None
    while nobody answers for it.
    """

    id: ControlLineId
    name: str
    line: LineString
    kind: ControlLineKind
    name_ar: str | None = None
    owner: ContributorId | None = None
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_line(self.line, f"Control line {self.id}")
