"""Bare lines (GeoJSON, GeoPackage, Shapefile, KML) without topology → road columns, noded first."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from data.errors import SourceError
from data.model.finding import Finding, Severity
from data.sources.roads.assemble import RoadColumns
from data.sources.roads.attributes import Attributes, understood
from data.sources.roads.edges import TURNS_NOT_GIVEN
from data.sources.roads.fields import Column
from data.sources.roads.leftovers import unusable
from data.sources.roads.linework import Place
from data.sources.roads.noding import Noded, noded
from data.sources.roads.report import Dropped, Progress, ReadRoads
from data.sources.vector import FeatureTable, read_table

_LINE_KINDS = (1, 5)
_SHOWN = 5


def read(paths: Sequence[Path], progress: Progress | None = None, *, tolerance_m: float = 5.0) -> ReadRoads:
    """The road columns of these lines; ends closer than the tolerance to another road are joined to it.

    Raises
    ------
    SourceError
        When a file cannot be trusted or there is no line that is a road.
    """
    tell = progress or (lambda _step, _share: None)
    tell("reading lines", None)
    tables = [read_table(path) for path in paths]
    shapes = np.concatenate([table.geometry for table in tables])
    number = np.concatenate([table.number for table in tables])
    said = understood(_columns(tables), len(shapes))
    is_line = np.isin(shapely.get_type_id(shapes), _LINE_KINDS)
    rows = np.flatnonzero(is_line & said.kept)
    if not len(rows):
        names = ", ".join(path.name for path in paths)
        raise SourceError(names, ["it holds no line that is a road for a convoy"], "Give road lines.")
    tell("joining lines to a network", None)
    net, feature = _noded(shapes, rows, said, tolerance_m)
    return ReadRoads(
        columns=_road_columns(net, feature, said),
        provenance=tuple(table.provenance for table in tables),
        dropped=(
            *(lost for table in tables for lost in unusable(table)),
            *_other_shapes(is_line, number),
            *said.dropped,
            *_lost(net, number, feature),
        ),
        findings=(
            *(found for table in tables for found in table.findings),
            *said.findings,
            *_findings(net, said, tolerance_m),
            TURNS_NOT_GIVEN,
        ),
    )


def _columns(tables: Sequence[FeatureTable]) -> dict[str, Column]:
    """Columns of all tables one after the other, None where a table has no such column."""
    names = dict.fromkeys(name for table in tables for name in table.columns)
    return {
        name: np.concatenate([table.columns.get(name, np.full(len(table.geometry), None)) for table in tables])
        for name in names
    }


def _noded(
    shapes: NDArray[np.object_], rows: NDArray[np.int64], said: Attributes, tolerance_m: float
) -> tuple[Noded, NDArray[np.int64]]:
    """The network of the single lines of these rows, and the row of each single line."""
    single, part_of = shapely.get_parts(shapely.force_2d(shapes[rows]), return_index=True)
    feature = rows[part_of]
    points, line = shapely.get_coordinates(single, return_index=True)
    offsets = np.searchsorted(line, np.arange(len(single) + 1))
    net = noded(
        points,
        offsets,
        level=said.level[feature],
        travel=said.direction[feature].astype(np.int64),
        tolerance_m=tolerance_m,
    )
    return net, feature


def _road_columns(net: Noded, feature: NDArray[np.int64], said: Attributes) -> RoadColumns:
    row = feature[net.origin]
    attributes: dict[str, Any] = {
        name: None if values is None else values[row] for name, values in said.segments.items()
    }
    return RoadColumns(
        node_id=np.arange(len(net.lon)),
        lon=net.lon,
        lat=net.lat,
        from_node=net.from_node,
        to_node=net.to_node,
        offsets=net.offsets,
        points=net.points,
        direction=said.direction[row],
        attributes=attributes,
    )


def _other_shapes(is_line: NDArray[np.bool_], number: NDArray[np.int64]) -> Iterator[Dropped]:
    if not is_line.all():
        yield Dropped(
            what="features",
            count=int((~is_line).sum()),
            why="they are points or areas, not lines",
            examples=_features(number[~is_line]),
        )


def _lost(net: Noded, number: NDArray[np.int64], feature: NDArray[np.int64]) -> Iterator[Dropped]:
    for lines, why in (
        (net.doubles, "the same stretch at the same level is in the file more than once"),
        (net.without_length, "they have no length"),
    ):
        if lines:
            rows = feature[np.array(lines, dtype=np.int64)]
            yield Dropped(what="lines", count=len(lines), why=why, examples=_features(number[rows]))


def _features(numbers: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(f"feature {one}" for one in numbers[:_SHOWN].tolist())


def _findings(net: Noded, said: Attributes, tolerance_m: float) -> Iterator[Finding]:
    told = "" if said.has_level else "; no column tells bridges and tunnels apart"
    within = f"within {tolerance_m:g} m"
    yield from _finding(
        "crossing-noded",
        Severity.NOTE if said.has_level else Severity.DOUBT,
        net.crossings,
        f"lines that cross without a common vertex were joined there{told}",
        "Mark bridges and tunnels in the file (bridge, tunnel or layer) where roads pass over each other.",
    )
    yield from _finding(
        "crossing-apart",
        Severity.NOTE,
        net.apart,
        "roads cross at different levels (bridge, tunnel or layer) and are not joined",
        "Nothing needs to be done.",
    )
    yield from _finding(
        "end-joined",
        Severity.NOTE,
        net.joined,
        f"loose ends were moved onto another road {within}",
        "Look at them on the map; a road that really ends there must be redrawn further away.",
    )
    yield from _finding(
        "overshoot-cut",
        Severity.NOTE,
        net.trimmed,
        f"stubs {within} beyond a junction were cut off",
        "Nothing needs to be done.",
    )
    yield from _finding(
        "dangling-end",
        Severity.DOUBT,
        net.dangling,
        "road ends meet no other road",
        "Where the road goes on, draw the missing piece or move the end to the road it meets.",
    )


def _finding(code: str, severity: Severity, places: tuple[Place, ...], what: str, remedy: str) -> Iterator[Finding]:
    if places:
        shown = ", ".join(f"{lon:.5f} {lat:.5f}" for lon, lat in places[:_SHOWN])
        yield Finding(
            code=code,
            severity=severity,
            subject="network",
            message=f"{len(places)} times: {what} (at {shown}{', …' if len(places) > _SHOWN else ''}).",
            remedy=remedy,
            place=places[0],
        )
