"""What is known of a record of the force: how it stands now, what it says field by field, and its parts."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import singledispatch
from types import MappingProxyType
from typing import Any

from data.model import (
    ApprovalStep,
    Assignment,
    Caveat,
    CommandRelation,
    Commitment,
    CommitmentState,
    Condition,
    Consent,
    Contributor,
    Cost,
    Criterion,
    ExchangeRate,
    FundingSource,
    Handover,
    Headquarters,
    LegalInstrument,
    LocalForce,
    Party,
    Plan,
    Pledge,
    Record,
    Restoration,
    RestorationStep,
    RoeGrant,
    Scenario,
    Settlement,
    StageDate,
    TaskRequirement,
    Unit,
    Validity,
)
from pages.look.clock import local_day
from pages.look.force_words import NOT_REPORTED, STAGES, spoken
from pages.parts.facts import Fact, span
from pages.parts.places import Place
from pages.parts.titles import called
from routing.force.presence import counts_as_deployed

SECTIONS: Mapping[type, str] = MappingProxyType(
    {
        **dict.fromkeys((Contributor, Unit, Assignment), "contributors"),
        Pledge: "approvals",
        **dict.fromkeys((Headquarters, CommandRelation), "command"),
        **dict.fromkeys((RoeGrant, Caveat, LegalInstrument, TaskRequirement), "rules"),
        **dict.fromkeys((Party, Consent), "consent"),
        **dict.fromkeys((FundingSource, Commitment, ExchangeRate, Cost), "money"),
        **dict.fromkeys((LocalForce, Handover, Restoration, Settlement), "phases"),
        Scenario: "scenarios",
    }
)
"""The screen whose tables each kind of record is edited in."""

ELSEWHERE = frozenset({"id", "name", "name_ar", "valid", "source", "note", "point", "changes"})
"""Fields that are told in the same way of every record."""
LABELS: Mapping[str, str] = MappingProxyType(
    {"roe": "Rules of engagement", "at": "Date", "decided_at": "Decided", "announced_at": "Announced"}
)
EMPTY: Mapping[tuple[type, str], str] = MappingProxyType(
    {
        (RoeGrant, "sector"): "every sector",
        (RoeGrant, "phase"): "every phase",
        (LegalInstrument, "contributors"): "all",
        (LegalInstrument, "in_force"): "at no time",
        (Commitment, "earmarks"): "none: for everything",
        (Commitment, "at"): "not known",
        (FundingSource, "contributor"): "for all",
        (Cost, "about"): "everybody who has no cost of their own",
        (Headquarters, "superior"): "none: it stands at the head",
        (Headquarters, "contributor"): "none of its own",
        (Caveat, "barred_tasks"): "no task by itself",
        (Caveat, "barred_sectors"): "no sector by itself",
        (Caveat, "hours"): "any hour",
        (Caveat, "movement"): "no limit",
        (Party, "required_for"): "nothing",
        (Consent, "conditions"): "none",
        (Restoration, "steps"): "none told",
        (TaskRequirement, "instruments"): "none",
    }
)
"""What an empty field stands for where that is not simply that nobody reported it."""
MARKS = {True: "✓ met", False: "✗ not met", None: "? not known"}


def section_of(target: Record | Place) -> str | None:
    """The screen of the force a record is edited on; None for what is edited elsewhere."""
    return SECTIONS.get(type(target))


def force_lines(plan: Plan, record: Record, at: datetime) -> Iterator[Fact]:
    """How a record of the force stands at a moment, then all it says; none for other records."""
    if section_of(record) is None:
        return
    yield from _standing(plan, record, at)
    for field in fields(record):
        held = getattr(record, field.name)
        if field.name in ELSEWHERE or (isinstance(record, Consent) and held is None):
            continue
        if isinstance(held, tuple) and any(map(is_dataclass, held)):
            yield from _parts(plan, held)
        else:
            yield _label(field.name), _told(plan, record, field.name)


def _told(plan: Plan, record: Record, name: str) -> str:
    """One field in words; what an empty one stands for is said, and never that it was reported."""
    held = getattr(record, name)
    return EMPTY.get((type(record), name), NOT_REPORTED) if held in {None, ()} else _said(held, plan)


def _standing(plan: Plan, record: Record, at: datetime) -> Iterator[Fact]:
    """What follows from the record at the moment looked at."""
    match record:
        case Unit():
            yield "Stage now", STAGES[record.reached_by(at)].words
            no = "no: nobody was given authority over it" if record.is_deployed(at) else "no"
            yield "Counts as capability", "yes" if counts_as_deployed(plan, record, at) else no
        case Pledge():
            yield "Approved now", "yes, every step" if record.approved_at(at) else "no"
        case Consent():
            yield "Counts as consent now", "yes" if record.covers(at) else "no"
        case Commitment():
            there = record.state is CommitmentState.RECEIVED and (record.at is None or record.at <= at)
            yield "Can be spent now", "yes" if there else "no"
        case Scenario():
            yield "Changes", str(len(record.changes))
        case LegalInstrument():
            yield "In force now", "yes" if record.in_force is not None and record.in_force.holds_at(at) else "no"


def _parts(plan: Plan, parts: tuple[Any, ...]) -> Iterator[Fact]:
    """One line for each part, names that come twice told apart."""
    lines = [_part(plan, part, number) for number, part in enumerate(parts, 1)]
    labels = [label for label, _ in lines]
    for number, (label, text) in enumerate(lines, 1):
        yield (label if labels.count(label) == 1 else f"{label} ({number})"), text


def _part(plan: Plan, part: Any, number: int) -> Fact:
    match part:
        case ApprovalStep():
            return spoken(part.kind).capitalize(), _joined(
                spoken(part.state), _dated("decided", part.decided_at, plan), _expected(plan, part), part.note
            )
        case StageDate():
            reached = _dated("reached", part.reached_at, plan)
            return spoken(part.stage).capitalize(), reached or _expected(plan, part) or "no date known"
        case Condition():
            return f"Condition {number}", _joined(MARKS[part.met], part.text, part.evidence)
        case Criterion():
            return spoken(part.kind).capitalize(), _joined(MARKS[part.met], part.evidence)
        case RestorationStep():
            cover = "needs cover" if part.needs_cover else "needs no cover"
            done = _dated("done", part.done_at, plan) or f"{part.work_days:g} days of work"
            return f"{number}. {part.name}", _joined(done, cover)
        case _:
            return f"Part {number}", _said(part, plan)


def _expected(plan: Plan, part: ApprovalStep | StageDate) -> str:
    """The dates a part is expected between, and until when a granted step holds."""
    date, valid = part.expected, getattr(part, "valid", None)
    told = []
    if date is not None:
        first, likely, last = (local_day(one, plan.time_zone) for one in (date.earliest, date.likely, date.latest))
        told.append(f"expected {likely} ({first} – {last})")
    if isinstance(valid, Validity) and valid.ends_at is not None:
        told.append(f"holds until {local_day(valid.ends_at, plan.time_zone)}")
    return ", ".join(told)


def _dated(word: str, at: datetime | None, plan: Plan) -> str:
    return f"{word} {local_day(at, plan.time_zone)}" if at else ""


def _joined(*told: str | None) -> str:
    return "; ".join(one for one in told if one)


@singledispatch
def _said(held: Any, plan: Plan) -> str:
    """A value in words, ids by the names of what they stand for."""
    if is_dataclass(held):
        return " – ".join(_said(getattr(held, field.name), plan) for field in fields(held))
    return f"{held:%H:%M}" if isinstance(held, time) else called(plan, str(held))


@_said.register
def _list_said(held: tuple, plan: Plan) -> str:  # type: ignore[type-arg]  # dispatch takes the bare class
    return ", ".join(_said(one, plan) for one in held)


@_said.register
def _word_said(held: StrEnum, _: Plan) -> str:
    return spoken(held)


@_said.register
def _moment_said(held: datetime, plan: Plan) -> str:
    return local_day(held, plan.time_zone)


@_said.register
def _span_said(held: Validity, plan: Plan) -> str:
    return span(held, plan.time_zone)


@_said.register(int)
@_said.register(float)
@_said.register(Decimal)
def _figure_said(held: float | Decimal, _: Plan) -> str:
    return ("yes" if held else "no") if isinstance(held, bool) else f"{held:,}".removesuffix(".0")


def _label(name: str) -> str:
    return LABELS.get(name) or name.replace("_", " ").capitalize()
