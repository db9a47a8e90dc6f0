"""Layout 3: changes that wait for a second person, and what was decided about them."""

import sqlalchemy as sa
from alembic import op

from data.store.guards import guard

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "proposal",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("at", "by_id", "by_name", "reason")),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "decision",
        sa.Column("proposal", sa.Text, sa.ForeignKey("proposal.id"), primary_key=True),
        sa.Column(
            "verdict",
            sa.Text,
            sa.CheckConstraint("verdict IN ('confirmed', 'refused', 'withdrawn')"),
            nullable=False,
        ),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("by_id", "by_name", "at", "reason")),
    )
    for table in ("proposal", "decision"):
        guard(op.get_bind(), table)
