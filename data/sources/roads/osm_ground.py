"""What an OSM extract says of the ground: places, coast, borders, water and land use."""

import math
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import osmium
import pyarrow as pa
import shapely

from data.sources.roads.osm_file import opened, refusals
from data.sources.roads.report import Progress
from data.tiles.ground import GROUND, Ground
from geo.shore import sea_within

MOST_SECONDS = 300.0
"""Processor seconds after which the rest of the ground is left out."""
MOST_ROWS = 500_000
_TICK = 5_000
_MOST_ADMIN_LEVEL = 4
_COUNTRY = 2

_PLACES = ("city", "town", "village", "suburb", "hamlet")
_STREAMS = ("river", "canal", "stream")
_WATER = {("natural", "water"), ("waterway", "riverbank"), ("landuse", "reservoir"), ("landuse", "basin")}
_LAND: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        **{("landuse", use): "built" for use in ("residential", "commercial", "industrial", "retail", "construction")},
        **{("landuse", use): "green" for use in ("forest", "grass", "meadow", "recreation_ground", "cemetery")},
        **{("natural", use): "green" for use in ("wood", "scrub", "grassland", "wetland")},
        **{("leisure", use): "green" for use in ("park", "nature_reserve", "garden")},
        **{("landuse", use): "field" for use in ("farmland", "farmyard", "orchard", "vineyard")},
        **{("natural", use): "sand" for use in ("sand", "beach", "desert", "bare_rock")},
    },
)
_KEYS = ("place", "natural", "waterway", "boundary", "landuse", "leisure")


@dataclass(slots=True)
class _Rows:
    """Rows of the ground while they are collected."""

    columns: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in GROUND.names})
    ends_at: float = math.inf

    def add(self, layer: str, kind: str, tags: Mapping[str, str], shape: bytes) -> None:
        names = tags.get("name"), tags.get("name:en"), tags.get("name:ar")
        for column, value in zip(self.columns.values(), (layer, kind, *names, shape), strict=True):
            column.append(value)

    @property
    def is_full(self) -> bool:
        return len(self.columns["layer"]) >= MOST_ROWS or time.process_time() > self.ends_at


def read_ground(paths: Sequence[Path], progress: Progress | None = None) -> Ground:
    """The ground of one or more extracts; without a row when they hold nothing of it.

    Raises
    ------
    SourceError
        When a file is damaged or foreign.
    """
    rows = _Rows(ends_at=time.process_time() + MOST_SECONDS)
    for path in paths:
        borders = _border_ways(path)
        for number, thing in enumerate(_things(path)):
            if progress and number % _TICK == 0:
                progress(f"reading places, water and land of {path.name}", None)
            if rows.is_full:
                break
            _add(rows, thing, borders)
    _add_sea(rows, paths)
    table = pa.table({name: pa.array(rows.columns[name], GROUND.field(name).type) for name in GROUND.names}, GROUND)
    return Ground(table=table)


def _add_sea(rows: _Rows, paths: Sequence[Path]) -> None:
    """The sea inside the boxes the extracts say they cover; none where they do not say."""
    coast = [shape for layer, shape in zip(*_shapes_of(rows), strict=True) if layer == "coast"]
    for path in paths:
        with refusals(path), osmium.io.Reader(opened(path), osmium.osm.NOTHING) as reader:
            box = reader.header().box()
        if coast and box.valid() and not rows.is_full:
            south_west, north_east = box.bottom_left, box.top_right
            covered = shapely.box(south_west.lon, south_west.lat, north_east.lon, north_east.lat)
            for part in sea_within(shapely.from_wkb(coast).tolist(), covered):
                rows.add("water", "sea", {}, shapely.to_wkb(part))


def _shapes_of(rows: _Rows) -> tuple[list[str], list[bytes]]:
    return rows.columns["layer"], rows.columns["shape"]


def _border_ways(path: Path) -> dict[int, int]:
    """Ways that are part of a border, with the highest administrative level they divide."""
    levels: dict[int, int] = {}
    with refusals(path):
        relations: Iterable[Any] = osmium.FileProcessor(opened(path), osmium.osm.RELATION).with_filter(
            osmium.filter.KeyFilter("boundary")
        )
        for relation in relations:
            level = _admin_level(dict(relation.tags))
            if level is not None:
                for member in relation.members:
                    if member.type == "w":
                        levels[member.ref] = min(level, levels.get(member.ref, level))
    return levels


def _admin_level(tags: Mapping[str, str]) -> int | None:
    written = tags.get("admin_level", "")
    if tags.get("boundary") != "administrative" or not written.isdecimal():
        return None
    return int(written) if _COUNTRY <= int(written) <= _MOST_ADMIN_LEVEL else None


def _things(path: Path) -> Iterator[Any]:
    """Nodes, ways and areas that may belong to the ground.

    Places of nodes go through a temporary file, so that memory does not grow with the extract.
    """
    keys = osmium.filter.KeyFilter(*_KEYS)
    with refusals(path), tempfile.TemporaryDirectory() as folder:
        processor = osmium.FileProcessor(opened(path)).with_locations(f"sparse_file_array,{folder}/places")
        yield from processor.with_areas(
            osmium.filter.KeyFilter("natural", "waterway", "landuse", "leisure")
        ).with_filter(keys)
        del processor


def _add(rows: _Rows, thing: Any, borders: Mapping[int, int]) -> None:
    tags = dict(thing.tags)
    try:
        if thing.is_node():
            _add_place(rows, thing, tags)
        elif thing.is_way():
            _add_line(rows, thing, tags, borders)
        elif thing.is_area():
            _add_area(rows, thing, tags)
    except (RuntimeError, osmium.InvalidLocationError):
        # a line or ring whose points are not all in the file is not drawn at all
        return


_WKB = osmium.geom.WKBFactory()


def _add_place(rows: _Rows, node: Any, tags: Mapping[str, str]) -> None:
    if tags.get("place") in _PLACES and tags.get("name"):
        rows.add("places", tags["place"], tags, bytes.fromhex(_WKB.create_point(node)))


def _add_line(rows: _Rows, way: Any, tags: Mapping[str, str], borders: Mapping[int, int]) -> None:
    level = min(borders.get(way.id, 9), _admin_level(tags) or 9)
    if tags.get("natural") == "coastline":
        rows.add("coast", "coast", {}, bytes.fromhex(_WKB.create_linestring(way)))
    elif tags.get("waterway") in _STREAMS:
        rows.add("streams", tags["waterway"], tags, bytes.fromhex(_WKB.create_linestring(way)))
    elif level <= _MOST_ADMIN_LEVEL:
        kind = "country" if level == _COUNTRY else "region"
        rows.add("borders", kind, {}, bytes.fromhex(_WKB.create_linestring(way)))


def _add_area(rows: _Rows, area: Any, tags: Mapping[str, str]) -> None:
    items = tags.items()
    if any(item in _WATER for item in items):
        rows.add("water", "water", tags, bytes.fromhex(_WKB.create_multipolygon(area)))
        return
    use = next((_LAND[item] for item in items if item in _LAND), None)
    if use:
        rows.add("land", use, {}, bytes.fromhex(_WKB.create_multipolygon(area)))
