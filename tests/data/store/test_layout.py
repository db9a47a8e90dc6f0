"""Operations of older versions are brought up to this one, or left as they were."""

from contextlib import closing
from dataclasses import replace

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlcipher3 import dbapi2

from data.errors import StoreError
from data.store.deed import Deed, Did
from data.store.layout import bring_up, layout_of
from data.store.memory import MemoryPlanStore
from data.store.postgres import PostgresPlanStore
from data.store.sqlite import SqlitePlanStore
from data.store.tables import LAYOUT, METADATA
from tests import builders

OLD = (
    "CREATE TABLE former AS SELECT r.*, b.salt, b.body FROM {0}revision r JOIN {0}body b ON b.hash = r.hash",
    *(
        f"DROP TABLE {{0}}{name}"
        for name in ("revision", "body", "told", "erased", "layout", "photo", "deed", "told_deed")
    ),
    "ALTER TABLE former RENAME TO revision",
)
"""What takes from an operation all that layout 1 did not have."""

SAID = {"reason": "Created", "actor": "tester"}


def made_old(path):
    """Take from a file what layout 1 did not have."""
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        for statement in (*(step.format("") for step in OLD), "PRAGMA user_version = 1"):
            connection.execute(statement)


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.passage"
    SqlitePlanStore.create(path, builders.full_plan(), **SAID).close()
    made_old(path)
    return path


def tables_of(engine):
    """What Alembic would still change, and every table with its columns and triggers."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "layout"})
        return compare_metadata(context, METADATA)


def test_tables_brought_up_from_nothing_are_those_of_this_version(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'steps.db'}", module=dbapi2)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE layout (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        bring_up(connection)
        assert layout_of(connection) == LAYOUT
    assert tables_of(engine) == []
    engine.dispose()


def test_a_file_of_an_older_version_is_copied_and_brought_up(old):
    store = SqlitePlanStore.open(old)
    assert store.read().plan == builders.full_plan()
    assert store.photo(store.keep_photo(b"jpeg")) == b"jpeg"
    assert store.verify() == ()
    store.close()
    SqlitePlanStore.open(old).close()
    copy = old.with_name("old.passage.layout-1")
    with closing(dbapi2.connect(str(copy))) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_file_that_does_not_hold_together_is_left_as_it_was(old):
    with closing(dbapi2.connect(str(old), isolation_level=None)) as connection:
        connection.execute("UPDATE head SET hash = 'f'")
    with pytest.raises(StoreError, match="does not hold together"):
        SqlitePlanStore.open(old)
    with closing(dbapi2.connect(str(old))) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'photo'").fetchone() == (0,)


def test_a_schema_of_an_older_version_is_brought_up_and_one_of_a_newer_is_refused(server):
    PostgresPlanStore.create(server, "old", builders.full_plan(), **SAID)
    with server.begin() as connection:
        for policy in ("shown", "added", "changed"):
            connection.exec_driver_sql(f'DROP POLICY {policy} ON "op-old".record')
        connection.exec_driver_sql('DROP TRIGGER record_allowed ON "op-old".record')
        for step in OLD:
            connection.exec_driver_sql(step.format('"op-old".').replace("former", '"op-old".former'))
    store = PostgresPlanStore.open(server, "old")
    assert store.photo(store.keep_photo(b"jpeg")) == b"jpeg"
    assert store.read().plan == builders.full_plan()
    with server.begin() as connection:
        connection.exec_driver_sql("UPDATE \"op-old\".layout SET version_num = '0099'")
    with pytest.raises(StoreError, match=r"newer version \(layout 99"):
        PostgresPlanStore.open(server, "old")


UNTOLD = ("DROP TABLE told_deed", "UPDATE layout SET version_num = '0007'")
"""What makes of an operation one of layout 7, in which no copy told its deeds."""


def test_deeds_stay_as_they_are_when_those_of_other_copies_can_be_told(tmp_path, server):
    path = tmp_path / "old.passage"
    said = Deed(at=builders.NOON, by_id="a", by="Amal", did=Did.VIEWED, what="Convoy")
    files = SqlitePlanStore.create(path, builders.full_plan(), **SAID)
    served = PostgresPlanStore.create(server, "untold", builders.full_plan(), **SAID)
    there = MemoryPlanStore.of_whole(files.whole())
    there.note(said)
    for store in (files, served):
        store.note(said)
    kept = served.deeds(9)
    files.close()
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        for step in (*UNTOLD, "PRAGMA user_version = 7"):
            connection.execute(step)
    with server.begin() as connection:
        connection.exec_driver_sql('SET LOCAL search_path = "op-untold"')
        for step in UNTOLD:
            connection.exec_driver_sql(step)
    served = PostgresPlanStore.open(server, "untold")
    files = SqlitePlanStore.open(path)
    for store in (files, served):
        assert (store.deeds(9), store.trail().told, store.verify()) == (kept, (), ())
    there.note(replace(said, by="Basel"))
    files.join(there.whole(), {}, origin="laptop", actor="carrier")
    assert [one.deed.by for one in files.trail().told] == ["Basel"]
    assert files.verify() == ()
    files.close()
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        for verb in ("DELETE FROM told_deed", "UPDATE told_deed SET by_name = 'Amal'"):
            with pytest.raises(dbapi2.Error, match="only ever added to"):
                connection.execute(verb)
    for verb in ("DELETE FROM", "TRUNCATE"):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), server.begin() as connection:
            connection.exec_driver_sql(f'{verb} "op-untold".told_deed')


APART = (
    "CREATE TABLE proposal (id TEXT PRIMARY KEY, at TEXT, by_id TEXT, by_name TEXT, reason TEXT, base INT, body TEXT)",
    "CREATE TABLE decision (proposal TEXT PRIMARY KEY, verdict TEXT, by_id TEXT, by_name TEXT, at TEXT, reason TEXT)",
    """INSERT INTO proposal VALUES ('p', '2027-03-01T09:00:00.000000+00:00', 'a', 'Amal', 'seen open', 1, '[]'),
       ('q', '2027-03-01T10:00:00.000000+00:00', 'a', 'Amal', 'not open', 1, '[]')""",
    "INSERT INTO decision VALUES ('p', 'refused', 'b', 'Basel', '2027-03-01T11:00:00.000000+00:00', 'not checked')",
    "DROP TABLE told_deed",
    "UPDATE layout SET version_num = '0006'",
)
"""What makes of an operation one of layout 6, in which proposals stood apart."""


def test_what_waited_apart_from_the_history_becomes_part_of_it(tmp_path, server):
    path = tmp_path / "old.passage"
    SqlitePlanStore.create(path, builders.full_plan(), **SAID).close()
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        for step in (*APART, "PRAGMA user_version = 6"):
            connection.execute(step)
    PostgresPlanStore.create(server, "apart", builders.full_plan(), **SAID)
    with server.begin() as connection:
        connection.exec_driver_sql('SET LOCAL search_path = "op-apart"')
        for step in APART:
            connection.exec_driver_sql(step)
    for store in (SqlitePlanStore.open(path), PostgresPlanStore.open(server, "apart")):
        assert store.verify() == ()
        assert store.read().plan == builders.full_plan()
        waits, decided = store.proposals()
        assert (waits.id, waits.is_waiting, decided.decision.reason) == ("q", True, "not checked")
        assert [one.reason for one in store.history(3)] == ["not checked", "not open", "seen open"]
        store.close()
