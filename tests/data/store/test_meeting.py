"""Two copies edited apart come together: nothing lost, nothing decided for anybody, both histories whole."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import StoreError
from data.store.erasure import GONE, Asked
from data.store.meeting import Side, met
from data.store.memory import MemoryPlanStore
from data.store.protocol import Act
from tests import builders, strategies

ZONE = ("zone", "z")


def copy_of(store):
    """Another copy of everything a store holds, apart from it."""
    return MemoryPlanStore.of_whole(store.whole())


def save(store, change, actor="me"):
    seen = store.read()
    plan = change(seen.plan)
    return seen if plan == seen.plan else store.commit(plan, base=seen.seq, reason="why", actor=actor)


def take_over(store, other, choices=None):
    return store.join(other.whole(), choices or {}, origin="laptop", actor="carrier")


@pytest.fixture
def apart(new_store):
    """Two copies that part after the creation."""
    store = new_store(builders.full_plan())
    return store, copy_of(store)


def renamed(name):
    return lambda plan: plan.with_record(builders.zone(name=name))


def test_what_only_one_changed_is_taken_over_with_its_history_and_marks(apart):
    here, there = apart
    save(here, lambda plan: plan.with_record(builders.zone("mine")))
    save(there, lambda plan: plan.with_record(builders.zone("theirs")), actor="other hand")
    sha = there.keep_photo(b"jpeg of theirs")
    marks = [here.anchor(), there.anchor()]
    plan = take_over(here, there).plan
    assert {zone.id for zone in plan.zones} >= {"mine", "theirs"}
    assert here.photo(sha) == b"jpeg of theirs"
    (told,) = here.whole().told
    assert (told.entry.stamp.actor, told.entry.stamp.act) == ("other hand", Act.EDIT)
    assert here.verify([*marks, here.anchor()]) == ()
    assert here.history(1)[0].act is Act.JOIN
    assert take_over(there, here).plan == plan
    assert there.verify([*marks, here.anchor(), there.anchor()]) == ()
    assert met(here.whole(), there.whole()).is_empty
    assert take_over(here, there).seq == here.history(1)[0].seq


def test_what_both_changed_is_put_to_a_person_record_by_record(apart):
    here, there = apart
    save(here, renamed("Mine"))
    save(there, renamed("Theirs"), actor="other hand")
    (clash,) = met(here.whole(), there.whole()).clashes
    assert (clash.mine.name, clash.theirs.name, clash.theirs_by.actor) == ("Mine", "Theirs", "other hand")
    before = here.read()
    with pytest.raises(StoreError, match="zone z; say for each"):
        take_over(here, there)
    assert here.read() == before
    assert take_over(here, there, {ZONE: Side.MINE}).plan.get("z").name == "Mine"
    assert take_over(there, here).plan.get("z").name == "Mine"


def test_both_having_done_the_same_is_no_clash(apart):
    here, there = apart
    for store in apart:
        save(store, renamed("Same"))
    assert met(here.whole(), there.whole()).clashes == ()


def test_copies_that_contradict_each_other_are_not_put_together(apart):
    here, there = apart
    save(here, lambda plan: plan.without("i"))
    save(there, lambda plan: plan.with_record(builders.note("m", about="i")))
    before = here.read()
    with pytest.raises(StoreError, match="do not go together"):
        take_over(here, there)
    assert here.read() == before


def test_another_operation_and_a_copy_that_was_tampered_with_are_refused(apart):
    here, there = apart
    stranger = MemoryPlanStore(builders.plan(), reason="Created", actor="me")
    with pytest.raises(StoreError, match="another operation"):
        take_over(here, stranger)
    save(there, renamed("Theirs"))
    last = there._log[-1]
    there._log = (*there._log[:-1], replace(last, image=replace(last.image, body=last.image.body.replace("T", "F"))))
    with pytest.raises(StoreError, match="does not hold together"):
        take_over(here, there)


def test_joining_is_taken_back_and_brought_again_as_one(apart):
    here, there = apart
    before = save(here, renamed("Mine")).plan
    save(there, lambda plan: plan.with_record(builders.zone("z-a"), builders.zone("z-b")))
    after = take_over(here, there).plan
    assert here.undo(base=here.read().seq, actor="me").plan == before
    assert here.redo(base=here.read().seq, actor="me").plan == after


def test_what_was_erased_in_one_copy_is_erased_in_the_other(apart):
    here, there = apart
    for store in apart:
        save(store, lambda plan: plan.with_record(builders.note("memo", text="Ibrahim was here", about="s")))
    there = copy_of(here)
    save(here, lambda plan: plan.with_record(builders.note("memo", text="Ibrahim was there", about="s")))
    there.erase(Asked(keys=frozenset({("note", "memo")}), fields=("text",)), reason="Asked", actor="auditor")
    take_over(here, there, {("note", "memo"): Side.MINE})
    assert here.read().plan.get("memo").text == GONE
    assert "Ibrahim" not in repr(here.whole())
    take_over(there, here)
    assert "Ibrahim" not in repr(there.whole())
    assert there.read().plan == here.read().plan
    assert here.verify() == there.verify() == ()


IDS = ("z-1", "z-2", "z-3", "z-4", "z-5")
CHANGES = st.lists(
    st.one_of(
        strategies.zones(st.sampled_from(IDS)),
        st.sampled_from(IDS),
        st.sampled_from(["undo", "redo"]),
        strategies.texts(),
    ),
    max_size=6,
)


def change(store, step):
    """Do one thing of chance to a copy."""
    seen = store.read()
    if step in {"undo", "redo"}:
        try:
            getattr(store, step)(base=seen.seq, actor="chance")
        except StoreError:
            return
    elif not isinstance(step, str):
        save(store, lambda plan: plan.with_record(step))
    elif seen.plan.find(step):
        save(store, lambda plan: plan.without(step))
    elif step not in IDS:
        save(store, lambda plan: replace(plan, name=step))


@settings(max_examples=40, deadline=None)
@given(rounds=st.lists(st.tuples(CHANGES, CHANGES), min_size=1, max_size=3), data=st.data())
def test_two_copies_edited_apart_by_chance_and_moved_both_ways_end_equal_and_verify(rounds, data):
    here = MemoryPlanStore(builders.plan(builders.zone("z-1"), builders.zone("z-2")), reason="Created", actor="me")
    there, marks = copy_of(here), []
    for mine, theirs in rounds:
        for store, steps in ((here, mine), (there, theirs)):
            before = store.anchor()
            for step in steps:
                change(store, step)
            marks += [store.anchor()] if store.anchor() != before else []
        clashes = met(here.whole(), there.whole()).clashes
        choices = {clash.key: data.draw(st.sampled_from(Side)) for clash in clashes}
        take_over(here, there, choices)
        take_over(there, here)
        assert there.read().plan == here.read().plan
        assert here.verify([*marks, here.anchor()]) == there.verify([*marks, there.anchor()]) == ()
        for clash in clashes:
            wanted = clash.mine if choices[clash.key] is Side.MINE else clash.theirs
            assert clash.key[0] == "plan" or here.read().plan.find(clash.key[1]) == wanted
