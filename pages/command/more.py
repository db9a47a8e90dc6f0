"""What `passage route` says besides on request: why this way, other ways, the front of time and exposure."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data.export.reasons import reasons_document
from data.export.ways import alternatives_document, front_document
from data.model import NoRoute, Plan, Route
from data.model.answers import Alternatives, Front
from data.model.reasons import RouteReasons
from pages.command.wording import duration, kilometres
from routing.alternatives import Wanted, find_alternatives
from routing.index import NetworkIndex
from routing.pareto import find_front
from routing.question import RouteQuestion
from routing.reasons import why_this_way


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """Further parts of the document, and their lines for people."""

    document: dict[str, Any]
    lines: tuple[str, ...]


def more_about(
    arguments: argparse.Namespace, index: NetworkIndex, plan: Plan, question: RouteQuestion, route: Route
) -> More:
    """What was asked for besides the route."""
    document: dict[str, Any] = {}
    lines: list[str] = []
    if arguments.explain:
        reasons = why_this_way(index, plan, question, route)
        document["explained"] = reasons_document(reasons)
        lines += _reason_lines(reasons)
    if arguments.alternatives:
        found = find_alternatives(index, plan, question, Wanted(ways=arguments.alternatives))
        if not isinstance(found, NoRoute):
            document["alternatives"] = alternatives_document(found)
            lines += _way_lines(found)
    if arguments.front:
        front = find_front(index, plan, question)
        if not isinstance(front, NoRoute):
            document["front"] = front_document(front)
            lines += _front_lines(front)
    return More(document=document, lines=tuple(lines))


def _reason_lines(reasons: RouteReasons) -> Iterator[str]:
    yield (
        "Why this way" if not reasons.is_obvious else "This is the obvious way; nothing in force keeps it from another."
    )
    for own in reasons.binding:
        names = ", ".join(o.name for o in own.reasons)
        cost = "no way without it" if own.extra_s is None else f"costs {duration(own.extra_s)}"
        yield f"  {names}: {cost}"
    if reasons.met:
        yield "On the obvious way"
    for met in reasons.met:
        does = "closes it" if met.closes else f"slows it by {duration(met.slows_s)}" if met.slows_s else "lies on it"
        turns = "" if met.binds else "; without it alone the route stays"
        yield f"  {met.reason.name} ({met.reason.why}): {does}, {kilometres(met.distance_m)}{turns}"


def _way_lines(found: Alternatives) -> Iterator[str]:
    yield "Ways that differ"
    for way in found.ways:
        shared = f"{way.overlap:.0%} in common"
        yield f"  {kilometres(way.route.distance_m)}, {duration(way.route.duration_s)}, {shared}"
    if found.why_fewer:
        yield f"  {found.why_fewer}"


def _front_lines(front: Front) -> Iterator[str]:
    exact = (
        "exact" if front.is_exact else f"within {front.time_factor:g} × time and {front.exposure_factor:g} × exposure"
    )
    yield f"Time against exposure ({exact})"
    for point in front.points:
        yield f"  {duration(point.route.duration_s)}, {duration(point.exposure_s)} exposed"
