"""Meeting: two copies of one operation, edited apart, and what comes of them when they are put together.

Entries are the same when their hash is. A record that only one copy changed since it last knew of the
other is taken from there; one that both changed, to different ends, is a clash that a person decides.
Once everything of one copy is known to the other, that one takes over the other as it stands.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from data.errors import StoreError
from data.model import Plan, Record
from data.store.codec import SETTINGS, decoded, encoded, kind_of
from data.store.erasure import Erasure, erasures
from data.store.joining import on_top
from data.store.log import Entry, Stamp
from data.store.proposal import Proposal
from data.store.proposals import brought
from data.store.protocol import Act
from data.store.snapshot import BESIDE, JOINING, Image, Key, changed_images, plan_from_images
from data.store.whole import Whole

SETTINGS_KEY: Key = (SETTINGS, SETTINGS)


class Side(StrEnum):
    """Whose version of a record is to stand."""

    MINE = "mine"
    THEIRS = "theirs"


Choice: TypeAlias = Side | Record
"""What is to stand of a record that both copies changed: one of the two, or the record put together of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A record that both copies changed: as it stands here and there, None where it was removed, and who did.

    `was` is the record as both last knew it.
    """

    key: Key
    was: Record | None
    mine: Record | None
    theirs: Record | None
    mine_by: Stamp
    theirs_by: Stamp


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What another copy has that this one has not.

    `images` are its records that can be taken over as they are, `clashes` what a person has to decide,
    `proposals` what waits there, or was decided there about what waits here.
    """

    images: tuple[Image, ...]
    clashes: tuple[Clash, ...]
    proposals: tuple[Image, ...]
    entries: tuple[Entry, ...]
    unknown_there: tuple[Entry, ...]
    takes_over: bool
    erasures: tuple[Erasure, ...]
    photos: Mapping[str, bytes] = field(repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take over: all that is new there is that it took over what is here."""
        is_told = all(entry.stamp.act is Act.JOIN for entry in self.entries)
        return is_told and not (self.images or self.clashes or self.proposals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """The plan that comes of two copies, and the images by which this one gets there."""

    plan: Plan
    images: tuple[Image, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is to stand at once of two copies put together, and what waits for a second person."""

    plan: Plan
    waiting: Proposal | None = None


Hold: TypeAlias = Callable[[Plan, Plan], Held]
"""Says of the plan that stands and the one that would, what is to stand at once."""


def hold_nothing(_: Plan, wanted: Plan) -> Held:
    """All of it, at once."""
    return Held(plan=wanted)


def met(mine: Whole, theirs: Whole) -> Meeting:
    """What `theirs` has that `mine` has not.

    Raises
    ------
    StoreError
        When it is not a copy of the same operation.
    """
    if not mine.log or not theirs.log or mine.log[0].hash != theirs.log[0].hash:
        msg = "This is another operation, not a copy of this one; move it in under a name of its own."
        raise StoreError(msg)
    fresh = tuple(entry for entry in theirs.every() if entry.hash not in mine.by_hash)
    unknown_there = tuple(entry for entry in mine.every() if entry.hash not in theirs.by_hash)
    takes_over = {entry.hash for entry in unknown_there}.isdisjoint(entry.hash for entry in mine.log)
    changed_there = _changed(fresh, mine)
    changed_here = {} if takes_over else _changed(unknown_there, theirs)
    differing = {key for key in changed_there if not _is_same(mine.images.get(key), theirs.images.get(key))}
    clashing = sorted(differing & set(changed_here))
    taken = _different(mine, theirs) if takes_over and fresh else differing - set(clashing)
    return Meeting(
        images=tuple(theirs.images[key] for key in sorted(taken) if key in theirs.images),
        clashes=tuple(_clash((mine, theirs), changed_here[key], changed_there[key]) for key in clashing),
        proposals=tuple(brought(mine.images, theirs.images)),
        entries=fresh,
        unknown_there=unknown_there,
        takes_over=takes_over,
        erasures=tuple(erasures(fresh)),
        photos={name: jpeg for name, jpeg in theirs.photos.items() if name not in mine.photos},
    )


def joined_with(mine: Whole, theirs: Whole, meeting: Meeting, choices: Mapping[Key, Choice]) -> Together:
    """What comes of the two, each clash as it was chosen.

    Raises
    ------
    StoreError
        When a clash is not decided, or both together contradict each other.
    """
    undecided = [clash.key for clash in meeting.clashes if clash.key not in choices]
    if undecided:
        names = ", ".join(name_of_key(key) for key in undecided[:3])
        msg = f"Both copies changed {names}; say for each whether theirs or yours is to stand. Nothing was changed."
        raise StoreError(msg)
    chosen = [image for c in meeting.clashes if (image := _chosen(theirs.images[c.key], choices[c.key]))]
    images = _as_next(mine, [*meeting.images, *chosen], takes_over=meeting.takes_over)
    try:
        plan = plan_from_images({**mine.images, **{image.key: image for image in images}}.values())
    except StoreError as fault:
        reason = str(fault).removeprefix("The operation contradicts itself: ")
        msg = f"The two copies do not go together: {reason.removesuffix(' Restore the file from a copy.')}"
        raise StoreError(f"{msg} Change one of them, and move it again; nothing was changed.") from fault
    return Together(plan=plan, images=images)


def at_once(mine: Whole, together: Together, plan: Plan) -> tuple[Image, ...]:
    """The images of what is to stand at once, where that is not all that comes of the two."""
    if plan == together.plan:
        return together.images
    held = {SETTINGS_KEY} if plan.settings() != together.plan.settings() else set()
    for record in (*plan.records(), *together.plan.records()):
        if plan.find(str(record.id)) != together.plan.find(str(record.id)):
            held.add((kind_of(record), str(record.id)))
    own = (image for image in changed_images(mine.snapshot(), plan) if image.key in held)
    return (*(image for image in together.images if image.key not in held), *own)


def proposals_as_next(mine: Whole, meeting: Meeting) -> tuple[Image, ...]:
    """What waits there as the next versions of what is known here."""
    return tuple(_following(mine, list(meeting.proposals)))


def _chosen(theirs: Image, choice: Choice) -> Image | None:
    if isinstance(choice, Side):
        return theirs if choice is Side.THEIRS else None
    return replace(theirs, deleted=False, body=encoded(choice))


def name_of_key(key: Key) -> str:
    """What a record is called in a sentence."""
    return "the settings of the operation" if key[0] == SETTINGS else f"{key[0].replace('_', ' ')} {key[1]}"


def _changed(unknown: tuple[Entry, ...], other: Whole) -> dict[Key, Entry]:
    """The last entry about each record that the other copy does not know; what was only taken over does not count."""
    known = {(e.image.key, e.image.deleted, e.image.body) for e in other.every()}
    found: dict[Key, Entry] = {}
    for entry in unknown:
        image = entry.image
        taken_over = entry.stamp.act is Act.JOIN and (image.key, image.deleted, image.body) in known
        if image.kind not in BESIDE and not taken_over:
            found[image.key] = entry
    return found


def _is_same(mine: Image | None, theirs: Image | None) -> bool:
    if mine is None or theirs is None:
        return (mine is None or mine.deleted) and (theirs is None or theirs.deleted)
    return (mine.deleted, theirs.deleted) == (True, True) or (
        (mine.deleted, mine.body) == (theirs.deleted, theirs.body)
    )


def _different(mine: Whole, theirs: Whole) -> set[Key]:
    """Records that do not stand here as they do there, their order among them."""

    def standing(whole: Whole, key: Key) -> tuple[int, str] | None:
        image = whole.images.get(key)
        return None if image is None or image.deleted else (image.rank, image.body)

    keys = {key for key in {*mine.images, *theirs.images} if key[0] not in BESIDE}
    return {key for key in keys if standing(mine, key) != standing(theirs, key)}


def _clash(copies: tuple[Whole, Whole], here: Entry, there: Entry) -> Clash:
    mine, theirs = copies
    key = here.image.key
    return Clash(
        key=key,
        was=_record(_last_known(key, mine, theirs)),
        mine=_record(mine.images.get(key)),
        theirs=_record(theirs.images.get(key)),
        mine_by=here.stamp,
        theirs_by=there.stamp,
    )


def _last_known(key: Key, mine: Whole, theirs: Whole) -> Image | None:
    """The last version of a record that both copies know of."""
    return next((e.image for e in reversed(mine.log) if e.image.key == key and e.hash in theirs.by_hash), None)


def _record(image: Image | None) -> Record | None:
    if image is None or image.deleted or not image.body or image.kind == SETTINGS:
        return None
    return decoded(image.kind, image.id, image.body)


def _as_next(mine: Whole, images: list[Image], *, takes_over: bool) -> tuple[Image, ...]:
    if not takes_over:
        return tuple(on_top(mine.images, images))
    return tuple(_following(mine, images))


def _following(mine: Whole, images: list[Image]) -> Iterator[Image]:
    for image in images:
        former = mine.images.get(image.key)
        yield replace(image, version=former.version + 1 if former else 1)


def told_image(theirs: Whole, meeting: Meeting, origin: str) -> Image:
    """The record by which the log tells where the other copy came from, and how far it went."""
    said = {"format": 1, "from": origin, "head": theirs.head.hash, "seq": theirs.head.seq, "told": len(meeting.entries)}
    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Image(kind=JOINING, id=secrets.token_hex(8), version=1, rank=0, deleted=False, body=body)
