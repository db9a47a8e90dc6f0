"""When places, areas and the whole operation are shut: opening rules in local time → spans in UTC.

Rules of one kind about one subject unite their times, rules of different kinds must all hold. Where
the clocks change, a local time that comes twice or never is read so that what is shut is shut longer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import TypeAlias
from zoneinfo import ZoneInfo

from data.model import (
    Corridor,
    Crossing,
    OpeningKind,
    OpeningRule,
    Plan,
    Recurrence,
    Sector,
    Site,
    Validity,
    Weekday,
    Zone,
)
from data.model.ids import CorridorId, CrossingId, OpeningRuleId, SectorId, SiteId, ZoneId
from routing.force.spans import Spans, common, together, without
from routing.march.daylight import Bounds, daylight

Subject: TypeAlias = ZoneId | SectorId | CorridorId | CrossingId | SiteId | None
"""What a rule is about; None is the whole operation."""

DAYS = tuple(Weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutting:
    """When a subject is shut by one rule that shuts, or by all rules of one kind that open it together."""

    about: Subject
    kind: OpeningKind
    rules: tuple[OpeningRuleId, ...]
    spans: Spans


def shuttings(plan: Plan, between: tuple[datetime, datetime], ground: Bounds) -> tuple[Shutting, ...]:
    """Everything that opening rules shut between two moments, each subject and kind by itself.

    `ground` is where the operation lies: daylight for all of it is light at every corner.
    """
    found = (_shutting(plan, rules, between, ground) for rules in _grouped(plan.opening_rules))
    return tuple(shutting for shutting in found if shutting.spans)


def shut_spans(found: Iterable[Shutting], about: Iterable[Subject]) -> Spans:
    """When at least one of these subjects is shut."""
    wanted = frozenset(about)
    return together(*chain.from_iterable(shutting.spans for shutting in found if shutting.about in wanted))


def _grouped(rules: Sequence[OpeningRule]) -> Iterator[tuple[OpeningRule, ...]]:
    """Rules that speak together: those that open, by subject and kind; those that shut, each alone."""
    together_: dict[object, list[OpeningRule]] = {}
    for rule in rules:
        together_.setdefault(rule.id if rule.kind.shuts else (rule.about, rule.kind), []).append(rule)
    return (tuple(group) for group in together_.values())


def _shutting(
    plan: Plan, rules: tuple[OpeningRule, ...], between: tuple[datetime, datetime], ground: Bounds
) -> Shutting:
    """What rules that speak together shut."""
    window = (Validity(starts_at=between[0], ends_at=between[1]),)
    where = bounds_of(plan, rules[0].about, ground)
    in_force = [common(window, (rule.valid,)) for rule in rules]
    times = [common(own, _times(rule, plan, between, where)) for own, rule in zip(in_force, rules, strict=True)]
    told = together(*chain.from_iterable(times))
    return Shutting(
        about=rules[0].about,
        kind=rules[0].kind,
        rules=tuple(rule.id for rule in rules),
        spans=told if rules[0].kind.shuts else without(together(*chain.from_iterable(in_force)), told),
    )


def bounds_of(plan: Plan, about: Subject, ground: Bounds) -> Bounds:
    """The rectangle around what a rule is about."""
    match plan.find(about) if about is not None else None:
        case Zone() | Sector() as area:
            return _bounds(area.area.bounds)
        case Corridor() as corridor:
            return _bounds(corridor.line.bounds)
        case Site() | Crossing() as place:
            return _bounds(place.point.bounds)
    return ground


def _bounds(bounds: tuple[float, float, float, float]) -> Bounds:
    west, south, east, north = bounds
    return west, south, east, north


def _times(rule: OpeningRule, plan: Plan, between: tuple[datetime, datetime], where: Bounds) -> Spans:
    """The times a rule names, as far as they reach between two moments."""
    if rule.kind is OpeningKind.DAYLIGHT:
        return daylight(where, between, rule.daylight_margin_s)
    zone, longer = ZoneInfo(plan.time_zone), rule.kind.shuts
    weekly = (span for hours in rule.weekly for span in local_hours(hours, zone, between, longer=longer))
    return together(*rule.once, *weekly)


def local_hours(
    hours: Recurrence, zone: ZoneInfo, between: tuple[datetime, datetime], *, longer: bool
) -> Iterator[Validity]:
    """Hours of the week in local time as spans that may reach between two moments.

    Where a clock time comes twice or never, the span is the longest it can be meant as with
    `longer`, else the shortest; nothing when that is none.
    """
    day, last = (at.astimezone(zone).date() + timedelta(days=k) for at, k in zip(between, (-2, 1), strict=True))
    over_midnight = timedelta(days=int(hours.hours.ends <= hours.hours.starts))
    while day <= last:
        if not hours.days or DAYS[day.weekday()] in hours.days:
            starts_at = _readings(day, hours.hours.starts, zone)
            ends_at = _readings(day + over_midnight, hours.hours.ends, zone)
            span = (min(starts_at), max(ends_at)) if longer else (max(starts_at), min(ends_at))
            if span[0] < span[1]:
                yield Validity(starts_at=span[0], ends_at=span[1])
        day += timedelta(days=1)


def _readings(day: date, local: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The two moments a local time can mean; the same but where the clocks change."""
    first, second = (datetime.combine(day, local.replace(fold=fold, tzinfo=zone)) for fold in (0, 1))
    return first.astimezone(UTC), second.astimezone(UTC)
