"""Corridors from foreign files of lines."""

from dataclasses import dataclass
from pathlib import Path

from shapely import LineString, MultiLineString, line_merge
from shapely.geometry.base import BaseGeometry

from data.errors import SourceError
from data.model.finding import Finding
from data.model.ids import CorridorId
from data.model.place import Corridor
from data.model.provenance import Provenance
from data.sources.door.limits import LINE_LIMITS
from data.sources.fields import Doubt, Fields, distinct_ids, slug, told_together
from data.sources.vector import Feature, read_features


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
    file = read_features(path, limits=LINE_LIMITS)
    parts = [(feature, line) for feature in file.features for line in _lines(feature.geometry)]
    if not parts:
        faults = [f"feature {f.number}: it is a {f.geometry.geom_type}, not a line" for f in file.features]
        raise SourceError(path.name, faults or ["it holds no feature"], "Give a file of lines.")
    ids = distinct_ids(_wished_id(feature, path) for feature, _ in parts)
    pairs = [_corridor(feature, line, own) for (feature, line), own in zip(parts, ids, strict=True)]
    doubts = [doubt for _, found in pairs for doubt in found]
    doubts += [_not_a_line(f) for f in file.features if not _lines(f.geometry)]
    return CorridorFile(
        corridors=tuple(corridor for corridor, _ in pairs),
        findings=(*file.findings, *told_together(doubts)),
        provenance=file.provenance,
    )


def _lines(shape: BaseGeometry) -> list[LineString]:
    joined = line_merge(shape) if isinstance(shape, MultiLineString) else shape
    parts = joined.geoms if isinstance(joined, MultiLineString) else [joined]
    return [part for part in parts if isinstance(part, LineString) and part.length > 0]


def _wished_id(feature: Feature, path: Path) -> str:
    return Fields(feature).text("id", "corridor_id") or feature.id or f"{slug(path.stem)}-{feature.number}"


def _corridor(feature: Feature, line: LineString, own: str) -> tuple[Corridor, list[Doubt]]:
    fields = Fields(feature)
    valid, first = fields.validity()
    source, second = fields.source()
    corridor = Corridor(
        id=CorridorId(own),
        name=fields.text("name", "name_en", "name:en", "title") or own,
        name_ar=fields.text("name_ar", "name:ar"),
        line=line,
        valid=valid,
        source=source,
        note=fields.text("note", "description"),
    )
    return corridor, [*first, *second]


def _not_a_line(feature: Feature) -> Doubt:
    return Doubt(
        number=feature.number,
        code="not-a-line",
        message=f"it is a {feature.geometry.geom_type}, not a line of some length; it was left out.",
        remedy="Draw it as a line.",
    )
