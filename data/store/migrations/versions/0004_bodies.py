"""Layout 4: what changes wrote stands apart, so that it can be erased; changes told by other copies stand beside."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data.store.guards import guard, guard_but_erased, unguard

revision = "0004"
down_revision = "0003"

_LINK = "commit_id, act, target, actor, reason, at, op, kind, id, version, rank, deleted, digest, prev"
_ACTS = "act IN ('create', 'edit', 'undo', 'redo', 'join', 'erase')"


def upgrade() -> None:
    """Move the bodies out of the log, and make the tables beside it."""
    connection = op.get_bind()
    op.execute("CREATE TABLE former AS SELECT * FROM revision")
    op.drop_table("revision")
    _make_tables()
    op.execute("INSERT INTO body (hash, salt, body) SELECT hash, salt, body FROM former")
    op.execute(f"INSERT INTO revision (seq, {_LINK}, hash) SELECT seq, {_LINK}, hash FROM former")  # noqa: S608 - own words
    op.drop_table("former")
    for table in ("photo", "proposal"):
        unguard(connection, table)
    for table in ("revision", "told", "erased"):
        guard(connection, table)
    guard_but_erased(connection, "body", "hash")
    guard_but_erased(connection, "photo", "sha256")
    guard_but_erased(connection, "proposal", "id")


def _make_tables() -> None:
    op.create_table(
        "revision",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        *_link(),
        sa.Column("hash", sa.Text, nullable=False),
        sa.UniqueConstraint("kind", "id", "version", name="one_change_per_version"),
    )
    op.create_table(
        "told",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        *_link(),
        sa.Column("joined", sa.Integer, nullable=False),
    )
    op.create_table("body", sa.Column("hash", sa.Text, primary_key=True), *_texts("salt", "body"))
    op.create_table("erased", sa.Column("what", sa.Text, primary_key=True), *_texts("by"))


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
