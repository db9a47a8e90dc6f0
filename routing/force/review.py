"""Every doubt about the force of a plan at a moment: one small check each, all of them in FORCE_CHECKS."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import combinations
from typing import TypeAlias

from data.model import CostKind, Finding, Plan, Pledge, Sector, SectorState, Severity, Site, Unit, Validity
from routing.force.command import command_findings
from routing.force.consents import contradictions
from routing.force.deployment import deployment_of
from routing.force.gates import gate_findings
from routing.force.local import local_findings
from routing.force.money import money_findings
from routing.force.permits import Outcome, assigned_permits
from routing.force.presence import pledge_of
from routing.force.records import day_of, named, record_of
from routing.force.scenarios import scenario_findings
from routing.force.spans import overlap

Check: TypeAlias = Callable[[Plan, datetime], Iterator[Finding]]


def pledges_beyond_total(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Pledges, or units under a pledge, of more people than were ever spoken of."""
    for contributor in plan.contributors:
        pledged = sum(pledge.personnel or 0 for pledge in plan.pledges if pledge.contributor == contributor.id)
        if contributor.pledged_personnel is not None and pledged > contributor.pledged_personnel:
            yield Finding(
                code="pledge-beyond-total",
                severity=Severity.PROBLEM,
                subject=contributor.id,
                message=f"Pledges of {contributor.name} add up to {pledged:,} people, more than the "
                f"{contributor.pledged_personnel:,} it spoke of in all.",
                remedy="Correct the pledges, or the contributor's total.",
            )
    for pledge in plan.pledges:
        yield from _units_beyond(plan, pledge)


def pledges_of_another(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Units under a pledge of another contributor than their own."""
    for unit in plan.units:
        pledge = pledge_of(plan, unit)
        if pledge is not None and pledge.contributor != unit.contributor:
            yield Finding(
                code="pledge-of-another",
                severity=Severity.PROBLEM,
                subject=unit.id,
                message=f"{unit.name} comes from {named(plan, unit.contributor)}, but under a pledge of "
                f"{named(plan, pledge.contributor)}.",
                remedy="Name the pledge of its own contributor.",
            )


def approvals_that_lapse(plan: Plan, at: datetime) -> Iterator[Finding]:
    """Approvals that end before the unit is expected, or that ran out while it is deployed."""
    for unit in plan.units:
        pledge = pledge_of(plan, unit)
        if pledge is None:
            continue
        expected = deployment_of(plan, unit.id, at).expected
        ends = [step.valid.ends_at for step in pledge.steps if step.valid.ends_at is not None]
        if expected is not None and ends and min(ends) <= expected.latest:
            yield Finding(
                code="approval-ends-before-deployment",
                severity=Severity.PROBLEM if min(ends) <= expected.likely else Severity.DOUBT,
                subject=f"{pledge.id}, {unit.id}",
                message=f"An approval of {pledge.name} ends {day_of(plan, min(ends))}; {unit.name} is expected between "
                f"{day_of(plan, expected.earliest)} and {day_of(plan, expected.latest)}.",
                remedy="Have the approval prolonged, or bring the unit sooner.",
            )


def consent_that_contradicts(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Words of one party on one thing that cannot both hold."""
    for one, other in contradictions(plan):
        about = named(plan, one.about) if one.about else (one.task.value.replace("_", " ") if one.task else "")
        yield Finding(
            code="consent-contradicts",
            severity=Severity.PROBLEM,
            subject=f"{one.id}, {other.id}",
            message=f"{named(plan, one.party)} is {one.state.value} and {other.state.value} on {about} at the same "
            "time.",
            remedy="Ask the party which holds, and end the other; until then the more cautious is used.",
        )


def assignments_barred(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Tasks a caveat keeps the unit out of while they hold, whatever the hour."""
    for assignment in plan.assignments:
        unit = record_of(plan, Unit, assignment.unit)
        for caveat in plan.caveats:
            concerned = caveat.contributor == unit.contributor and overlap(caveat.valid, assignment.valid)
            if concerned and caveat.bars(assignment.task, assignment.sector):
                yield Finding(
                    code="assignment-barred",
                    severity=Severity.PROBLEM,
                    subject=f"{assignment.id}, {caveat.id}",
                    message=f"{unit.name} has a task in {named(plan, assignment.sector)} that its caveat "
                    f"“{caveat.name}” bars.",
                    remedy="Give the task to another unit, or have the caveat lifted.",
                )


def assignments_at_once(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Units with tasks in two sectors at the same time."""
    for one, other in combinations(plan.assignments, 2):
        if one.unit == other.unit and one.sector != other.sector and overlap(one.valid, other.valid):
            yield Finding(
                code="assignments-overlap",
                severity=Severity.PROBLEM,
                subject=f"{one.id}, {other.id}",
                message=f"{named(plan, one.unit)} has a task in {named(plan, one.sector)} and in "
                f"{named(plan, other.sector)} at the same time.",
                remedy="End one where the other begins, or divide the unit.",
            )


def present_without_permission(plan: Plan, at: datetime) -> Iterator[Finding]:
    """Units at their task that may not act, or of which nobody knows."""
    for assignment, permit in assigned_permits(plan, at):
        if permit.outcome in {Outcome.MAY_NOT_ACT, Outcome.UNKNOWN}:
            barred = permit.outcome is Outcome.MAY_NOT_ACT
            why = [hindrance.message for hindrance in permit.hindrances if hindrance.is_known is barred]
            yield Finding(
                code="present-may-not-act" if barred else "present-unknown",
                severity=Severity.PROBLEM if barred else Severity.DOUBT,
                subject=assignment.id,
                message=f"{named(plan, assignment.unit)} is present in {named(plan, assignment.sector)}, but "
                + (f"may not act: {why[0]}" if barred else f"nobody knows whether it may act: {why[0]}"),
                remedy=next(h.change for h in permit.hindrances if h.is_known is barred),
            )


def active_without_unit(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Sectors active in a phase in which no unit has a task; only where the plan assigns units at all."""
    for phase in plan.phases if plan.assignments else ():
        span = Validity(starts_at=phase.starts_at, ends_at=phase.ends_at)
        there = {a.sector for a in plan.assignments if overlap(a.valid, span)}
        for sector_id, state in phase.sector_states:
            if state is SectorState.ACTIVE and sector_id not in there:
                yield Finding(
                    code="active-without-unit",
                    severity=Severity.PROBLEM,
                    subject=f"{sector_id}, {phase.id}",
                    message=f"Sector {named(plan, sector_id)} is active in {phase.name}, but no unit has a task there.",
                    remedy="Assign a unit, or set another state.",
                )


def costs_not_counted(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Costs per person-month of a sector or a site, where people are counted by units and contributors alone."""
    for cost in plan.costs:
        about = plan.find(cost.about or "")
        if cost.kind is CostKind.PERSON_MONTH and isinstance(about, Sector | Site):
            yield Finding(
                code="cost-not-counted",
                severity=Severity.PROBLEM,
                subject=cost.id,
                message=f"{cost.name} is a cost per person-month of {about.name}; people are counted by units and "
                "contributors, so it is not counted.",
                remedy="Name a unit or a contributor, or make it a cost by the month of the site.",
            )


FORCE_CHECKS: tuple[Check, ...] = (
    pledges_beyond_total,
    pledges_of_another,
    approvals_that_lapse,
    consent_that_contradicts,
    assignments_barred,
    assignments_at_once,
    present_without_permission,
    active_without_unit,
    command_findings,
    local_findings,
    money_findings,
    costs_not_counted,
    scenario_findings,
    lambda plan, _at: gate_findings(plan),
)


def _units_beyond(plan: Plan, pledge: Pledge) -> Iterator[Finding]:
    people = sum(unit.strength or 0 for unit in plan.units if unit.pledge == pledge.id)
    if pledge.personnel is not None and people > pledge.personnel:
        yield Finding(
            code="units-beyond-pledge",
            severity=Severity.DOUBT,
            subject=pledge.id,
            message=f"Units under {pledge.name} have {people:,} people, more than the {pledge.personnel:,} pledged.",
            remedy="Correct the pledge or the strengths.",
        )
