"""Custody: backing up, restoring, moving out and in, and verifying an operation, for who may."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from data.custody.copies import CopyBook
from data.custody.marks import MarkBook, mark_line
from data.custody.parcel import Label, Parcel, label_of, opened, packed
from data.custody.relation import Relation, Stand, relation
from data.custody.signing import Signer
from data.errors import AskAgain, NotAllowed, StoreError
from data.identity.principal import Principal, Role, Sensitivity
from data.model import Finding, Plan
from data.service.holding import told_of_waiting, what_waits
from data.service.severe import require_fresh
from data.service.trail import note_custody, note_refusal
from data.store.joins import require_whole
from data.store.keys import Key
from data.store.meeting import Choice, Clash, Held, met
from data.store.plan_store import PlanStore
from data.store.protocol import Anchor
from data.store.shelf import Shelf
from data.store.snapshot import Key as RecordKey
from data.store.whole import Whole

CARRIERS = (Role.ADMINISTRATOR,)
READERS = (Role.ADMINISTRATOR, Role.AUDITOR)
DECIDERS = (Role.COORDINATOR,)
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class House:
    """An installation as a keeper of operations: its key, the marks it keeps, and whose copies it takes.

    `copies` is where it notes what it copied, `trails` how far the chains of deeds reached, `key` opens its own
    copies; `trusted` are the signs of other installations whose copies are taken in.
    """

    shelf: Shelf
    signer: Signer
    marks: MarkBook
    copies: CopyBook | None = None
    trails: MarkBook | None = None
    key: Key | None = None
    trusted: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a copy is and what taking it in would mean; `relation` is None where there is nothing of its name here."""

    label: Label
    relation: Relation | None
    clashes: tuple[Clash, ...] = ()

    @property
    def told(self) -> str:
        """It in a sentence."""
        first = f"Copy of {self.label.operation} up to {self.label.mark}, packed by {self.label.origin}."
        return f"{first} {self.relation.told if self.relation else 'There is no operation of this name here yet.'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Where an operation stands once a copy was put together with it, and how many changes wait for a second person."""

    seq: int
    waiting: int = 0

    @property
    def told(self) -> str:
        """What waits, in a sentence; empty when nothing does."""
        return told_of_waiting(self.waiting) if self.waiting else ""


def refusal_kept(
    what: str,
) -> Callable[[Callable[Concatenate[Principal, House, str, P], T]], Callable[Concatenate[Principal, House, str, P], T]]:
    """An act of custody whose refusals are kept with the operation it was tried on."""

    def keeping(
        act: Callable[Concatenate[Principal, House, str, P], T],
    ) -> Callable[Concatenate[Principal, House, str, P], T]:
        @functools.wraps(act)
        def asked(who: Principal, house: House, name: str, /, *said: P.args, **named: P.kwargs) -> T:
            try:
                return act(who, house, name, *said, **named)
            except AskAgain:
                raise
            except NotAllowed:
                if house.shelf.exists(name):
                    note_refusal(who, house.shelf.open(name), what)
                raise

        return asked

    return keeping


@refusal_kept("back up")
def back_up(who: Principal, house: House, name: str, at: datetime, passphrase: str | None = None) -> bytes:
    """A copy of a whole operation as one signed file, sealed under a passphrase, else under the key of this machine.

    Raises
    ------
    NotAllowed
        When the person does not carry copies.
    StoreError
        When there is neither a passphrase nor a key, as on a server.
    """
    seal = passphrase or house.key
    if seal is None:
        msg = "Here is no key that could seal the copy; give a passphrase for it."
        raise StoreError(msg)
    if passphrase:
        _require_carrier(who)
    return _kept(who, house, name, "Backup", _packed(who, house, name, at, seal))


@refusal_kept("move out")
def move_out(who: Principal, house: House, name: str, at: datetime, passphrase: str | None = None) -> bytes:
    """A copy of a whole operation for another installation, sealed under a passphrase if one is given.

    Raises
    ------
    NotAllowed
        When the person does not carry copies.
    """
    _require_carrier(who)
    return _kept(who, house, name, "Copy moved out", _packed(who, house, name, at, passphrase or None))


@refusal_kept("look at a copy")
def look(who: Principal, house: House, name: str, content: bytes, passphrase: str | None = None) -> Look:
    """What a copy is, how it stands to the operation of this name, and what both changed.

    Raises
    ------
    NotAllowed
        When the person does not carry copies.
    StoreError
        When it is no copy, was altered, or does not open.
    """
    _require(who, CARRIERS + DECIDERS, "Copies are looked at by an administrator or a coordinator.")
    parcel = _opened(house, content, passphrase)
    if not house.shelf.exists(name):
        return Look(label=parcel.label, relation=None)
    here = house.shelf.open(name).whole()
    found = relation(here, parcel.whole)
    clashes = () if found.stand is Stand.OTHER else met(here, parcel.whole).clashes
    return Look(label=parcel.label, relation=found, clashes=tuple(_shown(who, clash) for clash in clashes))


@refusal_kept("restore")
def restore(who: Principal, house: House, name: str, content: bytes, passphrase: str | None = None) -> str:
    """What became of a copy that was to stand under a name again, in a sentence; nothing newer is ever written over.

    Raises
    ------
    NotAllowed
        When the person does not carry copies.
    StoreError
        When the copy is from an installation that is not known, or lacks something that is kept here; it says what.
    """
    _require(who, CARRIERS, "Operations are restored by an administrator.")
    require_fresh(who)
    parcel = _opened(house, content, passphrase)
    _require_known(house, parcel.label)
    if not house.shelf.exists(name):
        store = house.shelf.lay_down(name, parcel.whole)
        _kept(who, house, name, "Copy restored", content)
        return f"Restored {name} up to {store.anchor()}.{_lost(house, name, store)}"
    found = relation(_here(house, name), parcel.whole)
    if found.stand in {Stand.OLDER, Stand.APART, Stand.OTHER}:
        msg = f"Not restored: {found.told} Nothing was changed; restore it under another name to look at it."
        raise StoreError(msg)
    waits = _join(who, house, name, parcel, {}).told if found.stand is Stand.NEWER else ""
    _kept(who, house, name, "Copy restored", content)
    return f"{name}: {found.told} {waits}".strip()


@refusal_kept("move in")
def move_in(
    who: Principal,
    house: House,
    name: str,
    content: bytes,
    *,
    passphrase: str | None = None,
    choices: Mapping[RecordKey, Choice] | None = None,
) -> Arrived:
    """The operation once a copy from elsewhere is put together with it, or laid down where there is none yet.

    Raises
    ------
    NotAllowed
        When the person does not carry copies, or decides what only a coordinator decides.
    StoreError
        When the copy is from an installation that is not known, both changed the same, or do not go together.
    """
    _require(who, CARRIERS, "Copies are moved in by an administrator.")
    require_fresh(who)
    if choices:
        _require(who, DECIDERS, "Where both copies changed the same, a coordinator says which is to stand.")
    parcel = _opened(house, content, passphrase)
    _require_known(house, parcel.label)
    if house.shelf.exists(name):
        arrived = _join(who, house, name, parcel, choices or {})
    else:
        arrived = Arrived(seq=house.shelf.lay_down(name, parcel.whole).read().seq)
    _kept(who, house, name, "Copy moved in", content)
    return arrived


@refusal_kept("verify")
def verify(who: Principal, house: House, name: str, marks: tuple[Anchor, ...] = ()) -> tuple[Finding, ...]:
    """Everything in an operation that no longer fits together, or is not as this machine or a briefing noted it.

    Raises
    ------
    NotAllowed
        When the person neither audits nor carries copies.
    """
    _require(who, READERS, "The history is verified by an auditor or an administrator.")
    store = house.shelf.open(name)
    return (*house.marks.checked(name, store), *(store.verify(marks) if marks else ()))


@refusal_kept("hand out a mark")
def mark(who: Principal, house: House, name: str, at: datetime) -> str:
    """Where a history ends, as one signed line to be kept elsewhere.

    Raises
    ------
    NotAllowed
        When the person neither audits nor carries copies.
    """
    _require(who, READERS, "Marks are handed out by an auditor or an administrator.")
    line = mark_line(name, house.shelf.open(name).anchor(), at, house.signer)
    _kept(who, house, name, "Mark handed out", line.encode())
    return line


def label(who: Principal, content: bytes) -> Label:
    """What is written on a copy.

    Raises
    ------
    NotAllowed
        When the person does not carry copies.
    """
    _require(who, CARRIERS, "Copies are looked at by an administrator.")
    return label_of(content)


def _kept(who: Principal, house: House, name: str, what: str, content: bytes) -> bytes:
    """What was handed out or taken in, once that is kept in the trail, and how far the trail reaches is noted."""
    store = house.shelf.open(name)
    note_custody(who, store, what, content)
    if house.trails is not None:
        house.trails.keep(name, store.deeds(1)[0].anchor, store.now())
    return content


def _require_carrier(who: Principal) -> None:
    """A copy that others than this machine can open leaves with all that is in it."""
    _require(who, CARRIERS, "Copies are made by an administrator.")
    require_fresh(who)


def _packed(who: Principal, house: House, name: str, at: datetime, seal: str | Key | None) -> bytes:
    _require(who, CARRIERS, "Copies are made by an administrator.")
    store = house.shelf.open(name)
    whole = store.whole()
    require_whole(whole)
    end = Anchor(whole.head.seq, whole.head.hash[:12])
    house.marks.keep(name, end, at)
    network = whole.plan().network_fingerprint
    written = Label(operation=name, mark=end, made_at=at, public=house.signer.public, network=network)
    return packed(whole, written, house.signer, seal)


def _opened(house: House, content: bytes, passphrase: str | None) -> Parcel:
    parcel = opened(content, passphrase or house.key)
    require_whole(parcel.whole)
    return parcel


def _here(house: House, name: str) -> Whole:
    try:
        return house.shelf.open(name).whole()
    except StoreError as fault:
        msg = f"{fault} Nothing was changed; restore the copy under another name."
        raise StoreError(msg) from fault


def _join(who: Principal, house: House, name: str, parcel: Parcel, choices: Mapping[RecordKey, Choice]) -> Arrived:
    """What a copy brings comes into force as if this person had saved it: what looks safer waits for a second one."""
    store, held = house.shelf.open(name), list[Held]()
    origin = parcel.label.origin

    def hold(plan: Plan, wanted: Plan) -> Held:
        held.append(what_waits(who, store.now(), plan, wanted, origin))
        return held[-1]

    kept = store.join(parcel.whole, choices, origin=origin, actor=who.name, hold=hold)
    waiting = held[-1].waiting if held else None
    return Arrived(seq=kept.seq, waiting=len(waiting.changes) if waiting else 0)


def _lost(house: House, name: str, store: PlanStore) -> str:
    gone = [finding.message for finding in store.verify(house.marks.kept(name))]
    return f" Not as it was noted here: {gone[0]}" if gone else ""


def _require_known(house: House, found: Label) -> None:
    if found.origin not in house.trusted | {house.signer.sign}:
        msg = (
            f"The copy was packed by {found.origin}, which is not known here. Compare these letters with the people "
            "there by telephone; when they are the same, trust them and move the copy in again."
        )
        raise StoreError(msg)


def _shown(who: Principal, clash: Clash) -> Clash:
    """A clash as a person may see it: who only carries copies sees which record, not what it says."""
    if who.has(Role.COORDINATOR) and who.clearance is Sensitivity.SEVERE:
        return clash
    return replace(clash, mine=None, theirs=None)


def _require(who: Principal, roles: tuple[Role, ...], who_may: str) -> None:
    if not who.has(*roles):
        raise NotAllowed(who_may)
