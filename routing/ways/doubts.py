"""What a person should know before driving a route."""

from collections.abc import Iterator, Sequence

import numpy as np

from data.model.finding import Finding, Severity
from data.model.results import Snap
from geo.lines import Rows
from routing.ways.case import Case
from routing.ways.driven import Driven
from routing.ways.limit_doubts import limit_findings
from routing.ways.misplaced import misplaced_barriers

FAR_M = 50.0
"""A stop farther from its road than this is pointed out."""


def route_findings(
    case: Case, snaps: Sequence[Snap], driven: Driven, edges: Rows, unknown_m: float
) -> tuple[Finding, ...]:
    """Doubts about a route: what is far, unknown, needs permission, or could not be placed."""
    return (
        *_far_stops(case, snaps),
        *_unknown_roads(unknown_m),
        *_unknown_gates(case, edges),
        *_permission(case, driven),
        *limit_findings(case, driven),
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


def _unknown_gates(case: Case, edges: Rows) -> Iterator[Finding]:
    index = case.index
    nodes = index.u[edges]
    for node in dict.fromkeys(nodes[index.gate_unknown[nodes]].tolist()):
        kind = index.network.nodes["barrier"][node].as_py() or "gate"
        yield Finding(
            code="gate-passage-unknown",
            severity=Severity.DOUBT,
            subject=f"node {index.network.nodes['node_id'][node].as_py()}",
            message=f"The route passes a {kind} of which nobody knows whether a convoy may pass.",
            remedy="Ask whoever holds it, or choose a route that never uses what is unknown.",
            place=(float(index.network.node_lon[node]), float(index.network.node_lat[node])),
        )


def _permission(case: Case, driven: Driven) -> Iterator[Finding]:
    private = np.flatnonzero(case.index.needs_permission[driven.segment])
    if len(private):
        segment, signs = driven.segment[private], case.index.network.signs
        rows = zip(segment.tolist(), signs.row[segment].tolist(), strict=True)
        names = dict.fromkeys(signs.said[sign][0] or f"segment {row}" for row, sign in rows)
        length_m: float = sum((driven.high_m - driven.low_m)[private].tolist())
        yield Finding(
            code="route-needs-permission",
            severity=Severity.DOUBT,
            subject="route",
            message=f"{length_m:.0f} m of the route need permission: {', '.join(names)}.",
            remedy="Get the permission before departure.",
            place=driven.place(case.index, int(private[0])),
        )
