"""The demo operation as plain files, for trying the command line on something harmless."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from shapely import Point
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from data.model.control import ControlLine
from data.model.network import RoadNetwork
from data.model.phase import Phase
from data.model.place import Corridor, Crossing, Site
from data.model.plan import Plan
from data.model.provenance import Source, Validity
from data.model.sector import Sector
from data.model.zone import Zone
from data.sources.demo_plan import DEMO_NOW, demo_plan
from data.sources.demo_roads import ATTRIBUTION, demo_network

Feature: TypeAlias = dict[str, Any]

_WRITTEN = (
    "name",
    "name_en",
    "name_ar",
    "highway",
    "lanes",
    "oneway",
    "bridge",
    "surface",
    "maxheight_m",
    "maxweight_t",
    "speed_kmh",
    "length_m",
)
_README = f"""Passage demo operation: Gaza Strip. ILLUSTRATIVE, never use it to move.

Hand drawn from general knowledge; events, reports, contributors and numbers are invented.
Licence CC0-1.0. Credit: {ATTRIBUTION}. Made to be looked at as of {DEMO_NOW:%Y-%m-%dT%H:%MZ}.

edges.geojson, nodes.geojson  roads: load them together
zones.geojson                 zones, with what each does to roads
sectors.geojson               sectors, with their owner and the phases in which they are active
sites.geojson                 hospitals, warehouses, shelters, wells, works, bases, holding points, checkpoints
crossings.geojson             border crossings
corridors.geojson             corridors, drawn along the roads
control_lines.geojson         phase lines, report lines and release lines
phases.json                   phases with gates and the state of each sector
"""


def write_demo(folder: Path) -> tuple[Path, ...]:
    """The files written into `folder`, which is made when missing; equal calls write equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    network, plan = demo_network(), demo_plan()
    layers = {
        "edges": _edges(network),
        "nodes": _nodes(network),
        "zones": _zones(plan),
        "sectors": _sectors(plan),
        "sites": map(_site, plan.sites),
        "crossings": map(_crossing, plan.crossings),
        "corridors": map(_corridor, plan.corridors),
        "control_lines": map(_control_line, plan.control_lines),
    }
    texts = {f"{name}.geojson": _collection(name, features) for name, features in layers.items()}
    texts["phases.json"] = json.dumps(list(map(_phase, plan.phases)), ensure_ascii=False, indent=1) + "\n"
    texts["README.txt"] = _README
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / name for name in texts)


def _collection(name: str, features: Iterable[Feature]) -> str:
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    head = {"type": "FeatureCollection", "name": name, "attribution": ATTRIBUTION}
    return json.dumps(head)[:-1] + f', "features": [\n{lines}\n]}}\n'


def _feature(shape: BaseGeometry | Mapping[str, Any], properties: Mapping[str, Any]) -> Feature:
    drawn = mapping(shape) if isinstance(shape, BaseGeometry) else shape
    return {"type": "Feature", "properties": dict(properties), "geometry": drawn}


def _edges(network: RoadNetwork) -> Iterable[Feature]:
    ids = network.nodes["node_id"].to_pylist()
    for row in network.segments.select(["from_node", "to_node", "points", *_WRITTEN]).to_pylist():
        ends = {"u": ids[row["from_node"]], "v": ids[row["to_node"]]}
        line = {"type": "LineString", "coordinates": row["points"]}
        yield _feature(line, ends | {name: row[name] for name in _WRITTEN})


def _nodes(network: RoadNetwork) -> Iterable[Feature]:
    for row in network.nodes.to_pylist():
        own = {name: row[name] for name in ("node_id", "barrier", "barrier_passage")}
        yield _feature(Point(row["lon"], row["lat"]), own)


def _zones(plan: Plan) -> Iterable[Feature]:
    name_of = {phase.id: phase.name for phase in plan.phases}
    barrier_of = {barrier.area_id: barrier for barrier in plan.barriers}
    for zone in plan.zones:
        barrier = barrier_of.get(zone.id)
        acting = {"barrier": barrier and barrier.kind, "value": barrier and barrier.value}
        acting |= {"priority": barrier and barrier.priority}
        limited = {"phases": [name_of[phase] for phase in barrier.phases] if barrier else []}
        kind = {"kind": zone.kind, "owner": zone.owner, "exposure": zone.exposure}
        yield _feature(zone.area, _named(zone) | kind | acting | limited)


def _sectors(plan: Plan) -> Iterable[Feature]:
    owners = {contributor.id: contributor.name for contributor in plan.contributors}
    for sector in plan.sectors:
        active = [phase.name for phase in plan.phases if sector.id in phase.active_sectors()]
        owner = sector.owner and owners[sector.owner]
        yield _feature(sector.area, _named(sector) | {"owner": owner, "phases": active})


def _site(site: Site) -> Feature:
    own = {"kind": site.kind, "capacity": site.capacity, "capacity_unit": site.capacity_unit}
    own |= {name: getattr(site, name) for name in ("room_m", "service_time_per_vehicle_s", "lanes")}
    return _feature(site.point, _named(site) | own)


def _crossing(crossing: Crossing) -> Feature:
    named = {"id": crossing.id, "name": crossing.name, "name_ar": crossing.name_ar, "note": crossing.note}
    own = {"service_time_per_vehicle_s": crossing.service_time_per_vehicle_s, "lanes": crossing.lanes}
    return _feature(crossing.point, {**named, **own, **_told(crossing.source)})


def _corridor(corridor: Corridor) -> Feature:
    return _feature(corridor.line, _named(corridor))


def _control_line(line: ControlLine) -> Feature:
    return _feature(line.line, _named(line) | {"kind": line.kind, "owner": line.owner})


def _named(record: Zone | Sector | Site | Corridor | ControlLine) -> dict[str, Any]:
    own = {"id": record.id, "name": record.name, "name_ar": record.name_ar, "note": record.note}
    return own | _told(record.source) | _spanned(record.valid)


def _told(source: Source) -> dict[str, Any]:
    told_at = _text(source.reported_at)
    return {"source": source.name, "reported_at": told_at, "confidence": source.confidence}


def _spanned(valid: Validity) -> dict[str, Any]:
    return {"valid_from": _text(valid.starts_at), "valid_to": _text(valid.ends_at)}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _phase(phase: Phase) -> dict[str, Any]:
    return {
        "id": phase.id,
        "name": phase.name,
        "name_ar": phase.name_ar,
        "starts_at": _text(phase.starts_at),
        "ends_at": _text(phase.ends_at),
        "gates": [{"condition": g.condition, "met": g.met, "evidence": g.evidence} for g in phase.gates],
        "sectors": dict(phase.sector_states),
        "note": phase.note,
    }
