"""The tables an operation is kept in, the same in a file and on a server."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data.store.protocol import Act, Op

LAYOUT = 8
"""Number of the layout of these tables; an operation of a higher one is refused."""

METADATA = sa.MetaData()


def _one_of(column: str, words: type[StrEnum]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})")


RECORD = sa.Table(
    "record",
    METADATA,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("deleted", sa.Boolean(create_constraint=True), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
"""Every record as it stands; removed ones stay, marked."""


def _link_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("commit_id", sa.Text, nullable=False, index=True),
        sa.Column("act", sa.Text, _one_of("act", Act), nullable=False),
        sa.Column("target", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("actor", "reason", "at")),
        sa.Column("op", sa.Text, _one_of("op", Op), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "id")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("version", "rank")),
        sa.Column("deleted", sa.Boolean(create_constraint=True), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("digest", "prev")),
    ]


REVISION = sa.Table(
    "revision",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    *_link_columns(),
    sa.Column("hash", sa.Text, nullable=False),
    sa.UniqueConstraint("kind", "id", "version", name="one_change_per_version"),
)
"""Every change ever made; only ever added to."""

TOLD = sa.Table(
    "told",
    METADATA,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    *_link_columns(),
    sa.Column("joined", sa.Integer, nullable=False),
)
"""Changes made in other copies of the operation, as their log has them; only ever added to."""

BODY = sa.Table(
    "body",
    METADATA,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
"""What each change, made here or told, wrote; altered only where an erasure says so."""

ERASED = sa.Table(
    "erased",
    METADATA,
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("by", sa.Text, nullable=False),
)
"""Which bodies and photographs were erased, and the entry of the log that says so; only ever added to."""

HEAD = sa.Table(
    "head",
    METADATA,
    sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
"""One row: where the log ends."""

PHOTO = sa.Table(
    "photo",
    METADATA,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("jpeg", sa.LargeBinary, nullable=False),
)
"""Every photograph ever kept; taken out only where an erasure says so."""

_SAID = ("at", "by_id", "by_name", "did", "what", "about", "mark", "sha256", "prev")

DEED = sa.Table(
    "deed",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in (*_SAID, "hash")),
)
"""What was shown, handed out and refused, a chain of its own; only ever added to."""

TOLD_DEED = sa.Table(
    "told_deed",
    METADATA,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in _SAID),
)
"""Deeds of other copies of the operation, as their chains have them; only ever added to."""

LAYOUT_NUMBER = sa.Table("layout", METADATA, sa.Column("version_num", sa.String(32), primary_key=True))
"""One row: the number of the layout, as Alembic keeps it."""

SCRUBBED = (RECORD, BODY, PHOTO)
"""Tables from which something can be erased."""
