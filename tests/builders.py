"""Small valid records of every noun; a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from shapely import LineString, Point, box

from data.model import (
    Barrier,
    BarrierKind,
    BorderStatus,
    BridgeStatus,
    Contributor,
    ControlLine,
    ControlLineKind,
    Convoy,
    Corridor,
    Crossing,
    Gate,
    Incident,
    Note,
    Phase,
    Plan,
    RoadStatus,
    Sector,
    SectorState,
    Site,
    SiteKind,
    Source,
    StatusReport,
    Waypoint,
    Zone,
    ZoneKind,
)
from tests.force_builders import force_records
from tests.march_builders import march_records, serial, vehicle_type

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""The moment tests happen at."""

SQUARE = box(34.40, 31.40, 34.42, 31.42)
"""A small area."""


def zone(zone_id="z", **said):
    return Zone(**{"id": zone_id, "name": "Zone", "area": SQUARE, "kind": ZoneKind.HAZARD, **said})


def sector(sector_id="north", **said):
    return Sector(**{"id": sector_id, "name": "North", "area": SQUARE, **said})


def barrier(barrier_id="b", **said):
    return Barrier(**{"id": barrier_id, "area_id": "z", "kind": BarrierKind.CLOSED, **said})


def phase(phase_id="p", **said):
    times = {"starts_at": NOON, "ends_at": NOON + timedelta(days=30)}
    return Phase(**{"id": phase_id, "name": "Phase", **times, **said})


def site(site_id="s", **said):
    return Site(**{"id": site_id, "name": "Site", "point": Point(34.41, 31.41), "kind": SiteKind.HOSPITAL, **said})


def crossing(crossing_id="x", **said):
    return Crossing(**{"id": crossing_id, "name": "Crossing", "point": Point(34.40, 31.40), **said})


def corridor(corridor_id="c", **said):
    line = LineString([(34.40, 31.40), (34.42, 31.42)])
    return Corridor(**{"id": corridor_id, "name": "Corridor", "line": line, **said})


def control_line(line_id="l", **said):
    line = LineString([(34.40, 31.42), (34.42, 31.40)])
    kind = ControlLineKind.PHASE_LINE
    return ControlLine(**{"id": line_id, "name": "Line", "line": line, "kind": kind, **said})


def source(**said):
    return Source(**{"name": "Reporter", "reported_at": NOON, **said})


def road_report(report_id="r", **said):
    line = LineString([(34.40, 31.40), (34.41, 31.41)])
    return StatusReport(
        **{"id": report_id, "status": RoadStatus.PASSABLE, "source": source(), "place": line, **said},
    )


def bridge_report(report_id="r", **said):
    return road_report(report_id, **{"status": BridgeStatus.PASSABLE, "place": Point(34.41, 31.41), **said})


def border_report(report_id="r", **said):
    return road_report(report_id, **{"status": BorderStatus.OPEN, "place": None, "crossing_id": "x", **said})


def convoy(convoy_id="v", **said):
    ends = {"origin": "x", "destination": "s", "departs_at": NOON}
    return Convoy(**{"id": convoy_id, "name": "Convoy", "organisation": "Organisation A", **ends, **said})


def contributor(contributor_id="k", **said):
    return Contributor(**{"id": contributor_id, "name": "Contributor A", **said})


def incident(incident_id="i", **said):
    what = {"kind": "blocked", "point": Point(34.41, 31.41), "happened_at": NOON, "summary": "Rubble"}
    return Incident(**{"id": incident_id, **what, **said})


def note(note_id="n", **said):
    what = {"about": "s", "text": "Seen on patrol", "author": "Team 3", "written_at": NOON}
    return Note(**{"id": note_id, **what, **said})


def plan(*records, **settings):
    return Plan(**{"name": "Operation", **settings}).with_record(*records)


def full_plan():
    """A plan with one record of every noun, all references used."""
    states = (("north", SectorState.ACTIVE),)
    return replace(
        plan(
            contributor(),
            zone(),
            sector(owner="k"),
            phase(gates=(Gate(condition="Mines cleared", met=None),), sector_states=states),
            site(),
            crossing(),
            corridor(),
            control_line(owner="k"),
            incident(),
        )
        .with_record(
            barrier(phases=("p",)),
            road_report(),
            bridge_report("r2"),
            border_report("r3"),
            vehicle_type(),
            convoy(via=("s", Waypoint(point=Point(34.415, 31.41))), serials=(serial(),)),
            note(),
        )
        .with_record(*force_records(), *march_records()),
        time_zone="Asia/Gaza",
        illustrative=True,
        network_fingerprint="f" * 64,
    )
