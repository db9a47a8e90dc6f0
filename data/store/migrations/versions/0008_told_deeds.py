"""Layout 8: what other copies tell of what was shown, handed out and refused."""

import sqlalchemy as sa
from alembic import op

from data.store.guards import guard
from data.store.row_security import secure_told_deeds

revision = "0008"
down_revision = "0007"

_SAID = ("at", "by_id", "by_name", "did", "what", "about", "mark", "sha256", "prev")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "told_deed",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _SAID),
    )
    connection = op.get_bind()
    guard(connection, "told_deed")
    if connection.dialect.name == "postgresql":
        secure_told_deeds(connection)
