"""Rows of an operation: how its records and its log are read and added to, in a file as on a server."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.errors import StoreError
from data.store.log import Entry, Head, Stamp, Step, entries, head_after, require_seq
from data.store.protocol import Act, Op
from data.store.snapshot import Image, Key, Snapshot, plan_from_images
from data.store.tables import BODY, HEAD, RECORD, REVISION

_IMAGE = ("kind", "id", "version", "rank", "deleted", "body")
_WRITTEN = (sa.func.coalesce(BODY.c.salt, "").label("salt"), sa.func.coalesce(BODY.c.body, "").label("body"))
ENTRY = sa.select(REVISION, *_WRITTEN).join_from(REVISION, BODY, BODY.c.hash == REVISION.c.hash, isouter=True)
"""The log with what each entry wrote; one whose body is lost stays, and is found not to fit."""

_ACT = sa.select(REVISION, sa.literal("").label("salt"), sa.literal("").label("body"))


class Rows:
    """The tables of one operation, over one connection inside its transaction.

    Whoever `writes` holds the end of the log, so that nobody writes beside.
    """

    def __init__(self, connection: sa.Connection, *, writes: bool = False) -> None:
        self._connection = connection
        self._writes = writes

    def head(self) -> Head:
        """Where the log ends.

        Raises
        ------
        StoreError
            When the operation does not say where it ends.
        """
        asked = HEAD.select().with_for_update() if self._writes else HEAD.select()
        row = self._connection.execute(asked).one_or_none()
        if row is None:
            msg = "The operation has lost the end of its history; restore it from a copy."
            raise StoreError(msg)
        return Head(seq=row.seq, hash=row.hash)

    def head_at(self, seq: int, head: Head) -> Head:
        """Where the log ended at a revision.

        Raises
        ------
        StoreError
            When there is none of this number.
        """
        require_seq(seq, head.seq)
        return Head(seq=seq, hash=self._hash_at(seq))

    def last(self, head: Head) -> Stamp:
        """Who saved last, and why."""
        return entry_of(self._connection.execute(ENTRY.where(REVISION.c.seq == head.seq)).one()).stamp

    def current(self, head: Head, known: Snapshot) -> Snapshot:
        """The operation as it stands; what is `known` already is not read again.

        Raises
        ------
        StoreError
            When what is known is of another history than the one that is there now.
        """
        if (head.seq, head.hash) == (known.seq, known.hash):
            return known
        # a reader may look at a moment before another thread's save; a writer never does
        if self._writes or head.seq >= known.seq:
            self._require_same_history(known)
        images = self.images()
        return Snapshot(seq=head.seq, hash=head.hash, plan=plan_from_images(images.values(), known), images=images)

    def at(self, seq: int, known: Snapshot) -> Snapshot:
        """The operation as the save that holds a revision left it."""
        hash_ = self._hash_at(seq)
        if (seq, hash_) == (known.seq, known.hash):
            return known
        images = {image.key: image for image in self._images_at(seq)}
        return Snapshot(seq=seq, hash=hash_, plan=plan_from_images(images.values(), known), images=images)

    def images(self) -> dict[Key, Image]:
        """Every record as it stands, removed ones among them."""
        kept = (_image(row) for row in self._connection.execute(RECORD.select()))
        return {image.key: image for image in kept}

    def ids(self) -> frozenset[str]:
        """Ids of all records that stand."""
        return frozenset(self._connection.execute(sa.select(RECORD.c.id).where(~RECORD.c.deleted)).scalars())

    def images_of(self, kind: str) -> dict[Key, Image]:
        """The records of one kind as they stand."""
        kept = (_image(row) for row in self._connection.execute(RECORD.select().where(RECORD.c.kind == kind)))
        return {image.key: image for image in kept}

    def log(self, since: int = 0) -> list[Entry]:
        """The log after a revision, oldest first."""
        return self._entries(ENTRY.where(REVISION.c.seq > since).order_by(REVISION.c.seq))

    def newest(self, limit: int) -> list[Entry]:
        """The newest entries of the log, newest first, without what they wrote."""
        return self._entries(_ACT.order_by(REVISION.c.seq.desc()).limit(max(limit, 0)))

    def newest_about(self, record_id: str, but_kind: str, limit: int) -> list[Entry]:
        """The newest entries about an id, newest first, but for those of one kind."""
        meant = sa.and_(REVISION.c.id == record_id, REVISION.c.kind != but_kind)
        return self._entries(ENTRY.where(meant).order_by(REVISION.c.seq.desc()).limit(max(limit, 0)))

    def steps(self) -> list[Step]:
        """Every commit as undo sees it, oldest first."""
        commits = (
            sa.select(REVISION.c.commit_id, REVISION.c.act)
            .group_by(REVISION.c.commit_id, REVISION.c.act)
            .order_by(sa.func.min(REVISION.c.seq))
        )
        return [Step(commit=row.commit_id, act=Act(row.act)) for row in self._connection.execute(commits)]

    def of_commit(self, commit: str) -> list[Entry]:
        """The entries of one commit."""
        return self._entries(ENTRY.where(REVISION.c.commit_id == commit).order_by(REVISION.c.seq))

    def before_commit(self, commit: str) -> list[Image]:
        """The records of a commit as they were before it, but for those it added."""
        after = REVISION.alias()
        same = sa.and_(after.c.kind == REVISION.c.kind, after.c.id == REVISION.c.id)
        former = ENTRY.join(after, sa.and_(same, after.c.version == REVISION.c.version + 1))
        return [_image(row) for row in self._connection.execute(former.where(after.c.commit_id == commit))]

    def append(self, head: Head, now: Stamp, before: Snapshot, images: Iterable[Image]) -> Head:
        """Where the log ends once these images are kept and chained."""
        added = entries(head, now, before.images, images)
        if not added:
            return head
        self.keep(added)
        return head_after(head, added)

    def keep(self, added: Sequence[Entry]) -> None:
        """Let these entries follow on the log."""
        self.keep_log(added)
        self.keep_records(entry.image for entry in added)
        self._connection.execute(HEAD.update().values(seq=added[-1].seq, hash=added[-1].hash))

    def keep_log(self, added: Sequence[Entry]) -> None:
        """Keep entries of the log and what they wrote, as they are."""
        self._connection.execute(REVISION.insert(), [_row(entry) for entry in added])
        self._connection.execute(BODY.insert(), [body_row(entry) for entry in added])

    def keep_records(self, images: Iterable[Image]) -> None:
        """Let records stand as these images have them."""
        put = sqlite.insert(RECORD) if self._connection.dialect.name == "sqlite" else postgresql.insert(RECORD)
        changed = {name: put.excluded[name] for name in _IMAGE[2:]}
        kept = put.on_conflict_do_update(index_elements=["kind", "id"], set_=changed)
        self._connection.execute(kept, [_image_row(image) for image in images])

    def _require_same_history(self, known: Snapshot) -> None:
        if known.seq and self._hash_at(known.seq) != known.hash:
            msg = (
                "The operation was restored from a copy, or replaced by another, while it was open here. "
                "Nothing was changed; note what you have not saved, and have the app started again."
            )
            raise StoreError(msg)

    def _hash_at(self, seq: int) -> str:
        """Hash of a revision; empty when there is none of this number."""
        asked = sa.select(REVISION.c.hash).where(REVISION.c.seq == seq)
        return str(self._connection.execute(asked).scalar_one_or_none() or "")

    def _images_at(self, seq: int) -> list[Image]:
        commit = sa.select(REVISION.c.commit_id).where(REVISION.c.seq == seq).scalar_subquery()
        end = sa.select(sa.func.max(REVISION.c.seq)).where(REVISION.c.commit_id == commit).scalar_subquery()
        last = (
            sa.select(sa.func.max(REVISION.c.seq)).where(REVISION.c.seq <= end).group_by(REVISION.c.kind, REVISION.c.id)
        )
        return [_image(row) for row in self._connection.execute(ENTRY.where(REVISION.c.seq.in_(last)))]

    def _entries(self, asked: sa.Select[Any]) -> list[Entry]:
        return [entry_of(row) for row in self._connection.execute(asked)]


def _image_row(image: Image) -> dict[str, Any]:
    return {name: getattr(image, name) for name in _IMAGE}


def _row(entry: Entry) -> dict[str, Any]:
    return {"seq": entry.seq, **link_row(entry)}


def link_row(entry: Entry) -> dict[str, Any]:
    """What a table of the log holds of an entry beside its number."""
    now, image = entry.stamp, entry.image
    said = {"commit_id": now.commit, "act": now.act, "target": now.target}
    who = {"actor": now.actor, "reason": now.reason, "at": now.at, "op": entry.op}
    about = {name: getattr(image, name) for name in _IMAGE[:-1]}
    return {**said, **who, **about, "digest": entry.digest, "prev": entry.prev, "hash": entry.hash}


def body_row(entry: Entry) -> dict[str, Any]:
    """What the table of bodies holds of an entry."""
    return {"hash": entry.hash, "salt": entry.salt, "body": entry.image.body}


def _image(row: Any) -> Image:
    return Image(**{name: getattr(row, name) for name in _IMAGE})


def entry_of(row: Any) -> Entry:
    """An entry of a log from its row and what it wrote."""
    now = Stamp(
        commit=row.commit_id,
        act=Act(row.act),
        target=row.target,
        actor=row.actor,
        reason=row.reason,
        at=row.at,
    )
    link = {name: getattr(row, name) for name in ("seq", "salt", "digest", "prev", "hash")}
    return Entry(stamp=now, op=Op(row.op), image=_image(row), **link)
