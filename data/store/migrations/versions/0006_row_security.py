"""Layout 6: on a server the database itself judges who sees and changes which rows."""

from alembic import op

from data.store.row_security import secure

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Lay the rules down where rows can have any."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        secure(connection)
