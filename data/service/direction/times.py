"""Direction of changes to phases, opening rules, words of parties, corridors and incidents."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from data.model import (
    Condition,
    Consent,
    ConsentState,
    Corridor,
    Gate,
    Handover,
    Incident,
    OpeningKind,
    OpeningRule,
    Party,
    Phase,
    Plan,
    SectorState,
)
from data.service.direction.scale import (
    DANGEROUS,
    NEITHER,
    SAFER,
    Direction,
    of_all,
    of_bad_set,
    of_bad_span,
    of_good_set,
    of_good_span,
    of_rank,
)

STATES: Mapping[SectorState, int] = MappingProxyType(
    {
        SectorState.SUSPENDED: 0,
        SectorState.NOT_ESTABLISHED: 1,
        SectorState.PREPARING: 2,
        SectorState.HANDOVER: 3,
        SectorState.LOCAL_LEAD: 4,
        SectorState.ACTIVE: 5,
    }
)
"""How safe a sector looks in a state; only `active` secures its roads."""
WORDS: Mapping[ConsentState, int] = MappingProxyType(
    {
        ConsentState.REFUSED: 0,
        ConsentState.WITHDRAWN: 0,
        ConsentState.SILENT: 1,
        ConsentState.CONDITIONAL: 2,
        ConsentState.GRANTED: 3,
    }
)
"""How much a word allows."""


def of_phase(plan: Plan, before: Phase | None, after: Phase | None) -> Direction:
    """The direction of a change to a phase: states of its sectors, its times, its gates, who leads."""
    del plan
    if before is None or after is None:
        lone = before or after
        active = lone is not None and bool(lone.active_sectors())
        return NEITHER if not active else SAFER if before is None else DANGEROUS
    sectors = {*(s for s, _ in before.sector_states), *(s for s, _ in after.sector_states)}
    parts = [of_state(before.state_of(s), after.state_of(s)) for s in sectors]
    leads = before.sector_leads == after.sector_leads
    times = (before.starts_at, before.ends_at) == (after.starts_at, after.ends_at)
    parts += [NEITHER if leads and times else SAFER]
    return of_all([*parts, _of_conditions(_gates(before.gates), _gates(after.gates))])


def of_state(before: SectorState, after: SectorState) -> Direction:
    """The direction of a sector's step from one state to another; who leads a hand-over cannot be judged."""
    unclear = before is not after and {before, after} <= {SectorState.HANDOVER, SectorState.LOCAL_LEAD}
    return SAFER if unclear else of_rank(STATES[before], STATES[after])


def of_rule(plan: Plan, before: OpeningRule | None, after: OpeningRule | None) -> Direction:
    """The direction of a change to an opening rule: less time to move is more dangerous to ask for."""
    if after is None:
        return SAFER if before is not None else NEITHER
    if before is None:
        others = (rule for rule in plan.opening_rules if rule.id != after.id and not rule.kind.shuts)
        loosens = not after.kind.shuts and any(rule.about == after.about for rule in others)
        return SAFER if loosens else DANGEROUS
    if (before.kind, before.about) != (after.kind, after.about):
        return SAFER
    of_times = of_bad_set if after.kind.shuts else of_good_set
    parts = [of_times(before.weekly, after.weekly), of_times(before.once, after.once)]
    margin = of_rank(-before.daylight_margin_s, -after.daylight_margin_s)
    of_margin = margin if after.kind is OpeningKind.DAYLIGHT else NEITHER if margin is NEITHER else SAFER
    return of_all([*parts, of_margin, of_bad_span(before.valid, after.valid)])


def of_consent(plan: Plan, before: Consent | None, after: Consent | None) -> Direction:
    """The direction of a change to the word of a party; no word counts as its silence."""
    if before is None:
        return NEITHER if after is None else _of_word_given(plan, after)
    if after is None:
        rank, others = WORDS[before.state], _other_words(plan, before)
        return SAFER if any(other > rank for other in others) else of_rank(rank, WORDS[ConsentState.SILENT])
    if (before.party, before.about, before.task) != (after.party, after.about, after.task):
        return SAFER
    gives = WORDS[after.state] > WORDS[ConsentState.SILENT] or WORDS[before.state] > WORDS[ConsentState.SILENT]
    span = (of_good_span if gives else of_bad_span)(before.valid, after.valid)
    return of_all([of_rank(WORDS[before.state], WORDS[after.state]), span, _of_consent_conditions(before, after)])


def _of_word_given(plan: Plan, consent: Consent) -> Direction:
    rank = WORDS[consent.state]
    worse = any(other < rank for other in _other_words(plan, consent))
    return SAFER if worse else of_rank(WORDS[ConsentState.SILENT], rank)


def _other_words(plan: Plan, consent: Consent) -> list[int]:
    """How much other words of the same party about the same allow."""
    about = (consent.party, consent.about, consent.task)
    same = (one for one in plan.consents if (one.party, one.about, one.task) == about and one.id != consent.id)
    return [WORDS[one.state] for one in same]


def of_party(plan: Plan, before: Party | None, after: Party | None) -> Direction:
    """The direction of a change to a party: what its consent is required for."""
    del plan
    return of_bad_set(before.required_for if before else (), after.required_for if after else ())


def of_handover(plan: Plan, before: Handover | None, after: Handover | None) -> Direction:
    """The direction of a change to a hand-over: its criteria, and whether it is decided."""
    del plan
    met = _of_conditions(_criteria(before), _criteria(after))
    decided = (before.decided_at if before else None), (after.decided_at if after else None)
    moved = of_rank(decided[0] is not None, decided[1] is not None)
    later = SAFER if moved is NEITHER and decided[0] != decided[1] else moved
    where = before is None or after is None or (before.sector, before.phase) == (after.sector, after.phase)
    return of_all([met, later, NEITHER if where else SAFER])


def of_corridor(plan: Plan, before: Corridor | None, after: Corridor | None) -> Direction:
    """The direction of a change to an agreed way for safe passage."""
    del plan
    if before is None or after is None:
        return SAFER if before is None else DANGEROUS
    line = NEITHER if before.line.equals_exact(after.line, 0.0) else SAFER
    return of_all([line, of_good_span(before.valid, after.valid)])


def of_incident(plan: Plan, before: Incident | None, after: Incident | None) -> Direction:
    """The direction of a change to a reported event: told is more dangerous, told otherwise cannot be judged."""
    del plan
    if before is None or after is None:
        return DANGEROUS if before is None else SAFER
    return NEITHER if replace(after, source=before.source) == before else SAFER


def _gates(gates: tuple[Gate, ...]) -> set[tuple[object, ...]]:
    return {(gate.condition, gate.name, gate.after, gate.met is True) for gate in gates}


def _criteria(handover: Handover | None) -> set[tuple[object, ...]]:
    return {(criterion.kind, criterion.met is True) for criterion in handover.criteria} if handover else set()


def _conditions(conditions: Iterable[Condition]) -> set[tuple[object, ...]]:
    return {(condition.text, condition.met is True) for condition in conditions}


def _of_consent_conditions(before: Consent, after: Consent) -> Direction:
    return _of_conditions(_conditions(before.conditions), _conditions(after.conditions))


def _of_conditions(before: set[tuple[object, ...]], after: set[tuple[object, ...]]) -> Direction:
    """The direction of conditions, each with whether it is met last: met is safer, and so is one less to be met."""
    lost, made = before - after, after - before
    parts = [DANGEROUS if one[-1] else SAFER for one in lost]
    return of_all([*parts, *(SAFER if one[-1] else DANGEROUS for one in made)])
