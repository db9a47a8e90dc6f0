"""An encrypted file tells nothing without its key, and the key nothing without the passphrase."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import StoreError
from data.store.keys import Cost, Key, new_key, sealed, unsealed
from data.store.sqlite import SqlitePlanStore
from tests import builders

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
SAID = {"reason": "Created", "actor": "tester"}


@settings(max_examples=30)
@given(passphrase=st.text(max_size=60), other=st.text(max_size=60))
def test_only_the_passphrase_opens_what_it_sealed(passphrase, other):
    key = new_key()
    box = sealed(key, passphrase, CHEAP)
    assert unsealed(box, passphrase) == key
    if other != passphrase:
        with pytest.raises(StoreError, match="does not open"):
            unsealed(box, other)


def test_the_same_key_is_never_sealed_alike():
    key = new_key()
    assert sealed(key, "one", CHEAP) != sealed(key, "one", CHEAP)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 1}', '{"format": 1, "memory_kib": 99999999999}'])
def test_a_damaged_seal_is_said_to_be_damaged(text):
    with pytest.raises(StoreError, match="damaged"):
        unsealed(text, "any")


def test_any_letter_changed_in_a_seal_is_noticed():
    box = sealed(new_key(), "one", CHEAP)
    place = box.index('"sealed": "') + len('"sealed": "')
    for at in range(place, place + 8):
        changed = box[:at] + ("0" if box[at] != "0" else "1") + box[at + 1 :]
        with pytest.raises(StoreError):
            unsealed(changed, "one")


def test_a_key_shows_itself_nowhere():
    key = new_key()
    assert key.secret.hex() not in f"{key} {key!r}"
    with pytest.raises(StoreError, match="32 bytes"):
        Key(b"short")


def test_an_encrypted_file_holds_nothing_to_be_read_and_opens_with_its_key_alone(tmp_path):
    path, key = tmp_path / "secret.passage", new_key()
    store = SqlitePlanStore.create(path, builders.plan(builders.zone(name="Minefield")), key=key, **SAID)
    stored = store.read()
    store.commit(stored.plan.with_record(builders.zone("y", name="Depot")), base=stored.seq, **SAID)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    store.close()
    assert not any(word in kept for word in (b"Minefield", b"Depot", b"SQLite format", b"revision"))
    for wrong in (None, new_key()):
        with pytest.raises(StoreError, match="another key"):
            SqlitePlanStore.open(path, key=wrong)
    again = SqlitePlanStore.open(path, key=key)
    assert {zone.name for zone in again.read().plan.zones} == {"Minefield", "Depot"}
    assert again.verify() == ()
    again.close()
