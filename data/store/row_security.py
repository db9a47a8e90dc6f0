"""Row security of a PostgreSQL schema: the role the app works as, and for whom a transaction is."""

import json
from pathlib import Path

import sqlalchemy as sa

from data.errors import StoreError
from data.store.asker import Asker

APP = "passage_app"
"""The role in which the app works: it owns nothing, adds to the log, and changes or removes nothing of it."""

REFUSED = "PA001"
"""State by which the database says that something is not this person's to change."""

RULES = Path(__file__).with_name("row_security.sql")
_TABLES = "CREATE INDEX"
"""Where in the rules what judges ends, and the tables it is laid upon begin."""
_ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN CREATE ROLE {APP} NOLOGIN; END IF;
    IF NOT pg_has_role(current_user, '{APP}', 'MEMBER') THEN EXECUTE format('GRANT {APP} TO %I', current_user); END IF;
END $$
"""
_PLACE = f"DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO {APP}', current_schema()); END $$"
_TOLD_DEEDS = (
    "ALTER TABLE told_deed ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY shown ON told_deed FOR SELECT USING (serves() OR has_role('auditor'))",
    f"GRANT SELECT ON told_deed TO {APP}",
)
_POSTGIS = "CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public"
_ENTER = sa.text(
    "SELECT set_config('search_path', :path, true), set_config('role', :role, true), "
    "set_config('passage.serves', 'on', true)"
)
_SPEAK = sa.text(
    "SELECT set_config('passage.serves', 'off', true), set_config('passage.person', :person, true), "
    "set_config('passage.roles', :roles, true), set_config('passage.clearance', :clearance, true), "
    "set_config('passage.sectors', :sectors, true)"
)


def secure(connection: sa.Connection) -> None:
    """Let the database judge, from now on, who sees and changes which rows of the schema that is entered.

    Raises
    ------
    StoreError
        When the account of the app may neither make the role it works as nor find it, or PostGIS is not there.
    """
    plain = connection.execution_options(no_parameters=True)
    try:
        plain.exec_driver_sql(_POSTGIS)
        plain.exec_driver_sql(_ROLE)
    except sa.exc.DBAPIError as fault:
        if fault.connection_invalidated:
            raise
        msg = (
            f"The database is not prepared: it lacks PostGIS or the role {APP}. Have its owner run CREATE EXTENSION "
            f"postgis; CREATE ROLE {APP}; GRANT {APP} TO the account of the app; then start again."
        )
        raise StoreError(msg) from fault
    plain.exec_driver_sql(RULES.read_text(encoding="utf-8"))
    plain.exec_driver_sql(_PLACE)


def secure_told_deeds(connection: sa.Connection) -> None:
    """Let the database show what other copies told of deeds to the service and to auditors alone."""
    for statement in _TOLD_DEEDS:
        connection.exec_driver_sql(statement)


def judge_anew(connection: sa.Connection) -> None:
    """Let the database judge by the rules of this version in a schema that has rules already."""
    rules, _, _ = RULES.read_text(encoding="utf-8").partition(_TABLES)
    connection.execution_options(no_parameters=True).exec_driver_sql(rules)


def enter(connection: sa.Connection, schema: str) -> None:
    """Work in a schema as the service, in the role of the app, until the transaction ends."""
    connection.execute(_ENTER, {"path": f'"{schema}", public', "role": APP})


def enter_as_owner(connection: sa.Connection, schema: str) -> None:
    """Work in a schema as the owner of its tables, in whose own name nothing is judged."""
    connection.exec_driver_sql(f'SET LOCAL search_path TO "{schema}", public')
    connection.exec_driver_sql("SET LOCAL passage.serves TO 'on'")


def speak_for(connection: sa.Connection, who: Asker) -> None:
    """Have what is read from now on, and all that was changed, judged as this person's."""
    said = {"person": who.person, "roles": ",".join(sorted(who.roles)), "clearance": str(who.clearance)}
    connection.execute(_SPEAK, {**said, "sectors": json.dumps(sorted(who.sectors))})


def judge(connection: sa.Connection, who: Asker | None) -> None:
    """Have the database judge all that was changed in this transaction as this person's; the service's own is not.

    Raises
    ------
    DBAPIError
        With the state `REFUSED`, when one of the changes is not theirs to make.
    """
    if who is not None:
        speak_for(connection, who)
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        connection.exec_driver_sql("SELECT set_config('passage.serves', 'on', true)")
