"""What keeps a table from being changed: rows are only ever added, and nothing goes but what an erasure names."""

import sqlalchemy as sa

_SAID = "the history is only ever added to"
_SQLITE = "CREATE TRIGGER {1}_no_{0} BEFORE {0} ON {1} {2} BEGIN SELECT RAISE(ABORT, '" + _SAID + "'); END"
_NOT_ERASED = "WHEN NOT EXISTS (SELECT 1 FROM erased WHERE what = OLD.{0})"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$
"""
_POSTGRES = (
    "CREATE TRIGGER {0}_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {0} "
    "FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()"
)
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {0}_but_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF NOT EXISTS (SELECT 1 FROM erased WHERE what = OLD.{1}) THEN RAISE EXCEPTION '{2}'; END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW; END $$
"""
_POSTGRES_ROWS = (
    "CREATE TRIGGER {0}_but_erased BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION {0}_but_erased()",
    "CREATE TRIGGER {0}_not_emptied BEFORE TRUNCATE ON {0} FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()",
)
_VERBS = ("UPDATE", "DELETE")


def guard(connection: sa.Connection, table: str) -> None:
    """Let rows of a table only be added from now on."""
    if connection.dialect.name == "sqlite":
        for verb in _VERBS:
            connection.exec_driver_sql(_SQLITE.format(verb, table, ""))
        return
    connection.exec_driver_sql(_FUNCTION)
    connection.exec_driver_sql(_POSTGRES.format(table))


def guard_but_erased(connection: sa.Connection, table: str, column: str) -> None:
    """Let rows of a table only be added from now on, but for those whose `column` an erasure names."""
    if connection.dialect.name == "sqlite":
        for verb in _VERBS:
            connection.exec_driver_sql(_SQLITE.format(verb, table, _NOT_ERASED.format(column)))
        return
    connection.exec_driver_sql(_FUNCTION)
    connection.exec_driver_sql(_POSTGRES_FUNCTION.format(table, column, _SAID))
    for statement in _POSTGRES_ROWS:
        connection.exec_driver_sql(statement.format(table))


def unguard(connection: sa.Connection, table: str) -> None:
    """Take the guard off a table whose layout changes."""
    if connection.dialect.name == "sqlite":
        for verb in _VERBS:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
        return
    connection.exec_driver_sql(f"DROP TRIGGER {table}_only_added_to ON {table}")
