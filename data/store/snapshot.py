"""Snapshot: the records of an operation as kept, and what differs between them and a plan."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from data.model import COLLECTION_OF, Phase, Plan, Record
from data.store.codec import SETTINGS, decoded, decoded_plan, encoded, encoded_settings, kind_of

Key: TypeAlias = tuple[str, str]
"""Kind and id of a record."""

ERASURE, JOINING, PROPOSAL = "erasure", "joining", "proposal"

BESIDE = frozenset({ERASURE, JOINING, PROPOSAL})
"""Kinds of what the log tells beside the plan: what was erased, came from other copies, waits for a second person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One version of one record: its text, its place in the plan's order, whether it is removed."""

    kind: str
    id: str
    version: int
    rank: int
    deleted: bool
    body: str

    @property
    def key(self) -> Key:
        """What the record is known by."""
        return self.kind, self.id


class End(Protocol):
    """Where a log ends."""

    @property
    def seq(self) -> int:
        """Number of its last entry."""
        ...

    @property
    def hash(self) -> str:
        """Hash of its last entry."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A plan at one revision with the images it is made of, removed records among them.

    `hash` is that of the revision: it tells the same number of another history apart.
    """

    seq: int
    hash: str
    plan: Plan
    images: Mapping[Key, Image]

    def after(self, plan: Plan, end: "End", changed: Iterable[Image]) -> "Snapshot":
        """The snapshot once these images are kept and the log ends there."""
        return Snapshot(seq=end.seq, hash=end.hash, plan=plan, images={**self.images, **{i.key: i for i in changed}})


EMPTY = Snapshot(seq=0, hash="", plan=Plan(name=""), images={})
"""What a store holds before anything is saved."""


def plan_from_images(images: Iterable[Image], known: Snapshot = EMPTY) -> Plan:
    """The plan these images add up to, without what was erased; what `known` already holds is not read again.

    Raises
    ------
    StoreError
        When one cannot be read, or they contradict each other.
    """
    standing = (i for i in images if not i.deleted and i.body and i.kind not in BESIDE)
    live = sorted(standing, key=lambda i: (i.rank, i.id))
    settings = next((i.body for i in live if i.kind == SETTINGS), "{}")
    read = {(kind_of(r), str(r.id)): r for r in known.plan.records()}
    records = [
        read[i.key] if known.images.get(i.key) == i else decoded(i.kind, i.id, i.body)
        for i in live
        if i.kind != SETTINGS
    ]
    return decoded_plan(settings, records)


def changed_images(before: Snapshot, plan: Plan) -> tuple[Image, ...]:
    """New images for everything in which the plan differs from the snapshot.

    Raises
    ------
    StoreError
        When a record cannot be written down.
    """
    wanted = [_settings_image(plan), *_record_images(before, plan)]
    present = {image.key for image in wanted}
    held = (i for i in before.images.values() if i.kind not in BESIDE and not i.deleted)
    gone = (replace(i, deleted=True) for i in held if i.key not in present)
    return tuple(_next_versions(before, [*wanted, *gone]))


def restored_images(current: Snapshot, wanted: Iterable[Image]) -> tuple[Image, ...]:
    """New images that bring records back to what they were in former ones; what was erased does not come back."""
    return tuple(replace(i, version=current.images[i.key].version + 1, deleted=i.deleted or not i.body) for i in wanted)


def images_before(commit: Iterable[Image], former: Iterable[Image]) -> tuple[Image, ...]:
    """The records of a commit as they stood before it, given their former images; new ones are removed."""
    stood = {image.key: image for image in former}
    return tuple(stood.get(image.key, replace(image, deleted=True)) for image in commit)


def _settings_image(plan: Plan) -> Image:
    return Image(kind=SETTINGS, id=SETTINGS, version=0, rank=0, deleted=False, body=encoded_settings(plan))


def _record_images(before: Snapshot, plan: Plan) -> Iterator[Image]:
    known = {(kind_of(r), str(r.id)): r for r in before.plan.records()}
    for collection in COLLECTION_OF.values():
        last = 0
        for record in getattr(plan, collection):
            key = (kind_of(record), str(record.id))
            former = before.images.get(key)
            # phases are put in order by the plan itself
            last = 0 if isinstance(record, Phase) else _rank_after(last, former)
            yield _image(record, key, last, former if known.get(key) is record else None)


def _rank_after(last: int, former: Image | None) -> int:
    return former.rank if former and not former.deleted and former.rank > last else last + 1


def _image(record: Record, key: Key, rank: int, same: Image | None) -> Image:
    if same and same.rank == rank:
        return same
    body = same.body if same else encoded(record)
    return Image(kind=key[0], id=key[1], version=0, rank=rank, deleted=False, body=body)


def _next_versions(before: Snapshot, wanted: Iterable[Image]) -> Iterator[Image]:
    for image in wanted:
        former = before.images.get(image.key)
        if former is None:
            yield replace(image, version=1)
        elif former is not image and replace(image, version=former.version) != former:
            yield replace(image, version=former.version + 1)
