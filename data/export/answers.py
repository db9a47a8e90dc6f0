"""Results, reports and findings as plain JSON values; geometry is GeoJSON in WGS 84, moments ISO 8601.

Keys carry their units as the nouns do. What is unknown is null, never 0 and never left out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from data.errors import SourceError
from data.model.finding import Finding
from data.model.plan import Plan
from data.model.provenance import Provenance
from data.model.results import Coverage, CoverageGap, NoRoute, ReliedReport, Route, Snap
from geo.errors import PassageError

if TYPE_CHECKING:
    from data.sources.roads.report import LoadReport

Document: TypeAlias = dict[str, Any]
"""A JSON object."""


def route_document(answer: Route | NoRoute, findings: Sequence[Finding] = ()) -> Document:
    """The answer to a route question: its figures and geometry, or what stands in the way; `answer` says which."""
    if isinstance(answer, NoRoute):
        return _no_route(answer) | {"findings": findings_document(findings)}
    return {"answer": "route", **_route(answer), "findings": findings_document([*answer.findings, *findings])}


def coverage_document(coverage: Coverage, plan: Plan) -> Document:
    """Coverage of one corridor, or of all roads, in one phase."""
    corridor = plan.find(coverage.corridor_id)
    return {
        "phase": _named(plan, coverage.phase_id),
        "corridor": _named(plan, coverage.corridor_id) if corridor else None,
        "total_m": coverage.total_m,
        "covered_m": coverage.covered_m,
        "share": coverage.share,
        "by_sector": [_named(plan, own) | {"covered_m": length_m} for own, length_m in coverage.by_sector_m],
        "gaps": [_gap(gap) for gap in coverage.gaps],
    }


def load_document(report: "LoadReport") -> Document:
    """What a load of a road network did."""
    return {
        "files": [provenance_document(p) for p in report.provenance],
        "fingerprint": report.fingerprint,
        "node_count": report.node_count,
        "segment_count": report.segment_count,
        "edge_count": report.edge_count,
        "turn_ban_count": report.turn_ban_count,
        "turn_time_count": report.turn_time_count,
        "barrier_count": report.barrier_count,
        "length_m": report.length_m,
        "bounds": report.bounds and list(report.bounds),
        "unknown_share": dict(report.unknown_share),
        "dropped": [
            {
                "what": d.what,
                "count": d.count,
                "why": d.why,
                "examples": list(d.examples),
                "length_m": d.length_m,
            }
            for d in report.dropped
        ],
        "seconds": report.seconds,
        "from_cache": report.from_cache,
        "findings": findings_document(report.findings),
    }


def findings_document(findings: Sequence[Finding]) -> list[Document]:
    """Findings in the order given."""
    return [
        {
            "code": f.code,
            "severity": f.severity.value,
            "subject": f.subject,
            "message": f.message,
            "remedy": f.remedy,
            "place": f.place and list(f.place),
        }
        for f in findings
    ]


def provenance_document(provenance: Provenance) -> Document:
    """Where something comes from, with the credit that must be shown."""
    return {
        "file_name": provenance.file_name,
        "sha256": provenance.sha256,
        "format": provenance.format,
        "data_at": _moment(provenance.data_at),
        "licence": provenance.licence,
        "attribution": provenance.attribution,
    }


def error_document(error: PassageError) -> Document:
    """A refusal: its kind and sentence; for a file also its name, every fault and the remedy."""
    told: Document = {"kind": type(error).__name__, "message": str(error)}
    if isinstance(error, SourceError):
        told |= {"file": error.file_name, "faults": list(error.faults), "remedy": error.remedy}
    return {"error": told}


def _route(route: Route) -> Document:
    return {
        "policy": route.policy.value,
        "at": _moment(route.at),
        "distance_m": route.distance_m,
        "duration_s": route.duration_s,
        "exposure_s": route.exposure_s,
        "exposure": [
            {
                "id": e.area_id,
                "name": e.name,
                "kind": e.kind,
                "distance_m": e.distance_m,
                "duration_s": e.duration_s,
            }
            for e in route.exposure
        ],
        "streets": [{"name": s.name, "name_ar": s.name_ar, "distance_m": s.distance_m} for s in route.streets],
        "reports": [_relied(r) for r in route.reports],
        "oldest_report": route.oldest_report and _relied(route.oldest_report),
        "unknown_m": route.unknown_m,
        "unreported_m": route.unreported_m,
        "snaps": {
            "origin": _snap(route.origin),
            "via": [_snap(snap) for snap in route.via],
            "destination": _snap(route.destination),
        },
        "geometry": _shape(route.line),
    }


def _no_route(answer: NoRoute) -> Document:
    return {
        "answer": "no route",
        "policy": answer.policy.value,
        "at": _moment(answer.at),
        "reason": answer.reason.value,
        "message": answer.message,
        "obstacles": [
            {"kind": o.kind, "id": o.id, "name": o.name, "why": o.why, "places": [list(place) for place in o.places]}
            for o in answer.obstacles
        ],
    }


def _gap(gap: CoverageGap) -> Document:
    return {
        "start_m": gap.start_m,
        "end_m": gap.end_m,
        "distance_m": gap.distance_m,
        "sectors": [{"id": own, "state": state} for own, state in gap.sectors],
        "geometry": _shape(gap.line),
    }


def _snap(snap: Snap) -> Document:
    return {
        "wanted": list(snap.wanted.coords[0]),
        "point": list(snap.point.coords[0]),
        "distance_m": snap.distance_m,
    }


def _relied(report: ReliedReport) -> Document:
    return {
        "id": report.report_id,
        "status": report.status,
        "passability": report.passability,
        "reported_at": _moment(report.reported_at),
        "distance_m": report.distance_m,
    }


def _named(plan: Plan, record_id: str) -> Document:
    return {"id": record_id, "name": getattr(plan.find(record_id), "name", record_id)}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _shape(shape: BaseGeometry) -> Mapping[str, Any]:
    drawn: Mapping[str, Any] = mapping(shape)
    return drawn
