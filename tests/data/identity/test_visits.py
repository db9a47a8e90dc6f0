"""What happened at the door is only ever added to, and whatever is done to it all the same is found."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import sqlalchemy as sa

from data.errors import StoreError
from data.identity import passphrases, visits
from data.identity.errors import IdentityError
from data.identity.medium import Medium, in_file
from data.identity.register import Register
from data.identity.tables import LAID_OUT, LAYOUT
from data.store.keys import Cost
from tests.entering import NAME, PASSPHRASE

SCHEMA = "visited"
LAST = "(SELECT max(number) FROM visit)"
COLUMNS = "act, account, by, origin, detail, prev, hash"
KINDS = {
    "another time": "UPDATE visit SET at = at - 3600 WHERE number = 3",
    "another act": "UPDATE visit SET act = 'signed in' WHERE number = 3",
    "another account": "UPDATE visit SET account = 'x' WHERE number = 3",
    "nobody's account": "UPDATE visit SET account = NULL WHERE number = 2",
    "done by another": "UPDATE visit SET by = 'x' WHERE number = 2",
    "from another place": "UPDATE visit SET origin = 'elsewhere' WHERE number = 3",
    "another detail": "UPDATE visit SET detail = 'x' WHERE number = 3",
    "another link back": "UPDATE visit SET prev = '00' WHERE number = 3",
    "another link": "UPDATE visit SET hash = '00' WHERE number = 3",
    "another number": f"UPDATE visit SET number = number + 7 WHERE number = {LAST}",  # noqa: S608 - ours
    "one gone from the middle": "DELETE FROM visit WHERE number = 3",
    "one gone from the beginning": "DELETE FROM visit WHERE number = 1",
    "one gone from the end": f"DELETE FROM visit WHERE number = {LAST}",  # noqa: S608 - ours
    "one put in": f"INSERT INTO visit (number, at, {COLUMNS}) SELECT number + 1, at, {COLUMNS} FROM visit"  # noqa: S608
    f" WHERE number = {LAST}",
}
"""What is done to the list, by whoever owns it."""


class Undone(Exception):
    """Nothing of it is kept."""


@pytest.fixture(params=["file", "server"])
def medium(request, tmp_path, monkeypatch):
    hasher = passphrases.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passphrases, "_HASHER", hasher)
    if request.param == "file":
        opened = in_file(tmp_path)
        yield opened
        opened.close()
        return
    server = request.getfixturevalue("server")
    yield Medium(server, SCHEMA)
    with server.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {SCHEMA} CASCADE")


@pytest.fixture
def register(medium):
    """A register where somebody came in, was refused and left."""
    kept = Register(medium, cost=Cost(memory_kib=64, passes=1, lanes=1))
    account = kept.set_up(NAME, PASSPHRASE)
    token = kept.let_in(account, origin="here")
    with suppress(IdentityError):
        kept.known(NAME, "another one entirely", origin="there")
    kept.sign_out(kept.sessions.held_by(token))
    return kept


def unguarded(connection):
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    else:
        connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")


def changed(medium, statement):
    """Do something to the list as anybody can who reaches it."""
    with medium.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
        connection.exec_driver_sql(statement)


def faults_after(medium, statement, noted):
    found = []
    with suppress(Undone), medium.writing() as connection:
        unguarded(connection)
        assert connection.exec_driver_sql(statement).rowcount
        found += visits.faults(connection, noted)
        raise Undone
    return found


def test_each_kind_of_tampering_is_found_and_told_in_words(medium, register):
    noted = (register.accounts.visits_end(),)
    assert [one.act for one in register.accounts.visits()] == ["signed out", "refused", "signed in", "set up"]
    assert register.accounts.visit_faults(noted) == ()
    for kind, statement in KINDS.items():
        found = faults_after(medium, statement, noted)
        assert found, kind
        assert all(one.message and one.remedy for one in found)
    assert register.accounts.visit_faults(noted) == ()


def test_of_many_hands_every_line_gets_a_place_of_its_own_in_the_chain(register):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: register.refused(str(number), "unknown name"), range(20)))
    assert {one.origin for one in register.accounts.visits(20)} == {str(number) for number in range(20)}
    assert register.accounts.visit_faults() == ()


def test_nothing_in_the_list_can_be_changed_or_removed(medium, register):
    for statement in ("UPDATE visit SET act = 'x'", "DELETE FROM visit"):
        with pytest.raises(StoreError, match="only ever added to"):
            changed(medium, statement)
    assert register.accounts.visit_faults() == ()


def test_a_list_of_the_layout_before_is_led_into_the_chain_once(medium, register):
    before = register.accounts.visits()
    with medium.writing() as connection:
        unguarded(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP TRIGGER visit_only_added_to ON visit")
        for column in ("prev", "hash"):
            connection.exec_driver_sql(f"ALTER TABLE visit DROP COLUMN {column}")
        connection.execute(LAID_OUT.update().values(layout=1))
    again = Register(Medium(medium._engine, SCHEMA if medium._engine.dialect.name == "postgresql" else None))
    assert again.accounts.visits() == before
    again.refused("there", "after")
    assert again.accounts.visit_faults() == ()
    with medium.reading() as connection:
        assert connection.execute(sa.select(LAID_OUT.c.layout)).scalar() == LAYOUT
    assert faults_after(medium, KINDS["another act"], ())
    with pytest.raises(StoreError, match="only ever added to"):
        changed(medium, "DELETE FROM visit")
