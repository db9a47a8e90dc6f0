"""Layout 5: what was shown, handed out and refused."""

import sqlalchemy as sa
from alembic import op

from data.store.guards import guard

revision = "0005"
down_revision = "0004"

_SAID = ("at", "by_id", "by_name", "did", "what", "about", "mark", "sha256", "prev", "hash")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deed",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _SAID),
    )
    guard(op.get_bind(), "deed")
