"""Who must be told that a march has shifted, why, and by when. Telling informs; it asks nobody for approval."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from data.model.ids import SiteId
from data.model.place import Crossing, Site, SiteKind
from data.model.plan import Plan
from data.model.provenance import Validity
from routing.force.consents import consent_over
from routing.force.standards import STANDARDS, bases_of
from routing.march.reading import Aspect
from routing.march.retest import Retested, clock
from routing.march.stays import Stay, sector_stays
from routing.march.underway import Underway

TOLERANCE = timedelta(minutes=10)
"""Times that shift by no more need not be told, unless asked otherwise."""


class Addressee(StrEnum):
    """What somebody has to do with a march."""

    COMMANDER = "column commander"
    GATE = "crossing, checkpoint or holding point"
    OWNER = "owner of a sector"
    PARTY = "party whose consent counts"
    CONVOY = "other column"
    RESPONSE = "base or hospital"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Somebody to be told: who, why in sentences, and by when at the latest; `by` None is at once.

    `record` is the id of the record it is, None where the plan does not hold it.
    """

    addressee: Addressee
    name: str
    why: tuple[str, ...]
    name_ar: str | None = None
    record: str | None = None
    by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A stay as planned and as expected."""

    planned: Stay
    expected: Stay

    def is_more_than(self, tolerance: timedelta) -> bool:
        """Whether it begins or ends otherwise by more than that, or its end has become unknown."""
        ends = self.planned.ends_at, self.expected.ends_at
        if abs(self.expected.starts_at - self.planned.starts_at) > tolerance:
            return True
        return ends[0] is not None and (ends[1] is None or abs(ends[1] - ends[0]) > tolerance)

    @property
    def by(self) -> datetime:
        """When it is known at the latest: before the column comes, or would have come."""
        return min(self.planned.starts_at, self.expected.starts_at)


def who_must_be_told(
    plan: Plan, under_way: Underway, found: Retested, now: datetime, tolerance: timedelta = TOLERANCE
) -> tuple[Notice, ...]:
    """Everybody whom a shifted march concerns from now on, each once, who must know first comes first.

    Only what the shift changes is told: nothing as long as times stay within the tolerance, nothing new is
    missed and nobody is met.
    """
    asking = _Asking(plan, under_way, found, now, tolerance)
    notices = [
        *asking.gates(),
        *asking.owners(),
        *asking.parties(),
        *asking.convoys(),
        *asking.responses(),
        *asking.recipient(),
    ]
    return tuple(_merged([*asking.commander(told=bool(notices)), *notices], now))


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A reason to tell somebody, before all reasons for one are put together."""

    addressee: Addressee
    name: str
    why: str
    name_ar: str | None = None
    record: str | None = None
    by: datetime | None = None


class _Asking:
    """One shifted march, and whom it concerns."""

    def __init__(self, plan: Plan, under_way: Underway, found: Retested, now: datetime, tolerance: timedelta) -> None:
        self.plan, self.under_way, self.found, self.now, self.tolerance = plan, under_way, found, now, tolerance
        self.missed = {one.stay.about: one for one in found.newly_missed}

    def _shifts(self) -> Iterator[Shift]:
        """The stays in sectors that are not over."""
        stays = (sector_stays(self.plan, table) for table in (self.under_way.planned, self.under_way.expected))
        for planned, expected in zip(*stays, strict=False):
            if planned.about == expected.about and (expected.ends_at is None or expected.ends_at > self.now):
                yield Shift(planned=planned, expected=expected)

    def owners(self) -> Iterator[_Told]:
        """Owners of sectors that are passed at another time, or while they are shut."""
        for shift in self._shifts():
            about = shift.expected.about
            sector = next(one for one in self.plan.sectors if one.id == about)
            missed = self.missed.get(about)
            if missed is None and not shift.is_more_than(self.tolerance):
                continue
            owner = self.plan.find(sector.owner) if sector.owner else None
            shut = f" It is shut from {clock(self.plan, missed.shut_at)}." if missed else ""
            yield _Told(
                addressee=Addressee.OWNER,
                name=getattr(owner, "name", None) or f"Nobody owns sector {sector.name}: find out who must know",
                name_ar=getattr(owner, "name_ar", None),
                record=owner.id if owner else sector.id,
                why=f"Sector {sector.name}: {self._moved(shift)}{shut}",
                by=shift.by,
            )

    def gates(self) -> Iterator[_Told]:
        """Crossings, checkpoints and places where the column waits, that it comes to at another time."""
        for point in self.under_way.points:
            row, expected = point.planned, point.expected
            place = self.plan.find(row.point.subject) if row.point.subject else None
            is_over = expected.clears_at is not None and expected.clears_at <= self.now
            if not isinstance(place, Site | Crossing) or not _is_kept(place, waits=bool(row.stands)) or is_over:
                continue
            planned = Stay(
                about=place.id, name=place.name, starts_at=row.column.arrives_at, ends_at=row.column.clears_at
            )
            now = Stay(about=place.id, name=place.name, starts_at=expected.arrives_at, ends_at=expected.clears_at)
            shift, missed = Shift(planned=planned, expected=now), self.missed.get(place.id)
            if missed is not None or shift.is_more_than(self.tolerance):
                shut = f" It is shut from {clock(self.plan, missed.shut_at)}." if missed else ""
                why = f"{place.name}: {self._moved(shift)}{shut}"
                yield self._record(Addressee.GATE, place.id, why, shift.by)

    def parties(self) -> Iterator[_Told]:
        """Parties whose consent covered the planned hours and not these, or who were told the planned ones."""
        corridor = self.under_way.convoy.corridor
        whole = [self._whole(corridor)] if corridor else []
        for shift in (*whole, *self._shifts()):
            about = str(shift.expected.about)
            covered = _covering(self.plan, about, shift.planned)
            still = _covering(self.plan, about, shift.expected)
            for party in sorted(covered - still):
                why = f"Its consent on {shift.expected.name} does not cover the new hours: {self._moved(shift)}"
                yield self._record(Addressee.PARTY, party, why, shift.by)
            missed = self.missed.get(shift.expected.about)
            if missed is not None:
                for party in sorted(covered & still):
                    why = f"{shift.expected.name} is shut from {clock(self.plan, missed.shut_at)}: {self._moved(shift)}"
                    yield self._record(Addressee.PARTY, party, why, shift.by)
            if self.under_way.convoy.is_fixed and shift.is_more_than(self.tolerance):
                for party in sorted(covered & still):
                    why = f"The times on {shift.expected.name} had been announced: {self._moved(shift)}"
                    yield self._record(Addressee.PARTY, party, why, shift.by)

    def _whole(self, corridor: str) -> Shift:
        """The march under a corridor, from the start point to the release point."""
        tables = self.under_way.planned, self.under_way.expected
        name = getattr(self.plan.find(corridor), "name", corridor)
        planned, expected = (
            Stay(
                about=self.under_way.convoy.corridor,
                name=name,
                starts_at=t.rows[0].column.arrives_at,
                ends_at=t.clears_at,
            )
            for t in tables
        )
        return Shift(planned=planned, expected=expected)

    def convoys(self) -> Iterator[_Told]:
        """Columns that are met now and were not in the plan."""
        for one in self.found.newly_conflicting:
            leader = getattr(self.plan.get(one.convoy), "commander", None) or "its commander, who is not named"
            why = f"{self.under_way.convoy.name} meets it at {one.point} at {self._clock(one.at)}; tell {leader}."
            yield self._record(Addressee.CONVOY, one.convoy, why, one.at)

    def responses(self) -> Iterator[_Told]:
        """Bases and hospitals of responses that reach less of what is left of the way."""
        standards = {standard.name: standard for standard in STANDARDS}
        for one in self.found.weaker:
            standard = standards.get(one.name) if one.aspect is Aspect.RESPONSE else None
            sites = {base.site for base in bases_of(self.plan, standard, one.first_at)} if standard else set()
            for site in sorted(sites):
                why = f"{one.name.capitalize()} reaches less of the way: {one.minutes} min not met or not known, "
                why += f"{one.planned_minutes} as planned, from {self._clock(one.first_at)}."
                yield self._record(Addressee.RESPONSE, SiteId(site), why, one.first_at)

    def recipient(self) -> Iterator[_Told]:
        """Who waits at the end."""
        last = self.under_way.points[-1]
        row = last.planned
        planned = Stay(about=None, name=row.point.name, starts_at=row.column.arrives_at, ends_at=row.column.clears_at)
        now = Stay(about=None, name=row.point.name, starts_at=last.expected.arrives_at, ends_at=last.expected.clears_at)
        shift = Shift(planned=planned, expected=now)
        if shift.is_more_than(self.tolerance) and (now.ends_at is None or now.ends_at > self.now):
            why = f"{row.point.name}: {self._moved(shift)}"
            yield self._record(Addressee.RECIPIENT, self.under_way.convoy.destination, why, shift.by)

    def commander(self, *, told: bool) -> Iterator[_Told]:
        """The column itself, once anybody is told anything."""
        convoy = self.under_way.convoy
        if told or self.found.newly_missed or self.under_way.silence:
            named = convoy.commander or "Column commander, who is not named"
            radio = f" Radio: {convoy.radio}." if convoy.radio else " No radio is named."
            last = self.under_way.points[-1].expected
            why = (
                f"Expected at {self.under_way.points[-1].planned.point.name} at {self._clock(last.arrives_at)}.{radio}"
            )
            yield _Told(addressee=Addressee.COMMANDER, name=named, record=convoy.id, why=why)
            for one in self.found.newly_missed:
                shut = f"{one.stay.name} is shut from {self._clock(one.shut_at)}, with the column in it."
                yield _Told(addressee=Addressee.COMMANDER, name=named, record=convoy.id, why=shut)

    def _record(self, addressee: Addressee, record: str, why: str, by: datetime) -> _Told:
        own = self.plan.get(record)
        name, name_ar = getattr(own, "name", record), getattr(own, "name_ar", None)
        return _Told(addressee=addressee, name=name, name_ar=name_ar, record=record, why=why, by=by)

    def _moved(self, shift: Shift) -> str:
        """From when until when now, and as it was planned."""
        now, planned = (
            f"{self._clock(own.starts_at)} to {self._until(own)}" for own in (shift.expected, shift.planned)
        )
        return f"now {now}, planned {planned}."

    def _until(self, stay: Stay) -> str:
        return "a time not known" if stay.ends_at is None else self._clock(stay.ends_at)

    def _clock(self, at: datetime) -> str:
        return clock(self.plan, at)


def _is_kept(place: Site | Crossing, *, waits: bool) -> bool:
    """Whether somebody at a place expects the column."""
    return isinstance(place, Crossing) or place.kind is SiteKind.CHECKPOINT or waits


def _covering(plan: Plan, about: str, stay: Stay) -> frozenset[str]:
    """The parties whose word covers something all through a stay; where its end is not known, at its beginning."""
    span = Validity(starts_at=stay.starts_at, ends_at=stay.ends_at or stay.starts_at + timedelta(seconds=1))
    if span.ends_at == span.starts_at:
        return frozenset()
    answers = [answer for _, answer in consent_over(plan, about, span)]
    covering = [{str(word.party) for word in one.words if word.covers is True} for one in answers]
    return frozenset(set.intersection(*covering)) if covering else frozenset()


def _merged(told: Sequence[_Told], now: datetime) -> Iterator[Notice]:
    """One notice for each addressee, in the order in which they must know."""
    by_whom: dict[tuple[Addressee, str], list[_Told]] = {}
    for one in told:
        by_whom.setdefault((one.addressee, one.record or one.name), []).append(one)
    notices = [_notice(reasons, now) for reasons in by_whom.values()]
    order = list(Addressee)
    yield from sorted(notices, key=lambda one: (one.by or now, order.index(one.addressee)))


def _notice(reasons: Sequence[_Told], now: datetime) -> Notice:
    first = reasons[0]
    latest = min((one.by or now for one in reasons), default=now)
    return Notice(
        addressee=first.addressee,
        name=first.name,
        name_ar=first.name_ar,
        record=first.record,
        why=tuple(dict.fromkeys(one.why for one in reasons)),
        by=latest if latest > now else None,
    )
