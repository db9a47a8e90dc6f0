"""On a machine with accounts copies are made by whoever signs in, and by nobody else."""

import hashlib
import json
from dataclasses import replace

import pytest

from data.custody.parcel import Label, opened, packed
from data.custody.signing import is_signed, signer_in
from data.errors import StoreError
from data.identity.medium import FILE, in_file
from data.identity.register import Register
from data.service.wiping import lock_if_asked
from data.store.folder import FolderShelf
from data.store.keys import Cost, Key, new_key
from data.store.memory import MemoryPlanStore
from data.store.sqlite import SqlitePlanStore
from pages.command import main
from pages.web import shelf
from pages.web.gate import keys
from pages.web.gate.machine import machine
from tests import builders

NAME, WORDS = "Amal Nasser", "seven green lorries wait"


@pytest.fixture
def sealed(tmp_path, monkeypatch):
    """A home with one operation, whose key is sealed under the passphrase of one person, as after a restart."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path / "home"))
    register = Register(in_file(tmp_path / "home"), cost=Cost(memory_kib=64, passes=1, lanes=1))
    monkeypatch.setattr("pages.command.asking.register", lambda: register)
    monkeypatch.setattr("pages.web.gate.here.register", lambda: register)
    shelf.shelf().create("gaza", builders.full_plan(), reason="Created", actor="tester")
    keys.seal_for(register, register.set_up(NAME, WORDS), WORDS)
    shelf.lock()
    yield tmp_path
    shelf.lock()
    register.close()


def said(tmp_path, words):
    file = tmp_path / "words"
    file.write_text(words)
    return str(file)


def test_a_sealed_machine_backs_up_for_whoever_signs_in(sealed, capsys):
    copy = sealed / "copy.passage"
    assert main(["custody", "back-up", "gaza", "--file", str(copy)]) != 0
    assert "say who asks" in capsys.readouterr().err
    asked = ["custody", "back-up", "gaza", "--file", str(copy), "--as", NAME, "--sign-in-file"]
    assert main([*asked, said(sealed, "another one entirely")]) != 0
    assert "do not go together" in capsys.readouterr().err
    assert not copy.exists()
    assert main([*asked, said(sealed, WORDS)]) == 0
    assert copy.stat().st_size > 0


def asked(sealed, action, *more):
    return main(["custody", action, "gaza", *map(str, more), "--as", NAME, "--sign-in-file", said(sealed, WORDS)])


def test_after_wiping_nothing_can_be_opened_by_anybody_with_any_passphrase(sealed, capsys, monkeypatch):
    home, copy = sealed / "home", sealed / "copy.passage"
    assert asked(sealed, "back-up", "--file", copy) == 0
    SqlitePlanStore.create(home / "operations" / "plain.sqlite", builders.plan(), reason="Old", actor="me").close()
    monkeypatch.setattr("platform.node", lambda: "laptop")
    assert main(["custody", "wipe", "laptop2"]) != 0
    assert (home / FILE).exists()
    wipe = ["custody", "wipe", "laptop"]
    assert main(wipe) != 0
    assert main([*wipe, "--as", NAME, "--sign-in-file", said(sealed, "another one entirely")]) != 0
    assert (home / FILE).exists()
    public = signer_in(home / "installation.key").public
    assert main([*wipe, "--as", NAME, "--sign-in-file", said(sealed, WORDS)]) == 0
    assert "by anybody" in capsys.readouterr().out
    line = json.loads((home / "marks" / "wiped.log").read_text())
    told = {name: line[name] for name in ("at", "by", "wiped")}
    assert told["by"] == NAME
    assert is_signed(public, bytes.fromhex(line["signature"]), json.dumps(told, sort_keys=True).encode())
    assert {path.name for path in home.rglob("*") if path.is_file()} == {
        "gaza.passage",
        "lock.asked",
        "gaza.marks",
        "wiped.log",
        "copies.log",
    }
    register = Register(in_file(home))
    assert (register.slots.are_there(), register.accounts.are_there()) == (False, False)
    register.close()
    with pytest.raises(StoreError, match="key is not on this machine"):
        shelf.shelf()
    for key in (new_key(), Key(hashlib.sha256(WORDS.encode()).digest())):
        with pytest.raises(StoreError, match="another key"):
            FolderShelf(home / "operations", key).open("gaza")
        with pytest.raises(StoreError, match="does not open"):
            opened(copy.read_bytes(), key)


def test_one_program_locks_all_others_of_the_machine(sealed):
    assert asked(sealed, "verify") == 0
    assert shelf.held() is not None
    held = shelf.held()
    assert main(["custody", "lock"]) == 0
    assert shelf.is_locked()
    shelf.unlock(held)
    lock_if_asked(machine())
    assert shelf.is_locked()
    assert not list((sealed / "home").glob("lock.*"))


def test_a_machine_whose_accounts_cannot_be_read_is_wiped_by_whoever_holds_it(sealed, monkeypatch):
    def broken():
        raise StoreError("The accounts cannot be read.")

    monkeypatch.setattr("pages.command.asking.register", broken)
    monkeypatch.setattr("pages.web.gate.here.register", broken)
    monkeypatch.setattr("platform.node", lambda: "laptop")
    assert main(["custody", "wipe", "laptop"]) == 0
    assert not (sealed / "home" / FILE).exists()


def test_marks_are_checked_records_erased_and_clashes_decided_field_by_field(sealed, capsys):
    assert asked(sealed, "mark", "--mark", "1-0000-0000-0000") == 1
    assert asked(sealed, "move-out", "--file", sealed / "out") == 0
    assert asked(sealed, "erase", "--record", "note/n", "--field", "text", "--reason", "Asked for") == 0
    store = shelf.shelf().open("gaza")
    assert store.read().plan.get("n").text == "[erased]"
    there = MemoryPlanStore.of_whole(opened((sealed / "out").read_bytes()).whole)
    for one, name, note in ((store, "Here", None), (there, "There", "Seen there")):
        seen = one.read()
        zone = replace(seen.plan.get("z"), name=name, note=note)
        one.commit(seen.plan.with_record(zone), base=seen.seq, reason="changed", actor=name)
    signer = signer_in(sealed / "home" / "installation.key")
    label = Label(operation="gaza", mark=there.anchor(), made_at=builders.NOON, public=signer.public)
    (sealed / "in").write_bytes(packed(there.whole(), label, signer))
    capsys.readouterr()
    assert asked(sealed, "move-in", "--file", sealed / "in") == 1
    assert "zone/z/name  here Here, there There" in capsys.readouterr().out
    assert asked(sealed, "move-in", "--file", sealed / "in", "--mine", "zone/z/name") == 0
    kept = store.read().plan.get("z")
    assert (kept.name, kept.note) == ("Here", "Seen there")
