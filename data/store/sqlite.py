"""SqlitePlanStore: an operation kept in one file on this machine."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.errors import StoreError
from data.model import Finding, Plan, Severity
from data.store import photos
from data.store.codec import SETTINGS
from data.store.joining import joined
from data.store.log import (
    GENESIS,
    Entry,
    Head,
    Stamp,
    Step,
    chain_faults,
    entries,
    head_after,
    require_base,
    require_head,
    require_seq,
    revision,
    stamp,
    to_redo,
    to_undo,
    version,
)
from data.store.protocol import Act, Clock, Op, Revision, Stored, Version, utc_now
from data.store.schema import HEAD, RECORD, REVISION, create_tables, engine_for, require_operation, spoken
from data.store.snapshot import (
    EMPTY,
    Image,
    Key,
    Snapshot,
    changed_images,
    images_before,
    plan_from_images,
    restored_images,
)

_IMAGE = ("kind", "id", "version", "rank", "deleted", "body")


class SqlitePlanStore:
    """An operation in one SQLite file; made by `open` or `create`.

    Two programs may have the file open at once: whoever saves second on an old revision is refused.
    """

    def __init__(self, path: Path, engine: sa.Engine, clock: Clock) -> None:
        self._path = path
        self._engine = engine
        self._clock = clock
        self._snapshot = EMPTY

    @classmethod
    def open(cls, path: Path, *, clock: Clock = utc_now) -> "SqlitePlanStore":
        """The store in an existing file.

        Raises
        ------
        StoreError
            When the file is missing, foreign, damaged or written by a newer version.
        """
        require_operation(path)
        return cls(path, engine_for(path), clock)

    @classmethod
    def create(
        cls,
        path: Path,
        plan: Plan,
        *,
        reason: str,
        actor: str,
        clock: Clock = utc_now,
    ) -> "SqlitePlanStore":
        """A new store that holds the plan, in a file that is written whole or not at all.

        Raises
        ------
        StoreError
            When the file holds something already or cannot be written.
        """
        now = stamp(Act.CREATE, actor=actor, reason=reason, at=clock())
        images = changed_images(EMPTY, plan)
        store = cls(path, engine_for(path), clock)
        with store._writing() as connection:
            create_tables(connection, path.name)
            connection.execute(HEAD.insert().values(one=1, seq=0, hash=GENESIS))
            seq = _append(connection, now, EMPTY, images)
        store._snapshot = EMPTY.after(plan, seq, images)
        _keep_name(path.resolve().parent)
        return store

    def read(self) -> Stored:
        """The plan as it stands; read from the file only when somebody else saved.

        Raises
        ------
        StoreError
            When the file cannot be read.
        """
        with self._reading() as connection:
            snapshot = _current(connection, self._snapshot)
        return self._known(snapshot)

    def commit(self, plan: Plan, *, base: int, reason: str, actor: str, on_newest: bool = False) -> Stored:
        """The plan as kept; see `PlanStore.commit`."""
        now = stamp(Act.EDIT, actor=actor, reason=reason, at=self._clock())
        with self._writing() as connection:
            head, last = _end(connection)
            require_base(head, base, last, on_newest=on_newest)
            before = _current(connection, self._snapshot)
            change = joined(_at(connection, base, before), before, plan, _entries_since(connection, base))
            seq = _append(connection, now, before, change.images)
        return self._known(before.after(change.plan, seq, change.images))

    def undo(self, *, base: int, actor: str) -> Stored:
        """The plan with the last save taken back; see `PlanStore.undo`."""
        return self._take_back(Act.UNDO, base, actor)

    def redo(self, *, base: int, actor: str) -> Stored:
        """The plan with the last undo taken back; see `PlanStore.redo`."""
        return self._take_back(Act.REDO, base, actor)

    def history(self, limit: int) -> tuple[Revision, ...]:
        """The newest revisions, newest first."""
        newest = REVISION.select().order_by(REVISION.c.seq.desc()).limit(max(limit, 0))
        with self._reading() as connection:
            return tuple(revision(_entry(row)) for row in connection.execute(newest))

    def versions(self, record_id: str, limit: int) -> tuple[Version, ...]:
        """The newest versions of one record, newest first; see `PlanStore.versions`."""
        meant = sa.and_(REVISION.c.id == record_id, REVISION.c.kind != SETTINGS)
        newest = REVISION.select().where(meant).order_by(REVISION.c.seq.desc()).limit(max(limit, 0))
        with self._reading() as connection:
            return tuple(version(_entry(row)) for row in connection.execute(newest))

    def keep_photo(self, jpeg: bytes) -> str:
        """The SHA-256 of a photograph that is now kept; see `PlanStore.keep_photo`."""
        with self._writing() as connection:
            return photos.keep(connection, jpeg)

    def photo(self, sha256: str) -> bytes:
        """The photograph of this name; see `PlanStore.photo`."""
        with self._reading() as connection:
            return photos.kept(connection, sha256)

    def as_of(self, seq: int) -> Plan:
        """The plan as the save that holds revision `seq` left it; see `PlanStore.as_of`."""
        with self._reading() as connection:
            require_seq(seq, _head(connection).seq)
            images = _images_at(connection, seq)
        return plan_from_images(images, self._snapshot)

    def verify(self) -> tuple[Finding, ...]:
        """Everything that no longer fits together, in the file's pages as in the history."""
        with self._reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars().all()
            log = (_entry(row) for row in connection.execute(REVISION.select().order_by(REVISION.c.seq)))
            faults = list(chain_faults(log, _head(connection), _images(connection)))
            named = {note.photo for note in _current(connection, self._snapshot).plan.notes if note.photo}
            faults += photos.faults(connection, sorted(named))
        return (*(_page_fault(self._path, page) for page in pages if page != "ok"), *faults)

    def close(self) -> None:
        """Let go of the file; nothing more can be asked of this store."""
        self._engine.dispose()

    def _take_back(self, act: Act, base: int, actor: str) -> Stored:
        with self._writing() as connection:
            before = self._newest(connection, base)
            target = (to_undo if act is Act.UNDO else to_redo)(_steps(connection))
            meant = _entries_of(connection, target)
            now = stamp(act, actor=actor, reason=meant[0].stamp.reason, at=self._clock(), target=target)
            commit = [entry.image for entry in meant]
            wanted = commit if act is Act.REDO else images_before(commit, _former(connection, target))
            images = restored_images(before, wanted)
            after = {**before.images, **{image.key: image for image in images}}
            plan = plan_from_images(after.values(), before)
            seq = _append(connection, now, before, images)
        return self._known(before.after(plan, seq, images))

    def _newest(self, connection: sa.Connection, base: int) -> Snapshot:
        head, last = _end(connection)
        require_head(head, base, last)
        return _current(connection, self._snapshot)

    def _known(self, snapshot: Snapshot) -> Stored:
        # only spares reading again: whichever thread sets it last, its seq is compared with the file
        self._snapshot = snapshot
        return Stored(plan=snapshot.plan, seq=snapshot.seq)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with spoken(self._path.name), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with spoken(self._path.name), self._engine.execution_options(writes=True).begin() as connection:
            yield connection


def _keep_name(folder: Path) -> None:
    """Make the new file's name in its folder survive a power loss."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _head(connection: sa.Connection) -> Head:
    row = connection.execute(HEAD.select()).one_or_none()
    if row is None:
        msg = "The operation file has lost the end of its history; restore it from a copy."
        raise StoreError(msg)
    return Head(seq=row.seq, hash=row.hash)


def _end(connection: sa.Connection) -> tuple[Head, Stamp]:
    """Where the log ends, and who saved last."""
    head = _head(connection)
    last = connection.execute(REVISION.select().where(REVISION.c.seq == head.seq)).one()
    return head, _entry(last).stamp


def _at(connection: sa.Connection, seq: int, known: Snapshot) -> Snapshot:
    """The snapshot as a revision left it."""
    if seq == known.seq:
        return known
    images = {image.key: image for image in _images_at(connection, seq)}
    return Snapshot(seq=seq, plan=plan_from_images(images.values(), known), images=images)


def _entries_since(connection: sa.Connection, seq: int) -> list[Entry]:
    rows = connection.execute(REVISION.select().where(REVISION.c.seq > seq).order_by(REVISION.c.seq))
    return [_entry(row) for row in rows]


def _current(connection: sa.Connection, known: Snapshot) -> Snapshot:
    seq = _head(connection).seq
    if seq == known.seq:
        return known
    images = _images(connection)
    return Snapshot(seq=seq, plan=plan_from_images(images.values(), known), images=images)


def _images(connection: sa.Connection) -> dict[Key, Image]:
    images = [_image(row) for row in connection.execute(RECORD.select())]
    return {image.key: image for image in images}


def _images_at(connection: sa.Connection, seq: int) -> list[Image]:
    commit = sa.select(REVISION.c.commit_id).where(REVISION.c.seq == seq).scalar_subquery()
    end = sa.select(sa.func.max(REVISION.c.seq)).where(REVISION.c.commit_id == commit).scalar_subquery()
    last = sa.select(sa.func.max(REVISION.c.seq)).where(REVISION.c.seq <= end).group_by(REVISION.c.kind, REVISION.c.id)
    return [_image(row) for row in connection.execute(REVISION.select().where(REVISION.c.seq.in_(last)))]


def _steps(connection: sa.Connection) -> list[Step]:
    commits = (
        sa.select(REVISION.c.commit_id, REVISION.c.act)
        .group_by(REVISION.c.commit_id, REVISION.c.act)
        .order_by(sa.func.min(REVISION.c.seq))
    )
    return [Step(commit=row.commit_id, act=Act(row.act)) for row in connection.execute(commits)]


def _entries_of(connection: sa.Connection, commit: str) -> list[Entry]:
    rows = connection.execute(REVISION.select().where(REVISION.c.commit_id == commit).order_by(REVISION.c.seq))
    return [_entry(row) for row in rows]


def _former(connection: sa.Connection, commit: str) -> list[Image]:
    after = REVISION.alias()
    former = REVISION.select().join(
        after,
        sa.and_(
            after.c.kind == REVISION.c.kind,
            after.c.id == REVISION.c.id,
            after.c.version == REVISION.c.version + 1,
        ),
    )
    return [_image(row) for row in connection.execute(former.where(after.c.commit_id == commit))]


def _append(connection: sa.Connection, now: Stamp, before: Snapshot, images: Iterable[Image]) -> int:
    head = _head(connection)
    added = entries(head, now, before.images, images)
    if not added:
        return head.seq
    connection.execute(REVISION.insert(), [_row(entry) for entry in added])
    connection.execute(RECORD.insert().prefix_with("OR REPLACE"), [_image_row(entry.image) for entry in added])
    end = head_after(head, added)
    connection.execute(HEAD.update().values(seq=end.seq, hash=end.hash))
    return end.seq


def _image_row(image: Image) -> dict[str, Any]:
    return {name: getattr(image, name) for name in _IMAGE}


def _row(entry: Entry) -> dict[str, Any]:
    now = entry.stamp
    said = {"commit_id": now.commit, "act": now.act, "target": now.target}
    who = {"actor": now.actor, "reason": now.reason, "at": now.at, "op": entry.op}
    link = {"seq": entry.seq, "salt": entry.salt, "digest": entry.digest, "prev": entry.prev, "hash": entry.hash}
    return {**said, **who, **link, **_image_row(entry.image)}


def _image(row: Any) -> Image:
    return Image(**{name: getattr(row, name) for name in _IMAGE})


def _entry(row: Any) -> Entry:
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


def _page_fault(path: Path, fault: str) -> Finding:
    return Finding(
        code="file-damaged",
        severity=Severity.PROBLEM,
        subject=path.name,
        message=f"The file {path.name} is damaged: {fault}.",
        remedy="Do not rely on this operation; restore the file from a copy.",
    )
