"""The plan of the demo operation, read from its GeoJSON, CSV and JSON files."""

import csv
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from shapely.geometry import Point, shape

from data.model.barrier import Barrier, BarrierKind
from data.model.contributor import Contributor
from data.model.control import ControlLine, ControlLineKind
from data.model.ids import (
    BarrierId,
    ContributorId,
    ControlLineId,
    ConvoyId,
    CorridorId,
    CrossingId,
    IncidentId,
    PhaseId,
    ReportId,
    SectorId,
    SiteId,
    ZoneId,
)
from data.model.local import Lead
from data.model.movement import Convoy, Priority
from data.model.phase import Gate, Phase, SectorState
from data.model.place import Corridor, Crossing, Incident, Site, SiteKind
from data.model.plan import Plan
from data.model.provenance import Confidence, Source, Validity
from data.model.sector import Sector
from data.model.status import BorderStatus, BridgeStatus, RoadStatus, StatusReport
from data.model.zone import Zone, ZoneKind
from data.sources.demo_force import force_records
from data.sources.demo_march import march_records
from data.sources.demo_roads import FOLDER, demo_network

DEMO_NOW = datetime(2027, 3, 10, 6, tzinfo=UTC)
"""The moment the demo is looked at: its ages and validity windows are made for it."""

_ORIGIN = "Invented for the demo (illustrative)"
_VOCABULARY: Mapping[str, type[RoadStatus | BridgeStatus | BorderStatus]] = {
    "road": RoadStatus,
    "bridge": BridgeStatus,
    "border": BorderStatus,
}

Fields: TypeAlias = dict[str, Any]


def demo_plan() -> Plan:
    """The operation of the demo on its own network; everything in it is marked illustrative."""
    operation = json.loads((FOLDER / "operation.json").read_text(encoding="utf-8"))
    zones = _features("zones.geojson")
    convoys = tuple(map(_convoy, _rows("convoys.csv")))
    ground = Plan(
        name=f"{operation['name']} / {operation['name_ar']}",
        time_zone=operation["time_zone"],
        illustrative=True,
        network_fingerprint=demo_network().fingerprint,
        zones=tuple(map(_zone, zones)),
        barriers=tuple(_barrier(z) for z in zones if z["barrier"]),
        sectors=tuple(map(_sector, _features("sectors.geojson"))),
        phases=tuple(map(_phase, operation["phases"])),
        sites=tuple(map(_site, _features("sites.geojson"))),
        crossings=tuple(map(_crossing, _features("crossings.geojson"))),
        corridors=tuple(map(_corridor, _features("corridors.geojson"))),
        control_lines=tuple(map(_control_line, _features("control_lines.geojson"))),
        status_reports=tuple(map(_report, _features("reports.geojson"))),
        convoys=convoys,
        contributors=tuple(map(_contributor, operation["contributors"])),
        incidents=tuple(map(_incident, _rows("incidents.csv"))),
    )
    return ground.with_record(*force_records(), *march_records(convoys))


def _features(file_name: str) -> list[Fields]:
    """Properties of every feature, its shape (or None) under "shape"."""
    features = json.loads((FOLDER / file_name).read_text(encoding="utf-8"))["features"]
    return [f["properties"] | {"shape": shape(f["geometry"]) if f["geometry"] else None} for f in features]


def _rows(file_name: str) -> list[Fields]:
    with (FOLDER / file_name).open(encoding="utf-8", newline="") as file:
        return [{name: text or None for name, text in row.items()} for row in csv.DictReader(file)]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _on(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _source(p: Fields) -> Source:
    return Source(name=p["source"], reported_at=_moment(p["reported_at"]), confidence=Confidence(p["confidence"]))


def _valid(p: Fields) -> Validity:
    return Validity(starts_at=_moment(p["valid_from"]), ends_at=_moment(p["valid_to"]))


def _named(p: Fields) -> Fields:
    """What most records share."""
    return {"name": p["name"], "name_ar": p["name_ar"], "note": p["note"], "source": _source(p)}


def _zone(p: Fields) -> Zone:
    return Zone(
        id=ZoneId(p["id"]),
        area=p["shape"],
        kind=ZoneKind(p["kind"]),
        owner=p["owner"],
        exposure=p["exposure"],
        valid=_valid(p),
        **_named(p),
    )


def _barrier(p: Fields) -> Barrier:
    return Barrier(
        id=BarrierId(f"{p['id']}-barrier"),
        area_id=ZoneId(p["id"]),
        kind=BarrierKind(p["barrier"]),
        value=p["value"],
        priority=p["priority"],
        phases=tuple(map(PhaseId, p["phases"])),
        valid=_valid(p),
        source=_source(p),
    )


def _sector(p: Fields) -> Sector:
    return Sector(
        id=SectorId(p["id"]),
        area=p["shape"],
        owner=p["owner"] and ContributorId(p["owner"]),
        valid=_valid(p),
        **_named(p),
    )


def _phase(p: Fields) -> Phase:
    return Phase(
        id=PhaseId(p["id"]),
        name=p["name"],
        name_ar=p["name_ar"],
        starts_at=_on(p["starts_at"]),
        ends_at=_on(p["ends_at"]),
        gates=tuple(map(_gate, p["gates"])),
        sector_states=tuple((SectorId(s), SectorState(state)) for s, state in p["sector_states"].items()),
        sector_leads=tuple((SectorId(s), Lead(lead)) for s, lead in p.get("sector_leads", {}).items()),
        note=p["note"],
    )


def _gate(p: Fields) -> Gate:
    return Gate(**p | {"due_at": _moment(p.get("due_at")), "after": tuple(p.get("after", ()))})


def _site(p: Fields) -> Site:
    return Site(
        id=SiteId(p["id"]),
        point=p["shape"],
        kind=SiteKind(p["kind"]),
        capacity=p["capacity"],
        capacity_unit=p["capacity_unit"],
        room_m=p.get("room_m"),
        service_time_per_vehicle_s=p.get("service_time_per_vehicle_s"),
        lanes=p.get("lanes"),
        valid=_valid(p),
        **_named(p),
    )


def _crossing(p: Fields) -> Crossing:
    return Crossing(
        id=CrossingId(p["id"]),
        point=p["shape"],
        service_time_per_vehicle_s=p["service_time_per_vehicle_s"],
        lanes=p.get("lanes"),
        **_named(p),
    )


def _corridor(p: Fields) -> Corridor:
    return Corridor(id=CorridorId(p["id"]), line=p["shape"], valid=_valid(p), **_named(p))


def _control_line(p: Fields) -> ControlLine:
    return ControlLine(
        id=ControlLineId(p["id"]),
        line=p["shape"],
        kind=ControlLineKind(p["kind"]),
        owner=p["owner"] and ContributorId(p["owner"]),
        valid=_valid(p),
        **_named(p),
    )


def _report(p: Fields) -> StatusReport:
    return StatusReport(
        id=ReportId(p["id"]),
        status=_VOCABULARY[p["vocabulary"]](p["status"]),
        place=p["shape"],
        crossing_id=p["crossing_id"] and CrossingId(p["crossing_id"]),
        stale_after=timedelta(hours=p["stale_after_h"]),
        source=_source(p),
        note=p["note"],
    )


def _convoy(p: Fields) -> Convoy:
    return Convoy(
        id=ConvoyId(p["id"]),
        name=p["name"],
        organisation=p["organisation"],
        origin=SiteId(p["origin"]),
        destination=SiteId(p["destination"]),
        departs_at=_on(p["departs_at"]),
        via=tuple(map(SiteId, (p["via"] or "").split())),
        vehicle_count=p["vehicle_count"] and int(p["vehicle_count"]),
        vehicle_gap_m=float(p["vehicle_gap_m"]),
        priority=Priority(p["priority"]),
        cargo=p["cargo"],
        movement_number=p["movement_number"],
    )


def _contributor(p: Fields) -> Contributor:
    return Contributor(**p | {"id": ContributorId(p["id"]), "languages": tuple(p["languages"])})


def _incident(p: Fields) -> Incident:
    return Incident(
        id=IncidentId(p["id"]),
        kind=p["kind"],
        point=Point(float(p["lon"]), float(p["lat"])),
        happened_at=_on(p["happened_at"]),
        summary=p["summary"],
        precision_m=p["precision_m"] and float(p["precision_m"]),
        source=Source(name=_ORIGIN, reported_at=_on(p["happened_at"]), confidence=Confidence.LOW),
    )
