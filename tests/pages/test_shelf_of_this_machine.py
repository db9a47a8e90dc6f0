"""The key of the operations of this machine is made once, and never beside another."""

import pytest

from data.errors import StoreError
from data.identity.medium import in_file
from data.identity.register import Register
from data.store.keys import Cost, new_key
from pages.web import shelf
from tests import builders

SAID = {"reason": "Created", "actor": "tester"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    yield tmp_path
    shelf.lock()


def test_a_first_start_makes_a_key_and_the_next_one_finds_it(home):
    shelf.shelf().create("own", builders.full_plan(), **SAID)
    key = shelf.held()
    shelf.lock()
    assert shelf.shelf().open("own").read().plan == builders.full_plan()
    assert (shelf.held(), (home / "key").exists()) == (key, True)


def test_no_key_is_made_where_one_is_sealed_though_nothing_is_encrypted_yet(home):
    """Under a second key operations would be kept that nobody could open after the next start."""
    register, key = Register(in_file(home), cost=Cost(memory_kib=64, passes=1, lanes=1)), new_key()
    account = register.set_up("Chief", "a passphrase long enough")
    register.slots.put(account.id, key, "a passphrase long enough")
    register.close()
    with pytest.raises(StoreError, match="Sign in"):
        shelf.shelf()
    assert shelf.is_locked()
    assert not (home / "key").exists()
    shelf.unlock(key).create("own", builders.full_plan(), **SAID)
    with pytest.raises(StoreError, match="under another key"):
        shelf.unlock(new_key())
    assert shelf.held() == key


def test_no_key_is_made_where_operations_are_encrypted_under_one_that_is_lost(home):
    shelf.shelf().create("own", builders.full_plan(), **SAID)
    shelf.lock()
    (home / "key").unlink()
    with pytest.raises(StoreError, match="key is not on this machine"):
        shelf.shelf()
    assert [path.name for path in home.iterdir()] == ["operations"]
