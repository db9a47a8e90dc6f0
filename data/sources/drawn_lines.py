"""Lines of a foreign file, each with an id of its own; what is no line is told."""

from dataclasses import dataclass
from pathlib import Path

from shapely import LineString, MultiLineString, line_merge
from shapely.geometry.base import BaseGeometry

from data.errors import SourceError
from data.model.provenance import Provenance
from data.sources.door.limits import LINE_LIMITS
from data.sources.fields import Doubt, Fields, distinct_ids, slug
from data.sources.vector import Feature, FeatureFile, read_features


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One line with the words of its feature and an id used once in its file."""

    fields: Fields
    line: LineString
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFile:
    """The lines of a file, what is no line, and what the reader of the file noticed."""

    lines: tuple[FileLine, ...]
    doubts: tuple[Doubt, ...]
    features: FeatureFile

    @property
    def provenance(self) -> Provenance:
        """Which file they come from."""
        return self.features.provenance


def read_lines(path: Path, *id_names: str) -> LineFile:
    """The lines of a file; one in several parts that do not meet is one line for each part.

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
    wishes = (_wished_id(feature, path, id_names) for feature, _ in parts)
    return LineFile(
        lines=tuple(
            FileLine(fields=Fields(feature), line=line, id=own)
            for (feature, line), own in zip(parts, distinct_ids(wishes), strict=True)
        ),
        doubts=tuple(_not_a_line(f) for f in file.features if not _lines(f.geometry)),
        features=file,
    )


def _lines(shape: BaseGeometry) -> list[LineString]:
    joined = line_merge(shape) if isinstance(shape, MultiLineString) else shape
    parts = joined.geoms if isinstance(joined, MultiLineString) else [joined]
    return [part for part in parts if isinstance(part, LineString) and part.length > 0]


def _wished_id(feature: Feature, path: Path, id_names: tuple[str, ...]) -> str:
    return Fields(feature).text("id", *id_names) or feature.id or f"{slug(path.stem)}-{feature.number}"


def _not_a_line(feature: Feature) -> Doubt:
    return Doubt(
        number=feature.number,
        code="not-a-line",
        message=f"it is a {feature.geometry.geom_type}, not a line of some length; it was left out.",
        remedy="Draw it as a line.",
    )
