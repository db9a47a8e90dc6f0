"""Words of scenarios: what each change says, what each measure counts, and how two values differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from data.model import (
    ApprovalState,
    Caveat,
    Commitment,
    CommitmentState,
    Consent,
    ConsentState,
    Contributor,
    FundingSource,
    LegalInstrument,
    Plan,
    Pledge,
    RoeClass,
    RoeGrant,
    ScenarioChange,
    ScenarioChangeKind,
    Unit,
)
from pages.look import looks, words
from pages.look.clock import local_day
from pages.look.force_words import spoken
from pages.look.looks import Look
from pages.parts.titles import called
from routing.force.weighing import Difference, Measure, Value, Verdict

NOT_KNOWN = "not known"
MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeForm:
    """A kind of change as a person chooses it, and of what kinds of records one is then chosen."""

    title: str
    kind: ScenarioChangeKind
    nouns: tuple[type, ...]


FORMS = (
    ChangeForm(title="A contributor takes no part", kind=ScenarioChangeKind.LEAVE_OUT, nouns=(Contributor,)),
    ChangeForm(title="Approvals come later or earlier", kind=ScenarioChangeKind.SHIFT_APPROVAL, nouns=(Pledge,)),
    ChangeForm(title="Approvals are granted, or refused", kind=ScenarioChangeKind.SET_APPROVAL, nouns=(Pledge,)),
    ChangeForm(
        title="Stricter or wider rules of engagement",
        kind=ScenarioChangeKind.SET_RULES,
        nouns=(Contributor, RoeGrant),
    ),
    ChangeForm(title="A party says otherwise", kind=ScenarioChangeKind.SET_CONSENT, nouns=(Consent,)),
    ChangeForm(title="Money is frozen, or comes", kind=ScenarioChangeKind.SET_COMMITMENT, nouns=(Commitment,)),
    ChangeForm(
        title="A unit, caveat, instrument, consent or source is left out",
        kind=ScenarioChangeKind.LEAVE_OUT,
        nouns=(Unit, Pledge, Caveat, RoeGrant, LegalInstrument, Consent, FundingSource, Commitment),
    ),
)
VALUES: Mapping[ScenarioChangeKind, tuple[str, type[RoeClass | ApprovalState | ConsentState | CommitmentState]]] = (
    MappingProxyType(
        {
            ScenarioChangeKind.SET_RULES: ("roe", RoeClass),
            ScenarioChangeKind.SET_APPROVAL: ("approval", ApprovalState),
            ScenarioChangeKind.SET_CONSENT: ("consent", ConsentState),
            ScenarioChangeKind.SET_COMMITMENT: ("commitment", CommitmentState),
        }
    )
)
"""By kind of change: the field of its value, and the words that may stand there."""

VERDICTS: Mapping[Verdict, Look] = MappingProxyType(
    {
        Verdict.BETTER: Look(words="better", colour=looks.GREEN, weight=2, sign="▲"),
        Verdict.WORSE: Look(words="worse", colour=looks.VERMILION, weight=2, sign="▼"),
        Verdict.SAME: Look(words="the same", colour=looks.GREY, weight=2, sign="="),
        Verdict.UNKNOWN: Look(words="not known", colour=looks.GREY, weight=2, dash="5 4", sign="?"),
    }
)
TITLES: Mapping[Measure, str] = MappingProxyType(
    {
        Measure.PEOPLE_SECURED: "People in secured sectors",
        Measure.PEOPLE_COVERED: "People covered, help in time",
        Measure.CORRIDOR_COVERED_M: "Corridors covered",
        Measure.CORRIDOR_SECURED_M: "Corridors secured",
        Measure.EXPOSED_M: "Exposed: corridors active, not secured",
        Measure.SITES_COVERED: "Sites covered",
        Measure.SECTORS_ABLE: "Sectors with a unit that may act",
        Measure.UNITS: "Units there",
        Measure.PEOPLE_DEPLOYED: "People deployed",
        Measure.NEXT_SECURED_AT: "Next sector secured from",
        Measure.PERSON_DAYS: "People covered, day by day",
        Measure.RESTORED: "Services restored by the end",
        Measure.CONSENT_DAYS: "Corridor days with consent",
        Measure.COST: "Costs",
        Measure.UNFUNDED: "Not paid",
        Measure.RUNWAY_MONTHS: "Whole months paid",
    }
)
METRES = frozenset({Measure.CORRIDOR_COVERED_M, Measure.CORRIDOR_SECURED_M, Measure.EXPOSED_M})
UNITS: Mapping[Measure, str] = MappingProxyType(
    {
        Measure.PERSON_DAYS: "person-days",
        Measure.CONSENT_DAYS: "days",
        Measure.RUNWAY_MONTHS: "months",
        Measure.NEXT_SECURED_AT: "days",
    }
)


def sentence(plan: Plan, change: ScenarioChange) -> str:
    """What a change says, with the names of what it is about."""
    subject = called(plan, change.subject)
    match change.kind:
        case ScenarioChangeKind.LEAVE_OUT:
            whole = ", nor anything it brings" if isinstance(plan.find(change.subject), Contributor) else ""
            return f"{subject} takes no part{whole}." if whole else f"Without {subject}."
        case ScenarioChangeKind.SHIFT_APPROVAL:
            days = change.days or 0
            return f"{subject}: open approvals come {abs(days):g} days {'later' if days >= 0 else 'earlier'}."
        case ScenarioChangeKind.SET_APPROVAL:
            return f"{subject}: every step of approval is {_value(change)}."
        case ScenarioChangeKind.SET_RULES:
            return f"{subject}: rules of engagement become {_value(change)}."
        case ScenarioChangeKind.SET_CONSENT:
            return f"{subject}: the word becomes {_value(change)}."
        case ScenarioChangeKind.SET_COMMITMENT:
            return f"{subject} becomes {_value(change)}."


def _value(change: ScenarioChange) -> str:
    return spoken(getattr(change, VALUES[change.kind][0]))


def value_words(measure: Measure, value: Value, zone: str, currency: str) -> str:
    """A value with its unit."""
    if value is None:
        return "never in these phases"
    if isinstance(value, datetime):
        return local_day(value, zone)
    return _amount(measure, value, currency)


def difference_words(measure: Measure, found: Difference, currency: str) -> str:
    """By how much a value differs, signed, and which is better."""
    if found.verdict is Verdict.SAME or found.verdict is Verdict.UNKNOWN or found.by is None:
        return VERDICTS[found.verdict].words
    sign = "+" if found.by > 0 else "−"
    return f"{sign}{_amount(measure, abs(found.by), currency)}, {VERDICTS[found.verdict].words}"


def _amount(measure: Measure, figure: float, currency: str) -> str:
    """A figure with its unit.

    >>> _amount(Measure.EXPOSED_M, 12_345, ""), _amount(Measure.COST, 2.5e6, "USD"), _amount(Measure.UNITS, 3, "")
    ('12.3 km', '2.5 million USD', '3')
    """
    if measure in METRES:
        return words.kilometres(figure)
    told = f"{figure / MILLION:,.1f} million" if figure >= MILLION else f"{figure:,.0f}"
    unit = currency if measure in {Measure.COST, Measure.UNFUNDED} else UNITS.get(measure, "")
    return f"{told} {unit}".rstrip()
