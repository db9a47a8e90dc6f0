"""The road base map: a RoadNetwork as one compact file that the browser fetches and draws itself.

Lines are merged by class and name, most important classes first, points as whole hundred-thousandths
of a degree counted from the point before. When a network has more points than a browser can move
about fluidly, the least important roads are left out and the file says so.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.model import RoadNetwork

FORMAT = 2
MOST_POINTS = 300_000
_UNIT_DEG = 1e-5
_SIMPLER_DEG = 2e-5
_CLASSES = (
    ("motorway", "motorway_link"),
    ("trunk", "trunk_link"),
    ("primary", "primary_link"),
    ("secondary", "secondary_link"),
    ("tertiary", "tertiary_link"),
    ("unclassified", "road"),
    ("residential", "living_street"),
    ("service",),
    ("track", "path", "footway", "pedestrian", "cycleway", "bridleway", "steps"),
)
_RANK = {name: rank for rank, names in enumerate(_CLASSES) for name in names}
# a road of unknown class is drawn like an unclassified one: neither hidden nor promoted
_UNKNOWN_RANK = _RANK["unclassified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadMap:
    """Where the base map of a network is served, and what it credits and leaves out."""

    url: str
    attributions: tuple[str, ...]
    left_out_lines: int
    bounds: tuple[float, float, float, float] | None


def road_map(network: RoadNetwork, folder: Path) -> RoadMap:
    """The base map of a network, written to `folder` unless its file is there already."""
    path = folder / f"{network.fingerprint[:32]}-{FORMAT}.json"
    if not path.exists():
        _write(path, drawing(network))
    with path.open(encoding="utf-8") as file:
        head = json.loads(file.readline().rstrip().rstrip(",") + "}")
    return RoadMap(
        url=f"/roads/{path.name}",
        attributions=network.attributions(),
        left_out_lines=head["left_out"],
        bounds=tuple(head["bounds"]) if head["bounds"] else None,
    )


def drawing(network: RoadNetwork, most_points: int = MOST_POINTS) -> dict[str, Any]:
    """What the file holds: classes from the most important down, each with its lines and names."""
    lines, ranks, names = _merged(network)
    kept = _kept(lines, ranks, most_points)
    spelled = sorted({name for name in names[kept] if name})
    number = {name: row for row, name in enumerate(spelled)}
    return {
        "left_out": int((~kept).sum()),
        "bounds": [float(v) for v in shapely.total_bounds(lines)] if len(lines) else None,
        "names": spelled,
        "classes": [
            _class(rank, lines[chosen], [number.get(name, -1) for name in names[chosen]])
            for rank in range(len(_CLASSES))
            if (chosen := kept & (ranks == rank)).any()
        ],
    }


def _merged(network: RoadNetwork) -> tuple[NDArray[np.object_], NDArray[np.int64], NDArray[np.object_]]:
    rows = np.repeat(np.arange(network.segment_count), np.diff(network.point_offset))
    lines = np.asarray(shapely.linestrings(network.points, indices=rows))
    table = pd.DataFrame(
        {
            "rank": network.segments["highway"]
            .to_pandas()
            .map(_RANK)
            .astype("float")
            .fillna(_UNKNOWN_RANK)
            .astype(int),
            "name": network.segments["name"].to_pandas().astype(object).fillna(""),
        },
    )
    group = table.groupby(["rank", "name"], sort=True, observed=True).ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    merged = shapely.line_merge(shapely.multilinestrings(lines[order], indices=group[order]))
    parts, of_group = shapely.get_parts(merged, return_index=True)
    first = table.iloc[order].groupby(group[order]).first()
    drawn_lines = shapely.simplify(parts, _SIMPLER_DEG)
    return drawn_lines, first["rank"].to_numpy()[of_group], first["name"].to_numpy(dtype=object)[of_group]


def _kept(lines: NDArray[np.object_], ranks: NDArray[np.int64], most_points: int) -> NDArray[np.bool_]:
    """Which lines fit: by importance, then the longer first."""
    order = np.lexsort((-shapely.length(lines), ranks))
    fits = np.cumsum(shapely.get_num_coordinates(lines)[order]) <= most_points
    kept = np.zeros(len(lines), dtype=bool)
    kept[order[fits]] = True
    return kept


def _class(rank: int, lines: NDArray[np.object_], names: list[int]) -> dict[str, Any]:
    points = np.round(shapely.get_coordinates(lines) / _UNIT_DEG).astype(np.int64)
    return {
        "class": _CLASSES[rank][0],
        "sizes": shapely.get_num_coordinates(lines).tolist(),
        "names": names,
        "steps": np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel().tolist(),
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write the file in one step; its first line alone says what was left out and how far it reaches."""
    head = {name: content[name] for name in ("left_out", "bounds")}
    rest = {name: content[name] for name in ("names", "classes")}
    compact = {"separators": (",", ":"), "ensure_ascii": False}
    text = json.dumps(head, **compact)[:-1] + ",\n" + json.dumps(rest, **compact)[1:]  # type: ignore[arg-type]
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
