"""A road network as layers of a map: roads by class, with names where they can be read."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.model.network import RoadNetwork
from data.tiles.encode import Kind
from data.tiles.layer import LARGEST_ZOOM, MapLayer
from data.tiles.names import name_facts
from geo.mercator import to_square

NAMED_FROM = 12
"""Zoom of the tiles from which roads carry their names."""

CLASSES = (
    ("motorway", ("motorway", "motorway_link"), "motorways"),
    ("trunk", ("trunk", "trunk_link"), "trunk roads"),
    ("primary", ("primary", "primary_link"), "primary roads"),
    ("secondary", ("secondary", "secondary_link"), "secondary roads"),
    ("tertiary", ("tertiary", "tertiary_link"), "tertiary roads"),
    ("unclassified", ("unclassified", "road"), "minor and unclassified roads"),
    ("residential", ("residential", "living_street"), "residential streets"),
    ("service", ("service",), "service roads"),
    (
        "track",
        ("track", "path", "footway", "pedestrian", "cycleway", "bridleway", "steps"),
        "tracks and paths",
    ),
)
"""Classes from the most important down: name in the tiles, OSM classes, words."""
_RANK = {tag: rank for rank, (_, tags, _) in enumerate(CLASSES) for tag in tags}
# a road of unknown class is drawn like an unclassified one: neither hidden nor promoted
_UNKNOWN_RANK = _RANK["unclassified"]
_NAMES = ["name", "name_en", "name_ar", "ref"]


def road_layers(network: RoadNetwork) -> tuple[MapLayer, ...]:
    """The roads of a network, once with names for near views and once by class alone for far ones."""
    if not network.segment_count:
        return ()
    rows = np.repeat(np.arange(network.segment_count), np.diff(network.point_offset))
    lines = np.asarray(shapely.linestrings(to_square(network.points), indices=rows), dtype=object)
    table = pd.DataFrame({name: network.segments[name].to_pandas() for name in _NAMES})
    table["rank"] = _ranks(network)
    near = _merged(lines, table, ["rank", *_NAMES], range(NAMED_FROM, LARGEST_ZOOM + 1))
    return near, _merged(lines, table, ["rank"], range(NAMED_FROM))


def _ranks(network: RoadNetwork) -> NDArray[np.int64]:
    known = network.segments["highway"].to_pandas().astype(object).map(_RANK)
    ranks: NDArray[np.int64] = known.fillna(_UNKNOWN_RANK).to_numpy(np.int64)
    return ranks


def _merged(lines: NDArray[np.object_], table: pd.DataFrame, same: Sequence[str], zooms: range) -> MapLayer:
    """Lines that are the `same` become one feature, and one line where they follow one another."""
    group = table.groupby(list(same), sort=True, observed=True, dropna=False).ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    merged = shapely.line_merge(shapely.multilinestrings(lines[order], indices=group[order]))
    shapes, feature = shapely.get_parts(merged, return_index=True)
    first = table.iloc[order[np.flatnonzero(np.diff(group[order], prepend=-1))]]
    rank = first["rank"].to_numpy(np.int64)
    names = {column: _texts(first[column]) for column in same if column != "rank"}
    told = [dict(zip(names, row, strict=True)) for row in zip(*names.values(), strict=True)] or [{}] * len(rank)
    return MapLayer(
        name="roads",
        kind=Kind.LINE,
        shapes=shapes,
        feature=feature.astype(np.int64),
        facts=[{"class": CLASSES[r][0], **name_facts(n)} for r, n in zip(rank.tolist(), told, strict=True)],
        rank=rank,
        words=tuple(words for _, _, words in CLASSES),
        zooms=zooms,
    )


def _texts(column: "pd.Series[Any]") -> list[str | None]:
    return [text if isinstance(text, str) else None for text in column.tolist()]
