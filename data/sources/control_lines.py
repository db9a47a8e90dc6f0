"""Phase lines and other control lines from foreign files of lines."""

from dataclasses import dataclass
from pathlib import Path

from data.model.control import ControlLine, ControlLineKind
from data.model.finding import Finding
from data.model.ids import ContributorId, ControlLineId
from data.model.provenance import Provenance
from data.sources.drawn_lines import FileLine, read_lines
from data.sources.fields import Doubt, told_together


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlLineFile:
    """Control lines of a file; owners are kept as the file names them, whether or not the plan knows them."""

    control_lines: tuple[ControlLine, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance


def read_control_lines(path: Path) -> ControlLineFile:
    """The control lines of a foreign file; a kind nobody knows is told and taken as other.

    Raises
    ------
    SourceError
        When the file is not usable or holds no line.
    """
    file = read_lines(path, "line_id", "control_line_id")
    pairs = [_control_line(read) for read in file.lines]
    doubts = [doubt for _, found in pairs for doubt in found]
    return ControlLineFile(
        control_lines=tuple(line for line, _ in pairs),
        findings=(*file.features.findings, *told_together([*doubts, *file.doubts])),
        provenance=file.provenance,
    )


def _control_line(read: FileLine) -> tuple[ControlLine, list[Doubt]]:
    fields = read.fields
    kind, first = _kind(fields.text("kind", "type", "category"), fields.number)
    valid, second = fields.validity()
    source, third = fields.source()
    owner = fields.text("owner")
    line = ControlLine(
        id=ControlLineId(read.id),
        name=fields.text("name", "name_en", "name:en", "title") or read.id,
        name_ar=fields.text("name_ar", "name:ar"),
        line=read.line,
        kind=kind,
        owner=ContributorId(owner) if owner else None,
        valid=valid,
        source=source,
        note=fields.text("note", "description"),
    )
    return line, [*first, *second, *third]


def _kind(word: str | None, number: int) -> tuple[ControlLineKind, list[Doubt]]:
    plain = (word or "other").strip().lower().replace(" ", "_").replace("-", "_")
    if plain in set(ControlLineKind):
        return ControlLineKind(plain), []
    known = ", ".join(kind.value for kind in ControlLineKind)
    message = f"its kind {(word or '')[:40]!r} is not known; it was taken as other."
    doubt = Doubt(number=number, code="kind-unknown", message=message, remedy=f"Use one of {known}.")
    return ControlLineKind.OTHER, [doubt]
