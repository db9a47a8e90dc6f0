"""Graphs saved as GeoPackage, as OSMnx does: node and edge layers in one file, or one file of each."""

from collections.abc import Sequence
from pathlib import Path

from data.errors import SourceError
from data.sources.roads.report import Progress, ReadRoads
from data.sources.roads.tables import roads_of, vector_table
from data.sources.vector import FeatureTable, read_table

_EDGE_LAYERS = ("edges", "links", "roads", "lines")
_NODE_LAYERS = ("nodes", "junctions", "points")


def read(paths: Sequence[Path], progress: Progress | None = None) -> ReadRoads:
    """The road columns of a graph in one or two GeoPackages.

    Raises
    ------
    SourceError
        When there is no layer of edges with u and v, or nothing of it is usable.
    """
    tell = progress or (lambda _step, _share: None)
    tell("reading layers", None)
    layers = _layers(paths)
    tell("building the graph", None)
    return roads_of([vector_table(layer) for layer in layers])


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
