"""From a convoy to the question when it can move, and from the answer back to a convoy that is led that way."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from data.model import Convoy, Plan, PlannedWait, Route
from data.model.ids import SiteId
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.leading import led_over
from routing.march.arithmetic import KMH_PER_M_S
from routing.march.following import StandReason
from routing.march.table import MarchTable
from routing.march.timed import TimedQuestion
from routing.march.told import TimedWay
from routing.question import Terms
from routing.standing import convoy_question

AHEAD = timedelta(hours=24)
"""How long after its readiness a convoy without a deadline is looked for a time."""
SPARE_S = 1.0
"""A second to spare behind the tail, so that nothing is late by a rounding."""


def timed_question(index: NetworkIndex, plan: Plan, march: tuple[Route, MarchTable], terms: Terms) -> TimedQuestion:
    """The question when a convoy can move, asked as it marches on this route.

    Head and tail lie as far apart as they do anywhere in the march table. Halts and gates are spread over
    the way: the pace is such that the route takes as long as the table says.

    Raises
    ------
    RoutingError
        When its length or a time on its way is not known, or it is to be in before it is ready.
    """
    route, table = march
    convoy = table.convoy
    if table.clears_at is None or table.unknowns:
        told = " ".join(f"{unknown.message} {unknown.remedy}" for unknown in table.unknowns)
        msg = f"No time can be called safe while something of the march is not known. {told}".rstrip()
        raise RoutingError(msg)
    ready_at = convoy.ready_at or convoy.departs_at
    own = convoy_question(plan, convoy, terms)
    return TimedQuestion(
        terms=Terms(**{name: getattr(own, name) for name in Terms.__dataclass_fields__}),
        stops=(convoy.origin, *convoy.via, convoy.destination),
        ready_at=ready_at,
        deadline_at=convoy.deadline_at or ready_at + AHEAD,
        pass_s=max(_passes_s(table)) + SPARE_S,
        road_space_m=table.road_space_m,
        most_kmh=_most_kmh(index, route, table),
    )


def led(index: NetworkIndex, plan: Plan, convoy: Convoy, way: TimedWay, terms: Terms) -> Convoy | None:
    """The convoy with the departure and the waits of a way worked out, led so that it is routed that way.

    When it is ready stays as it was asked with. None where places on the road that it is led over do not
    bring it on the way.
    """
    ready_at = convoy.ready_at or convoy.departs_at
    moved = replace(convoy, departs_at=way.departs_at, ready_at=ready_at, waits=_waits(convoy, way))
    return led_over(index, plan, moved, terms, way.route)


def _passes_s(table: MarchTable) -> list[float]:
    """From head to tail at every point, and at gates as long as they take for all vehicles."""
    passed = [row.column.passes_s or 0.0 for row in table.rows]
    return [*passed, *(row.processing_s or 0.0 for row in table.rows[1:])]


def _most_kmh(index: NetworkIndex, route: Route, table: MarchTable) -> float | None:
    """The greatest pace at which the route takes no less than its march table says, waits that are planned left out."""
    stood_s = sum(stand.wait_s or 0.0 for stand in table.stands if stand.reason is not StandReason.WAIT)
    wanted_s = float(table.drive.since_s[-1]) + stood_s
    pieces = list(route.pieces)
    took_s = np.array([piece.duration_s for piece in pieces])
    usual_kmh = index.network.segment_speed_kmh[[piece.segment for piece in pieces]]
    if wanted_s <= took_s.sum() or table.distance_m <= 0:
        return None
    low, high = table.distance_m / wanted_s * KMH_PER_M_S / 100.0, float(usual_kmh.max())
    for _ in range(50):
        middle = (low + high) / 2
        slow_enough = float((took_s * np.maximum(usual_kmh / middle, 1.0)).sum()) >= wanted_s
        low, high = (middle, high) if slow_enough else (low, middle)
    return low


def _waits(convoy: Convoy, way: TimedWay) -> tuple[PlannedWait, ...]:
    """What the column waits on its way, place by place; at its origin it simply leaves later."""
    waits_s: dict[SiteId, float] = {}
    for wait in way.waits:
        if wait.place is not None and wait.leaves_at > way.departs_at and wait.place != convoy.origin:
            place = SiteId(str(wait.place))
            waits_s[place] = waits_s.get(place, 0.0) + wait.wait_s
    return tuple(PlannedWait(place=place, wait_s=wait_s) for place, wait_s in waits_s.items())
