"""What keeps a unit from a task: one small check for each cause, each told with what would change it."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from data.model import (
    Caveat,
    ConsentState,
    ForceStage,
    InstrumentKind,
    MovementLimit,
    Plan,
    RoeClass,
    RoeGrant,
    TaskKind,
)
from geo.daylight import is_daylight
from routing.force.asking import Asked, Cause, Hindrance
from routing.force.consents import PartyWord, consent_for
from routing.force.presence import authority_spans, grant_spans, pledge_of, relations_of, stage_spans
from routing.force.records import named
from routing.force.spans import hold_at

Check: TypeAlias = Callable[[Asked], Iterator[Hindrance]]


def absent(asked: Asked) -> Iterator[Hindrance]:
    """A unit that is not deployed, or over which authority was not transferred."""
    if not hold_at(stage_spans(asked.unit, ForceStage.DEPLOYED), asked.at):
        reached = asked.unit.reached_by(asked.at)
        yield Hindrance(
            cause=Cause.NOT_DEPLOYED,
            is_known=True,
            message=f"{asked.unit.name} is {reached.value if reached else 'at no stage yet'}, not deployed.",
            change="Deploy the unit and record the day it was.",
            why=(asked.unit.id,),
        )
    if not hold_at(authority_spans(asked.plan, asked.unit), asked.at):
        yield Hindrance(
            cause=Cause.NO_AUTHORITY,
            is_known=True,
            message=f"Authority over {asked.unit.name} is not transferred at this moment.",
            change="Transfer authority, or move the start of the command relation.",
            why=tuple(relation.id for relation in relations_of(asked.plan, asked.unit)),
        )


def approval_lapsed(asked: Asked) -> Iterator[Hindrance]:
    """Steps of approval that are not granted, or no longer; unknown where the unit names no pledge."""
    pledge = pledge_of(asked.plan, asked.unit)
    if pledge is None:
        yield Hindrance(
            cause=Cause.APPROVAL,
            is_known=False,
            message=f"{asked.unit.name} names no pledge; its approvals are not known.",
            change="Name the pledge the unit comes under, with its steps of approval.",
            why=(asked.unit.id,),
        )
        return
    for step in pledge.steps:
        if not hold_at(grant_spans(step), asked.at):
            yield Hindrance(
                cause=Cause.APPROVAL,
                is_known=True,
                message=f"The {step.kind.value.replace('_', ' ')} step of {pledge.name} is not in force.",
                change="Obtain or renew the approval and record how long it holds.",
                why=(pledge.id,),
            )


def not_able(asked: Asked) -> Iterator[Hindrance]:
    """A task the unit is not able to do, or nobody said it is."""
    if asked.task not in asked.unit.capabilities:
        told = bool(asked.unit.capabilities)
        word = "is not able to do" if told else "does not report whether it is able to do"
        yield Hindrance(
            cause=Cause.ABILITY,
            is_known=told,
            message=f"{asked.unit.name} {word} this task: {asked.task_name}.",
            change="Take a unit able to do it, or record that this one is.",
            why=(asked.unit.id,),
        )


def rules_too_narrow(asked: Asked) -> Iterator[Hindrance]:
    """Rules of engagement narrower than the task requires, or none told."""
    needed, grants = asked.requirement, deciding_grants(asked)
    if not grants:
        yield Hindrance(
            cause=Cause.RULES,
            is_known=False,
            message=f"No rules of engagement are told for {asked.unit.name} here and now.",
            change=f"Record the class of rules; {asked.task_name} requires {_words(needed.roe)}.",
            why=needed.why,
        )
        return
    granted = min((grant.roe for grant in grants), key=lambda roe: roe.rank)
    if not granted.allows(needed.roe):
        yield Hindrance(
            cause=Cause.RULES,
            is_known=True,
            message=f"Granted is {_words(granted)}; {asked.task_name} requires {_words(needed.roe)}.",
            change=f"Have {_words(needed.roe)} granted, or give the unit a task that requires less.",
            why=(*(grant.id for grant in grants if grant.roe is granted), *needed.why),
        )


def deciding_grants(asked: Asked) -> tuple[RoeGrant, ...]:
    """The grants that count: of those in force, the ones that name most of sector and phase."""
    phase_id = asked.phase.id if asked.phase else None
    held = [
        grant
        for grant in asked.plan.roe_grants
        if grant.contributor == asked.unit.contributor
        and grant.sector in {None, asked.sector.id}
        and (grant.phase is None or grant.phase == phase_id)
        and grant.valid.holds_at(asked.at)
    ]
    most = max(map(_named, held), default=0)
    return tuple(grant for grant in held if _named(grant) == most)


def barred_by_caveat(asked: Asked) -> Iterator[Hindrance]:
    """A contributor's own limits on task, sector, hours and movement."""
    for caveat in asked.plan.caveats:
        if caveat.contributor == asked.unit.contributor and caveat.valid.holds_at(asked.at):
            yield from (
                Hindrance(
                    cause=Cause.CAVEAT,
                    is_known=is_known,
                    message=f"The caveat “{caveat.name}” {message}.",
                    change=change,
                    why=(caveat.id,),
                )
                for is_known, message, change in _limits(asked, caveat)
            )


def no_hour_left(asked: Asked) -> Iterator[Hindrance]:
    """Caveats of a contributor whose hours have no minute in common: its people may act at no hour, whichever it is."""
    limits = [
        (caveat, caveat.hours)
        for caveat in asked.plan.caveats
        if caveat.contributor == asked.unit.contributor and caveat.hours and caveat.valid.holds_at(asked.at)
    ]
    if not asked.at_any_hour:
        return  # at a moment the caveat that shuts its hour is told
    # what spans of a day have in common, if anything, begins where one of them does
    if limits and not any(all(other.hold_at(one.starts) for _, other in limits) for _, one in limits):
        names = ", ".join(f"“{caveat.name}”" for caveat, _ in limits)
        yield Hindrance(
            cause=Cause.CAVEAT,
            is_known=True,
            message=f"The hours of the caveats {names} have no minute in common: its people may act at no hour.",
            change="Have the hours of one of them widened.",
            why=tuple(caveat.id for caveat, _ in limits),
        )


def instrument_not_in_force(asked: Asked) -> Iterator[Hindrance]:
    """Legal instruments the task requires that are not in force, or not recorded."""
    for kind in asked.requirement.instruments:
        yield from _instrument(asked, kind)


def consent_missing(asked: Asked) -> Iterator[Hindrance]:
    """Consent required for the sector, the contributor or the task that does not cover it."""
    for about in (asked.sector.id, asked.unit.contributor, asked.task):
        for word in consent_for(asked.plan, about, asked.at).missing:
            yield Hindrance(
                cause=Cause.CONSENT,
                is_known=word.covers is False,
                message=_consent_told(asked.plan, word, about),
                change="Obtain the party's consent, or meet its conditions, and record it with its validity.",
                why=word.why or (word.party,),
            )


CHECKS: tuple[Check, ...] = (
    absent,
    approval_lapsed,
    not_able,
    rules_too_narrow,
    barred_by_caveat,
    no_hour_left,
    instrument_not_in_force,
    consent_missing,
)


def _named(grant: RoeGrant) -> int:
    return (grant.sector is not None) + (grant.phase is not None)


def _words(value: StrEnum) -> str:
    return "self-defence" if value is RoeClass.SELF_DEFENCE else value.value.replace("_", " ")


def _limits(asked: Asked, caveat: Caveat) -> Iterator[tuple[bool, str, str]]:
    if caveat.bars(asked.task, asked.sector.id):
        yield True, f"bars {asked.task_name} in {asked.sector.name}", "Have the caveat lifted, or take another unit."
    local = asked.at.astimezone(ZoneInfo(asked.plan.time_zone)).time()
    if not (asked.at_any_hour or caveat.hours is None or caveat.hours.hold_at(local)):
        hours = f"{caveat.hours.starts:%H:%M} to {caveat.hours.ends:%H:%M}"
        yield True, f"allows acting from {hours} local time only", "Keep the task to these hours."
    for limit in caveat.movement:
        yield from _movement(asked, limit)


def _movement(asked: Asked, limit: MovementLimit) -> Iterator[tuple[bool, str, str]]:
    middle = asked.sector.area.representative_point()
    match limit:
        case MovementLimit.DAYLIGHT_ONLY if not (asked.at_any_hour or is_daylight(middle.x, middle.y, asked.at)):
            yield True, "allows movement in daylight only", "Keep the task between sunrise and sunset."
        case MovementLimit.OWN_SECTOR_ONLY if asked.sector.owner != asked.unit.contributor:
            is_known = asked.sector.owner is not None
            yield is_known, "keeps its people in their own sector", "Give the task to a unit of the sector's owner."
        case MovementLimit.MAIN_ROADS_ONLY if asked.task in MOVING:
            yield False, "keeps its people on main roads", "Show that the way keeps to main roads."
        case _:
            return


MOVING = frozenset({TaskKind.ESCORT, TaskKind.ROUTE_SECURITY, TaskKind.QUICK_REACTION, TaskKind.CASUALTY_EVACUATION})
"""Tasks done on the move, for which it matters which roads are driven."""


def _instrument(asked: Asked, kind: InstrumentKind) -> Iterator[Hindrance]:
    known = [i for i in asked.plan.legal_instruments if i.kind is kind and i.covers(asked.unit.contributor)]
    if any(i.in_force is not None and i.in_force.holds_at(asked.at) for i in known):
        return
    told = "is not in force" if known else "is not recorded"
    yield Hindrance(
        cause=Cause.INSTRUMENT,
        is_known=bool(known),
        message=f"An instrument for {_words(kind)} that covers {named(asked.plan, asked.unit.contributor)} {told}.",
        change="Bring it into force and record from when to when it is.",
        why=(*(i.id for i in known), *asked.requirement.why),
    )


def _consent_told(plan: Plan, word: PartyWord, about: str) -> str:
    record = None if isinstance(about, TaskKind) else plan.find(about)
    what = getattr(record, "name", about.replace("_", " "))
    if word.state is ConsentState.CONDITIONAL:
        return f"{word.name} asks for what is not met for {what}: {'; '.join(c.text for c in word.open_conditions)}."
    return f"{word.name} is {word.state.value} on {what}; that is no consent."
