"""Operations by their names: the same in a folder and on a server; what cannot be one is refused with a sentence."""

import stat
from contextlib import closing
from dataclasses import replace
from itertools import count

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2

from data.errors import StoreError
from data.store import drives, postgres
from data.store.drives import kind_of_drive
from data.store.folder import FolderShelf
from data.store.key_file import key_in, made_key_in
from data.store.keys import new_key
from data.store.server import ServerShelf
from data.store.sqlite import SqlitePlanStore
from tests import builders

SAID = {"reason": "Created", "actor": "tester"}
NAMES = count()


@pytest.fixture(params=["folder", "server"])
def new_shelf(request, tmp_path):
    """Return a function that opens one and the same place, each time as another process would."""
    opened, key = [], new_key()
    if request.param == "server":
        engine, name = request.getfixturevalue("server"), f"shelf_{next(NAMES)}"
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        url = engine.url.set(database=name).render_as_string(hide_password=False)

    def make():
        in_folder = request.param == "folder"
        shelf = FolderShelf(tmp_path / "kept", key) if in_folder else ServerShelf(postgres.engine_for(url))
        opened.append(shelf)
        return shelf

    yield make
    for shelf in opened:
        shelf.close()


def test_operations_are_kept_by_their_names(new_shelf):
    shelf = new_shelf()
    assert shelf.names() == ()
    one, two = builders.full_plan(), replace(builders.full_plan(), name="two")
    shelf.create("two", two, **SAID)
    shelf.create("one", one, **SAID)
    other = new_shelf()
    assert other.names() == ("one", "two")
    assert [other.open(name).read().plan for name in other.names()] == [one, two]
    assert other.open("one") is other.open("one")


def test_a_name_is_given_once(new_shelf):
    shelf = new_shelf()
    shelf.create("one", builders.full_plan(), **SAID)
    for again in (shelf, new_shelf()):
        with pytest.raises(StoreError, match="already"):
            again.create("one", builders.plan(), **SAID)
    assert new_shelf().open("one").read().plan == builders.full_plan()


@pytest.mark.parametrize("name", ["", "../key", "a/b", "A", "a b", "-a", "x" * 61, "op\0", 'a"b', "ä"])
def test_what_cannot_name_an_operation_never_exists_and_is_refused(new_shelf, name):
    shelf = new_shelf()
    assert not shelf.exists(name)
    for ask in (shelf.open, shelf.remove, lambda name: shelf.create(name, builders.plan(), **SAID)):
        with pytest.raises(StoreError, match="cannot name an operation"):
            ask(name)


def test_what_was_removed_is_gone_and_its_name_free(new_shelf):
    shelf = new_shelf()
    shelf.create("one", builders.full_plan(), **SAID)
    shelf.remove("one")
    assert (shelf.names(), shelf.exists("one"), new_shelf().names()) == ((), False, ())
    for ask in (shelf.open, shelf.remove):
        with pytest.raises(StoreError, match="no operation"):
            ask("one")
    shelf.create("one", builders.plan(), **SAID)
    assert shelf.open("one").read().plan == builders.plan()


def test_nothing_is_saved_on_what_another_process_removed(new_shelf):
    """A file is not removed while others have it open; a store on a server notices that it was replaced."""
    shelf, other = new_shelf(), new_shelf()
    shelf.create("one", builders.full_plan(), **SAID)
    store = other.open("one")
    seen, mine = store.read(), replace(builders.full_plan(), name="mine")
    if not other.place.startswith("postgres"):
        with pytest.raises(StoreError, match="another window"):
            shelf.remove("one")
        assert store.commit(mine, base=seen.seq, reason="r", actor="tester") == shelf.open("one").read()
        return
    shelf.remove("one")
    with pytest.raises(StoreError, match="cannot be used"):
        store.read()
    replaced = shelf.create("one", builders.full_plan(), **SAID).read()
    for ask in (store.read, lambda: store.commit(mine, base=seen.seq, reason="r", actor="tester")):
        with pytest.raises(StoreError, match="replaced by another"):
            ask()
    assert shelf.open("one").read() == replaced


def test_a_closed_shelf_opens_nothing(new_shelf):
    shelf = new_shelf()
    shelf.create("one", builders.full_plan(), **SAID)
    shelf.close()
    with pytest.raises(StoreError, match="sign in again"):
        shelf.open("one")


def test_a_server_that_does_not_answer_says_so_and_is_used_again_when_it_does(server):
    engine = postgres.engine_for(server.url.render_as_string(hide_password=False))
    shelf = ServerShelf(engine)
    store = shelf.create("lost", builders.full_plan(), **SAID)
    seen = store.read()
    with server.connect() as connection:
        connection.execute(
            sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        )
    kept = store.commit(replace(seen.plan, name="after"), base=seen.seq, reason="r", actor="tester")
    assert store.read() == kept
    assert shelf.takes_saves()
    shelf.remove("lost")
    shelf.close()
    nowhere = ServerShelf(postgres.engine_for("postgresql://nobody:secret@127.0.0.1:1/nothing"))
    with pytest.raises(StoreError, match="does not answer") as refusal:
        nowhere.names()
    with pytest.raises(StoreError, match="does not answer"):
        nowhere.takes_saves()
    assert "secret" not in f"{refusal.value} {nowhere.place}"


@pytest.mark.parametrize(
    "statement", ["UPDATE {}.revision SET actor = 'x'", "DELETE FROM {}.revision", "TRUNCATE {}.revision"]
)
def test_not_even_its_owner_changes_the_history_on_a_server(server, statement):
    shelf = ServerShelf(postgres.engine_for(server.url.render_as_string(hide_password=False)))
    store = shelf.create("guarded", builders.full_plan(), **SAID)
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), server.begin() as connection:
        connection.exec_driver_sql(statement.format('"op-guarded"'))
    assert store.verify() == ()
    shelf.remove("guarded")
    shelf.close()


def test_a_connection_lost_in_the_middle_of_a_save_changes_nothing_and_says_so(server, monkeypatch):
    shelf = ServerShelf(postgres.engine_for(server.url.render_as_string(hide_password=False)))
    store = shelf.create("half", builders.full_plan(), **SAID)
    seen, tell = store.read(), postgres.PostgresSchema._tell

    def lost(self, connection):
        with server.connect() as other:
            mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            other.execute(sa.text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
        tell(self, connection)

    changed = replace(seen.plan, name="after")
    with monkeypatch.context() as patch:
        patch.setattr(postgres.PostgresSchema, "_tell", lost)
        with pytest.raises(StoreError, match=r"does not answer .* Nothing was changed"):
            store.commit(changed, base=seen.seq, reason="r", actor="tester")
    assert store.read() == seen
    assert store.verify() == ()
    assert store.commit(changed, base=seen.seq, reason="r", actor="tester").plan == changed
    shelf.remove("half")
    shelf.close()


@pytest.fixture
def plain(tmp_path):
    """A folder with the plain file of an older version in it, two saves long."""
    path = tmp_path / "operations" / "old.sqlite"
    path.parent.mkdir()
    store = SqlitePlanStore.create(path, builders.full_plan(), **SAID)
    store.commit(replace(builders.full_plan(), name="second"), base=store.read().seq, reason="r", actor="tester")
    store.keep_photo(b"jpeg")
    history = store.history(1000)
    store.close()
    return path.parent, history


def test_a_plain_operation_is_taken_over_with_its_whole_history_and_no_plain_byte_stays(plain):
    folder, history = plain
    key = new_key()
    shelf = FolderShelf(folder, key)
    assert (shelf.names(), shelf.exists("old")) == (("old",), True)
    store = shelf.open("old")
    assert (store.history(1000), store.verify(), store.read().plan.name) == (history, (), "second")
    assert store.as_of(len(history) - 1) == builders.full_plan()
    store.undo(base=store.read().seq, actor="tester")
    shelf.close()
    assert [path.name for path in folder.iterdir()] == ["old.passage"]
    assert b"tester" not in (folder / "old.passage").read_bytes()
    again = FolderShelf(folder, key)
    assert again.open("old").read().plan == builders.full_plan()
    again.close()


def test_a_plain_operation_that_another_program_has_open_is_left_alone(plain):
    folder, history = plain
    older = SqlitePlanStore.open(folder / "old.sqlite")
    older.read()
    with pytest.raises(StoreError, match="another window"):
        FolderShelf(folder, new_key()).open("old")
    assert older.history(1000) == history
    older.close()
    assert [path.name for path in folder.iterdir()] == ["old.sqlite"]


def test_a_take_over_cut_off_before_the_plain_file_went_is_finished_and_two_that_differ_are_refused(plain):
    folder, _ = plain
    plain_bytes, key = (folder / "old.sqlite").read_bytes(), new_key()
    shelf = FolderShelf(folder, key)
    shelf.open("old")
    shelf.close()
    (folder / "old.sqlite").write_bytes(plain_bytes)
    again = FolderShelf(folder, key)
    store = again.open("old")
    assert [path.name for path in folder.glob("*.sqlite")] == []
    store.commit(builders.plan(), base=store.read().seq, reason="went on", actor="tester")
    again.close()
    (folder / "old.sqlite").write_bytes(plain_bytes)
    with pytest.raises(StoreError, match=r"two operations here, old\.sqlite and old\.passage, and they differ"):
        FolderShelf(folder, key).open("old")
    assert (folder / "old.sqlite").read_bytes() == plain_bytes


def test_a_copy_that_differs_is_thrown_away_and_the_plain_file_stays(plain, monkeypatch):
    folder, history = plain
    monkeypatch.setattr("data.store.take_over._differing", lambda _: iter(["record"]))
    with pytest.raises(StoreError, match="differs in record; the plain file was kept"):
        FolderShelf(folder, new_key()).open("old")
    assert [path.name for path in folder.iterdir()] == ["old.sqlite"]
    kept = SqlitePlanStore.open(folder / "old.sqlite")
    assert kept.history(1000) == history
    kept.close()


def test_every_difference_between_a_plain_file_and_its_copy_is_seen(plain):
    from data.store.take_over import _differing  # noqa: PLC0415 - only this test looks into it

    folder, _ = plain
    with closing(dbapi2.connect(str(folder / "old.sqlite"), isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS kept KEY ''", (str(folder / "copy"),))
        connection.execute("SELECT sqlcipher_export('kept')")
        assert list(_differing(connection)) == []
        connection.execute("DETACH kept")
        connection.execute("ATTACH ? AS kept KEY ''", (str(folder / "copy"),))
        connection.execute("DROP TRIGGER kept.photo_no_delete")
        connection.execute("DELETE FROM kept.photo")
        connection.execute("UPDATE kept.record SET rank = rank + 1 WHERE kind = 'zone'")
        assert set(_differing(connection)) == {"its layout", "photo", "record"}


def test_the_key_of_a_folder_is_made_once_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "key"
    key = made_key_in(path)
    assert (made_key_in(path), key_in(path)) == (key, key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["key"]
    path.chmod(0o644)
    with pytest.raises(StoreError, match="Everybody on this machine can read the key"):
        key_in(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "does not hold a key"), ("ab" * 31, "does not hold a key"), ("no key", "does not hold a key")],
)
def test_what_is_no_key_is_refused_and_left(tmp_path, text, told):
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(StoreError, match=told):
        made_key_in(path)
    assert path.read_text() == text


MOUNTS = r"""21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 21 0:35 / /mnt/my\040share rw,relatime - nfs4 server:/share rw,vers=4.2
41 40 0:36 / /mnt/my\040share/own rw - ext4 /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"), [("/srv/x", "ext4"), ("/mnt/my share/x", "nfs4"), ("/mnt/my share/own/x", "ext4")]
)
def test_the_kind_of_a_drive_is_that_of_the_deepest_mount(tmp_path, folder, kind):
    assert kind_of_drive(tmp_path.__class__(folder), MOUNTS) == kind


def test_a_folder_on_a_network_drive_is_refused(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS + f"50 21 0:40 / {tmp_path.as_posix()}/share rw - cifs //server/share rw\n")
    monkeypatch.setattr(drives, "MOUNTS", mounts)
    FolderShelf(tmp_path / "own", new_key()).close()
    with pytest.raises(StoreError, match=r"network drive \(cifs\)"):
        FolderShelf(tmp_path / "share" / "operations", new_key())
