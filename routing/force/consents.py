"""What parties say to a corridor, a sector, a contributor or a task, and when their consent covers it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from data.errors import PlanError
from data.model import (
    Condition,
    Consent,
    ConsentId,
    ConsentObject,
    ConsentState,
    Contributor,
    Corridor,
    Party,
    PartyId,
    Plan,
    Sector,
    TaskKind,
    Validity,
)
from data.model.records import called
from routing.force.spans import FIRST, Spans, common, common_of_all, edges, overlap, pieces, together, without

_OBJECTS = {Corridor: ConsentObject.CORRIDOR, Sector: ConsentObject.SECTOR, Contributor: ConsentObject.CONTINGENT}
_CAUTION = (
    ConsentState.WITHDRAWN,
    ConsentState.REFUSED,
    ConsentState.SILENT,
    ConsentState.CONDITIONAL,
    ConsentState.GRANTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyWord:
    """What one party says at a moment; `covers` None while it is not known whether its conditions are met.

    Where several of its words hold at once, the most cautious counts. A party nobody heard is silent.
    """

    party: PartyId
    name: str
    state: ConsentState
    covers: bool | None
    open_conditions: tuple[Condition, ...] = ()
    why: tuple[ConsentId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAnswer:
    """What all parties say to something at a moment; those in `words` whose consent it needs are `required`."""

    about: str
    kind: ConsentObject
    words: tuple[PartyWord, ...]
    required: frozenset[PartyId]

    @property
    def covers(self) -> bool | None:
        """Whether all consent that is required covers it; None where that hangs on conditions nobody checked."""
        said = {word.covers for word in self.words if word.party in self.required}
        return False if False in said else None if None in said else True

    @property
    def missing(self) -> tuple[PartyWord, ...]:
        """Required words that are not known to cover."""
        return tuple(w for w in self.words if w.party in self.required and w.covers is not True)

    @property
    def why(self) -> tuple[str, ...]:
        """Ids of the consents, and of the silent parties, that decide."""
        return tuple(
            dict.fromkeys(one for w in self.words if w.party in self.required for one in (w.why or (w.party,)))
        )


def consent_object(plan: Plan, about: str) -> ConsentObject:
    """As what something is agreed to: the id of a corridor, sector or contributor, or a task.

    Raises
    ------
    UnknownSubject
        When the plan has no such record.
    PlanError
        When it is a record nobody consents to.
    """
    if isinstance(about, TaskKind):
        return ConsentObject.TASK
    record = plan.get(about)
    if type(record) not in _OBJECTS:
        what = called(type(record)).lower()
        raise PlanError(f"Nobody consents to {about}, a {what}; ask about a corridor, sector, contributor or task.")
    return _OBJECTS[type(record)]


def consent_for(plan: Plan, about: str | TaskKind, at: datetime) -> ConsentAnswer:
    """What every party says to something at a moment."""
    kind = consent_object(plan, about)
    required = frozenset(party.id for party in plan.parties if kind in party.required_for)
    words = tuple(_word(plan, party, about, at) for party in plan.parties)
    return ConsentAnswer(about=str(about), kind=kind, words=words, required=required)


def usable_spans(plan: Plan, about: str | TaskKind) -> Spans:
    """When all required consent is known to cover something, and a corridor, or sector, itself is valid; exact."""
    kind = consent_object(plan, about)
    required = (party for party in plan.parties if kind in party.required_for)
    covered = common_of_all(_covered(plan, party, about) for party in required)
    record = None if isinstance(about, TaskKind) else plan.get(about)
    return common(covered, (record.valid,)) if isinstance(record, Corridor | Sector) else covered


def usable_days(plan: Plan, about: str | TaskKind, span: Validity) -> float:
    """Days of a span, closed on both sides, in which something is usable."""
    held = common(usable_spans(plan, about), (span,))
    return sum((s.ends_at - s.starts_at).total_seconds() for s in held if s.ends_at and s.starts_at) / 86_400


def consent_over(plan: Plan, about: str | TaskKind, span: Validity) -> Iterator[tuple[Validity, ConsentAnswer]]:
    """The answers over a span, cut where any word begins or ceases to hold."""
    moments = edges(c.valid for c in plan.consents if _is_about(c, about))
    yield from ((piece, consent_for(plan, about, piece.starts_at or FIRST)) for piece in pieces(span, moments))


def contradictions(plan: Plan) -> Iterator[tuple[Consent, Consent]]:
    """Words of one party about the same thing that hold at the same time and say different things."""
    for one, other in combinations(plan.consents, 2):
        same = one.party == other.party and (one.about, one.task) == (other.about, other.task)
        if same and one.state is not other.state and overlap(one.valid, other.valid):
            yield one, other


def _word(plan: Plan, party: Party, about: str | TaskKind, at: datetime) -> PartyWord:
    said = [c for c in _of(plan, party, about) if c.valid.holds_at(at)]
    state = min((c.state for c in said), key=_CAUTION.index, default=ConsentState.SILENT)
    deciding = [c for c in said if c.state is state]
    asked = [condition for consent in deciding for condition in consent.conditions]
    return PartyWord(
        party=party.id,
        name=party.name,
        state=state,
        covers=_covers(state, asked),
        open_conditions=tuple(condition for condition in asked if condition.met is not True),
        why=tuple(c.id for c in deciding),
    )


def _covers(state: ConsentState, asked: Iterable[Condition]) -> bool | None:
    if state is ConsentState.CONDITIONAL:
        met = {condition.met for condition in asked}
        return False if False in met else None if None in met else True
    return state is ConsentState.GRANTED


def _covered(plan: Plan, party: Party, about: str | TaskKind) -> Spans:
    """When a party's word covers; where its words contradict each other, it does not."""
    said = _of(plan, party, about)
    yes = together(*(c.valid for c in said if _covers(c.state, c.conditions)))
    return without(yes, (c.valid for c in said if not _covers(c.state, c.conditions)))


def _of(plan: Plan, party: Party, about: str | TaskKind) -> tuple[Consent, ...]:
    return tuple(c for c in plan.consents if c.party == party.id and _is_about(c, about))


def _is_about(consent: Consent, about: str | TaskKind) -> bool:
    return consent.task is about if isinstance(about, TaskKind) else consent.about == about
