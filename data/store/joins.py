"""Steps: what a store keeps, commit by commit, when something is erased or another copy is taken over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce

from data.errors import StoreError
from data.store.erasure import Asked, Erasing, Erasure, NothingToErase, Part, erased, erasing, erasures
from data.store.log import Entry, entries, stamp
from data.store.meeting import (
    Choice,
    Hold,
    Meeting,
    at_once,
    hold_nothing,
    joined_with,
    met,
    proposals_as_next,
    told_image,
)
from data.store.proposal import Proposal
from data.store.proposals import image_of
from data.store.protocol import Act
from data.store.snapshot import Image, Key
from data.store.whole import Told, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One commit: new entries, with what is told by another copy, photographs from there, and what is taken out."""

    added: tuple[Entry, ...]
    told: tuple[Entry, ...] = ()
    photos: Mapping[str, bytes] = field(default_factory=dict)
    erasing: Erasing | None = None

    @property
    def commit(self) -> str:
        """By which it is known."""
        return self.added[0].stamp.commit

    @property
    def joined(self) -> int:
        """The revision at which what is told came."""
        return self.added[-1].seq


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who puts copies together, when, and where the other copy came from."""

    actor: str
    at: datetime
    origin: str


def erasing_step(mine: Whole, asked: Asked, *, reason: str, actor: str, at: datetime) -> Batch:
    """The commit that erases what is asked.

    Raises
    ------
    StoreError
        When it cannot be erased.
    """
    return _erasing_step(mine, asked, None, (reason, actor, at))


def joining_steps(
    mine: Whole, theirs: Whole, choices: Mapping[Key, Choice], by: Teller, hold: Hold = hold_nothing
) -> tuple[Batch, ...]:
    """The commits that put another copy on top of this one; none when there is nothing new.

    What `hold` holds back stays as it is here, and is proposed.

    Raises
    ------
    StoreError
        When it does not hold together, is another operation, or a clash is not decided.
    """
    require_whole(theirs)
    meeting = met(mine, theirs)
    if meeting.is_empty:
        return ()
    together = joined_with(mine, theirs, meeting, choices)
    held = hold(mine.plan(), together.plan)
    beside = (*proposals_as_next(mine, meeting), told_image(theirs, meeting, by.origin))
    reason = f"Put together with the copy from {by.origin}"
    gone = mine.erased_photos()
    first = Batch(
        added=_entries(mine, Act.JOIN, (reason, by.actor, by.at), (*at_once(mine, together, held.plan), *beside)),
        told=meeting.entries,
        photos={name: jpeg for name, jpeg in meeting.photos.items() if name not in gone},
    )
    steps = (first, *_proposing_steps(after(mine, first), held.waiting, by))
    return (*steps, *_erasing_steps(mine, reduce(after, steps, mine), meeting, by))


def require_whole(theirs: Whole) -> None:
    """Refuse a copy that does not hold together.

    Raises
    ------
    StoreError
        Saying where.
    """
    faults = theirs.faults()
    if faults:
        msg = f"The copy does not hold together, and nothing of it was taken over: {faults[0].message}"
        raise StoreError(msg)


def after(mine: Whole, step: Batch) -> Whole:
    """Everything that is kept once a step is."""
    parts = step.erasing.parts if step.erasing else {}
    gone = step.erasing.photos if step.erasing else ()
    told = (*mine.told, *(Told(entry=entry, joined=step.joined) for entry in step.told))
    photos = {**mine.photos, **step.photos}
    return Whole(
        log=tuple(_left(entry, parts) for entry in (*mine.log, *step.added)),
        told=tuple(replace(one, entry=_left(one.entry, parts)) for one in told),
        photos={name: jpeg for name, jpeg in photos.items() if name not in gone},
        trail=mine.trail,
    )


def _left(entry: Entry, parts: Mapping[str, Part]) -> Entry:
    return erased(entry, parts[entry.hash]) if entry.hash in parts else entry


def _proposing_steps(whole: Whole, waiting: Proposal | None, by: Teller) -> Iterator[Batch]:
    if waiting is not None:
        image = image_of(replace(waiting, base=whole.head.seq))
        yield Batch(added=_entries(whole, Act.PROPOSE, (waiting.reason, by.actor, by.at), (image,)))


def _erasing_steps(before: Whole, whole: Whole, meeting: Meeting, by: Teller) -> Iterator[Batch]:
    """What was erased there goes here as well, and what was erased here goes out of what was told."""
    fresh = {entry.hash for entry in meeting.entries}
    new_here = {entry.hash for entry in whole.log[len(before.log) :]}
    here = set(before.by_hash) | new_here
    mine = erasures(meeting.unknown_there)
    meant = [*((found, here) for found in meeting.erasures), *((found, fresh | new_here) for found in mine)]
    for found, among in meant:
        step = _erased_as_well(whole, found, among, by)
        if step:
            yield step
            whole = after(whole, step)


def _erased_as_well(whole: Whole, found: Erasure, among: set[str], by: Teller) -> Batch | None:
    asked = Asked(keys=frozenset(found.of), fields=found.fields)
    try:
        return _erasing_step(whole, asked, among, ("Erased in another copy as well", by.actor, by.at))
    except NothingToErase:
        return None


def _erasing_step(mine: Whole, asked: Asked, among: set[str] | None, said: tuple[str, str, datetime]) -> Batch:
    found = erasing(asked, tuple(mine.every()), mine.images, among)
    return Batch(added=_entries(mine, Act.ERASE, said, (*found.images, found.image(asked))), erasing=found)


def _entries(mine: Whole, act: Act, said: tuple[str, str, datetime], images: tuple[Image, ...]) -> tuple[Entry, ...]:
    reason, actor, at = said
    return entries(mine.head, stamp(act, actor=actor, reason=reason, at=at), mine.images, images)
