"""Layout 1: records, the log of revisions, and where the log ends."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data.store.guards import guard

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table("record", *_image(), sa.PrimaryKeyConstraint("kind", "id"))
    op.create_table(
        "revision",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("commit_id", sa.Text, nullable=False, index=True),
        sa.Column("act", sa.Text, sa.CheckConstraint("act IN ('create', 'edit', 'undo', 'redo')"), nullable=False),
        sa.Column("target", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("actor", "reason", "at")),
        sa.Column("op", sa.Text, sa.CheckConstraint("op IN ('added', 'changed', 'removed')"), nullable=False),
        *_image(),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("salt", "digest", "prev", "hash")),
        sa.UniqueConstraint("kind", "id", "version", name="one_change_per_version"),
    )
    op.create_table(
        "head",
        sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    guard(op.get_bind(), "revision")


def _image() -> list[sa.Column[Any]]:
    return [
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "id")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("version", "rank")),
        sa.Column("deleted", sa.Boolean(create_constraint=True), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    ]
