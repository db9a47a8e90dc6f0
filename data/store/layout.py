"""The layout of an operation's tables: laid out anew, told, and brought up to that of this version."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from data.store.guards import guard, guard_but_erased
from data.store.row_security import secure, secure_told_deeds
from data.store.tables import (
    BODY,
    DEED,
    ERASED,
    HEAD,
    LAYOUT,
    LAYOUT_NUMBER,
    METADATA,
    PHOTO,
    RECORD,
    REVISION,
    TOLD,
    TOLD_DEED,
)

TABLES = (RECORD, REVISION, TOLD, BODY, ERASED, HEAD, PHOTO, DEED, TOLD_DEED, LAYOUT_NUMBER)

FIRST = 1
"""The layout of files from before their number was written into a table."""

STEPS = Path(__file__).with_name("migrations")


def lay_out(connection: sa.Connection) -> None:
    """Make the tables of this version where there are none."""
    METADATA.create_all(connection, TABLES, checkfirst=False)
    for table in (REVISION, TOLD, ERASED, DEED, TOLD_DEED):
        guard(connection, table.name)
    guard_but_erased(connection, BODY.name, "hash")
    guard_but_erased(connection, PHOTO.name, "sha256")
    if connection.dialect.name == "postgresql":
        secure(connection)
        secure_told_deeds(connection)
    connection.execute(LAYOUT_NUMBER.insert().values(version_num=f"{LAYOUT:04}"))


def layout_of(connection: sa.Connection) -> int:
    """Number of the layout in which the tables are."""
    if not sa.inspect(connection).has_table(LAYOUT_NUMBER.name):
        return FIRST
    return int(connection.execute(sa.select(LAYOUT_NUMBER.c.version_num)).scalar_one())


def bring_up(connection: sa.Connection) -> None:
    """Bring tables of an older layout to that of this version, inside the running transaction."""
    steps = Config()
    steps.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    steps.attributes["connection"] = connection
    if not sa.inspect(connection).has_table(LAYOUT_NUMBER.name):
        command.stamp(steps, f"{FIRST:04}")
    command.upgrade(steps, f"{LAYOUT:04}")
