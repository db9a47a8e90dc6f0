"""Node and edge tables as CSV or GeoJSON → road columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.errors import SourceError
from data.model.finding import Finding
from data.model.provenance import Provenance
from data.sources.roads import delimited
from data.sources.roads.digest import sha256_of
from data.sources.roads.edges import folded
from data.sources.roads.ends import Table, end_columns, has_places, links_of, places_of, surely_ends
from data.sources.roads.fields import GEOMETRY_CALLED, Column, column_called
from data.sources.roads.leftovers import unusable
from data.sources.roads.report import Dropped, Progress, ReadRoads
from data.sources.vector import FeatureTable, read_table

_JSON = frozenset({".geojson", ".json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One table of a graph, with the file it is from and what was found while reading it."""

    table: Table
    provenance: Provenance
    findings: tuple[Finding, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def has_ends(paths: Sequence[Path]) -> bool:
    """Whether one of the files names the end nodes of its edges, as far as its beginning shows."""
    return any(_names_ends(path) for path in paths)


def read(paths: Sequence[Path], progress: Progress | None = None) -> ReadRoads:
    """The road columns of an edge table, alone or with its node table in any order.

    Raises
    ------
    SourceError
        When the files are not one edge table and at most one node table, or nothing is usable.
    """
    tell = progress or (lambda _step, _share: None)
    tell("reading tables", None)
    opened = [
        _csv_table(path) if path.suffix.lower() in delimited.ENDINGS else vector_table(read_table(path))
        for path in paths
    ]
    tell("building the graph", None)
    return roads_of(opened)


def roads_of(opened: Sequence[Opened]) -> ReadRoads:
    """The road columns of one edge table and at most one node table.

    Raises
    ------
    SourceError
        When they are not that, or nothing is usable.
    """
    tables = [one.table for one in opened]
    edges = [table for table in tables if end_columns(tuple(table.columns)) is not None]
    nodes = [table for table in tables if has_places(table)]
    if len(edges) != 1 or len(nodes) > 1 or len(edges) + len(nodes) != len(tables):
        fault = f"{len(edges)} of {len(tables)} tables have columns u and v, {len(nodes)} have node places"
        raise SourceError(", ".join(dict.fromkeys(table.name for table in tables)), [fault], _REMEDY)
    places, lost_nodes = places_of(nodes[0]) if nodes else (None, ())
    links, lost_edges = links_of(edges[0], places)
    roads = folded(links)
    return ReadRoads(
        columns=roads.columns,
        provenance=tuple(dict.fromkeys(one.provenance for one in opened)),
        dropped=(
            *dict.fromkeys(lost for one in opened for lost in one.dropped),
            *lost_nodes,
            *lost_edges,
            *roads.dropped,
        ),
        findings=(*dict.fromkeys(found for one in opened for found in one.findings), *roads.findings),
        names=roads.names,
    )


def vector_table(layer: FeatureTable) -> Opened:
    """A layer as a table of a graph."""
    name = layer.provenance.file_name
    table = Table(name=name, shapes=layer.geometry, number=layer.number, columns=layer.columns)
    return Opened(table=table, provenance=layer.provenance, findings=layer.findings, dropped=tuple(unusable(layer)))


_REMEDY = (
    "Give one edge table with u and v, if need be one node table with id, lon and lat, "
    "and if need be one turns table with from_u, via, to_v and seconds or banned."
)


def _names_ends(path: Path) -> bool:
    if path.suffix.lower() == ".gpkg":
        return _layer_names_ends(path)
    if path.suffix.lower() not in delimited.ENDINGS | _JSON:
        return False
    text = delimited.peeked(path)
    if path.suffix.lower() in _JSON:
        return surely_ends(re.findall(r'"(\w{1,20})"\s*:', text))
    return end_columns(delimited.headings(text)) is not None


def _layer_names_ends(path: Path) -> bool:
    try:
        return surely_ends(tuple(read_table(path).columns))
    except SourceError:
        # whoever reads it as lines will say what is wrong with it
        return False


def _csv_table(path: Path) -> Opened:
    columns = delimited.columns_of(path)
    count = len(next(iter(columns.values()), ()))
    drawn = column_called(columns, GEOMETRY_CALLED)
    number = np.arange(count) + delimited.FIRST_ROW
    shapes = np.full(count, None, dtype=object)
    if drawn is not None:
        shapes = _shapes(path, drawn, number)
    table = Table(name=path.name, shapes=shapes, number=number, columns=columns)
    provenance = Provenance(file_name=path.name, sha256=sha256_of(path), format="CSV")
    return Opened(table=table, provenance=provenance)


def _shapes(path: Path, drawn: Column, number: NDArray[np.int64]) -> NDArray[np.object_]:
    """Shapes from well-known text.

    Raises
    ------
    SourceError
        Naming every row whose text is no shape in degrees.
    """
    shapes = np.asarray(shapely.from_wkt(drawn, on_invalid="ignore"), dtype=object)
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        away = (np.abs(bounds) > (180, 90, 180, 90)).any(axis=1)
    bad = away | (shapely.is_missing(shapes) & ~pd.isna(drawn))
    if bad.any():
        faults = [f"row {row}: its geometry is not well-known text in degrees" for row in number[bad]]
        raise SourceError(path.name, faults, "Give longitude and latitude in degrees, WGS 84.")
    return shapes
