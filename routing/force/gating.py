"""Gates of phases and of hand-over as an order counts them: by date, by what was assumed, else as not met."""

from dataclasses import dataclass, replace
from datetime import datetime

from data.model import CriterionKind, Gate, Handover, Phase, Plan, SectorId
from routing.force.gates import GateDate, gate_dates
from routing.sequencing.case import Gate as CaseGate


@dataclass(frozen=True, slots=True, kw_only=True)
class GatesAssumed:
    """What is taken for true of gates: of phases by the keys of `gate_dates`, of hand-over by id.

    Gates that nobody dated nor called met or not met count as not met, unless `unknown_is_met`.
    """

    unknown_is_met: bool = False
    met: frozenset[str] = frozenset()
    unmet: frozenset[str] = frozenset()
    handed_over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGate:
    """A gate not recorded as met, as an order counts it: met by the start of a phase of the plan, None where never.

    `is_assumed` where a person's choice made it met or not met, whatever is recorded.
    """

    key: str
    phase: int
    gate: Gate
    earliest: datetime | None
    met_from: int | None
    is_assumed: bool


def open_gates(plan: Plan, assumed: GatesAssumed) -> tuple[OpenGate, ...]:
    """Every gate of a plan that is not recorded as met, in the plan's order."""
    taken = replace(plan, phases=_taken(plan, assumed))
    return tuple(
        _open(plan, recorded, counted)
        for recorded, counted in zip(gate_dates(plan), gate_dates(taken), strict=True)
        if recorded.gate.met is not True
    )


def gates_of(plan: Plan, assumed: GatesAssumed) -> tuple[CaseGate, ...]:
    """The gates that keep sectors from starting in some phase."""
    return tuple(
        CaseGate(name=one.gate.condition, phase=one.phase, met_from=one.met_from)
        for one in open_gates(plan, assumed)
        if one.met_from != one.phase
    )


def handed_over_from(plan: Plan, sector_id: SectorId, assumed: GatesAssumed) -> int | None:
    """The first phase by whose start a hand-over of a sector is passed, or taken as passed; None without one."""
    rows = {phase.id: row for row, phase in enumerate(plan.phases)}
    found = [
        since
        for handover in plan.handovers
        if handover.sector == sector_id and (handover.id in assumed.handed_over or not lacks(handover))
        for since in [_passed_from(plan, handover, rows[handover.phase], assumed)]
        if since is not None
    ]
    return min(found, default=None)


def lacks(handover: Handover) -> tuple[str, ...]:
    """What a gate of hand-over lacks: criteria met with evidence, and a date of the joint decision."""
    told = {criterion.kind: criterion for criterion in handover.criteria}
    missing = []
    for kind in CriterionKind:
        word, one = kind.value.replace("re_", "re-").replace("_", " "), told.get(kind)
        if one is None or one.met is None:
            missing.append(f"{word} is not known to be met")
        elif not one.met:
            missing.append(f"{word} is not met")
        elif not one.evidence:
            missing.append(f"{word} is met without evidence")
    return (*missing, *([] if handover.decided_at else ["the joint decision has no date"]))


def _taken(plan: Plan, assumed: GatesAssumed) -> tuple[Phase, ...]:
    """The phases with their gates as they are taken for true."""
    keyed = iter(gate_dates(plan))
    return tuple(
        replace(phase, gates=tuple(_as_taken(date, assumed) for _, date in zip(phase.gates, keyed, strict=False)))
        for phase in plan.phases
    )


def _as_taken(date: GateDate, assumed: GatesAssumed) -> Gate:
    if date.gate.met is True:
        return date.gate
    if date.key in assumed.unmet:
        return replace(date.gate, met=False, due_at=None)
    is_silent = date.gate.met is None and date.gate.due_at is None
    is_met = date.key in assumed.met or (assumed.unknown_is_met and is_silent)
    return replace(date.gate, met=True) if is_met else date.gate


def _open(plan: Plan, recorded: GateDate, counted: GateDate) -> OpenGate:
    phase = next(row for row, phase in enumerate(plan.phases) if phase.id == recorded.phase)
    earliest = counted.earliest
    since: int | None = phase
    if not counted.is_known:
        since = None
    elif earliest is not None:
        since = _from(plan, phase, earliest)
    return OpenGate(
        key=recorded.key,
        phase=phase,
        gate=recorded.gate,
        earliest=earliest,
        met_from=since,
        is_assumed=counted.gate != recorded.gate,
    )


def _from(plan: Plan, phase: int, at: datetime) -> int | None:
    """The first phase, not before one, that begins no earlier than a moment."""
    return next((row for row in range(phase, len(plan.phases)) if plan.phases[row].starts_at >= at), None)


def _passed_from(plan: Plan, handover: Handover, phase: int, assumed: GatesAssumed) -> int | None:
    if handover.id in assumed.handed_over or handover.decided_at is None:
        return phase
    return _from(plan, phase, handover.decided_at)
