"""A copy of an operation comes back as it was, or is refused with one sentence."""

import json
import random
from dataclasses import replace

import pytest

from data.custody import parcel as parcel_module
from data.custody.parcel import Label, label_of, opened, packed, read_bytes, write_file
from data.custody.signing import SIGNATURE_BYTES, Signer, signer_in
from data.errors import StoreError
from data.store.deed import Deed, Did, Trail
from data.store.erasure import Asked
from data.store.keys import new_key
from data.store.memory import MemoryPlanStore
from tests import builders


@pytest.fixture
def store():
    store = MemoryPlanStore(builders.full_plan(), reason="Created", actor="tester")
    store.keep_photo(b"jpeg")
    store.commit(
        store.read().plan.with_record(builders.note("memo", text="Seen", about="s")),
        base=store.read().seq,
        reason="why",
        actor="me",
    )
    store.erase(Asked(keys=frozenset({("note", "memo")}), fields=("text",)), reason="Asked", actor="auditor")
    return store


@pytest.fixture
def signer(tmp_path):
    return signer_in(tmp_path / "sign")


@pytest.fixture
def parcel(store, signer):
    return packed(store.whole(), label(store, signer), signer)


def label(store, signer):
    return Label(operation="gaza", mark=store.anchor(), made_at=builders.NOON, public=signer.public, network="abc")


def test_a_copy_comes_back_as_it_was(store, signer, parcel):
    found = opened(parcel)
    assert found.whole == store.whole()
    assert found.label == label(store, signer)
    assert found.whole.faults() == ()
    assert signer_in.__name__
    assert label_of(parcel).origin == signer.sign


def test_a_copy_carries_deeds_made_here_and_told_and_one_of_the_format_before_none(store, signer, monkeypatch):
    there = MemoryPlanStore.of_whole(store.whole())
    said = Deed(at=builders.NOON, by_id="a", by="Amal", did=Did.HANDED_OUT, what="Way (GPX)", sha256="f")
    for one in (store, there):
        one.note(said)
    there.note(said)
    store.join(there.whole(), {}, origin="laptop", actor="carrier")
    whole = store.whole()
    assert (len(whole.trail.own), len(whole.trail.told)) == (2, 1)
    assert opened(packed(whole, label(store, signer), signer)).whole == whole
    written = parcel_module._written(whole)
    former = {name: part for name, part in written.items() if "deeds" not in name}
    monkeypatch.setattr(parcel_module, "_written", lambda _: former)
    monkeypatch.setattr(parcel_module, "FORMAT", 1)
    content = packed(whole, label(store, signer), signer)
    monkeypatch.undo()
    assert opened(content).whole == replace(whole, trail=Trail())


def test_the_key_of_an_installation_stays_the_same_and_is_its_owners(tmp_path):
    assert signer_in(tmp_path / "sign").public == signer_in(tmp_path / "sign").public
    assert (tmp_path / "sign").stat().st_mode & 0o077 == 0
    (tmp_path / "other").write_text("no key")
    with pytest.raises(StoreError, match="does not hold the key"):
        signer_in(tmp_path / "other")


@pytest.mark.parametrize(("seal", "other"), [("a long passphrase", "another one"), (new_key(), new_key())])
def test_a_sealed_copy_opens_under_its_seal_alone(store, signer, seal, other):
    parcel = packed(store.whole(), label(store, signer), signer, seal)
    assert opened(parcel, seal).whole == store.whole()
    assert label_of(parcel).is_sealed
    assert b"Team 3" not in parcel
    for wrong, said in ((None, "is sealed under"), (other, "does not open")):
        with pytest.raises(StoreError, match=said):
            opened(parcel, wrong)


def test_no_byte_of_a_copy_can_be_changed_cut_or_added_unnoticed(parcel):
    chance = random.Random(7)
    places = {0, 5, 40, 200, len(parcel) - 1, *(chance.randrange(len(parcel)) for _ in range(300))}
    for place in sorted(places):
        changed = parcel[:place] + bytes([parcel[place] ^ (1 << chance.randrange(8))]) + parcel[place + 1 :]
        with pytest.raises(StoreError):
            opened(changed)
    for length in (0, 10, 100, len(parcel) // 2, len(parcel) - 1):
        with pytest.raises(StoreError):
            opened(parcel[:length])
    with pytest.raises(StoreError, match="altered"):
        opened(parcel + b"x")


def resigned(parcel, signer, **said):
    """The copy with its head changed, and signed again."""
    first, head, content = parcel[:-SIGNATURE_BYTES].split(b"\n", 2)
    body = b"\n".join([first, json.dumps({**json.loads(head), **said}).encode(), content])
    return body + signer.signed(body)


def test_foreign_newer_and_contradicting_copies_are_refused_with_a_sentence(parcel, signer, tmp_path):
    for content, said in (
        (b"PK\x03\x04 a zip", "not a copy of an operation"),
        (resigned(parcel, signer, format=3), "newer version"),
        (resigned(parcel, signer, mark="3-0000-0000-0000"), "does not end at"),
        (parcel[:-200], "cut short"),
    ):
        with pytest.raises(StoreError, match=said):
            opened(content)
    with pytest.raises(StoreError, match="cannot be read"):
        read_bytes(tmp_path / "nothing")


def test_a_history_changed_by_who_can_sign_does_not_hold_together(store, signer):
    whole = store.whole()
    last = whole.log[-1]
    lied = replace(whole, log=(*whole.log[:-1], replace(last, stamp=replace(last.stamp, actor="somebody else"))))
    assert opened(packed(lied, label(store, signer), signer)).whole.faults()


def test_a_copy_is_never_written_over_another_file(parcel, tmp_path):
    path = tmp_path / "copy"
    write_file(path, parcel)
    assert read_bytes(path) == parcel
    with pytest.raises(StoreError, match="not overwritten"):
        write_file(path, b"")
    with pytest.raises(StoreError, match="cannot be written"):
        write_file(tmp_path / "no folder" / "copy", b"")
    assert [found.name for found in tmp_path.glob("*.part")] == []


def test_a_signer_does_not_show_its_key(tmp_path):
    assert isinstance(signer_in(tmp_path / "s"), Signer)
    assert (tmp_path / "s").read_bytes().hex() not in repr(signer_in(tmp_path / "s"))
