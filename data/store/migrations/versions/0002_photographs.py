"""Layout 2: photographs beside the records; files of layout 1 had them once the first was kept."""

import sqlalchemy as sa
from alembic import op

from data.store.guards import guard

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table where there is none."""
    if sa.inspect(op.get_bind()).has_table("photo"):
        return
    op.create_table(
        "photo", sa.Column("sha256", sa.Text, primary_key=True), sa.Column("jpeg", sa.LargeBinary, nullable=False)
    )
    guard(op.get_bind(), "photo")
