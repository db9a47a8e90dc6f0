"""How local security is: share and lead by sector and phase, the gates of hand-over, and what goes backwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from data.model import (
    Criterion,
    CriterionKind,
    Finding,
    Handover,
    Lead,
    Phase,
    PhaseId,
    Plan,
    Sector,
    SectorId,
    SectorState,
    Severity,
    Unit,
    UnitId,
    Validity,
)
from routing.force.presence import counts_as_deployed
from routing.force.records import record_of
from routing.force.spans import overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalShare:
    """Vetted local police beside the people of units with a task in a sector in a phase.

    `vetted` and `international` are None where a strength was not reported; `share` (0 to 1) then too, and where
    nobody at all is there. `not_deployed` are units counted that are not deployed at the moment asked.
    """

    sector: SectorId
    phase: PhaseId
    lead: Lead
    state: SectorState
    vetted: int | None
    international: int | None
    not_deployed: tuple[UnitId, ...]
    why: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Local part of all people there."""
        if self.vetted is None or self.international is None or self.vetted + self.international == 0:
            return None
        return self.vetted / (self.vetted + self.international)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverGate:
    """The gate of a hand-over with all four criteria; it `is_passed` when all are met and the decision was taken."""

    handover: Handover
    criteria: tuple[Criterion, ...]
    is_passed: bool


def local_shares(plan: Plan, at: datetime) -> tuple[LocalShare, ...]:
    """The local share of each sector in each phase, sector by sector, as it is known at a moment."""
    return tuple(_share(plan, sector, phase, at) for sector in plan.sectors for phase in plan.phases)


def handover_gates(plan: Plan, at: datetime) -> tuple[HandoverGate, ...]:
    """The gate of each hand-over; criteria nobody listed are unknown."""
    return tuple(_gate(handover, at) for handover in plan.handovers)


def local_findings(plan: Plan, at: datetime) -> Iterator[Finding]:
    """Share or lead that falls from one phase to the next, and local lead before its gate is passed."""
    shares = local_shares(plan, at)
    for before, after in pairwise(shares):
        if before.sector == after.sector:
            yield from _falls(plan, before, after)
    yield from _leads_too_early(plan, shares, at)


def leads_locally(share: LocalShare) -> bool:
    """Whether a sector is led by local forces in a phase, by its lead or its state."""
    return share.lead is Lead.LOCAL or share.state is SectorState.LOCAL_LEAD


def _share(plan: Plan, sector: Sector, phase: Phase, at: datetime) -> LocalShare:
    police = [force for force in plan.local_forces if force.sector == sector.id]
    units = _units_in(plan, sector.id, phase)
    return LocalShare(
        sector=sector.id,
        phase=phase.id,
        lead=phase.lead_of(sector.id),
        state=phase.state_of(sector.id),
        vetted=_sum([force.vetted for force in police]),
        international=_sum([unit.strength for unit in units]),
        not_deployed=tuple(unit.id for unit in units if not counts_as_deployed(plan, unit, at)),
        why=(*(force.id for force in police), *(unit.id for unit in units)),
    )


def _units_in(plan: Plan, sector_id: SectorId, phase: Phase) -> list[Unit]:
    span = Validity(starts_at=phase.starts_at, ends_at=phase.ends_at)
    there = {a.unit for a in plan.assignments if a.sector == sector_id and overlap(a.valid, span)}
    return [unit for unit in plan.units if unit.id in there]


def _sum(figures: list[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def _gate(handover: Handover, at: datetime) -> HandoverGate:
    told = {criterion.kind: criterion for criterion in handover.criteria}
    decided = handover.decided_at is not None and handover.decided_at <= at
    return HandoverGate(
        handover=handover,
        criteria=tuple(told.get(kind, Criterion(kind=kind)) for kind in CriterionKind),
        is_passed=decided and not handover.open_criteria,
    )


def _falls(plan: Plan, before: LocalShare, after: LocalShare) -> Iterator[Finding]:
    sector, phase = _names(plan, after)
    if after.lead.rank < before.lead.rank:
        yield Finding(
            code="local-lead-falls",
            severity=Severity.PROBLEM,
            subject=f"{after.sector}, {after.phase}",
            message=f"Lead in {sector} goes back from {before.lead.value} to {after.lead.value} in {phase}.",
            remedy="Keep the lead that was handed over, or say why re-intervention is needed.",
        )
    if before.share is not None and after.share is not None and after.share < before.share:
        yield Finding(
            code="local-share-falls",
            severity=Severity.DOUBT,
            subject=f"{after.sector}, {after.phase}",
            message=f"The local share in {sector} falls from {before.share:.0%} to {after.share:.0%} in {phase}.",
            remedy="Vet and train more local police first, or assign fewer units.",
        )


def _leads_too_early(plan: Plan, shares: tuple[LocalShare, ...], at: datetime) -> Iterator[Finding]:
    order = [phase.id for phase in plan.phases]
    gates = handover_gates(plan, at)
    for share in filter(leads_locally, shares):
        due = order[: order.index(share.phase) + 1]
        own = [gate for gate in gates if gate.handover.sector == share.sector and gate.handover.phase in due]
        if not any(gate.is_passed for gate in own):
            sector, phase = _names(plan, share)
            failed = any(criterion.met is False for gate in own for criterion in gate.criteria)
            yield Finding(
                code="handover-open",
                severity=Severity.PROBLEM if failed else Severity.DOUBT,
                subject=f"{share.sector}, {share.phase}",
                message=f"{sector} is under local lead in {phase}, but its hand-over is not passed.",
                remedy="Record all four criteria with evidence and the joint decision, or hand over later.",
            )


def _names(plan: Plan, share: LocalShare) -> tuple[str, str]:
    return record_of(plan, Sector, share.sector).name, record_of(plan, Phase, share.phase).name
