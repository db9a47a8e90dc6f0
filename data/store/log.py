"""The log of revisions: how entries are chained, verified, and followed back for undo and redo.

Each entry carries the SHA-256 of everything it says and of the entry before it. The text of a record
enters only as a digest salted by chance, so that a personal field may one day be erased while the
chain still holds.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from data.errors import StalePlan, StoreError
from data.model import Finding, Severity
from data.store.codec import decoded
from data.store.protocol import Act, Op, Revision, Version
from data.store.snapshot import BESIDE, PROPOSAL, Image, Key

GENESIS = "0" * 64
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """End of the log: number and hash of its last entry."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What all entries of one commit share; `target` is the commit that an undo or redo is about."""

    commit: str
    act: Act
    target: str | None
    actor: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log: a full image of the record after the change, and its link in the chain."""

    seq: int
    stamp: Stamp
    op: Op
    image: Image
    salt: str
    digest: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One commit as undo sees it."""

    commit: str
    act: Act


def stamp(act: Act, *, actor: str, reason: str, at: datetime, target: str | None = None) -> Stamp:
    """The stamp of a new commit.

    Raises
    ------
    StoreError
        When no actor or reason is given, or one cannot be written down.
    """
    for what, text in (("who makes the change", actor), ("why it is made", reason)):
        if not text.strip() or _has_broken_letters(text):
            msg = f"A change is only kept when it says {what}, in plain text; add that."
            raise StoreError(msg)
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return Stamp(commit=secrets.token_hex(16), act=act, target=target, actor=actor, reason=reason, at=moment)


def entries(head: Head, now: Stamp, before: Mapping[Key, Image], images: Iterable[Image]) -> tuple[Entry, ...]:
    """New entries for these images, chained to the end of the log."""
    chained: list[Entry] = []
    prev = head.hash
    for seq, image in enumerate(images, start=head.seq + 1):
        chained.append(_entry(seq, prev, now, _op(before.get(image.key), image), image))
        prev = chained[-1].hash
    return tuple(chained)


def head_after(head: Head, chained: Sequence[Entry]) -> Head:
    """The end of the log once these entries are kept."""
    return Head(seq=chained[-1].seq, hash=chained[-1].hash) if chained else head


def revision(entry: Entry) -> Revision:
    """An entry as shown to people."""
    return Revision(
        seq=entry.seq,
        commit=entry.stamp.commit,
        act=entry.stamp.act,
        at=datetime.fromisoformat(entry.stamp.at),
        actor=entry.stamp.actor,
        reason=entry.stamp.reason,
        op=entry.op,
        kind=entry.image.kind,
        record_id=entry.image.id,
        version=entry.image.version,
    )


def version(entry: Entry) -> Version:
    """An entry with the record it left.

    Raises
    ------
    StoreError
        When this version of the program cannot read it.
    """
    image = entry.image
    is_record = not image.deleted and image.body and image.kind not in BESIDE
    kept = decoded(image.kind, image.id, image.body) if is_record else None
    return Version(revision=revision(entry), record=kept, is_erased=not image.body)


def require_head(head: Head, base: int, last: Stamp, since: Iterable[Entry]) -> None:
    """Refuse a change that was not made on the newest plan; what only was proposed `since` changes no plan.

    Raises
    ------
    StalePlan
        Saying who saved in between, and why.
    """
    if not 1 <= base <= head.seq or any(entry.image.kind != PROPOSAL for entry in since):
        msg = (
            f"This change was made on revision {base}, but the operation stands at {head.seq}: "
            f"{last.actor} saved “{last.reason}”. Load the operation again and repeat the change."
        )
        raise StalePlan(msg)


def require_seq(seq: int, newest: int) -> None:
    """Refuse a revision that does not exist.

    Raises
    ------
    StoreError
        Naming the revisions there are.
    """
    if not 1 <= seq <= newest:
        msg = f"The operation has no revision {seq}; choose one from 1 to {newest}."
        raise StoreError(msg)


def undone(commit: Iterable[Entry]) -> list[Entry]:
    """The entries of a commit that undo and redo are about: what waits for a second person stays as it is."""
    return [entry for entry in commit if entry.image.kind != PROPOSAL]


def to_undo(steps: Iterable[Step]) -> str:
    """The commit that an undo would take back.

    Raises
    ------
    StoreError
        When everything since the creation is taken back already.
    """
    done, _ = _stacks(steps)
    if not done:
        msg = "There is nothing to undo: the operation stands as it was created."
        raise StoreError(msg)
    return done[-1]


def to_redo(steps: Iterable[Step]) -> str:
    """The commit that a redo would bring back.

    Raises
    ------
    StoreError
        When nothing was undone since the last save.
    """
    _, undone = _stacks(steps)
    if not undone:
        msg = "There is nothing to redo: nothing was undone since the last change."
        raise StoreError(msg)
    return undone[-1]


def chain_faults(
    log: Iterable[Entry], head: Head, kept: Mapping[Key, Image], parts: Mapping[str, str]
) -> Iterator[Finding]:
    """What in the log, its head or the kept records does not fit together.

    `parts` are the digests of what erasures put in the place of bodies, by the hash of their entry.
    """
    prev, seq = GENESIS, 0
    last: dict[Key, Image] = {}
    for entry in log:
        seq += 1
        if not fits(entry, seq, prev, parts):
            yield _fault(
                f"revision {entry.seq}", code="history-changed", what="is not what was written when it was saved"
            )
            seq = entry.seq
        prev = entry.hash
        last[entry.image.key] = entry.image
    if (head.seq, head.hash) != (seq, prev):
        yield _fault(
            f"revision {head.seq}", code="history-cut", what=f"should be the last, but the history ends at {seq}"
        )
    for kind, record_id in sorted({k for k in {**last, **kept} if last.get(k) != kept.get(k)}):
        yield _fault(f"{kind} {record_id}", code="record-differs", what="is not what the history says it is")


def digest_of(salt: str, body: str) -> str:
    """What an entry carries of the text of its record."""
    return hashlib.sha256(f"{salt}{body}".encode()).hexdigest()


def fits(entry: Entry, seq: int, prev: str, parts: Mapping[str, str]) -> bool:
    """Whether an entry stands where it was written, and says what it said or what an erasure left of it."""
    linked = (entry.seq, entry.prev, entry.hash) == (seq, prev, _link(entry))
    body = entry.image.body
    digest = digest_of(entry.salt, body) if entry.salt or body else ""
    return linked and digest == parts.get(entry.hash, entry.digest)


def _has_broken_letters(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _stacks(steps: Iterable[Step]) -> tuple[list[str], list[str]]:
    done: list[str] = []
    undone: list[str] = []
    for step in steps:
        match step.act:
            case Act.UNDO:
                undone.append(done.pop())
            case Act.REDO:
                done.append(undone.pop())
            case Act.EDIT | Act.JOIN:
                done.append(step.commit)
                undone.clear()
    return done, undone


def _op(before: Image | None, image: Image) -> Op:
    if image.deleted:
        return Op.REMOVED
    return Op.ADDED if before is None or before.deleted else Op.CHANGED


def _entry(seq: int, prev: str, now: Stamp, op: Op, image: Image) -> Entry:
    salt = secrets.token_hex(16)
    digest = digest_of(salt, image.body)
    unlinked = Entry(seq=seq, stamp=now, op=op, image=image, salt=salt, digest=digest, prev=prev, hash="")
    return replace(unlinked, hash=_link(unlinked))


def _link(entry: Entry) -> str:
    now, image = entry.stamp, entry.image
    said = [now.commit, now.act, now.target, now.actor, now.reason, now.at]
    about = [image.kind, image.id, image.version, image.rank, image.deleted, entry.digest]
    return hashlib.sha256(json.dumps([entry.prev, entry.seq, entry.op, *said, *about]).encode()).hexdigest()


def _fault(subject: str, *, code: str, what: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.PROBLEM,
        subject=subject,
        message=f"{subject.capitalize()} {what}.",
        remedy="Do not rely on this operation; restore the file from a copy and compare.",
    )
