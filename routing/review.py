"""Every doubt about a plan at a moment: one small check each, all of them in CHECKS."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import TypeAlias

from data.model import (
    Finding,
    Passability,
    Plan,
    SectorState,
    Severity,
    StatusReport,
)
from geo.measure import distance_m
from routing.force.review import FORCE_CHECKS
from routing.march.review import column_findings
from routing.phases import phase_at

Check: TypeAlias = Callable[[Plan, datetime], Iterator[Finding]]

SAME_PLACE_M = 50.0
"""Two reports nearer than this speak of the same place."""


def review(plan: Plan, at: datetime) -> tuple[Finding, ...]:
    """All findings of a plan at a moment, problems first."""
    found = [finding for check in CHECKS for finding in check(plan, at)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda f: (order.index(f.severity), f.code, f.subject)))


def stale_reports(plan: Plan, at: datetime) -> Iterator[Finding]:
    """Reports too old to be believed: their road counts as unknown."""
    for report in plan.status_reports:
        age = report.source.age(at)
        if report.valid.holds_at(at) and (age is None or age > report.stale_after):
            told = "has no date" if age is None else f"is {_hours(age)} old, its limit is {_hours(report.stale_after)}"
            yield Finding(
                code="report-stale",
                severity=Severity.DOUBT,
                subject=report.id,
                message=f"Report {report.id} ({report.status.value}) {told}; the status counts as unknown.",
                remedy="Ask for a new report or confirm the old one.",
                place=_place(plan, report),
            )


def unknown_reports(plan: Plan, at: datetime) -> Iterator[Finding]:
    """Fresh reports that say nobody knows."""
    for report in plan.status_reports:
        age = report.source.age(at)
        fresh = age is not None and timedelta(0) <= age <= report.stale_after and report.valid.holds_at(at)
        if fresh and report.passability(at) is Passability.UNKNOWN:
            yield Finding(
                code="report-unknown",
                severity=Severity.DOUBT,
                subject=report.id,
                message=f"{report.source.name} reports {report.status.value} for {report.id}: not known to be open.",
                remedy="Have somebody look before a convoy relies on it.",
                place=_place(plan, report),
            )


def conflicting_reports(plan: Plan, at: datetime) -> Iterator[Finding]:
    """Two fresh reports on one place that contradict each other."""
    fresh = [r for r in plan.status_reports if r.passability(at) is not Passability.UNKNOWN]
    for one, other in combinations(fresh, 2):
        same = one.crossing_id == other.crossing_id and _near(plan, one, other)
        if same and one.passability(at) is not other.passability(at):
            yield Finding(
                code="reports-conflict",
                severity=Severity.PROBLEM,
                subject=f"{one.id}, {other.id}",
                message=f"{one.id} says {one.status.value}, {other.id} says {other.status.value} for the same place.",
                remedy="Find out which holds and withdraw the other; until then the newer one is used.",
                place=_place(plan, one),
            )


def phases_out_of_step(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Phases that overlap or leave days without a phase."""
    for earlier, later in pairwise(plan.phases):
        if later.starts_at < earlier.ends_at:
            yield Finding(
                code="phases-overlap",
                severity=Severity.PROBLEM,
                subject=f"{earlier.id}, {later.id}",
                message=f"{later.name} starts before {earlier.name} ends; sectors have two states at once.",
                remedy="Move the start of the later or the end of the earlier phase.",
            )
        if later.starts_at > earlier.ends_at:
            yield Finding(
                code="phases-gap",
                severity=Severity.DOUBT,
                subject=f"{earlier.id}, {later.id}",
                message=f"Between {earlier.name} and {later.name} no phase holds; no sector counts as active then.",
                remedy="Let the phases meet, or say in a phase what holds in between.",
            )


def gates_not_met(plan: Plan, at: datetime) -> Iterator[Finding]:
    """Conditions of a phase that has begun although they are not met, or nobody knows."""
    for phase in plan.phases:
        if not phase.starts_at <= at < phase.ends_at:
            continue
        for gate in phase.gates:
            if gate.met is not True:
                word = "not met" if gate.met is False else "not known to be met"
                yield Finding(
                    code="gate-not-met",
                    severity=Severity.PROBLEM if gate.met is False else Severity.DOUBT,
                    subject=phase.id,
                    message=f"{phase.name} has begun, but a condition is {word}: {gate.condition}.",
                    remedy="Meet the condition, record the evidence, or move the start of the phase.",
                )


def active_without_owner(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Sectors called active in a phase although nobody has taken them."""
    orphans = {s.id: s for s in plan.sectors if s.owner is None}
    for phase in plan.phases:
        for sector_id, state in phase.sector_states:
            if state is SectorState.ACTIVE and sector_id in orphans:
                sector = orphans[sector_id]
                at = sector.area.representative_point()
                yield Finding(
                    code="active-without-owner",
                    severity=Severity.PROBLEM,
                    subject=sector.id,
                    message=f"Sector {sector.name} is active in {phase.name}, but nobody owns it.",
                    remedy="Name the contributor who secures it, or set another state.",
                    place=(at.x, at.y),
                )


def convoys_not_complete(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Convoys whose strength was not reported."""
    for convoy in plan.convoys:
        if convoy.vehicles_known is None:
            yield Finding(
                code="vehicle-count-unknown",
                severity=Severity.DOUBT,
                subject=convoy.id,
                message=f"The number of vehicles of {convoy.name} was not reported; its length is unknown.",
                remedy="Ask the organisation for the number of vehicles.",
            )


def convoys_outside_phases(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Convoys that leave when no phase holds."""
    for convoy in plan.convoys:
        if plan.phases and phase_at(plan, convoy.departs_at) is None:
            yield Finding(
                code="convoy-outside-phases",
                severity=Severity.PROBLEM,
                subject=convoy.id,
                message=f"{convoy.name} leaves when no phase holds; no sector is active then.",
                remedy="Move the departure, or add a phase.",
            )


def columns_not_ready(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Columns that lack somebody or something they should not march without."""
    for convoy in plan.convoys:
        yield from column_findings(plan, convoy)


CHECKS: tuple[Check, ...] = (
    stale_reports,
    unknown_reports,
    conflicting_reports,
    phases_out_of_step,
    gates_not_met,
    active_without_owner,
    convoys_not_complete,
    convoys_outside_phases,
    columns_not_ready,
    *FORCE_CHECKS,
)


def _hours(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"  # noqa: PLR2004 - two days


def _place(plan: Plan, report: StatusReport) -> tuple[float, float] | None:
    if report.crossing_id is not None:
        point = next(c.point for c in plan.crossings if c.id == report.crossing_id)
        return (point.x, point.y)
    if report.place is None:
        return None
    middle = report.place.interpolate(0.5, normalized=True) if report.place.length else report.place.centroid
    return (middle.x, middle.y)


def _near(plan: Plan, one: StatusReport, other: StatusReport) -> bool:
    here, there = _place(plan, one), _place(plan, other)
    return here is not None and there is not None and distance_m(here, there) <= SAME_PLACE_M
