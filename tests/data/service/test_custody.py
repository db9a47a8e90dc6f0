"""Copies are made, restored and put together by who may, and nothing newer is ever written over."""

import hashlib
from dataclasses import replace

import pytest

from data.custody.marks import MarkBook, read_mark
from data.custody.retention import due
from data.custody.signing import signer_in
from data.custody.wiping import destroy
from data.errors import NotAllowed, StoreError
from data.identity.principal import Principal, Role, Sensitivity
from data.model import Release
from data.service import custody, erasing, saving, second, trail
from data.service.custody import House
from data.store.deed import Did
from data.store.erasure import Asked
from data.store.folder import FolderShelf
from data.store.keys import new_key
from tests import builders
from tests.data.service.people import planner
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
        trails = MarkBook(tmp_path / name / "trails", signer)
        return House(shelf=shelf, signer=signer, marks=marks, trails=trails, key=key, trusted=frozenset(trusted))

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


def test_every_act_of_custody_is_a_deed_with_the_copy_it_was_done_with_and_refusals_are_too(here, make):
    there = make("there", [here.signer.sign])
    backup = custody.back_up(ADMIN, here, "gaza", builders.NOON)
    moved = custody.move_out(ADMIN, here, "gaza", builders.NOON)
    line = custody.mark(AUDITOR, here, "gaza", builders.NOON)
    custody.restore(ADMIN, here, "gaza", moved)
    custody.move_in(ADMIN, there, "gaza", moved)
    custody.restore(ADMIN, there, "again", moved)
    with pytest.raises(NotAllowed):
        custody.move_out(AUDITOR, there, "gaza", builders.NOON)
    sha256 = lambda content: hashlib.sha256(content).hexdigest()  # noqa: E731
    deeds = [(one.deed.did, one.deed.what, one.deed.sha256) for one in reversed(here.shelf.open("gaza").deeds(9))]
    assert deeds == [
        (Did.CUSTODY, "Backup", sha256(backup)),
        (Did.CUSTODY, "Copy moved out", sha256(moved)),
        (Did.CUSTODY, "Mark handed out", sha256(line.encode())),
        (Did.CUSTODY, "Copy restored", sha256(moved)),
    ]
    told = [(one.deed.did, one.deed.what, one.deed.sha256) for one in there.shelf.open("gaza").deeds(2)]
    assert told == [(Did.REFUSED, "move out", ""), (Did.CUSTODY, "Copy moved in", sha256(moved))]
    assert there.shelf.open("again").deeds(1)[0].deed.what == "Copy restored"
    assert here.trails.kept("gaza")[-1] == here.shelf.open("gaza").deeds(1)[0].anchor


def test_an_auditor_finds_what_was_done_in_another_copy_after_it_was_moved_in(here, make):
    there = make("there", [here.signer.sign])
    here = replace(here, trusted=frozenset({there.signer.sign}))
    custody.move_in(ADMIN, there, "gaza", custody.move_out(ADMIN, here, "gaza", builders.NOON))
    store = there.shelf.open("gaza")
    trail.note_viewing(AMAL, store, "Convoy", store.read().seq)
    custody.move_in(ADMIN, here, "gaza", custody.move_out(ADMIN, there, "gaza", builders.NOON))
    told = [(one.deed.by, one.deed.what) for one in trail.told(AUDITOR, here.shelf.open("gaza"))]
    assert ("Amal", "Convoy") in told
    assert ("Asker", "Copy moved in") in told
    assert custody.verify(AUDITOR, here, "gaza") == ()
    assert trail.trail_verified(AUDITOR, here.shelf.open("gaza"), here.trails.kept("gaza")) == ()


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


AMAL, BASEL = planner("Amal"), planner("Basel")


@pytest.fixture
def apart(here, make):
    """Two installations that hold the same operation and trust each other's copies."""
    there = make("there", [here.signer.sign])
    here = replace(here, trusted=frozenset({there.signer.sign}))
    custody.move_in(ADMIN, there, "gaza", custody.move_out(ADMIN, here, "gaza", builders.NOON))
    return here, there


def moved(source, target, **said):
    return custody.move_in(ADMIN, target, "gaza", custody.move_out(ADMIN, source, "gaza", builders.NOON), **said)


def test_what_a_copy_makes_look_safer_waits_for_a_second_person_and_the_rest_is_in_force(apart):
    here, there = apart
    store = there.shelf.open("gaza")
    plan = store.read().plan
    gone, added = plan.barriers[0], builders.zone("danger")
    released = replace(plan.get("v"), release=Release(by="X", at=builders.NOON, confirmed_by="Y"))
    opened = replace(plan.without(gone.id).with_record(added, released), one_person_suffices=True, name="Renamed")
    store.commit(opened, base=store.read().seq, reason="theirs", actor="X")
    arrived = moved(there, here)
    kept = here.shelf.open("gaza")
    now = kept.read().plan
    assert (now.find(gone.id), now.find("danger"), now.name) == (gone, added, "Renamed")
    assert (now.get("v").release, now.one_person_suffices) == (None, False)
    assert arrived.told == "2 changes that look safer wait for a second person, on the page To confirm."
    (waits,) = second.waiting(AMAL, kept)
    assert {change.id for change in waits.changes} == {gone.id, "v"}
    second.confirm(BASEL, kept, waits.id)
    assert (kept.read().plan.find(gone.id), kept.read().plan.get("v").release.confirmed_by) == (None, "Basel")
    assert custody.verify(AUDITOR, here, "gaza") == ()


def test_a_newer_copy_that_is_restored_makes_nothing_look_safer_by_itself(here):
    first = custody.back_up(ADMIN, here, "gaza", builders.NOON)
    store = here.shelf.open("gaza")
    gone = store.read().plan.barriers[0]
    store.commit(store.read().plan.without(gone.id), base=store.read().seq, reason="gone", actor="X")
    second_copy = custody.back_up(ADMIN, here, "gaza", builders.NOON)
    here.shelf.remove("gaza")
    custody.restore(ADMIN, here, "gaza", first)
    assert "1 change that looks safer waits" in custody.restore(ADMIN, here, "gaza", second_copy)
    assert here.shelf.open("gaza").read().plan.find(gone.id) == gone


def test_a_copy_that_somebody_else_packed_is_restored_only_when_they_are_trusted(here, make):
    content = custody.move_out(ADMIN, here, "gaza", builders.NOON)
    with pytest.raises(StoreError, match="is not known here"):
        custody.restore(ADMIN, make("there"), "gaza", content)
    assert "Restored" in custody.restore(ADMIN, make("there", [here.signer.sign]), "gaza", content)


def test_what_waits_travels_with_a_copy_and_what_was_decided_there_counts_here(apart):
    here, there = apart
    store = there.shelf.open("gaza")
    plan = store.read().plan
    waits = saving.commit(AMAL, store, plan.without(plan.barriers[0].id), base=store.read().seq, reason="gone").waiting
    moved(there, here)
    (found,) = second.waiting(BASEL, here.shelf.open("gaza"))
    assert (found.id, found.by, found.changes) == (waits.id, "Amal", waits.changes)
    second.refuse(BASEL, store, waits.id, "not seen")
    moved(there, here)
    (decided,) = here.shelf.open("gaza").proposals()
    assert decided.decision.reason == "not seen"
    for house in apart:
        assert custody.verify(AUDITOR, house, "gaza") == ()


def test_what_both_changed_is_put_together_of_both(apart):
    here, there = apart
    zone = here.shelf.open("gaza").read().plan.get("z")
    save(here, replace(zone, name="Named here"))
    save(there, replace(zone, note="noted there"))
    content = custody.move_out(ADMIN, there, "gaza", builders.NOON)
    decider = Principal(id="d", name="Dana", roles=frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}))
    clearer = replace(decider, clearance=Sensitivity.SEVERE)
    (clash,) = custody.look(clearer, here, "gaza", content).clashes
    assert clash.was == zone
    both = replace(clash.theirs, name=clash.mine.name)
    custody.move_in(clearer, here, "gaza", content, choices={clash.key: both})
    kept = here.shelf.open("gaza").read().plan.get("z")
    assert (kept.name, kept.note) == ("Named here", "noted there")


def test_what_an_inquiry_or_a_release_holds_is_not_erased(here):
    release = Release(by="A", at=builders.NOON, confirmed_by="B")
    convoy = replace(builders.convoy("held-back"), release=release)
    save(here, convoy, passing_report("late", arrived_at=builders.NOON), builders.incident("asked"))
    store = here.shelf.open("gaza")
    erasing.hold(ADMIN, store, "late", is_held=True, reason="Inquiry 7")
    assert {key for _, asked in due(store.whole(), erasing.RULES, LATER) for key in asked.keys} & {
        ("passing_report", "late"),
        ("convoy", "held-back"),
    } == set()
    with pytest.raises(StoreError, match="held for an inquiry"):
        erasing.erase(ADMIN, store, Asked(keys=frozenset({("passing_report", "late")})), reason="Asked")
    with pytest.raises(NotAllowed):
        erasing.hold(person(Role.VIEWER), store, "late", is_held=False, reason="no")
    erasing.hold(ADMIN, store, "late", is_held=False, reason="Inquiry 7 is over")
    assert erasing.retain(ADMIN, store, LATER)
    assert store.read().plan.find("late") is None
