"""Graphs saved as GraphML, as OSMnx does → road columns."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from data.errors import SourceError
from data.model.provenance import Provenance
from data.sources.roads.digest import sha256_of
from data.sources.roads.edges import folded
from data.sources.roads.ends import Table, links_of, places_of
from data.sources.roads.fields import Column
from data.sources.roads.report import Progress, ReadRoads

_MOST_BYTES = 1000 * 2**20
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""\A[^>]{0,200}encoding\s*=\s*["']([^"']*)["']""")
_AGAIN = "Save it again with osmnx.save_graphml."
_MOST_DEGREES = (180.0, 90.0)


def read(paths: Sequence[Path], progress: Progress | None = None) -> ReadRoads:
    """The road columns of one graph; directed edges that mirror each other become one segment.

    Raises
    ------
    SourceError
        When it is not one sound GraphML file with x and y of every node in use.
    """
    tell = progress or (lambda _step, _share: None)
    if len(paths) != 1:
        names = ", ".join(path.name for path in paths)
        raise SourceError(names, ["several graphs cannot be one network"], "Load one GraphML file.")
    path = paths[0]
    tell("reading the graph", None)
    _refuse_declarations(path)
    graph = _graph(path)
    tell("building the graph", None)
    nodes, edges = _tables(graph, path.name)
    places, lost_nodes = places_of(nodes)
    links, lost_edges = links_of(edges, places, directed=graph.is_directed())
    roads = folded(links)
    return ReadRoads(
        columns=roads.columns,
        provenance=(_provenance(path, graph.graph),),
        dropped=(*lost_nodes, *lost_edges, *roads.dropped),
        findings=roads.findings,
        names=roads.names,
    )


def _refuse_declarations(path: Path) -> None:
    """Entities can blow up a small file or read other files, so nothing is parsed that declares any."""
    if path.stat().st_size > _MOST_BYTES:
        fault = f"it is larger than {_MOST_BYTES // 2**20} MB"
        raise SourceError(path.name, [fault], "Cut it to the area of the operation.")
    with path.open("rb") as file:
        content = file.read()
    stated = _ENCODING.match(content)
    # declarations hidden in another encoding would not be seen below
    if b"\x00" in content or (stated and stated[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}):
        raise SourceError(path.name, ["it is not UTF-8 text"], _AGAIN)
    if _DECLARED.search(content):
        raise SourceError(path.name, ["it declares a document type or entities, which no graph needs"], _AGAIN)


def _graph(path: Path) -> Any:
    try:
        return nx.read_graphml(path, node_type=str, force_multigraph=True)
    except ParseError as fault:
        raise SourceError(path.name, [f"it is not well-formed XML ({fault})"], _AGAIN) from None
    except (nx.NetworkXError, ValueError, TypeError, LookupError) as fault:
        raise SourceError(path.name, [f"it is not a usable graph ({fault})"], _AGAIN) from None


def _tables(graph: Any, name: str) -> tuple[Table, Table]:
    """Node and edge table of a graph, in degrees."""
    labels, node_data = zip(*graph.nodes(data=True), strict=True) if len(graph) else ((), ())
    ends = list(graph.edges(keys=True, data=True))
    node_columns = {**_columns(node_data), "osmid": np.array(labels, dtype=object)}
    edge_columns = _columns([data for *_, data in ends])
    lines = _lines(edge_columns.pop("geometry", np.full(len(ends), None)))
    places, lines = _in_degrees(_points(node_columns, len(labels)), lines, graph.graph.get("crs"), name)
    edge_columns["u"] = np.array([u for u, *_ in ends], dtype=object)
    edge_columns["v"] = np.array([v for _, v, *_ in ends], dtype=object)
    edge_columns["key"] = np.array([str(key) for _, _, key, _ in ends], dtype=object)
    nodes = Table(name=name, shapes=places, number=np.arange(1, len(labels) + 1), columns=node_columns)
    return nodes, Table(name=name, shapes=lines, number=np.arange(1, len(ends) + 1), columns=edge_columns)


def _columns(records: Iterable[Mapping[str, Any]]) -> dict[str, Column]:
    rows = list(records)
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: np.array([_text(row.get(name)) for row in rows], dtype=object) for name in names}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _points(columns: dict[str, Column], count: int) -> NDArray[np.object_]:
    """A point for each node, None where x or y are no numbers."""
    at = np.full((count, 2), np.nan)
    for axis, name in enumerate(("x", "y")):
        at[:, axis] = [_number(value) for value in columns.pop(name, np.full(count, None))]
    points = np.full(count, None, dtype=object)
    known = np.isfinite(at).all(axis=1)
    points[known] = shapely.points(at[known])
    return points


def _number(text: str | None) -> float:
    try:
        return float(text) if text is not None else float("nan")
    except ValueError:
        return float("nan")


def _lines(drawn: Column) -> NDArray[np.object_]:
    """Lines from well-known text; an empty line, which no edge can use, where the text is none."""
    lines = np.asarray(shapely.from_wkt(drawn, on_invalid="ignore"), dtype=object)
    wrong = shapely.is_missing(lines) & np.array([text is not None for text in drawn], dtype=bool)
    lines[wrong] = shapely.LineString()
    return lines


def _in_degrees(
    points: NDArray[np.object_], lines: NDArray[np.object_], crs: str | None, name: str
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Both in WGS 84.

    Raises
    ------
    SourceError
        When the coordinates do not fit the system the file names.
    """
    system = _system(crs, name)
    at = shapely.get_coordinates(np.concatenate([points, lines]))
    looks_like_degrees = bool((np.abs(at) <= _MOST_DEGREES).all())
    if looks_like_degrees != system.is_geographic:
        seen = "degrees" if looks_like_degrees else "no degrees"
        fault = f"its coordinates are {seen}, but it says {crs or 'nothing'} about their system"
        raise SourceError(name, [fault], "Save the graph in longitude and latitude, WGS 84.")
    if system.to_epsg() == 4326:  # noqa: PLR2004 -- EPSG:4326 is WGS 84
        return points, lines
    change = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    moved = [
        shapely.transform(shapes, lambda at: np.column_stack(change.transform(*at.T))) for shapes in (points, lines)
    ]
    return moved[0], moved[1]


def _system(crs: str | None, name: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(crs or "EPSG:4326")
    except pyproj.exceptions.CRSError:
        fault = f"its coordinate system {str(crs)[:60]} is not known"
        raise SourceError(name, [fault], "Save the graph in longitude and latitude, WGS 84.") from None


def _provenance(path: Path, said: Mapping[str, Any]) -> Provenance:
    """OSMnx signs its files, and all its roads are OpenStreetMap's."""
    by_osmnx = "osmnx" in str(said.get("created_with", "")).lower()
    return Provenance(
        file_name=path.name,
        sha256=sha256_of(path),
        format="OSMnx GraphML" if by_osmnx else "GraphML",
        licence="Open Database License (ODbL) 1.0" if by_osmnx else None,
        attribution="© OpenStreetMap contributors" if by_osmnx else None,
    )
