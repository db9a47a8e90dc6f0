"""The one door for road networks: any file a user has → RoadNetwork and report, the second time from the cache."""

import time
import warnings
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import pyarrow.compute as pc

from data.errors import SourceError
from data.model.finding import Finding, Severity
from data.model.network import RoadNetwork
from data.sources.roads import turns
from data.sources.roads.assemble import assemble
from data.sources.roads.beside import with_ground
from data.sources.roads.cache import RoadCache, key_of
from data.sources.roads.fragments import without_fragments
from data.sources.roads.osm_file import looks_like_osm
from data.sources.roads.report import LoadedRoads, LoadReport, Progress, ReadRoads

OSM_ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
LINE_ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".zip")
TABLE_ENDINGS = (".csv", *LINE_ENDINGS)
_CUT_OUT = frozenset({"osm", "graphml"})
TOLD_WHEN_UNKNOWN = (
    "name",
    "name_en",
    "name_ar",
    "ref",
    "highway",
    "lanes",
    "width_m",
    "maxheight_m",
    "maxwidth_m",
    "maxlength_m",
    "maxweight_t",
    "maxaxleload_t",
    "mlc_wheeled",
    "mlc_tracked",
    "maxspeed_kmh",
    "surface",
)
"""Columns of SEGMENTS for which the report gives the share of length on which they are unknown."""


class Reader(Protocol):
    """A module that reads one family of formats."""

    def read(self, paths: Sequence[Path], progress: Progress | None) -> ReadRoads:
        """Road columns of these files."""

    def has_ends(self, paths: Sequence[Path]) -> bool:
        """Whether edges carry u and v (tables only)."""


def load_roads(
    paths: Sequence[Path],
    *,
    progress: Progress | None = None,
    cache_dir: Path | None = None,
) -> LoadedRoads:
    """The network of these files, and the report of loading it.

    Parameters
    ----------
    paths
        One file, or several that belong together (neighbouring extracts; nodes and edges), and if
        need be one turns table.
    progress
        Told now and then how far the load is.
    cache_dir
        Where networks already read are kept; None: nowhere.

    Raises
    ------
    SourceError
        When a file is missing, damaged, of no kind that is read, or holds no road.
    """
    started = time.perf_counter()
    _require_files(paths)
    cache, key = (None, "") if cache_dir is None else (RoadCache(cache_dir), key_of(paths))
    kept = cache.fetch(key) if cache else None
    if kept:
        report = replace(kept.report, seconds=time.perf_counter() - started, from_cache=True)
        loaded = LoadedRoads(network=kept.network, report=report)
    else:
        loaded = _loaded(paths, progress, started)
        loaded = _kept(cache, key, loaded) if cache else loaded
    return with_ground(loaded, paths, cache_dir, progress) if cache_dir else loaded


def reader_name(paths: Sequence[Path]) -> str:
    """Which reader takes these files, by content first and by the ending of the name second.

    Raises
    ------
    SourceError
        When no reader does.
    """
    osm = [looks_like_osm(path) or path.name.lower().endswith(OSM_ENDINGS) for path in paths]
    if all(osm):
        return "osm"
    if any(osm):
        raise SourceError(
            ", ".join(path.name for path in paths),
            ["OSM extracts and other files cannot be one network"],
            "Load them one after the other.",
        )
    if all(_is_graphml(path) for path in paths):
        return "graphml"
    endings = {path.suffix.lower() for path in paths}
    if endings == {".gpkg"} and {"nodes", "edges"} <= _layers(paths):
        return "geopackage"
    if endings <= set(TABLE_ENDINGS):
        is_table = endings & {".csv"} or _reader("tables").has_ends(paths)
        return "tables" if is_table else "lines"
    raise SourceError(
        ", ".join(path.name for path in paths),
        ["this kind of file is not read as roads"],
        f"Give {', '.join(OSM_ENDINGS)}, .graphml, {', '.join(TABLE_ENDINGS)}.",
    )


def _reader(name: str) -> Reader:
    # only the reader that is needed: osmnx alone takes seconds to import
    return cast("Reader", import_module(f"data.sources.roads.{name}"))


def _require_files(paths: Sequence[Path]) -> None:
    if not paths:
        raise SourceError("The road network", ["no file was given"], "Choose at least one file.")
    folders = [path.name for path in paths if path.is_dir()]
    if folders:
        raise SourceError(
            ", ".join(folders), ["it is a folder, not a file"], "Name the files in it that belong together."
        )
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise SourceError(", ".join(missing), ["there is no such file"], "Check the name and the folder.")


def _is_graphml(path: Path) -> bool:
    with path.open("rb") as file:
        return path.suffix.lower() == ".graphml" or b"<graphml" in file.read(4096)


def _layers(paths: Sequence[Path]) -> set[str]:
    pyogrio = import_module("pyogrio")
    try:
        # GDAL warns of measured lines, of which nothing is lost that is needed
        with warnings.catch_warnings(action="ignore"):
            return {str(name) for path in paths for name, _ in pyogrio.list_layers(path)}
    except pyogrio.errors.DataSourceError:
        return set()


def _loaded(paths: Sequence[Path], progress: Progress | None, started: float) -> LoadedRoads:
    tell = progress or (lambda _step, _share: None)
    read = _read(paths, progress)
    tell("looking for parts that hang together", None)
    columns, crumbs, apart = without_fragments(read.columns)
    tell("building the network", None)
    network = assemble(columns, read.provenance)
    report = _report(network, read, started)
    report = replace(report, dropped=(*read.dropped, *crumbs), findings=(*read.findings, *apart))
    return LoadedRoads(network=network, report=replace(report, seconds=time.perf_counter() - started))


def _read(paths: Sequence[Path], progress: Progress | None) -> ReadRoads:
    roads, table = turns.apart(paths)
    name = reader_name(roads)
    if table and name == "lines":
        remedy = "Give it beside roads whose nodes have ids: tables with u and v, a graph or an OSM extract."
        raise SourceError(table.name, ["bare lines have no nodes that a turns table could name"], remedy)
    read = _reader(name).read(roads, progress)
    return turns.with_turns(read, table, cut_out=name in _CUT_OUT) if table else read


def _kept(cache: RoadCache, key: str, loaded: LoadedRoads) -> LoadedRoads:
    try:
        cache.keep(key, loaded)
    except OSError as error:
        finding = Finding(
            code="cache-not-written",
            severity=Severity.NOTE,
            subject=str(error.filename or "cache"),
            message=f"The network could not be kept for next time ({error.strerror}); it will load no faster.",
            remedy="Free space on the disk, or give a folder that can be written.",
        )
        return replace(loaded, report=replace(loaded.report, findings=(*loaded.report.findings, finding)))
    return loaded


def _report(network: RoadNetwork, read: ReadRoads, started: float) -> LoadReport:
    banned = pc.sum(network.turns["banned"]).as_py() or 0
    return LoadReport(
        provenance=network.provenance,
        fingerprint=network.fingerprint,
        node_count=network.node_count,
        segment_count=network.segment_count,
        edge_count=network.edge_count,
        turn_ban_count=banned,
        turn_time_count=network.turns.num_rows - banned,
        barrier_count=network.node_count - network.nodes["barrier"].null_count,
        length_m=float(network.segment_length_m.sum()),
        bounds=_bounds(network),
        unknown_share=tuple((column, _unknown_share(network, column)) for column in TOLD_WHEN_UNKNOWN),
        dropped=read.dropped,
        findings=read.findings,
        seconds=time.perf_counter() - started,
        from_cache=False,
    )


def _bounds(network: RoadNetwork) -> tuple[float, float, float, float] | None:
    if not len(network.points):
        return None
    west, south = network.points.min(axis=0).tolist()
    east, north = network.points.max(axis=0).tolist()
    return west, south, east, north


def _unknown_share(network: RoadNetwork, column: str) -> float:
    length_m = network.segment_length_m
    unknown = pc.is_null(network.segments[column]).to_numpy().astype(np.bool_)
    return float(length_m[unknown].sum() / length_m.sum()) if length_m.sum() else 0.0
