"""Answers become documents that say everything, in units, with unknown as null."""

import json
from datetime import timedelta

import pytest
from shapely import LineString, MultiLineString, Point

from data.errors import SourceError, StalePlan
from data.export.answers import (
    coverage_document,
    error_document,
    findings_document,
    load_document,
    provenance_document,
    route_document,
)
from data.model import (
    AreaExposure,
    Coverage,
    CoverageGap,
    Finding,
    NoRoute,
    NoRouteReason,
    Obstacle,
    Provenance,
    ReliedReport,
    Route,
    RoutePolicy,
    Severity,
    Snap,
    Street,
)
from data.sources.roads.report import Dropped, LoadReport
from tests import builders
from tests.builders import NOON


def snap(lon):
    return Snap(wanted=Point(lon, 31.5), point=Point(lon, 31.51), segment=1, offset_m=5.0, distance_m=12.5)


def report(name, at):
    return ReliedReport(report_id=name, status="PASSABLE", passability="open", reported_at=at, distance_m=40.0)


FINDING = Finding(
    code="report-stale",
    severity=Severity.DOUBT,
    subject="report r",
    message="Report r is old.",
    remedy="Ask again.",
    place=(34.4, 31.5),
)
ROUTE = Route(
    policy=RoutePolicy.LOW_EXPOSURE,
    at=NOON,
    origin=snap(34.40),
    destination=snap(34.44),
    via=(snap(34.42),),
    line=LineString([(34.40, 31.51), (34.44, 31.51)]),
    distance_m=3800.5,
    duration_s=420.25,
    exposure_s=30.0,
    pieces=(),
    exposure=(AreaExposure(area_id="z", name="Zone", kind="hazard", distance_m=200.0, duration_s=30.0),),
    streets=(Street(name=None, name_ar=None, distance_m=10.0), Street(name="Sea", name_ar="البحر", distance_m=3790.5)),
    reports=(report("new", NOON), report("old", NOON - timedelta(hours=9))),
    unknown_m=5.0,
    unreported_m=3795.5,
    findings=(FINDING,),
)


def as_json(document):
    return json.loads(json.dumps(document, allow_nan=False))


def test_a_route_tells_all_a_convoy_leader_asks_for():
    told = as_json(route_document(ROUTE))
    route = told
    assert (route["distance_m"], route["duration_s"], route["exposure_s"]) == (3800.5, 420.25, 30.0)
    assert route["exposure"] == [
        {"id": "z", "name": "Zone", "kind": "hazard", "distance_m": 200.0, "duration_s": 30.0},
    ]
    assert route["streets"][0] == {"name": None, "name_ar": None, "distance_m": 10.0}
    assert route["oldest_report"]["id"] == "old"
    assert (route["unknown_m"], route["unreported_m"]) == (5.0, 3795.5)
    assert route["geometry"] == {"type": "LineString", "coordinates": [[34.40, 31.51], [34.44, 31.51]]}
    assert route["snaps"]["origin"] == {"wanted": [34.40, 31.5], "point": [34.40, 31.51], "distance_m": 12.5}
    assert len(route["snaps"]["via"]) == 1
    assert route["at"] == "2026-06-01T12:00:00+00:00"
    assert [f["code"] for f in told["findings"]] == ["report-stale"]


def test_findings_of_files_follow_those_of_the_route():
    other = Finding(code="id-renamed", severity=Severity.NOTE, subject="z", message="m", remedy="r")
    told = route_document(ROUTE, [other])
    assert [f["code"] for f in told["findings"]] == ["report-stale", "id-renamed"]


def test_no_route_is_null_with_reason_and_obstacles():
    obstacle = Obstacle(kind="zone", id="z", name="Zone", why="closed", places=((34.4, 31.5),))
    answer = NoRoute(
        policy=RoutePolicy.FASTEST,
        at=NOON,
        reason=NoRouteReason.CLOSED,
        message="Closed.",
        obstacles=(obstacle,),
    )
    told = as_json(route_document(answer, [FINDING]))
    assert told["answer"] == "no route"
    assert (told["reason"], told["message"]) == ("closed", "Closed.")
    assert told["obstacles"] == [
        {"kind": "zone", "id": "z", "name": "Zone", "why": "closed", "places": [[34.4, 31.5]]},
    ]
    assert len(told["findings"]) == 1


def covered(corridor_id):
    gap = CoverageGap(
        start_m=600.0,
        end_m=1000.0,
        line=MultiLineString([[(34.4, 31.5), (34.41, 31.5)]]),
        sectors=(("south", "preparing"),),
    )
    return Coverage(
        corridor_id=corridor_id,
        phase_id="p",
        total_m=1000.0,
        covered_m=600.0,
        by_sector_m=(("north", 600.0),),
        gaps=(gap,),
    )


def test_coverage_names_phase_corridor_sectors_and_gaps():
    told = as_json(coverage_document(covered("c"), builders.full_plan()))
    assert told["phase"] == {"id": "p", "name": "Phase"}
    assert told["corridor"] == {"id": "c", "name": "Corridor"}
    assert (told["total_m"], told["covered_m"], told["share"]) == (1000.0, 600.0, 0.6)
    assert told["by_sector"] == [{"id": "north", "name": "North", "covered_m": 600.0}]
    (gap,) = told["gaps"]
    assert (gap["start_m"], gap["end_m"], gap["distance_m"]) == (600.0, 1000.0, 400.0)
    assert gap["sectors"] == [{"id": "south", "state": "preparing"}]
    assert gap["geometry"]["type"] == "MultiLineString"


def test_coverage_of_all_roads_has_no_corridor():
    assert coverage_document(covered("all-roads"), builders.full_plan())["corridor"] is None


@pytest.mark.parametrize("data_at", [None, NOON])
def test_a_load_report_says_what_was_read_dropped_and_doubted(data_at):
    file = Provenance(file_name="a.osm", sha256="0" * 64, format="OSM", data_at=data_at, attribution="© OSM")
    dropped = Dropped(what="ways", count=3, why="not built yet", examples=("7",), length_m=None)
    report = LoadReport(
        provenance=(file,),
        fingerprint="f" * 64,
        node_count=4,
        segment_count=3,
        edge_count=6,
        turn_ban_count=1,
        turn_time_count=5,
        barrier_count=2,
        length_m=1234.5,
        bounds=None,
        unknown_share=(("lanes", 0.25),),
        dropped=(dropped,),
        findings=(FINDING,),
        seconds=0.5,
        from_cache=True,
    )
    told = as_json(load_document(report))
    assert told["files"][0]["data_at"] == (data_at and data_at.isoformat())
    assert told["files"][0]["licence"] is None
    assert (told["turn_ban_count"], told["turn_time_count"]) == (1, 5)
    assert told["dropped"] == [
        {"what": "ways", "count": 3, "why": "not built yet", "examples": ["7"], "length_m": None},
    ]
    assert (told["unknown_share"], told["bounds"], told["from_cache"]) == ({"lanes": 0.25}, None, True)
    assert told["findings"] == findings_document([FINDING])


def test_a_finding_keeps_its_place_and_remedy():
    (told,) = as_json(findings_document([FINDING]))
    assert told["place"] == [34.4, 31.5]
    assert (told["severity"], told["remedy"]) == ("doubt", "Ask again.")


def test_credit_is_never_left_out():
    file = Provenance(file_name="a", sha256="0" * 64, format="OSM", attribution="© OpenStreetMap contributors")
    assert provenance_document(file)["attribution"] == "© OpenStreetMap contributors"


def test_a_refused_file_tells_every_fault():
    faults = [f"feature {n}: broken" for n in range(9)]
    told = error_document(SourceError("a.geojson", faults, "Draw it again."))["error"]
    assert (told["kind"], told["file"], told["remedy"]) == ("SourceError", "a.geojson", "Draw it again.")
    assert told["faults"] == faults


def test_any_other_refusal_tells_its_sentence():
    assert error_document(StalePlan("Load again.")) == {"error": {"kind": "StalePlan", "message": "Load again."}}
