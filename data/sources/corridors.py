"""Corridors from foreign files of lines."""

from dataclasses import dataclass
from pathlib import Path

from data.model.finding import Finding
from data.model.ids import CorridorId
from data.model.place import Corridor
from data.model.provenance import Provenance
from data.sources.drawn_lines import FileLine, read_lines
from data.sources.fields import Doubt, told_together


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorFile:
    """Corridors of a file."""

    corridors: tuple[Corridor, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance


def read_corridors(path: Path) -> CorridorFile:
    """The corridors of a foreign file; a line in several parts that do not meet is one corridor for each part.

    Raises
    ------
    SourceError
        When the file is not usable or holds no line.
    """
    file = read_lines(path, "corridor_id")
    pairs = [_corridor(read) for read in file.lines]
    doubts = [doubt for _, found in pairs for doubt in found]
    return CorridorFile(
        corridors=tuple(corridor for corridor, _ in pairs),
        findings=(*file.features.findings, *told_together([*doubts, *file.doubts])),
        provenance=file.provenance,
    )


def _corridor(read: FileLine) -> tuple[Corridor, list[Doubt]]:
    fields = read.fields
    valid, first = fields.validity()
    source, second = fields.source()
    corridor = Corridor(
        id=CorridorId(read.id),
        name=fields.text("name", "name_en", "name:en", "title") or read.id,
        name_ar=fields.text("name_ar", "name:ar"),
        line=read.line,
        valid=valid,
        source=source,
        note=fields.text("note", "description"),
    )
    return corridor, [*first, *second]
