"""What single facts say of a stretch of way: a sector's state, a permit, the word of a party, a time, a zone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from data.model import ConsentState, Phase, Plan, Sector, SectorState, TaskKind, Zone
from routing.coverage import secures
from routing.force.consents import PartyWord
from routing.force.permits import Outcome, Permit, may_act
from routing.force.standards import Base
from routing.march.reading import Grade, Reading

NARROW_SHARE = 0.8
"""A response that takes more than this share of its limit is met narrowly."""
DANGEROUS = 1.0
"""Exposure from which on a stretch is told as dangerous: the usual danger of a zone, or more."""

OUTSIDE = Reading(
    grade=Grade.NOT_MET,
    word="none",
    reason="This stretch lies outside every sector.",
    change="Lead the way through a sector, or draw the sector over this road.",
)
NOBODY = Reading(
    grade=Grade.NOT_MET,
    word="nobody",
    reason="Outside every sector nobody is set to act.",
    change="Lead the way through a sector with an owner.",
)
UNEXPOSED = Reading(grade=Grade.MET, word="none", reason="No dangerous zone is known here.")


NOT_ASKED = Reading(grade=Grade.MET, word="not asked", reason="The consent of this party is not required here.")
_GRADE_OF_STATE: Mapping[SectorState, Grade] = {
    SectorState.ACTIVE: Grade.MET,
    SectorState.HANDOVER: Grade.NARROW,
    SectorState.LOCAL_LEAD: Grade.NARROW,
}


def state_read(sector: Sector, phase: Phase) -> Reading:
    """What the state of a sector says in a phase."""
    state = phase.state_of(sector.id)
    words = state.value.replace("_", " ")
    grade = _GRADE_OF_STATE.get(state, Grade.NOT_MET)
    if state is SectorState.ACTIVE and not secures(sector, phase):
        grade, words = Grade.NOT_MET, "not valid"
    return Reading(
        grade=grade,
        word=f"{sector.name}: {words}",
        reason=f"Sector {sector.name} is {words} in {phase.name}.",
        change=None if grade is Grade.MET else f"Move while sector {sector.name} is active, or activate it.",
        why=(sector.id, phase.id),
    )


def acting_read(plan: Plan, sector: Sector, task: TaskKind, at: datetime) -> Reading:
    """Whether somebody set to work in a sector may do a task there; the best of all units counts."""
    held = [a for a in plan.assignments if a.sector == sector.id and a.valid.holds_at(at)]
    permits = [may_act(plan, unit, task, sector.id, at) for unit in dict.fromkeys(a.unit for a in held)]
    if not permits:
        return Reading(
            grade=Grade.NOT_MET if plan.units else Grade.UNKNOWN,
            word="nobody",
            reason=f"No unit is set to work in sector {sector.name} at this time.",
            change=f"Assign a unit to sector {sector.name}.",
            why=(sector.id,),
        )
    return _permitted(plan, min(permits, key=lambda permit: _ORDER.index(permit.outcome)), task)


_ORDER = (Outcome.MAY_ACT, Outcome.UNKNOWN, Outcome.MAY_NOT_ACT, Outcome.NOT_PRESENT)
_WORDS = {
    Outcome.MAY_ACT: (Grade.MET, "may act"),
    Outcome.UNKNOWN: (Grade.UNKNOWN, "not known"),
    Outcome.MAY_NOT_ACT: (Grade.NOT_MET, "may not act"),
    Outcome.NOT_PRESENT: (Grade.NOT_MET, "not present"),
}


def _permitted(plan: Plan, permit: Permit, task: TaskKind) -> Reading:
    grade, word = _WORDS[permit.outcome]
    name = getattr(plan.get(permit.unit), "name", permit.unit)
    told = " ".join(hindrance.message for hindrance in permit.hindrances)
    return Reading(
        grade=grade,
        word=f"{name}: {word}",
        reason=told or f"{name} may act: {task.value.replace('_', ' ')} is within its rules here and now.",
        change=" ".join(permit.changes) or None,
        why=(permit.unit, *permit.why),
    )


def word_read(word: PartyWord, what: str) -> Reading:
    """What the word of a party says."""
    grade = {True: Grade.MET, None: Grade.UNKNOWN, False: Grade.NOT_MET}[word.covers]
    asks = "; ".join(condition.text for condition in word.open_conditions)
    told = f"{word.name} on {what}: {word.state.value}."
    if word.state is ConsentState.SILENT:
        told = f"{word.name} has said nothing on {what}; silence is not consent."
    elif asks:
        told = f"{word.name} asks for {what}: {asks}."
    return Reading(
        grade=grade,
        word=word.state.value,
        reason=told,
        change=None if word.covers else "Obtain the party's consent, or meet its conditions, and record it.",
        why=word.why or (word.party,),
    )


def time_read(name: str, seconds: tuple[float, float], limit_s: float, base: Base | None = None) -> Reading:
    """What the seconds of a response say, by roads known to be passable and at best; `base` is the nearest."""
    known_s, at_best_s = seconds
    limit = f"{limit_s / 60:g} min"
    whence = f" between here and {base.name}" if base else ""
    why = (base.unit or base.site,) if base else ()
    if known_s <= limit_s:
        minutes = float(np.ceil(known_s / 60))
        narrow = known_s > NARROW_SHARE * limit_s
        return Reading(
            grade=Grade.NARROW if narrow else Grade.MET,
            word=f"{minutes:g} min",
            reason=f"{name.capitalize()} takes {minutes:g} min of {limit}{whence}.",
            why=why,
            minutes=minutes,
        )
    if at_best_s <= limit_s:
        minutes = float(np.ceil(at_best_s / 60))
        return Reading(
            grade=Grade.UNKNOWN,
            word="not known",
            reason=f"{name.capitalize()} takes {minutes:g} min of {limit}{whence} only over roads nobody knows of.",
            change="Have the roads between the base and here reported.",
            why=why,
            minutes=minutes,
        )
    minutes = float(np.ceil(known_s / 60)) if np.isfinite(known_s) else float("inf")
    told = f"takes {minutes:g} min{whence}, {limit} are asked" if np.isfinite(minutes) else "has no way here"
    return Reading(
        grade=Grade.NOT_MET,
        word=f"{minutes:g} min" if np.isfinite(minutes) else "no way",
        reason=f"{name.capitalize()} {told}.",
        change="Station a base nearer, or open a road to here.",
        why=why,
        minutes=minutes,
    )


def zones_read(zones: Sequence[Zone]) -> Reading:
    """What the dangerous zones of a stretch say."""
    weight = sum(zone.exposure for zone in zones)
    names = ", ".join(zone.name for zone in zones)
    return Reading(
        grade=Grade.NOT_MET if weight >= DANGEROUS else Grade.NARROW,
        word=f"{weight:g}",
        reason=f"In {names}: exposure {weight:g}, where 1 is the usual danger; relative, uncalibrated.",
        change="Take the way of low exposure, or pass in less time.",
        why=tuple(zone.id for zone in zones),
        minutes=weight,
    )
