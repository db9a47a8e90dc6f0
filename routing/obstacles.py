"""What stands in the way when there is no route."""

from collections.abc import Iterator

import numpy as np

from data.model.provenance import NOT_STATED, Source
from data.model.results import NoRoute, NoRouteReason, Obstacle
from data.model.sector import Sector
from data.model.status import Passability, StatusReport
from data.model.zone import Zone
from routing.case import Case
from routing.connection import why_not_connected
from routing.costs import Costs
from routing.effects import Key
from routing.way import Leg

Place = tuple[float, float]


def no_route(case: Case) -> NoRoute:
    """Why there is no route, with a set of obstacles of which none can be spared.

    The way with the fewest closures is looked for with every closure at a high price; what closes
    it is then thinned out until lifting all that is left gives a route, and leaving any one in
    place gives none. Other ways may be blocked by other things: the set is one remedy, not all.
    """
    costs = case.costs(toll=True)
    legs = case.legs(costs)
    at_stops = case.closed_at_stops()
    places = _places(case, costs, [leg for leg in legs if leg is not None])
    for stop, keys in zip(case.stops, at_stops, strict=True):
        for key in sorted(keys):
            places.setdefault(key, []).append((stop.place.lon, stop.place.lat))
    if None in legs:
        return _answer(case, frozenset().union(*at_stops), places, why_not_connected(case, legs))
    return _answer(case, _irredundant(case, frozenset(places)), places, None)


def _irredundant(case: Case, keys: frozenset[Key]) -> frozenset[Key]:
    """These without those that need not be lifted for a route."""
    for key in sorted(keys):
        if case.passes(keys - {key}):
            keys -= {key}
    return keys


def _places(case: Case, costs: Costs, legs: list[Leg]) -> dict[Key, list[Place]]:
    """Each cause that closes part of the way looked at, with where it begins to."""
    found: dict[Key, list[Place]] = {}
    for key, place in [*_closures(case, costs, legs), *_shut_gates(case, costs, legs)]:
        if place not in found.setdefault(key, []):
            found[key].append(place)
    return found


def _closures(case: Case, costs: Costs, legs: list[Leg]) -> Iterator[tuple[Key, Place]]:
    conditions, effects = costs.conditions, case.effects.effects
    for stretch in (s for leg in legs for s in leg.stretches):
        low_m, high_m = sorted((stretch.start_m, stretch.end_m))
        for piece in conditions.pieces_within(stretch.segment, low_m, high_m):
            if not conditions.closed[piece]:
                continue
            at_m = max(low_m, float(conditions.start_m[piece]))
            lon, lat = case.index.lines.places(np.array([stretch.segment]), np.array([at_m]))[0]
            for effect in conditions.effects_on(int(piece)):
                if effects[effect].closed:
                    yield effects[effect].cause, (float(lon), float(lat))


def _shut_gates(case: Case, costs: Costs, legs: list[Leg]) -> Iterator[tuple[Key, Place]]:
    network = case.index.network
    for edge in (e for leg in legs for e in leg.edges):
        if costs.toll is not None and costs.gate[edge] >= costs.toll:
            node = int(case.index.u[edge])
            yield ("gate", str(node)), (float(network.node_lon[node]), float(network.node_lat[node]))


def _answer(case: Case, keys: frozenset[Key], places: dict[Key, list[Place]], cut_off: str | None) -> NoRoute:
    obstacles = tuple(_obstacle(case, key, tuple(places[key])) for key in sorted(keys))
    reason, opening = _reason(case, cut_off)
    named = "; ".join(f"{o.name} ({o.why})" for o in obstacles)
    ending = f" In the way: {named}." if named else ""
    question = case.question
    return NoRoute(policy=question.policy, at=question.at, reason=reason, message=opening + ending, obstacles=obstacles)


def _reason(case: Case, cut_off: str | None) -> tuple[NoRouteReason, str]:
    closed = [i for i, keys in enumerate(case.closed_at_stops()) if keys]
    also = f" {cut_off}" if cut_off else ""
    if closed:
        name = case.question.stop_names[closed[0]]
        return _stop_reason(case, closed[0]), f"{name} lies inside a closed area and is not moved elsewhere.{also}"
    if cut_off:
        return NoRouteReason.NOT_CONNECTED, cut_off
    return NoRouteReason.CLOSED, "Every way is closed."


def _stop_reason(case: Case, stop: int) -> NoRouteReason:
    if stop == 0:
        return NoRouteReason.ORIGIN_CLOSED
    return NoRouteReason.DESTINATION_CLOSED if stop == len(case.stops) - 1 else NoRouteReason.VIA_CLOSED


def _obstacle(case: Case, key: Key, places: tuple[Place, ...]) -> Obstacle:
    kind, name = key
    if kind == "gate":
        return _gate(case, int(name), places)
    title, why = _told(case, name)
    return Obstacle(kind=kind, id=name, name=title, why=why, places=places)


def _told(case: Case, record_id: str) -> tuple[str, str]:
    """Name of a record that closes roads, and why it does."""
    match case.plan.get(record_id):
        case Zone() | Sector() as area:
            return area.name, f"closed, {_says(area.source)}"
        case StatusReport() as report if report.passability(case.question.at) is Passability.UNKNOWN:
            return f"Report {report.id}", "passability unknown, and unknown roads are not to be used"
        case StatusReport() as report:
            return f"Report {report.id}", f"{report.status.value}, {_says(report.source)}"
    return record_id, "closed"


def _says(source: Source) -> str:
    return "its source is not stated" if source.name == NOT_STATED else f"says {source.name}"


def _gate(case: Case, node: int, places: tuple[Place, ...]) -> Obstacle:
    nodes = case.index.network.nodes
    kind: str = nodes["barrier"][node].as_py() or "gate"
    closed = bool(case.index.gate_closed[node])
    why = "closed to convoys" if closed else "passage unknown, and unknown gates are not to be used"
    node_id = str(nodes["node_id"][node].as_py())
    return Obstacle(kind="gate", id=node_id, name=f"{kind} at node {node_id}", why=why, places=places)
