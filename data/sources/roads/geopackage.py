"""Graphs saved as GeoPackage, as OSMnx does: node and edge layers in one file, or one file of each."""

from collections.abc import Sequence
from pathlib import Path

from data.errors import SourceError
from data.sources.roads.edges import folded
from data.sources.roads.ends import Table, end_columns, has_places, links_of, places_of
from data.sources.roads.report import Progress, ReadRoads
from data.sources.vector import FeatureTable, read_table

_EDGE_LAYERS = ("edges", "links", "roads", "lines")
_NODE_LAYERS = ("nodes", "junctions", "points")
_REMEDY = "Give one layer or file of edges with u and v, and one of nodes with their ids."


def read(paths: Sequence[Path], progress: Progress) -> ReadRoads:
    """The road columns of a graph in one or two GeoPackages.

    Raises
    ------
    SourceError
        When there is no layer of edges with u and v, or nothing of it is usable.
    """
    progress("reading layers", None)
    layers = _layers(paths)
    tables = [_table(layer) for layer in layers]
    edges = [table for table in tables if end_columns(tuple(table.columns)) is not None]
    nodes = [table for table in tables if has_places(table)]
    if len(edges) != 1 or len(nodes) > 1:
        fault = f"{len(edges)} layers have columns u and v, {len(nodes)} have nodes"
        raise SourceError(", ".join(path.name for path in paths), [fault], _REMEDY)
    progress("building the graph", None)
    places, lost_nodes = places_of(nodes[0]) if nodes else (None, ())
    links, lost_edges = links_of(edges[0], places)
    roads = folded(links)
    return ReadRoads(
        columns=roads.columns,
        provenance=tuple(dict.fromkeys(layer.provenance for layer in layers)),
        dropped=(*lost_nodes, *lost_edges, *roads.dropped),
        findings=(*dict.fromkeys(found for layer in layers for found in layer.findings), *roads.findings),
    )


def has_ends(paths: Sequence[Path]) -> bool:
    """Whether the files hold a layer of edges that name their end nodes."""
    return any(end_columns(tuple(layer.columns)) is not None for layer in _layers(paths))


def _layers(paths: Sequence[Path]) -> list[FeatureTable]:
    """The edge and the node layer of one file, or the only layer of each of several."""
    if len(paths) > 1:
        return [read_table(path) for path in paths]
    try:
        return [read_table(paths[0], layers_wanted=wanted) for wanted in (_EDGE_LAYERS, _NODE_LAYERS)]
    except SourceError as named:
        return [_only_layer(paths[0], named)]


def _only_layer(path: Path, named: SourceError) -> FeatureTable:
    """The layer of a file that has one, whatever it is called."""
    try:
        return read_table(path)
    except SourceError as fault:
        faults = dict.fromkeys((*fault.faults, *named.faults))
        raise SourceError(path.name, tuple(faults), fault.remedy) from None


def _table(layer: FeatureTable) -> Table:
    return Table(name=layer.provenance.file_name, shapes=layer.geometry, number=layer.number, columns=layer.columns)
