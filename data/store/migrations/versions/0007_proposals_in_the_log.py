"""Layout 7: what waits for a second person, and what was decided about it, is part of the log."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from data.store.guards import guard
from data.store.log import Entry, Head, Stamp, entries
from data.store.protocol import Act
from data.store.row_security import judge_anew
from data.store.snapshot import Image

revision = "0007"
down_revision = "0006"

_KIND = "proposal"
_ACTS = "act IN ('create', 'edit', 'undo', 'redo', 'join', 'erase', 'propose', 'decide')"
_LINK = "commit_id, act, target, actor, reason, at, op, kind, id, version, rank, deleted, digest, prev, hash"


def upgrade() -> None:
    """Let the log tell of proposals, write those that are there into it, and drop their own tables."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for table, more in (("revision", "seq"), ("told", "seq, joined")):
            _make_anew(table, f"{_LINK}, {more}")
    else:
        for table in ("revision", "told"):
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_act_check")
            op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_act_check CHECK ({_ACTS})")
    for image, now in tuple(_told(connection)):
        _append(connection, image, now)
    op.drop_table("decision")
    op.drop_table("proposal")
    if connection.dialect.name == "postgresql":
        judge_anew(connection)


def _told(connection: sa.Connection) -> Iterator[tuple[Image, Stamp]]:
    """Each proposal as it was made, and as it was decided, in the order in which that was."""
    proposals = _rows(connection, "SELECT * FROM proposal")
    made = {row.proposal: row for row in _rows(connection, "SELECT * FROM decision")}
    known = {row.id: row for row in proposals}
    decided = ((max(row.at, known[key].at), 2, key) for key, row in made.items())
    moments = [*((row.at, 1, row.id) for row in proposals), *decided]
    for _, version, key in sorted(moments):
        row = known[key]
        decision = made[key] if version > 1 else None
        body = json.dumps(_body(row, decision), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        image = Image(kind=_KIND, id=key, version=version, rank=0, deleted=False, body=body)
        yield image, _stamp(row, decision)


def _body(row: Any, decision: Any) -> dict[str, Any]:
    said = None if decision is None else {**_who(decision), "verdict": decision.verdict, "reason": decision.reason}
    return {**_who(row), "base": row.base, "reason": row.reason, "changes": json.loads(row.body), "decision": said}


def _who(row: Any) -> dict[str, str]:
    return {"by_id": row.by_id, "by": row.by_name, "at": row.at}


def _stamp(row: Any, decision: Any) -> Stamp:
    told = row if decision is None else decision
    act = Act.PROPOSE if decision is None else Act.DECIDE
    reason = told.reason.strip() or (f"A proposal was {decision.verdict}" if decision is not None else "Proposed")
    commit = f"{row.id}-{act.value}"
    return Stamp(commit=commit, act=act, target=None, actor=told.by_name or "unknown", reason=reason, at=told.at)


def _append(connection: sa.Connection, image: Image, now: Stamp) -> None:
    (end,) = _rows(connection, "SELECT seq, hash FROM head")
    (entry,) = entries(Head(seq=end.seq, hash=end.hash), now, {image.key: image} if image.version > 1 else {}, [image])
    columns = [column.strip() for column in f"seq, {_LINK}".split(",")]
    _insert(connection, "revision", {name: _value(entry, name) for name in columns})
    _insert(connection, "body", {"hash": entry.hash, "salt": entry.salt, "body": image.body})
    gone = sa.text("DELETE FROM record WHERE kind = :kind AND id = :id")
    connection.execute(gone, {"kind": image.kind, "id": image.id})
    fields = ("kind", "id", "version", "rank", "deleted", "body")
    _insert(connection, "record", {name: getattr(image, name) for name in fields})
    connection.execute(sa.text("UPDATE head SET seq = :seq, hash = :hash"), {"seq": entry.seq, "hash": entry.hash})


def _value(entry: Entry, name: str) -> Any:
    own = {"commit_id": entry.stamp.commit, "act": entry.stamp.act.value, "op": entry.op.value}
    if name in own:
        return own[name]
    part = next(part for part in (entry.stamp, entry.image, entry) if hasattr(part, name))
    return getattr(part, name)


def _insert(connection: sa.Connection, table: str, row: dict[str, Any]) -> None:
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)  # noqa: S608 - own words


def _rows(connection: sa.Connection, asked: str) -> list[Any]:
    return list(connection.execute(sa.text(asked)))


def _make_anew(table: str, columns: str) -> None:
    """Make a table of the log anew with the acts there are now; a check in SQLite cannot be changed."""
    op.execute(f"CREATE TABLE former AS SELECT * FROM {table}")  # noqa: S608 - own words
    op.drop_table(table)
    if table == "revision":
        first: sa.Column[Any] = sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False)
        own: tuple[Any, ...] = (
            sa.Column("hash", sa.Text, nullable=False),
            sa.UniqueConstraint("kind", "id", "version", name="one_change_per_version"),
        )
    else:
        first = sa.Column("hash", sa.Text, primary_key=True)
        own = (sa.Column("seq", sa.Integer, nullable=False), sa.Column("joined", sa.Integer, nullable=False))
    op.create_table(table, first, *_link(), *own)
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM former")  # noqa: S608 - own words
    op.drop_table("former")
    guard(op.get_bind(), table)


def _link() -> list[sa.Column[Any]]:
    return [
        sa.Column("commit_id", sa.Text, nullable=False, index=True),
        sa.Column("act", sa.Text, sa.CheckConstraint(_ACTS), nullable=False),
        sa.Column("target", sa.Text),
        *_texts("actor", "reason", "at"),
        sa.Column("op", sa.Text, sa.CheckConstraint("op IN ('added', 'changed', 'removed')"), nullable=False),
        *_texts("kind", "id"),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("version", "rank")),
        sa.Column("deleted", sa.Boolean(create_constraint=True), nullable=False),
        *_texts("digest", "prev"),
    ]


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
