"""What a person should know before driving a route."""

from collections.abc import Iterator, Sequence

from data.model.finding import Finding, Severity
from data.model.results import RoutePiece, Snap
from routing.ways.case import Case
from routing.ways.limit_doubts import limit_findings
from routing.ways.misplaced import misplaced_barriers

FAR_M = 50.0
"""A stop farther from its road than this is pointed out."""


def route_findings(
    case: Case, snaps: Sequence[Snap], pieces: Sequence[RoutePiece], edges: Sequence[int], unknown_m: float
) -> tuple[Finding, ...]:
    """Doubts about a route: what is far, unknown, needs permission, or could not be placed."""
    return (
        *_far_stops(case, snaps),
        *_unknown_roads(unknown_m),
        *_unknown_gates(case, edges),
        *_permission(case, pieces),
        *limit_findings(case, pieces, lambda piece: _place(case, piece)),
        *misplaced_barriers(case),
        *case.effects.findings,
    )


def _far_stops(case: Case, snaps: Sequence[Snap]) -> Iterator[Finding]:
    for name, snap in zip(case.question.stop_names, snaps, strict=True):
        if snap.distance_m > FAR_M:
            yield Finding(
                code="stop-far-from-road",
                severity=Severity.DOUBT,
                subject=name.lower(),
                message=f"{name} lies {snap.distance_m:.0f} m from the nearest road; the route starts or ends there.",
                remedy="Check that the last metres can be driven, or move the point to a road.",
                place=(snap.wanted.x, snap.wanted.y),
            )


def _unknown_roads(unknown_m: float) -> Iterator[Finding]:
    if unknown_m > 0:
        yield Finding(
            code="route-uses-unknown-road",
            severity=Severity.DOUBT,
            subject="route",
            message=f"{unknown_m:.0f} m of the route lie on roads reported unknown or by reports too old to believe.",
            remedy="Get a fresh report on these roads, or ask for a route that never uses unknown roads.",
        )


def _unknown_gates(case: Case, edges: Sequence[int]) -> Iterator[Finding]:
    index = case.index
    for node in dict.fromkeys(int(index.u[edge]) for edge in edges):
        if index.gate_unknown[node]:
            kind = index.network.nodes["barrier"][node].as_py() or "gate"
            yield Finding(
                code="gate-passage-unknown",
                severity=Severity.DOUBT,
                subject=f"node {index.network.nodes['node_id'][node].as_py()}",
                message=f"The route passes a {kind} of which nobody knows whether a convoy may pass.",
                remedy="Ask whoever holds it, or choose a route that never uses what is unknown.",
                place=(float(index.network.node_lon[node]), float(index.network.node_lat[node])),
            )


def _permission(case: Case, pieces: Sequence[RoutePiece]) -> Iterator[Finding]:
    private = [piece for piece in pieces if case.index.needs_permission[piece.segment]]
    if private:
        names = dict.fromkeys(piece.name or f"segment {piece.segment}" for piece in private)
        yield Finding(
            code="route-needs-permission",
            severity=Severity.DOUBT,
            subject="route",
            message=f"{sum(p.distance_m for p in private):.0f} m of the route need permission: {', '.join(names)}.",
            remedy="Get the permission before departure.",
            place=_place(case, private[0]),
        )


def _place(case: Case, piece: RoutePiece) -> tuple[float, float]:
    lon, lat = case.index.lines.part(piece.segment, piece.start_m, piece.end_m)[0]
    return float(lon), float(lat)
