"""What is erased is out of every version, and out of the bytes; the history and every mark of it hold."""

import hashlib
import re
from contextlib import suppress
from dataclasses import fields, replace

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from data.errors import StoreError
from data.store.change import Change
from data.store.codec import NOUNS
from data.store.erasure import FIELDS, GONE, Asked, NothingToErase
from data.store.keys import new_key
from data.store.proposal import Proposal
from data.store.sqlite import SqlitePlanStore
from tests import builders

SECRET = "Ibrahim drove the lorry"  # noqa: S105 - what a note says
JPEG = b"\xff\xd8 a face of somebody \xff\xd9"
PHOTO = hashlib.sha256(JPEG).hexdigest()
NOTE = ("note", "n")
PAGE, RESERVED = 4096, 80


def plan(**said):
    return builders.plan(builders.site(), builders.note(**{"text": SECRET, "photo": PHOTO, **said}))


def erase(store, *fields, keys=(NOTE,)):
    return store.erase(Asked(keys=frozenset(keys), fields=fields), reason="Asked by the person", actor="auditor")


def save(store, change):
    seen = store.read()
    return store.commit(change(seen.plan), base=seen.seq, reason="why", actor="me")


@pytest.fixture
def store(new_store):
    """A store in which a note was there in three versions, one of them gone."""
    store = new_store(plan())
    store.keep_photo(JPEG)
    save(store, lambda held: held.with_record(builders.note(text=f"{SECRET} twice", photo=PHOTO)))
    save(store, lambda held: held.without("n"))
    save(store, lambda held: held.with_record(builders.note(text=f"{SECRET} again", author="Team 4")))
    return store


def test_a_field_is_erased_in_every_version_and_the_history_holds(store):
    before = [store.as_of(seq) for seq in range(1, store.read().seq + 1)]
    marks = [store.anchor()]
    done = erase(store, "text", "photo")
    assert store.verify([*marks, store.anchor()]) == ()
    for seq, was in enumerate(before, start=1):
        now = store.as_of(seq)
        assert replace(now, notes=()) == replace(was, notes=())
        assert [(n.text, n.photo, n.author) for n in now.notes] == [(GONE, None, n.author) for n in was.notes]
    assert len(done.parts) == 4
    assert done.photos == (PHOTO,)
    with pytest.raises(StoreError, match="not in this operation"):
        store.photo(PHOTO)
    assert SECRET not in repr(store.versions("n", 99))
    assert {r.act.value for r in store.history(2)} == {"erase"}
    with pytest.raises(NothingToErase):
        erase(store, "text")


def test_a_record_erased_as_a_whole_is_told_as_erased_and_never_comes_back(store):
    before = store.read().seq
    save(store, lambda held: held.with_record(builders.note("about it", about="s", text="Other")))
    erase(store)
    assert [note.id for note in store.read().plan.notes] == ["about it"]
    assert store.as_of(before).notes == ()
    told = store.versions("n", 99)
    assert all(version.is_erased and version.record is None for version in told)
    for _ in range(3):
        store.undo(base=store.read().seq, actor="me")
    assert "n" not in {note.id for note in store.read().plan.notes}
    assert store.verify() == ()


def test_a_save_made_on_what_stood_before_does_not_bring_it_back(store):
    seen = store.read()
    erase(store, "text")
    mine = seen.plan.with_record(replace(seen.plan.notes[0], author="Team 9"))
    with pytest.raises(StoreError, match="both change"):
        store.commit(mine, base=seen.seq, reason="why", actor="late")


def test_what_is_erased_goes_out_of_what_waits_for_a_second_person_too(store):
    seen = store.read()
    note = seen.plan.notes[0]
    change = Change(before=note, after=replace(note, text=f"{SECRET} as proposed"))
    said = {"by_id": "a", "by": "Asker", "at": builders.NOON, "reason": "why", "base": seen.seq}
    store.propose(Proposal(id="p", changes=(change,), **said))
    erase(store, "text")
    (proposal,) = store.proposals()
    assert {record.text for record in (proposal.changes[0].before, proposal.changes[0].after)} == {GONE}


def test_what_others_name_is_not_erased_as_a_whole_nor_a_field_that_has_to_be_there(new_store):
    store = new_store(builders.full_plan())
    before = store.read()
    with pytest.raises(StoreError, match="names it"):
        erase(store, keys=[("site", "s")])
    with pytest.raises(StoreError, match="cannot be erased by itself"):
        erase(store, "origin", keys=[("convoy", "v")])
    assert store.read() == before


def test_every_field_that_can_be_erased_leaves_a_record_that_can_be_read(new_store):
    store = new_store(builders.full_plan())
    for kind, paths in FIELDS.items():
        assert {path.split(".")[0] for path in paths} <= {field.name for field in fields(NOUNS[kind])}
        keys = {(r.kind, r.record_id) for r in store.history(999) if r.kind == kind}
        with suppress(NothingToErase):
            erase(store, *paths, keys=keys)
    assert store.read().plan.get("v").via == ()
    assert store.verify() == ()


def decrypted(path, key):
    """The bytes of the pages of an encrypted file, read without its database."""
    raw = path.read_bytes()
    found = []
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        vector = page[-RESERVED : -RESERVED + 16]
        cipher = Cipher(algorithms.AES256(key.secret), modes.CBC(vector)).decryptor()
        found.append(cipher.update(page[0 if start else 16 : -RESERVED]))
    return b"".join(found)


@pytest.mark.parametrize("key", [None, new_key()], ids=["plain", "encrypted"])
def test_what_is_erased_is_in_no_byte_of_the_file_or_its_journal(tmp_path, key):
    path = tmp_path / "operation.passage"
    store = SqlitePlanStore.create(path, plan(), reason="Created", actor="me", key=key)
    store.keep_photo(JPEG)
    for turn in range(30):
        save(store, lambda held, turn=turn: held.with_record(builders.note(text=f"{SECRET} {turn}", photo=PHOTO)))

    def held():
        journal = path.with_name(path.name + "-wal")
        pages = decrypted(path, key) if key else path.read_bytes()
        return pages + (journal.read_bytes() if journal.exists() and not key else b""), journal.stat().st_size

    store.close()
    store = SqlitePlanStore.open(path, key=key)
    store.read()
    pages, _ = held()
    assert SECRET.encode() in pages
    assert JPEG in pages
    erase(store, "text", "photo")
    pages, journal_bytes = held()
    assert re.search(b"Seen|Team 3", pages), "the file was read at all"
    assert SECRET.encode() not in pages
    assert JPEG not in pages
    assert journal_bytes == 0
    store.close()


def test_bodies_replaced_by_somebody_else_are_found(tmp_path):
    path = tmp_path / "operation.passage"
    store = SqlitePlanStore.create(path, plan(photo=None), reason="Created", actor="me")
    erase(store, "text")
    engine = store._medium._engine
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE body SET body = replace(body, 'erased', 'unheard') WHERE hash IN (SELECT what FROM erased)"
        )
    assert {fault.code for fault in store.verify()} >= {"history-changed"}
    store.close()
    with engine.begin() as connection, pytest.raises(Exception, match="only ever added to"):
        connection.exec_driver_sql("DELETE FROM body WHERE hash NOT IN (SELECT what FROM erased)")
    engine.dispose()
