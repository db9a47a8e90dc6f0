"""Whole: everything that is kept of one operation, as a value that can be carried elsewhere and laid down again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from data.errors import StoreError
from data.model import Finding, Plan, Severity
from data.store.deed import NO_TRAIL, Trail
from data.store.erasure import erasures, put_in_place
from data.store.log import GENESIS, Entry, Head, chain_faults, fits
from data.store.photos import fault_of, name_of
from data.store.snapshot import Image, Key, Snapshot, plan_from_images


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry of the log of another copy, and the revision here by which it was joined."""

    entry: Entry
    joined: int


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The log, what other copies told, the photographs by their SHA-256, and the trail of deeds."""

    log: tuple[Entry, ...]
    told: tuple[Told, ...] = ()
    photos: Mapping[str, bytes]
    trail: Trail = NO_TRAIL

    @property
    def head(self) -> Head:
        """Where the log ends."""
        return Head(seq=self.log[-1].seq, hash=self.log[-1].hash) if self.log else Head(seq=0, hash=GENESIS)

    @cached_property
    def images(self) -> Mapping[Key, Image]:
        """Every record as it stands, removed ones among them."""
        return {entry.image.key: entry.image for entry in self.log}

    @cached_property
    def by_hash(self) -> Mapping[str, Entry]:
        """Every entry, made here or told, by its hash."""
        return {entry.hash: entry for entry in self.every()}

    def every(self) -> Iterator[Entry]:
        """Every entry, those told by other copies first."""
        yield from (told.entry for told in self.told)
        yield from self.log

    def plan(self) -> Plan:
        """The plan as it stands.

        Raises
        ------
        StoreError
            When it cannot be read.
        """
        return plan_from_images(self.images.values())

    def snapshot(self) -> Snapshot:
        """The plan as it stands, with the images it is made of."""
        return Snapshot(seq=self.head.seq, hash=self.head.hash, plan=self.plan(), images=self.images)

    def erased_photos(self) -> frozenset[str]:
        """Photographs that were erased."""
        return frozenset(photo for found in erasures(self.every()) for photo in found.photos)

    def faults(self) -> tuple[Finding, ...]:
        """Everything that does not fit together."""
        held = chain_faults(self.log, self.head, self.images, put_in_place(self.every()))
        return (*held, *told_faults(self.log, self.told), *self._photo_faults(), *self.trail.faults())

    def _photo_faults(self) -> Iterator[Finding]:
        for sha256, jpeg in self.photos.items():
            if name_of(jpeg) != sha256:
                fault = StoreError(f"The photograph {sha256[:12]} is not the one that was kept.")
                yield fault_of(sha256, fault)


def told_faults(log: Sequence[Entry], told: Iterable[Told]) -> Iterator[Finding]:
    """A finding for each entry of another copy that is not what was told, or hangs on nothing."""
    entries = [one.entry for one in told]
    if not entries:
        return
    parts = put_in_place([*entries, *log])
    numbers = {entry.hash: entry.seq for entry in (*log, *entries)}
    for entry in entries:
        if not fits(entry, numbers.get(entry.prev, -1) + 1, entry.prev, parts):
            yield Finding(
                code="history-changed",
                severity=Severity.PROBLEM,
                subject=f"revision {entry.seq} of another copy",
                message=f"Revision {entry.seq} of another copy, by {entry.stamp.actor}, is not what came from there.",
                remedy="Do not rely on this operation; restore the file from a copy and compare.",
            )
