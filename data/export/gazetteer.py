"""Everything that has a name and a place, as rows a browser can search."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from data.model import Convoy, Crossing, Plan, RoadNetwork, Site, StatusReport
from data.model.records import Record
from data.tiles.ground import CLASSES, Ground
from data.tiles.names import name_facts

MOST_ROADS = 20_000
"""So many names of roads, the longest roads first; more would make the list slow to fetch."""

_AREAS = {"zones": "zone", "sectors": "sector"}
_LINES = {"corridors": "corridor", "control_lines": "control line"}
_SIGNS = ("name", "name_en", "name_ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One thing to be found: `id` of its record (empty for what is no record), what it is, its names and place.

    `codes` are what else it is known by, such as a P-code or a movement number; `bounds` are west, south,
    east and north.
    """

    id: str
    kind: str
    name: str
    name_ar: str = ""
    codes: tuple[str, ...] = ()
    bounds: tuple[float, float, float, float]


def names_of_plan(plan: Plan) -> tuple[Named, ...]:
    """The records of a plan that have a place: convoys first, then places, areas and lines."""
    return (
        *(named for convoy in plan.convoys for named in _convoy(plan, convoy)),
        *(_record(site, site.kind.value.replace("_", " "), site.point) for site in plan.sites),
        *(_record(crossing, "crossing", crossing.point) for crossing in plan.crossings),
        *(_record(settlement, "settlement", settlement.point) for settlement in plan.settlements),
        *(_record(r, kind, r.area) for collection, kind in _AREAS.items() for r in getattr(plan, collection)),
        *(_record(r, kind, r.line) for collection, kind in _LINES.items() for r in getattr(plan, collection)),
        *(_record(report, "report", place) for report in plan.status_reports for place in _reported(plan, report)),
    )


def names_of_ground(ground: Ground) -> tuple[Named, ...]:
    """The places of a ground, the most important first."""
    kinds = CLASSES["places"][1]
    places = ground.table.filter(pc.equal(ground.table["layer"], "places"))
    rows = [row for row in places.to_pylist() if row["class"] in kinds]
    rows.sort(key=lambda row: kinds.index(row["class"]))
    return tuple(named for row in rows for named in _place(row))


def names_of_roads(network: RoadNetwork) -> tuple[Named, ...]:
    """The names of roads, each once, the longest roads first."""
    codes, key = _coded([network.segments[sign] for sign in _SIGNS])
    signed = np.flatnonzero(key)
    if not len(signed):
        return ()
    kept, first, group = np.unique(key[signed], return_index=True, return_inverse=True)
    length_m = np.bincount(group, weights=network.segments["length_m"].to_numpy()[signed], minlength=len(kept))
    box = _boxes(network, signed, group, len(kept))
    order = np.argsort(-length_m, kind="stable")[:MOST_ROADS]
    return tuple(
        Named(id="", kind="road", name=facts.get("name", ""), name_ar=facts.get("ar", ""), bounds=_bounds(box[row]))
        for row in order
        for facts in [name_facts(dict(zip(_SIGNS, (column[signed[first[row]]] for column in codes), strict=True)))]
        if facts
    )


def searchable(names: Iterable[Named]) -> bytes:
    """The rows as JSON: id, kind, name, Arabic name, codes, bounds."""
    rows = [[n.id, n.kind, n.name, n.name_ar, list(n.codes), [round(side, 6) for side in n.bounds]] for n in names]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _record(record: Record, kind: str, place: BaseGeometry) -> Named:
    name, name_ar = getattr(record, "name", ""), getattr(record, "name_ar", None)
    return Named(
        id=record.id,
        kind=kind,
        name=name or record.id,
        name_ar=name_ar or "",
        codes=(record.id,),
        bounds=_bounds(place.bounds),
    )


def _convoy(plan: Plan, convoy: Convoy) -> Iterator[Named]:
    ends = [plan.get(end) for end in (convoy.origin, convoy.destination)]
    points = [end.point for end in ends if isinstance(end, Site | Crossing)]
    codes = (convoy.id, *([convoy.movement_number] if convoy.movement_number else []), convoy.organisation)
    bounds = _bounds(shapely.MultiPoint(points).bounds)
    yield Named(id=convoy.id, kind="convoy", name=convoy.name, codes=codes, bounds=bounds)


def _reported(plan: Plan, report: StatusReport) -> Iterator[BaseGeometry]:
    crossing = plan.find(report.crossing_id) if report.crossing_id else None
    if isinstance(crossing, Crossing):
        yield crossing.point
    elif report.place is not None:
        yield report.place


def _place(row: Mapping[str, Any]) -> Iterator[Named]:
    facts = name_facts({key: row[key] for key in _SIGNS})
    point = shapely.from_wkb(row["shape"])
    if facts and isinstance(point, Point):
        yield Named(
            id="",
            kind=row["class"],
            name=facts.get("name", ""),
            name_ar=facts.get("ar", ""),
            bounds=_bounds(point.bounds),
        )


def _coded(columns: Sequence[pa.ChunkedArray]) -> tuple[list[NDArray[np.object_]], NDArray[np.int64]]:
    """The texts of the columns, and one number for each row: equal for equal texts, 0 without any."""
    texts, key = [], np.zeros(len(columns[0]), np.int64)
    for column in columns:
        whole = column.combine_chunks()
        words = np.array([None, *whole.dictionary.to_pylist()], dtype=object)
        code = whole.indices.fill_null(-1).to_numpy().astype(np.int64) + 1
        key = key * len(words) + code
        texts.append(words[code])
    return texts, key


def _boxes(
    network: RoadNetwork, segments: NDArray[np.int64], group: NDArray[np.signedinteger], count: int
) -> NDArray[np.float64]:
    """West, south, east and north of all segments of each group."""
    starts = network.point_offset[:-1]
    least, most = (ufunc.reduceat(network.points, starts)[segments] for ufunc in (np.minimum, np.maximum))
    box = np.tile([np.inf, np.inf, -np.inf, -np.inf], (count, 1))
    np.minimum.at(box[:, :2], group, least)
    np.maximum.at(box[:, 2:], group, most)
    return box


def _bounds(box: Sequence[float] | NDArray[np.float64]) -> tuple[float, float, float, float]:
    west, south, east, north = (float(side) for side in box)
    return west, south, east, north
