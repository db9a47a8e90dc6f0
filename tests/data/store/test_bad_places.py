"""A file that is damaged, foreign or newer, a disk that takes no more: a sentence each, and nothing half written."""

from contextlib import closing
from dataclasses import replace

import pytest
from sqlcipher3 import dbapi2

from data.errors import StoreError
from data.store.folder import FolderShelf
from data.store.keys import new_key
from data.store.tables import LAYOUT
from tests import builders

KEY = new_key()
PAGE = 4096


@pytest.fixture
def folder(tmp_path):
    """A folder with an encrypted operation that nobody has open."""
    shelf = FolderShelf(tmp_path, KEY)
    shelf.create("own", builders.full_plan(), reason="Created", actor="tester")
    shelf.close()
    return tmp_path


def marked_as_newer(path):
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        connection.execute(f'PRAGMA key = "{KEY.for_pages}"')
        connection.execute(f"PRAGMA user_version = {LAYOUT + 1}")


def flipped(path):
    content = bytearray(path.read_bytes())
    content[3 * PAGE + 100] ^= 1
    path.write_bytes(content)


SPOILT = {
    "written by a newer version": marked_as_newer,
    "is not an operation file, or is kept under another key": lambda path: path.write_bytes(b"{}" * 5000),
    "is not an operation file": lambda path: path.write_bytes(b""),
    "restore it from a copy": lambda path: path.write_bytes(path.read_bytes()[: 5 * PAGE + 100]),
    "restore it from a copy.": flipped,
}


@pytest.mark.parametrize(("told", "spoil"), SPOILT.items())
def test_an_encrypted_file_that_is_not_as_it_was_written_is_refused_and_left(folder, told, spoil):
    path = folder / "own.passage"
    spoil(path)
    spoilt = path.read_bytes()
    with pytest.raises(StoreError, match=told) as refusal:
        FolderShelf(folder, KEY).open("own").read()
    assert path.name in str(refusal.value)
    assert path.read_bytes() == spoilt


def test_a_key_of_another_folder_opens_nothing_and_changes_nothing(folder):
    before = (folder / "own.passage").read_bytes()
    with pytest.raises(StoreError, match="kept under another key"):
        FolderShelf(folder, new_key()).open("own")
    assert (folder / "own.passage").read_bytes() == before


@pytest.mark.parametrize("setting", ["PRAGMA max_page_count = 1", "PRAGMA query_only = ON"])
def test_a_disk_that_is_full_or_takes_no_writes_is_told_and_the_next_save_goes_on_from_where_it_was(folder, setting):
    shelf = FolderShelf(folder, KEY)
    store = shelf.open("own")
    seen = store.read()
    mine = replace(seen.plan, zones=(*seen.plan.zones, *(builders.zone(f"more-{n}") for n in range(200))))
    with store._medium.reading() as connection:
        connection.exec_driver_sql(setting)
    with pytest.raises(StoreError, match=r"check free space and rights. Nothing was changed"):
        store.commit(mine, base=seen.seq, reason="r", actor="tester")
    assert (store.read(), store.verify()) == (seen, ())
    shelf.close()
    again = FolderShelf(folder, KEY)
    assert again.open("own").commit(mine, base=seen.seq, reason="r", actor="tester").plan == mine
    again.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("no folder")
    shelf = FolderShelf(tmp_path / "file" / "operations", KEY)
    with pytest.raises(StoreError, match="cannot be made"):
        shelf.create("own", builders.plan(), reason="Created", actor="tester")
