"""Copies are made, restored and put together by who may, and nothing newer is ever written over."""

import pytest

from data.custody.marks import MarkBook, read_mark
from data.custody.retention import due
from data.custody.signing import signer_in
from data.custody.wiping import destroy
from data.errors import NotAllowed, StoreError
from data.identity.principal import Principal, Role
from data.service import custody, erasing
from data.service.custody import House
from data.store.folder import FolderShelf
from data.store.keys import new_key
from tests import builders
from tests.march_builders import passing_report

WORDS = "a long passphrase"
LATER = builders.NOON.replace(year=builders.NOON.year + 1)


def person(*roles):
    return Principal(id="a", name="Asker", roles=frozenset(roles))


ADMIN, AUDITOR = person(Role.ADMINISTRATOR), person(Role.AUDITOR)


@pytest.fixture
def make(tmp_path):
    def made(name, trusted=()):
        signer, key = signer_in(tmp_path / f"{name}.key"), new_key()
        shelf = FolderShelf(tmp_path / name, key)
        marks = MarkBook(tmp_path / name / "marks", signer)
        return House(shelf=shelf, signer=signer, marks=marks, key=key, trusted=frozenset(trusted))

    return made


@pytest.fixture
def here(make):
    house = make("here")
    house.shelf.create("gaza", builders.full_plan(), reason="Created", actor="tester")
    return house


def save(house, *records):
    store = house.shelf.open("gaza")
    seen = store.read()
    return store.commit(seen.plan.with_record(*records), base=seen.seq, reason="Mines reported", actor="Layla")


def test_a_backup_is_restored_and_one_that_lacks_something_says_what_and_changes_nothing(here):
    first = custody.back_up(ADMIN, here, "gaza", builders.NOON)
    newer = save(here, builders.zone(name="Renamed"))
    with pytest.raises(StoreError, match=r"lacks revision \d+ by Layla, .*“Mines reported” \(zone z\)"):
        custody.restore(ADMIN, here, "gaza", first)
    assert here.shelf.open("gaza").read() == newer
    second = custody.back_up(ADMIN, here, "gaza", builders.NOON)
    assert "exactly what is kept" in custody.restore(ADMIN, here, "gaza", second)
    here.shelf.remove("gaza")
    assert "not reach this revision" in custody.restore(ADMIN, here, "gaza", first)
    assert "and more" in custody.restore(ADMIN, here, "gaza", second)
    assert here.shelf.open("gaza").read().plan == newer.plan
    assert custody.verify(AUDITOR, here, "gaza") == ()


def test_an_operation_moves_out_and_in_between_installations_that_trust_each_other(here, make):
    stranger = make("there")
    content = custody.move_out(ADMIN, here, "gaza", builders.NOON, WORDS)
    with pytest.raises(StoreError, match="is not known here"):
        custody.move_in(ADMIN, stranger, "gaza", content, passphrase=WORDS)
    there = make("there", [here.signer.sign])
    custody.move_in(ADMIN, there, "gaza", content, passphrase=WORDS)
    save(there, builders.zone("theirs"))
    save(here, builders.zone("mine"))
    custody.move_in(ADMIN, there, "gaza", custody.move_out(ADMIN, here, "gaza", builders.NOON))
    assert {zone.id for zone in there.shelf.open("gaza").read().plan.zones} >= {"mine", "theirs"}
    assert custody.verify(AUDITOR, there, "gaza") == ()


def test_only_who_carries_copies_makes_them_and_only_auditors_and_they_verify(here):
    for who in (person(Role.COORDINATOR), person(Role.VIEWER), person(Role.SECURITY_CELL), AUDITOR):
        for act in (custody.back_up, custody.move_out):
            with pytest.raises(NotAllowed):
                act(who, here, "gaza", builders.NOON)
    with pytest.raises(NotAllowed):
        custody.verify(person(Role.COORDINATOR), here, "gaza")
    with pytest.raises(NotAllowed):
        erasing.retain(AUDITOR, here.shelf.open("gaza"), LATER)


def test_a_history_rewritten_as_a_whole_is_found_by_the_mark_that_was_kept(here):
    custody.back_up(ADMIN, here, "gaza", builders.NOON)
    here.shelf.remove("gaza")
    here.shelf.create("gaza", builders.full_plan(), reason="Created", actor="tester")
    save(here, builders.zone(name="Rewritten"))
    assert {fault.code for fault in custody.verify(AUDITOR, here, "gaza")} == {"history-not-as-noted"}
    line = custody.mark(AUDITOR, here, "gaza", builders.NOON)
    assert read_mark(line).operation == "gaza"
    with pytest.raises(StoreError, match="altered"):
        read_mark(line.replace('"gaza"', '"raza"'))


def test_what_is_no_longer_needed_is_erased_by_its_rule_and_only_once(here):
    save(here, passing_report("late", arrived_at=builders.NOON))
    store = here.shelf.open("gaza")
    assert due(store.whole(), erasing.RULES, builders.NOON) == ()
    done = erasing.retain(ADMIN, store, LATER)
    assert {one.rule.kind for one in done} >= {"passing_report", "convoy"}
    assert not any(one.hindered for one in done)
    assert store.read().plan.find("late") is None
    assert store.verify() == ()


def test_nothing_can_be_opened_once_the_key_is_destroyed(tmp_path, here):
    key = tmp_path / "key"
    key.write_text(here.key.secret.hex())
    assert destroy([key, tmp_path / "not there"]) == (key,)
    here.shelf.close()
    with pytest.raises(StoreError):
        FolderShelf(tmp_path / "here", new_key()).open("gaza").read()
