"""Answers beyond one route as plain JSON values: other ways, fronts, matrices, reach."""

import math

from shapely.geometry import mapping

from data.export.answers import Document, findings_document, route_document
from data.model.answers import Alternatives, Front, Matrix, Reach, Reached
from data.model.results import Route, Snap


def alternatives_document(found: Alternatives) -> list[Document]:
    """Dissimilar ways, the best first, each with how it compares."""
    return [
        _figures(way.route) | {"stretch": way.stretch, "overlap": way.overlap, "dissimilarity": way.dissimilarity}
        for way in found.ways
    ]


def front_document(front: Front) -> Document:
    """Ways from fastest to least exposed, and how exact the front is."""
    return {
        "exact": front.is_exact,
        "time_factor": front.time_factor,
        "exposure_factor": front.exposure_factor,
        "ways": [_figures(p.route) | {"time_s": p.time_s, "exposure_s": p.exposure_s} for p in front.points],
    }


def matrix_document(matrix: Matrix) -> Document:
    """Times and distances from each origin to each destination; null where there is no route."""
    return {
        "policy": matrix.policy.value,
        "at": matrix.at.isoformat(),
        "origins": [_snap(snap) for snap in matrix.origins],
        "destinations": [_snap(snap) for snap in matrix.destinations],
        "duration_s": _rows(matrix.duration_s.tolist()),
        "distance_m": _rows(matrix.distance_m.tolist()),
        "findings": findings_document(matrix.findings),
    }


def reach_document(reach: Reach) -> Document:
    """What lies within each limit: metres of road, sites, the lines reached and the ground beside them."""
    return {
        "policy": reach.policy.value,
        "at": reach.at.isoformat(),
        "toward": reach.toward,
        "bases": [_snap(snap) for snap in reach.bases],
        "limits": [_reached(own) for own in reach.reached],
        "findings": findings_document(reach.findings),
    }


def _figures(route: Route) -> Document:
    told = route_document(route)
    return {key: told[key] for key in ("distance_m", "duration_s", "exposure_s", "unknown_m", "geometry")}


def _reached(own: Reached) -> Document:
    return {
        "limit_min": own.limit_min,
        "distance_m": own.distance_m,
        "sites": [{"id": s.site_id, "name": s.name, "base": s.base, "duration_s": s.duration_s} for s in own.sites],
        "roads": mapping(own.line),
        "area": mapping(own.area),
    }


def _snap(snap: Snap | None) -> list[float] | None:
    return None if snap is None else [snap.point.x, snap.point.y]


def _rows(rows: list[list[float]]) -> list[list[float | None]]:
    return [[None if math.isnan(cell) else cell for cell in row] for row in rows]
