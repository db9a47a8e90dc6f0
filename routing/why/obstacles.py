"""What stands in the way when there is no route: the least to lift, and what separates the stops."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from shapely import LineString

from data.model.provenance import NOT_STATED, Source
from data.model.results import ClosedPart, NoRoute, NoRouteReason, Obstacle, WouldBeRoute
from data.model.sector import Sector
from data.model.status import Passability, StatusReport
from data.model.zone import Zone
from routing.costs.costs import Costs
from routing.costs.effects import Key
from routing.index import NetworkIndex
from routing.ways.case import LIMIT_POLICY, POLICIES, UNKNOWN_POLICY, Case
from routing.ways.ends import Stretch
from routing.ways.explain import told_route
from routing.ways.limit_words import run_words
from routing.why.closures import closed_stretches, closures_of, shut_gates
from routing.why.connection import why_not_connected
from routing.why.separation import Lifting, least_lifting

Place = tuple[float, float]


def no_route(case: Case) -> NoRoute:
    """Why there is no route, the least that must be lifted for one, and the way there would then be."""
    costs = case.costs()
    lifting = least_lifting(case, costs)
    if lifting is None:
        return _not_connected(case, costs)
    places = _places(case, costs, lifting)
    obstacles = _obstacles(case, lifting.keys, places)
    answer = NoRoute(
        policy=case.question.policy,
        at=case.question.at,
        reason=_reason(case),
        message="",
        obstacles=obstacles,
        separating=_obstacles(case, lifting.separating[0], places),
        also_separating=tuple(_obstacles(case, own, places) for own in lifting.separating[1:]),
        weight=lifting.weight,
        at_least=lifting.at_least,
        relaxed=would_be_route(case, costs, lifting),
    )
    return replace(answer, message=f"{_opening(case)} In the way: {_named(obstacles)}.{_doubt(answer)}")


def would_be_route(case: Case, costs: Costs, lifting: Lifting) -> WouldBeRoute:
    """The way there would be, with the stretches that are closed now; `costs` have nothing lifted."""
    return WouldBeRoute(
        lifted=tuple(_shown(case, key) for key in sorted(lifting.keys)),
        as_if_lifted=told_route(case, lifting.costs, lifting.legs),
        closed=closed_parts(case.index, closed_stretches(costs, lifting.closures, lifting.legs)),
    )


def closed_parts(index: NetworkIndex, closed: Iterable[tuple[Key, Stretch]]) -> tuple[ClosedPart, ...]:
    """Closed stretches with their lines."""
    return tuple(
        ClosedPart(
            kind=key[0],
            id=key[1],
            line=LineString(index.lines.part(stretch.segment, stretch.start_m, stretch.end_m)),
            distance_m=abs(stretch.end_m - stretch.start_m),
        )
        for key, stretch in closed
    )


def _not_connected(case: Case, costs: Costs) -> NoRoute:
    """Nothing helps that can be lifted; areas that close the stops are named all the same."""
    everything = frozenset(closures_of(case, costs).causes)
    cut_off = why_not_connected(case, case.legs(case.costs(everything)))
    at_stops: frozenset[Key] = frozenset().union(*case.closed_at_stops())
    obstacles = _obstacles(case, at_stops, _stop_places(case))
    besides = f" Besides, {_closed_stop(case)} Closed there: {_named(obstacles)}." if obstacles else ""
    return NoRoute(
        policy=case.question.policy,
        at=case.question.at,
        reason=NoRouteReason.NOT_CONNECTED,
        message=cut_off + besides,
        obstacles=obstacles,
    )


def _obstacles(case: Case, keys: frozenset[Key], places: Mapping[Key, tuple[Place, ...]]) -> tuple[Obstacle, ...]:
    return tuple(obstacle(case, key, places.get(key, ())) for key in sorted(keys))


def _named(obstacles: tuple[Obstacle, ...]) -> str:
    return "; ".join(f"{o.name} ({o.why})" for o in obstacles)


def _places(case: Case, costs: Costs, lifting: Lifting) -> dict[Key, tuple[Place, ...]]:
    """Each cause that closes the way there would be, with where it begins to; and the stops it closes."""
    found = {key: list(places) for key, places in _stop_places(case).items()}
    for key, stretch in closed_stretches(costs, lifting.closures, lifting.legs):
        lon, lat = case.index.lines.places(np.array([stretch.segment]), np.array([stretch.start_m]))[0]
        found.setdefault(key, []).append((float(lon), float(lat)))
    for key in shut_gates(lifting.closures, lifting.legs):
        found.setdefault(key, []).append(_gate_place(case, key))
    for policy in POLICIES:
        opened = [place for key in lifting.closures.opened_by(policy) for place in found.get(key, ())]
        found[policy] = sorted(opened)
    return {key: tuple(dict.fromkeys(places)) for key, places in found.items()}


def _stop_places(case: Case) -> dict[Key, tuple[Place, ...]]:
    found: dict[Key, tuple[Place, ...]] = {}
    for stop, keys in zip(case.stops, case.closed_at_stops(), strict=True):
        for key in keys:
            found[key] = (*found.get(key, ()), (stop.place.lon, stop.place.lat))
    return found


def _opening(case: Case) -> str:
    told = _closed_stop(case)
    return told[:1].upper() + told[1:] if told else "Every way is closed."


def _closed_stop(case: Case) -> str:
    """A sentence on the first stop inside a closed area; empty when none is."""
    closed = [name for name, keys in zip(case.question.stop_names, case.closed_at_stops(), strict=True) if keys]
    return (
        f"{closed[0][0].lower()}{closed[0][1:]} lies inside a closed area and is not moved elsewhere." if closed else ""
    )


def _doubt(answer: NoRoute) -> str:
    if answer.proven:
        return ""
    return (
        f" This is not proven to be the least to lift: it weighs {answer.weight}, every choice weighs at least "
        f"{answer.at_least}."
    )


def _reason(case: Case) -> NoRouteReason:
    closed = [i for i, keys in enumerate(case.closed_at_stops()) if keys]
    if not closed:
        return NoRouteReason.CLOSED
    if closed[0] == 0:
        return NoRouteReason.ORIGIN_CLOSED
    return NoRouteReason.DESTINATION_CLOSED if closed[0] == len(case.stops) - 1 else NoRouteReason.VIA_CLOSED


def obstacle(case: Case, key: Key, places: tuple[Place, ...] = ()) -> Obstacle:
    """A cause as it is told."""
    kind, name = key
    if kind == "gate":
        return _gate(case, int(name), places or (_gate_place(case, key),))
    if kind == "policy":
        return Obstacle(kind=kind, id=name, name=_LIFTED[key][0], why=_LIFTED[key][1], places=places)
    if kind == "limit" and case.question.vehicle is not None:
        title, why = run_words(case.index, case.question.vehicle, int(name))
    else:
        title, why = _told(case, name)
    return Obstacle(kind=kind, id=name, name=title, why=why, places=places)


_LIFTED = {
    UNKNOWN_POLICY: ("Use unknown roads with caution", "no road or gate that is unknown is used"),
    LIMIT_POLICY: ("Use roads of unknown limits with caution", "no road whose limits are unknown is used"),
}
"""What lifting a policy means, and what it forbids."""


def _shown(case: Case, key: Key) -> tuple[str, str]:
    told = obstacle(case, key)
    return told.kind, told.id


def _gate_place(case: Case, key: Key) -> Place:
    network, node = case.index.network, int(key[1])
    return float(network.node_lon[node]), float(network.node_lat[node])


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
