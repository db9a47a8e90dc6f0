"""Deed: what was done with an operation without changing it – shown, handed out, refused – chained like the log.

Deeds are a chain of their own: showing something is no change, and must not look like one to those who wait
for changes. Each names the mark of the revision it was about, so that the two chains hold each other.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from data.model import Finding, Severity
from data.store.log import GENESIS
from data.store.protocol import ANCHOR_LETTERS, Anchor


class Did(StrEnum):
    """What was done."""

    VIEWED = "viewed"
    BRIEFED = "briefed"
    HANDED_OUT = "handed out"
    REFUSED = "refused"
    CUSTODY = "custody"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who did what; `what` is a word of ours, never of the plan, `about` the id of a record, `mark` of the revision.

    `sha256` is that of what was handed out.
    """

    at: datetime
    by_id: str
    by: str
    did: Did
    what: str
    about: str = ""
    mark: str = ""
    sha256: str = ""

    def is_like(self, other: "Deed") -> bool:
        """Whether the same person did the same with the same revision."""
        return _sameness(self) == _sameness(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDeed:
    """A deed as kept, with its place in the chain."""

    number: int
    deed: Deed
    prev: str
    hash: str

    @property
    def anchor(self) -> Anchor:
        """What is to be noted elsewhere of the chain up to here."""
        return Anchor(self.number, self.hash[:ANCHOR_LETTERS])


def chained(deed: Deed, last: KeptDeed | None) -> KeptDeed:
    """A deed put at the end of the chain."""
    number, prev = (last.number + 1, last.hash) if last else (1, GENESIS)
    return KeptDeed(number=number, deed=deed, prev=prev, hash=_hash(number, prev, deed))


def deed_faults(kept: Iterable[KeptDeed], anchors: Iterable[Anchor] = ()) -> Iterator[Finding]:
    """What in a chain of deeds, oldest first, is not as it was written, or not as it was noted elsewhere."""
    number, prev = 0, GENESIS
    wanted = {anchor.seq: anchor for anchor in anchors}
    for one in kept:
        number += 1
        if (one.number, one.prev, one.hash) != (number, prev, _hash(one.number, one.prev, one.deed)):
            yield _fault(one.number, "is not what was written then, or one before it is gone")
            number = one.number
        prev = one.hash
        noted = wanted.pop(one.number, None)
        if noted is not None and not one.hash.startswith(noted.start):
            yield _fault(one.number, "is not the one that was noted")
    for missing in wanted.values():
        yield _fault(missing.seq, "was noted, but the list ends before it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The chain of deeds of a copy, and those that other copies told, each in the chain it was made in.

    Chains of two copies have the same beginning and then fork. What was told is never put into the own chain, as its
    hashes would be others and no mark noted there would hold; a deed of the own chain says how far what was told
    reached, so that nothing of it goes unnoticed.
    """

    own: tuple[KeptDeed, ...] = ()
    told: tuple[KeptDeed, ...] = ()

    def every(self) -> tuple[KeptDeed, ...]:
        """Every deed, made here or told."""
        return (*self.own, *self.told)

    def news_from(self, theirs: "Trail") -> tuple[KeptDeed, ...]:
        """What another copy tells that is not known here, the oldest first."""
        known = {one.hash for one in self.every()}
        return tuple(sorted((one for one in theirs.every() if one.hash not in known), key=_place))

    def faults(self, anchors: Iterable[Anchor] = ()) -> Iterator[Finding]:
        """What in it is not as it was written, or not as it was noted elsewhere."""
        yield from deed_faults(self.own, anchors)
        numbers = {GENESIS: 0, **{one.hash: one.number for one in self.every()}}
        for one in self.told:
            if (one.number, one.hash) != (numbers.get(one.prev, -1) + 1, _hash(one.number, one.prev, one.deed)):
                yield _fault(one.number, "of another copy is not what came from there, or one before it is gone")
        reached = {str(one.anchor) for one in self.every()}
        for one in self.every():
            if one.deed.did is Did.TOLD and one.deed.what not in reached:
                yield _fault(one.number, f"says that another copy told up to {one.deed.what}, which is gone")


NO_TRAIL = Trail()


def telling(theirs: Trail, *, by: str, origin: str, at: datetime, mark: str) -> Deed:
    """The deed that says how far the chain of another copy reached when it was told here."""
    return Deed(at=at, by_id=origin, by=by, did=Did.TOLD, what=str(theirs.own[-1].anchor), mark=mark)


def _place(one: KeptDeed) -> tuple[int, str]:
    return one.number, one.hash


def _sameness(deed: Deed) -> tuple[str, ...]:
    return deed.by_id, deed.did, deed.what, deed.about, deed.mark


def _hash(number: int, prev: str, deed: Deed) -> str:
    said = {**asdict(deed), "at": deed.at.astimezone(UTC).isoformat(timespec="microseconds")}
    return hashlib.sha256(json.dumps([number, prev, said], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _fault(number: int, what: str) -> Finding:
    return Finding(
        code="deeds-changed",
        severity=Severity.PROBLEM,
        subject=f"deed {number}",
        message=f"Line {number} of what was shown and handed out {what}.",
        remedy="Do not rely on this list; find out who could write to the operation, and compare with a copy.",
    )
