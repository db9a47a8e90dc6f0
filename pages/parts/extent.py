"""How far a plan, or a question about it, reaches: what a map shows at first."""

from collections.abc import Mapping, Sequence

import numpy as np
from shapely import total_bounds
from shapely.geometry.base import BaseGeometry

from data.model import Plan, Route, RoutePolicy
from pages.parts.route_asking import Asked
from pages.parts.route_view import Answered

MARGIN, LEAST_MARGIN_DEG = 0.08, 0.004


def bounds_of(plan: Plan) -> tuple[float, float, float, float] | None:
    """West, south, east and north of everything that has a place; None for an empty plan."""
    shapes: list[BaseGeometry] = [
        *(z.area for z in plan.zones),
        *(s.area for s in plan.sectors),
        *(s.point for s in plan.sites),
        *(c.point for c in plan.crossings),
        *(r.line for r in plan.corridors),
        *(c.line for c in plan.control_lines),
    ]
    return _bounds(shapes)


def bounds_of_question(
    asked: Asked, answers: Mapping[RoutePolicy, Answered]
) -> tuple[float, float, float, float] | None:
    """West, south, east and north of both ends and the routes between them, with a margin; None without an end."""
    lines = [a.answer.line for a in answers.values() if isinstance(a.answer, Route)]
    ends = [place.point for place in (asked.origin, asked.destination) if place]
    return around([*lines, *ends]) if ends else None


def around(shapes: Sequence[BaseGeometry]) -> tuple[float, float, float, float] | None:
    """West, south, east and north of some shapes with a margin; None of none."""
    bounds = _bounds(shapes)
    if bounds is None:
        return None
    west, south, east, north = bounds
    margin = max(east - west, north - south) * MARGIN + LEAST_MARGIN_DEG
    return west - margin, south - margin, east + margin, north + margin


def _bounds(shapes: Sequence[BaseGeometry]) -> tuple[float, float, float, float] | None:
    if not shapes:
        return None
    west, south, east, north = total_bounds(np.array(shapes, dtype=object))
    return float(west), float(south), float(east), float(north)
