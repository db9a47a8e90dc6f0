"""What people did without changing anything is kept in a chain of its own, the same in memory, file and server."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2

from data.errors import StoreError
from data.export.operation import operation_document, written
from data.store.deed import Deed, Did, deed_faults
from data.store.memory import MemoryPlanStore
from data.store.postgres import PostgresPlanStore
from data.store.sqlite import SqlitePlanStore
from tests import builders

LATER = builders.NOON + timedelta(hours=1)


def deed(**said):
    usual = {"at": builders.NOON, "by_id": "a", "by": "Amal", "did": Did.VIEWED, "what": "Convoy", "mark": "1-x"}
    return Deed(**{**usual, **said})


def test_the_same_person_seeing_the_same_revision_again_is_kept_once_and_a_hand_out_every_time(new_store):
    store = new_store(builders.full_plan())
    for one in (deed(), deed(at=LATER), deed(mark="2-y"), deed(by_id="b"), deed(what="Board")):
        store.note(one, once=True)
    for _ in range(2):
        store.note(deed(did=Did.HANDED_OUT, sha256="f"))
    kept = store.deeds(50)
    assert [one.number for one in kept] == [6, 5, 4, 3, 2, 1]
    assert [one.deed for one in kept][-1] == deed()
    assert store.deeds(2) == kept[:2]
    assert store.verify() == ()
    assert store.history(1)[0].seq == store.read().seq


def test_of_many_hands_every_deed_gets_a_place_of_its_own_in_the_chain(new_store):
    store = new_store(builders.full_plan())
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: store.note(deed(by_id=str(n))), range(20)))
    kept = store.deeds(50)[::-1]
    assert {one.deed.by_id for one in kept} == {str(n) for n in range(20)}
    assert list(deed_faults(kept)) == []


@pytest.mark.parametrize(
    "tampered",
    [
        lambda kept: [*kept[:1], *kept[2:]],
        lambda kept: [kept[1], kept[0], *kept[2:]],
        lambda kept: [replace(kept[0], deed=replace(kept[0].deed, by="Basel")), *kept[1:]],
        lambda kept: [*kept[:2], replace(kept[2], deed=replace(kept[2].deed, at=LATER))],
        lambda kept: kept[:2],
    ],
)
def test_whatever_is_changed_in_the_chain_is_found_and_a_cut_end_by_what_was_noted(tampered):
    store = MemoryPlanStore(builders.plan(), reason="begun", actor="tester")
    for number in range(3):
        store.note(deed(by_id=str(number)))
    kept = list(store.deeds(3)[::-1])
    noted = kept[-1].anchor
    assert list(deed_faults(kept, [noted])) == []
    assert list(deed_faults(tampered(kept), [noted]))


def copy_of(store):
    """Another copy of everything a store holds, apart from it."""
    return MemoryPlanStore.of_whole(store.whole())


def take_over(store, other):
    store.join(other.whole(), {}, origin="laptop", actor="carrier")


def by(kept):
    return [one.deed.by for one in kept if one.deed.did is Did.VIEWED]


def test_deeds_of_another_copy_are_told_beside_the_own_chain_and_both_verify(new_store):
    here = new_store(builders.full_plan())
    here.note(deed(by="Both"))
    there = copy_of(here)
    assert (there.deeds(9), there.trail().told) == (here.deeds(9), ())
    here.note(deed(by="Here"))
    there.note(deed(by="There", at=LATER))
    marks = here.deeds(1)[0].anchor, there.deeds(1)[0].anchor
    take_over(here, there)
    trail = here.trail()
    assert (by(trail.own), by(trail.told)) == (["Both", "Here"], ["There"])
    (reached,) = [one.deed for one in trail.own if one.deed.did is Did.TOLD]
    assert (reached.what, reached.by_id, reached.by) == (str(marks[1]), "laptop", "carrier")
    assert list(trail.faults([marks[0]])) == []
    assert here.verify() == ()
    take_over(here, there)
    assert here.trail() == trail


def test_deeds_told_by_a_third_copy_come_along_and_nothing_is_told_twice(new_store):
    here = new_store(builders.full_plan())
    second, third = copy_of(here), copy_of(here)
    for store, name in ((here, "One"), (second, "Two"), (third, "Three")):
        store.note(deed(by=name))
    take_over(second, third)
    take_over(here, second)
    take_over(here, third)
    take_over(third, here)
    assert (by(here.trail().own), sorted(by(here.trail().told))) == (["One"], ["Three", "Two"])
    assert sorted(by(third.trail().every())) == ["One", "Three", "Two"]
    assert here.verify() == third.verify() == ()


@pytest.mark.parametrize(
    "tampered",
    [
        lambda told: told[1:],
        lambda told: told[:-1],
        lambda told: (told[0], *told[2:]),
        lambda told: told[:0],
        lambda told: (replace(told[0], deed=replace(told[0].deed, by="Nobody")), *told[1:]),
        lambda told: (*told[:-1], replace(told[-1], deed=replace(told[-1].deed, at=LATER))),
        lambda told: (*told[:-1], replace(told[-1], number=9)),
        lambda told: (*told, replace(told[-1], number=told[-1].number + 1)),
    ],
)
def test_whatever_is_changed_in_what_was_told_is_found_its_end_among_it(tampered):
    here = MemoryPlanStore(builders.plan(), reason="begun", actor="tester")
    there = copy_of(here)
    for number in range(3):
        there.note(deed(by_id=str(number)))
    take_over(here, there)
    trail = here.trail()
    assert list(trail.faults()) == []
    found = list(replace(trail, told=tampered(trail.told)).faults())
    assert found
    assert all(one.message and one.remedy for one in found)


def test_a_copy_whose_deeds_do_not_hold_together_is_not_taken_over(new_store):
    here = new_store(builders.full_plan())
    there = copy_of(here)
    there.note(deed())
    whole = there.whole()
    forged = replace(whole.trail.own[0], deed=deed(by="Basel"))
    broken = replace(whole, trail=replace(whole.trail, own=(forged,)))
    with pytest.raises(StoreError, match="does not hold together"):
        here.join(broken, {}, origin="laptop", actor="carrier")
    assert here.trail().every() == ()


def test_neither_file_nor_server_lets_a_deed_be_changed_or_taken_out(tmp_path, server):
    said = {"reason": "Created", "actor": "tester"}
    SqlitePlanStore.create(tmp_path / "a.passage", builders.plan(), **said).close()
    store = SqlitePlanStore.open(tmp_path / "a.passage")
    store.note(deed())
    with closing(dbapi2.connect(str(tmp_path / "a.passage"), isolation_level=None)) as connection:
        for verb in ("DELETE FROM deed", "UPDATE deed SET by_name = 'Basel'"):
            with pytest.raises(dbapi2.Error, match="only ever added to"):
                connection.execute(verb)
    store.close()
    PostgresPlanStore.create(server, "deeds", builders.plan(), **said).note(deed())
    for verb in ('DELETE FROM "op-deeds".deed', 'UPDATE "op-deeds".deed SET what = 1', 'TRUNCATE "op-deeds".deed'):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), server.begin() as connection:
            connection.exec_driver_sql(verb.replace("= 1", "= 'x'"))


def test_a_mark_of_an_earlier_revision_stays_the_mark_it_was(new_store):
    store = new_store(builders.full_plan())
    marks = {}
    for number in range(3):
        plan = store.read().plan
        stored = store.commit(replace(plan, name=f"n{number}"), base=store.read().seq, reason="named", actor="tester")
        marks[stored.seq] = store.anchor()
    assert {seq: store.anchor(seq) for seq in marks} == marks
    with pytest.raises(StoreError, match="no revision"):
        store.anchor(999)


def test_what_was_shown_is_shown_again_bit_for_bit_after_edits_undo_and_another_opening(tmp_path, server):
    """A hundred times of a hundred, from file, server and memory alike, whatever was saved since."""
    plan, said = builders.full_plan(), {"reason": "Created", "actor": "tester"}
    path = tmp_path / "b.passage"
    stores = [
        MemoryPlanStore(plan, **said),
        SqlitePlanStore.create(path, plan, **said),
        PostgresPlanStore.create(server, "again", plan, **said),
    ]
    shown = [[_saved(store, number) for number in range(34)] for store in stores]
    assert shown[0] == shown[1] == shown[2]
    assert len({digest for _, digest in shown[0]}) == 34
    for store in stores:
        for _ in range(5):
            store.undo(base=store.read().seq, actor="tester")
    stores[1].close()
    stores[1:] = [SqlitePlanStore.open(path), PostgresPlanStore.open(server, "again")]
    again = [[(seq, _digest(store, seq)) for seq, _ in shown[0]] for store in stores]
    assert again == shown
    stores[1].close()


def _saved(store, number):
    stored = store.read()
    moved = builders.zone("new", name=f"Zone {number}", exposure=1.0 + number / 7)
    kept = store.commit(stored.plan.with_record(moved), base=stored.seq, reason="moved", actor="tester")
    return kept.seq, _digest(store, kept.seq)


def _digest(store, seq):
    return hashlib.sha256(written(operation_document(store.as_of(seq), seq=seq))).hexdigest()
