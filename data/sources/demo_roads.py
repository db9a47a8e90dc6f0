"""The road network of the demo operation, read from its two CSV files."""

import csv
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.model.network import RoadNetwork
from data.model.provenance import Provenance
from data.sources.roads.assemble import RoadColumns, assemble
from data.sources.roads.speeds import convoy_speed

FOLDER = Path(__file__).parents[1] / "samples" / "gaza"
ATTRIBUTION = "Passage demo data, illustrative"

_TEXT = ("name", "name_en", "name_ar", "highway", "oneway", "bridge", "surface")
_NUMBERS = ("lanes", "maxweight_t", "maxheight_m")
_DIRECTION = {"yes": 1, "-1": -1}


def demo_network() -> RoadNetwork:
    """The roads of the demo; two junctions on a patrol road are cut off from all others on purpose."""
    junctions, roads = _rows("junctions.csv"), _rows("roads.csv")
    where = np.array([(float(j["lon"]), float(j["lat"])) for j in junctions])
    row_of = {j["id"]: row for row, j in enumerate(junctions)}
    from_node, to_node = (np.array([row_of[r[end]] for r in roads], np.int32) for end in ("u", "v"))
    offsets, points = _geometry(where[from_node], where[to_node], [r["shape"] for r in roads])
    columns = RoadColumns(
        node_id=np.array([int(j["id"]) for j in junctions], np.int64),
        lon=where[:, 0],
        lat=where[:, 1],
        from_node=from_node,
        to_node=to_node,
        offsets=offsets,
        points=points,
        direction=np.array([_DIRECTION.get(r["oneway"], 0) for r in roads], np.int8),
        attributes=_attributes(roads),
        node_barrier=[j["barrier"] or None for j in junctions],
        node_passage=[j["barrier_passage"] or None for j in junctions],
    )
    return assemble(columns, (_provenance(),))


def _rows(file_name: str) -> list[dict[str, str]]:
    with (FOLDER / file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _geometry(
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
    shapes: list[str],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Offsets and points of all roads: the start, the shape points "lon lat; lon lat" between, the end."""
    between = [[point.split() for point in shape.split(";") if point] for shape in shapes]
    lines = [np.array([start, *shape, end], float) for start, shape, end in zip(starts, between, ends, strict=True)]
    offsets = np.concatenate(([0], np.cumsum([len(line) for line in lines])))
    return offsets, np.concatenate(lines)


def _attributes(roads: list[dict[str, str]]) -> dict[str, Any]:
    speeds = [convoy_speed(r["highway"], surface=r["surface"] or None) for r in roads]
    text = {name: np.array([r[name] or None for r in roads], object) for name in _TEXT}
    numbers = {name: np.array([float(r[name] or "nan") for r in roads]) for name in _NUMBERS}
    return {
        **text,
        **numbers,
        "speed_kmh": np.array([speed for speed, _ in speeds]),
        "speed_from": np.array([origin for _, origin in speeds], object),
    }


def _provenance() -> Provenance:
    return Provenance(
        file_name="roads.csv",
        sha256=hashlib.sha256((FOLDER / "roads.csv").read_bytes()).hexdigest(),
        format="Passage demo CSV",
        data_at=datetime(2027, 1, 15, tzinfo=UTC),
        licence="CC0-1.0",
        attribution=ATTRIBUTION,
    )
