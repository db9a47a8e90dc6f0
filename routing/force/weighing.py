"""What two plans differ by, measure by measure: how much, and which is better."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import inf
from typing import TypeAlias

from data.model import Phase, Plan, SectorId
from routing.coverage import corridor_coverage
from routing.force.comparing import ScenarioOutlook, span_of
from routing.force.covered import PhaseCover
from routing.force.restoration import progress_under
from routing.force.secured import Footing, secured_sectors

DAY = timedelta(days=1)


class Measure(StrEnum):
    """What is held against each other; metres, days, people, money, or how many."""

    PEOPLE_SECURED = "people_secured"
    PEOPLE_COVERED = "people_covered"
    CORRIDOR_COVERED_M = "corridor_covered_m"
    CORRIDOR_SECURED_M = "corridor_secured_m"
    EXPOSED_M = "exposed_m"
    SITES_COVERED = "sites_covered"
    SECTORS_ABLE = "sectors_able"
    UNITS = "units"
    PEOPLE_DEPLOYED = "people_deployed"
    NEXT_SECURED_AT = "next_secured_at"
    PERSON_DAYS = "person_days"
    RESTORED = "restored"
    CONSENT_DAYS = "consent_days"
    COST = "cost"
    UNFUNDED = "unfunded"
    RUNWAY_MONTHS = "runway_months"


LESS_IS_BETTER = frozenset({Measure.EXPOSED_M, Measure.NEXT_SECURED_AT, Measure.COST, Measure.UNFUNDED})
IN_A_PHASE = (
    Measure.PEOPLE_SECURED,
    Measure.PEOPLE_COVERED,
    Measure.CORRIDOR_COVERED_M,
    Measure.CORRIDOR_SECURED_M,
    Measure.EXPOSED_M,
    Measure.SITES_COVERED,
    Measure.SECTORS_ABLE,
    Measure.UNITS,
    Measure.PEOPLE_DEPLOYED,
)
IN_ALL = tuple(measure for measure in Measure if measure not in IN_A_PHASE)

Value: TypeAlias = float | datetime | None
"""A figure or a date; a date of None is never."""
Values: TypeAlias = Mapping[Measure, Value]
"""Values of measures; one that is not among them is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The moment two plans are looked at from, and the sectors secured by then in the plan as it is."""

    now: datetime
    secured: frozenset[SectorId] = frozenset()


class Verdict(StrEnum):
    """How one plan stands against another under a measure."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """By how much a value lies above that of the base, dates in days; None where one of them is never or unknown."""

    verdict: Verdict
    by: float | None = None


def difference(measure: Measure, base: Values, other: Values) -> Difference:
    """What lies between two plans under a measure."""
    if measure not in base or measure not in other:
        return Difference(verdict=Verdict.UNKNOWN)
    before, after = (_figure(values[measure]) for values in (base, other))
    if before == after:
        return Difference(verdict=Verdict.SAME, by=0.0)
    is_better = (after < before) is (measure in LESS_IS_BETTER)
    by = after - before
    return Difference(verdict=Verdict.BETTER if is_better else Verdict.WORSE, by=by if abs(by) < inf else None)


def phase_values(plan: Plan, phase: Phase, outlook: ScenarioOutlook, cover: Sequence[PhaseCover]) -> Values:
    """The measures of one phase; those of cover only where it was worked out."""
    own = next(one for one in outlook.phases if one.phase == phase.id)
    told: dict[Measure, Value] = {Measure.SECTORS_ABLE: len(own.sectors_able), Measure.UNITS: own.units}
    if not own.not_reported:
        told[Measure.PEOPLE_DEPLOYED] = own.people
    found = next((one for one in cover if one.phase_id == phase.id), None)
    return told | (_cover_values(plan, phase, found) if found else {})


def whole_values(plan: Plan, outlook: ScenarioOutlook, cover: Sequence[PhaseCover], since: Since) -> Values:
    """The measures from a moment on; those of cover only where it was worked out."""
    told: dict[Measure, Value] = {
        Measure.CONSENT_DAYS: sum(days for _, days in outlook.corridor_days),
        Measure.RUNWAY_MONTHS: outlook.runway_months,
    }
    if outlook.money_is_complete:
        told |= {Measure.COST: float(outlook.cost), Measure.UNFUNDED: float(outlook.unfunded)}
    if cover:
        told[Measure.NEXT_SECURED_AT] = _next_secured_at(plan, cover, since)
        told[Measure.PERSON_DAYS] = _person_days(plan, cover, since.now)
        told[Measure.RESTORED] = len(_restored(plan, cover, since.now))
    return told


def since_now(plan: Plan, cover: Sequence[PhaseCover], now: datetime) -> Since:
    """Now, and what is secured in the phase that holds."""
    held = [one for phase, one in _phases(plan, cover) if phase.starts_at <= now < phase.ends_at]
    return Since(now=now, secured=frozenset().union(*(secured_sectors(one.footing) for one in held)))


def _next_secured_at(plan: Plan, cover: Sequence[PhaseCover], since: Since) -> datetime | None:
    """When the next phase begins that secures a sector not secured by now; None for never."""
    ahead = ((phase, one) for phase, one in _phases(plan, cover) if phase.starts_at > since.now)
    return next((phase.starts_at for phase, one in ahead if secured_sectors(one.footing) - since.secured), None)


def _person_days(plan: Plan, cover: Sequence[PhaseCover], now: datetime) -> float:
    """People covered times the days still ahead of each phase, all phases together."""
    ahead = ((one, (phase.ends_at - max(phase.starts_at, now)) / DAY) for phase, one in _phases(plan, cover))
    return sum(one.people_covered * max(days, 0.0) for one, days in ahead)


def _restored(plan: Plan, cover: Sequence[PhaseCover], now: datetime) -> tuple[str, ...]:
    """Restorations finished by the end of the last phase, if crews work while their site is covered."""
    end = span_of(plan).ends_at or now
    progress = progress_under(plan, cover, now)
    return tuple(one.restoration for one in progress if one.restored_at is not None and one.restored_at <= end)


def _phases(plan: Plan, cover: Sequence[PhaseCover]) -> Iterator[tuple[Phase, PhaseCover]]:
    told = {one.phase_id: one for one in cover}
    return ((phase, told[phase.id]) for phase in plan.phases if phase.id in told)


def _cover_values(plan: Plan, phase: Phase, cover: PhaseCover) -> dict[Measure, Value]:
    secured_m = sum(corridor.secured_m for corridor in cover.corridors)
    active_m = sum(corridor_coverage(plan, corridor, phase).covered_m for corridor in plan.corridors)
    there = (place.people or 0 for place in cover.settlements if place.footing is Footing.SECURED)
    return {
        Measure.PEOPLE_SECURED: sum(there),
        Measure.PEOPLE_COVERED: cover.people_covered,
        Measure.CORRIDOR_COVERED_M: sum(corridor.covered_m for corridor in cover.corridors),
        Measure.CORRIDOR_SECURED_M: secured_m,
        Measure.EXPOSED_M: max(active_m - secured_m, 0.0),
        Measure.SITES_COVERED: sum(place.covered for place in cover.sites),
    }


def _figure(value: Value) -> float:
    """A value as a number, dates in days; never is later than any day."""
    if isinstance(value, datetime):
        return value.timestamp() / DAY.total_seconds()
    if value is None:
        return inf
    # what differs by less than it is told with is the same
    return float(round(value))
