"""The marches of several convoys as they are handed out, each on the way it would take when it departs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.model import Convoy, NoRoute, Plan
from data.model.handout import (
    Checked,
    DayHandout,
    Handout,
    NoHandout,
    Terms,
)
from data.model.ids import ConvoyId
from routing.convoys.asked import MovementAsked
from routing.convoys.gate import conflicts
from routing.convoys.held import held_against_others
from routing.convoys.laying import laid_out
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.handing_out import handout_of, number_of
from routing.march.table import march_table
from routing.march.waits import Waiting
from routing.question import Terms as RouteTerms
from routing.question import UnknownPolicy
from routing.search import find_route
from routing.standing import convoy_question


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What to make of roads and limits nobody knows, and which recorded waits count."""

    roads: UnknownPolicy = UnknownPolicy.CAUTION
    limits: UnknownPolicy = UnknownPolicy.USE
    waits: Waiting = Waiting.PLANNED


ASKED = Asking()


def marches_out(
    index: NetworkIndex,
    plan: Plan,
    convoys: Sequence[Convoy],
    terms: Terms,
    asked: Asking = ASKED,
) -> DayHandout:
    """What is handed out of several convoys, each on the way it would take when it departs, in the order given."""
    driven = _driven(index, plan, convoys, terms.made_at)
    found = [_march(index, plan, convoy, terms, (asked, driven.get(convoy.id))) for convoy in convoys]
    return DayHandout(
        operation=plan.name,
        illustrative=plan.illustrative,
        time_zone=plan.time_zone,
        terms=terms,
        marches=tuple(own for own in found if isinstance(own, Handout)),
        without=tuple(own for own in found if isinstance(own, NoHandout)),
    )


def _driven(index: NetworkIndex, plan: Plan, convoys: Sequence[Convoy], now: datetime) -> dict[ConvoyId, Checked]:
    """What the replay of its day says of each convoy."""
    zone, found = ZoneInfo(plan.time_zone), {}
    for day in sorted({convoy.departs_at.astimezone(zone).date() for convoy in convoys}):
        laid = laid_out(index, plan, MovementAsked(day=day, now=now, ways=1))
        faults = conflicts(laid)
        for convoy in convoys:
            if convoy.departs_at.astimezone(zone).date() == day:
                found[convoy.id] = held_against_others(laid, faults, convoy.id)
    return found


def _march(
    index: NetworkIndex, plan: Plan, convoy: Convoy, terms: Terms, how: tuple[Asking, Checked | None]
) -> Handout | NoHandout:
    asked, others = how
    try:
        question = convoy_question(
            plan, convoy, RouteTerms(at=convoy.departs_at, unknown=asked.roads, unknown_limits=asked.limits)
        )
        way = find_route(index, plan, question)
    except RoutingError as refusal:
        return _without(plan, convoy, str(refusal))
    if isinstance(way, NoRoute):
        return _without(plan, convoy, way.message)
    return handout_of(index, plan, (way, march_table(index, plan, convoy, way, waiting=asked.waits)), terms, others)


def day_of(day: date, zone: str) -> tuple[datetime, datetime]:
    """A local day, from its first moment to that of the next.

    >>> starts_at, ends_at = day_of(date(2027, 3, 27), "Asia/Gaza")
    >>> (ends_at - starts_at).total_seconds() / 3600
    24.0
    """
    here = ZoneInfo(zone)
    return datetime.combine(day, time(), here), datetime.combine(day + timedelta(days=1), time(), here)


def departs_between(plan: Plan, starts_at: datetime, ends_at: datetime) -> tuple[Convoy, ...]:
    """The convoys that depart in a span, in the order they do."""
    found = (convoy for convoy in plan.convoys if starts_at <= convoy.departs_at < ends_at)
    return tuple(sorted(found, key=lambda convoy: (convoy.departs_at, convoy.id)))


def _without(plan: Plan, convoy: Convoy, why: str) -> NoHandout:
    return NoHandout(
        movement_number=convoy.movement_number,
        number=number_of(plan, convoy),
        name=convoy.name,
        organisation=convoy.organisation,
        why=why,
    )
