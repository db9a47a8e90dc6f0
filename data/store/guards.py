"""What keeps a table from being changed: rows are only ever added, whoever asks."""

import sqlalchemy as sa

_SQLITE = (
    "CREATE TRIGGER {1}_no_{0} BEFORE {0} ON {1} BEGIN SELECT RAISE(ABORT, 'the history is only ever added to'); END"
)
_FUNCTION = """
CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the history is only ever added to'; END $$
"""
_POSTGRES = (
    "CREATE TRIGGER {0}_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {0} "
    "FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()"
)


def guard(connection: sa.Connection, table: str) -> None:
    """Let rows of a table only be added from now on."""
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(_SQLITE.format(verb, table))
        return
    connection.exec_driver_sql(_FUNCTION)
    connection.exec_driver_sql(_POSTGRES.format(table))
