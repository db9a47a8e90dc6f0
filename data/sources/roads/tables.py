"""Node and edge tables as CSV or GeoJSON → road columns."""

import csv
import io
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
from data.sources.roads.digest import sha256_of
from data.sources.roads.edges import folded
from data.sources.roads.ends import Table, end_columns, has_places, links_of, places_of, surely_ends
from data.sources.roads.fields import Column, column_called
from data.sources.roads.leftovers import unusable
from data.sources.roads.report import Dropped, Progress, ReadRoads
from data.sources.vector import FeatureTable, read_table

_CSV = frozenset({".csv", ".tsv", ".txt"})
_JSON = frozenset({".geojson", ".json"})
_GEOMETRY_CALLED = ("wkt", "geometry", "geom", "the_geom")
_PEEK_CHARACTERS = 200_000
_MOST_BYTES = 200 * 2**20
_SEPARATORS = ",;\t|"


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
    opened = [_csv_table(path) if path.suffix.lower() in _CSV else vector_table(read_table(path)) for path in paths]
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
    )


def vector_table(layer: FeatureTable) -> Opened:
    """A layer as a table of a graph."""
    name = layer.provenance.file_name
    table = Table(name=name, shapes=layer.geometry, number=layer.number, columns=layer.columns)
    return Opened(table=table, provenance=layer.provenance, findings=layer.findings, dropped=tuple(unusable(layer)))


_REMEDY = "Give one edge table with u and v, and if need be one node table with id, lon and lat."


def _names_ends(path: Path) -> bool:
    if path.suffix.lower() == ".gpkg":
        return _layer_names_ends(path)
    if path.suffix.lower() not in _CSV | _JSON:
        return False
    with path.open("rb") as file:
        text = file.read(_PEEK_CHARACTERS).decode("utf-8-sig", "replace")
    if path.suffix.lower() in _JSON:
        return surely_ends(re.findall(r'"(\w{1,20})"\s*:', text))
    return end_columns(_header(text)) is not None


def _layer_names_ends(path: Path) -> bool:
    try:
        return surely_ends(tuple(read_table(path).columns))
    except SourceError:
        # whoever reads it as lines will say what is wrong with it
        return False


def _header(text: str) -> list[str]:
    first = next(iter(text.splitlines()), "")
    return next(csv.reader([first], delimiter=_separator(first)), [])


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=header.count)


def _csv_table(path: Path) -> Opened:
    rows = _csv_rows(path)
    columns = {str(name).strip(): rows[name].to_numpy(object, copy=True) for name in rows.columns}
    for values in columns.values():
        values[values == ""] = None
    drawn = column_called(columns, _GEOMETRY_CALLED)
    number = np.arange(len(rows)) + 2
    shapes = np.full(len(rows), None, dtype=object)
    if drawn is not None:
        shapes = _shapes(path, drawn, number)
    table = Table(name=path.name, shapes=shapes, number=number, columns=columns)
    provenance = Provenance(file_name=path.name, sha256=sha256_of(path), format="CSV")
    return Opened(table=table, provenance=provenance)


def _csv_rows(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise SourceError(path.name, ["there is no such file"], "Check its name and folder.")
    if path.stat().st_size > _MOST_BYTES:
        fault = f"it is larger than {_MOST_BYTES // 2**20} MB"
        raise SourceError(path.name, [fault], "Cut it to the area of the operation.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        separator = _separator(next(iter(text.splitlines()), ""))
        return pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    except UnicodeDecodeError:
        raise SourceError(path.name, ["it is not UTF-8 text"], "Save it as CSV in UTF-8.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        raise SourceError(
            path.name, [str(fault)], "Give a heading row and the same number of cells in each row."
        ) from None


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
