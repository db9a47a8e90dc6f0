"""What every plan store promises, tried on the one in memory and the one in a file."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from data.errors import StalePlan, StoreError
from data.model import PhaseId
from data.store.anchors import read_anchor
from data.store.protocol import Act, Op
from tests import builders, strategies


def save(store, plan, reason="Edited"):
    return store.commit(plan, base=store.read().seq, reason=reason, actor="tester")


def undo(store):
    return store.undo(base=store.read().seq, actor="tester")


def redo(store):
    return store.redo(base=store.read().seq, actor="tester")


def renamed(plan, name):
    return replace(plan, name=name)


@pytest.fixture
def store(new_store):
    return new_store(builders.full_plan())


def test_what_was_created_is_read(store):
    assert store.read().plan == builders.full_plan()
    assert store.verify() == ()


def test_only_what_differs_gets_a_revision(store):
    before = store.read()
    stored = save(store, before.plan.with_record(builders.zone(name="Renamed")))
    assert stored.seq == before.seq + 1
    (newest,) = store.history(1)
    assert (newest.kind, newest.record_id, newest.op, newest.version) == ("zone", "z", Op.CHANGED, 2)


def test_a_revision_says_who_why_when_and_what(store):
    save(store, store.read().plan.with_record(builders.zone("new")), reason="Mines reported")
    (newest,) = store.history(1)
    assert (newest.actor, newest.reason, newest.act, newest.op) == ("tester", "Mines reported", Act.EDIT, Op.ADDED)
    assert newest.at == builders.NOON.replace(second=1)


def test_an_equal_plan_is_no_change(store):
    before = store.read()
    assert save(store, builders.full_plan()).seq == before.seq


def test_all_records_of_one_save_share_its_commit_and_numbers_have_no_gaps(store):
    plan = store.read().plan.with_record(builders.zone("z1"), builders.zone("z2"))
    save(store, plan)
    history = store.history(1000)
    assert [r.seq for r in history] == list(range(len(history), 0, -1))
    assert history[0].commit == history[1].commit != history[2].commit


def test_settings_are_kept_as_a_record(store):
    save(store, renamed(store.read().plan, "Other"))
    (newest,) = store.history(1)
    assert (newest.kind, newest.record_id) == ("plan", "plan")
    assert store.read().plan.name == "Other"


def test_a_removed_record_is_gone_but_not_forgotten(store):
    before = store.read()
    save(store, before.plan.without("i"))
    assert store.read().plan.find("i") is None
    assert store.history(1)[0].op is Op.REMOVED
    assert store.as_of(before.seq) == before.plan


def test_a_record_added_again_goes_on_counting_its_versions(store):
    plan = store.read().plan
    save(store, plan.without("i"))
    save(store, plan.without("i").with_record(builders.incident(summary="Cleared")))
    assert (store.history(1)[0].version, store.history(1)[0].op) == (3, Op.ADDED)


@pytest.mark.parametrize("base", [0, 1, 10_000, -1])
def test_a_change_that_clashes_or_is_made_on_no_revision_is_refused_and_names_who_saved(store, base):
    first = store.read()
    save(store, renamed(first.plan, "Theirs"), reason="Renamed it")
    with pytest.raises(StalePlan, match="Renamed it"):
        store.commit(renamed(first.plan, "Mine"), base=base, reason="Mine", actor="late")
    assert store.read().plan.name == "Theirs"
    with pytest.raises(StalePlan):
        store.undo(base=base, actor="late")
    with pytest.raises(StalePlan):
        store.redo(base=base, actor="late")


@pytest.mark.parametrize(("reason", "actor"), [("", "me"), ("  ", "me"), ("why", ""), ("\ud800", "me")])
def test_a_change_without_reason_or_actor_is_refused(store, reason, actor):
    seq = store.read().seq
    with pytest.raises(StoreError, match="only kept when"):
        store.commit(builders.plan(), base=seq, reason=reason, actor=actor)
    assert store.read().seq == seq


def test_a_plan_that_cannot_be_written_changes_nothing(store):
    before = store.read()
    bad = before.plan.with_record(builders.zone("fine"), builders.site("broken", capacity=float("inf")))
    with pytest.raises(StoreError, match="broken"):
        save(store, bad)
    assert store.read() == before
    assert store.verify() == ()


def test_undo_goes_back_save_by_save_and_redo_forward_again(store):
    plans = [store.read().plan]
    for name in ("one", "two", "three"):
        plans.append(save(store, renamed(plans[-1], name)).plan)
    for plan in (plans[2], plans[1], plans[0]):
        assert undo(store).plan == plan
    for plan in plans[1:]:
        assert redo(store).plan == plan
    assert undo(store).plan == plans[2]


def test_undo_is_a_new_revision_that_keeps_the_reason(store):
    before = save(store, renamed(store.read().plan, "one"), reason="Because")
    after = undo(store)
    assert after.seq == before.seq + 1
    assert (store.history(1)[0].act, store.history(1)[0].reason) == (Act.UNDO, "Because")


def test_creation_cannot_be_undone(store):
    with pytest.raises(StoreError, match="nothing to undo"):
        undo(store)


def test_nothing_can_be_redone_after_a_new_save(store):
    save(store, renamed(store.read().plan, "one"))
    undo(store)
    save(store, renamed(store.read().plan, "two"))
    with pytest.raises(StoreError, match="nothing to redo"):
        redo(store)
    assert undo(store).plan == builders.full_plan()


def test_undo_brings_a_removed_record_back_to_its_place_in_the_order(new_store):
    store = new_store(builders.plan(*(builders.zone(name) for name in "abc")))
    before = store.read().plan
    save(store, before.without("a"))
    assert undo(store).plan == before
    assert store.as_of(store.read().seq) == before


def test_the_order_of_records_is_kept_even_when_it_is_changed(new_store):
    store = new_store(builders.plan(*(builders.zone(name) for name in "abcd")))
    turned = replace(store.read().plan, zones=store.read().plan.zones[::-1])
    save(store, turned)
    assert store.as_of(store.read().seq) == turned
    again = turned.without("c").with_record(builders.zone("c"))
    save(store, again)
    assert store.as_of(store.read().seq) == again


def test_a_phase_moved_before_the_others_costs_one_revision(new_store):
    store = new_store(builders.plan(builders.phase("first"), builders.phase("second")))
    early = builders.phase("second", starts_at=builders.NOON.replace(year=2025))
    seq = store.read().seq
    assert save(store, store.read().plan.with_record(early)).seq == seq + 1
    assert [p.id for p in store.read().plan.phases] == [PhaseId("second"), PhaseId("first")]


def test_the_same_id_may_move_to_another_kind(new_store):
    store = new_store(builders.plan(builders.zone("twice")))
    before = store.read().plan
    save(store, before.without("twice").with_record(builders.sector("twice")))
    assert store.read().plan.sectors[0].id == "twice"
    assert undo(store).plan == before


def test_as_of_a_revision_inside_a_save_is_the_whole_save(store):
    plan = store.read().plan.with_record(builders.zone("z1"), builders.zone("z2"), builders.zone("z3"))
    first = store.read().seq + 1
    save(store, plan)
    assert store.as_of(first) == plan
    assert store.as_of(1) == builders.full_plan()


@pytest.mark.parametrize("seq", [0, -1, 10_000])
def test_a_revision_that_does_not_exist_is_refused(store, seq):
    with pytest.raises(StoreError, match="no revision"):
        store.as_of(seq)


def test_history_is_as_long_as_asked(store):
    assert len(store.history(3)) == 3
    assert store.history(0) == ()
    assert store.history(-1) == ()


def test_of_many_threads_none_loses_a_change_unnoticed(store):
    """Each adds a zone of their own, and counts on one that all share: only there is anybody refused."""

    def count(name):
        for turn in range(10):
            seen = store.read()
            added = seen.plan.with_record(builders.zone(f"{name}-{turn}"))
            assert store.commit(added, base=seen.seq, reason="why", actor=name).plan.find(f"{name}-{turn}")
            while True:
                seen = store.read()
                shared = seen.plan.get("i")
                counted = replace(shared, summary=f"{shared.summary} {name}-{turn}")
                try:
                    store.commit(seen.plan.with_record(counted), base=seen.seq, reason="why", actor=name)
                    break
                except StalePlan:
                    continue

    names = [f"hand{n}" for n in range(6)]
    with ThreadPoolExecutor(len(names)) as hands:
        list(hands.map(count, names))
    plan, every = store.read().plan, {f"{name}-{turn}" for name in names for turn in range(10)}
    assert every <= {zone.id for zone in plan.zones}
    words = plan.get("i").summary.split()
    assert sorted(words[-60:]) == sorted(every)
    assert store.verify() == ()


def test_who_changes_something_else_is_not_in_the_way(store):
    first = store.read()
    save(store, first.plan.with_record(builders.zone("theirs")), reason="Theirs")
    mine = first.plan.with_record(builders.zone("mine"), builders.zone(name="Renamed"))
    stored = store.commit(mine, base=first.seq, reason="Mine", actor="late")
    assert stored == store.read()
    assert {z.id: z.name for z in stored.plan.zones} == {"z": "Renamed", "theirs": "Zone", "mine": "Zone"}
    assert undo(store).plan == first.plan.with_record(builders.zone("theirs"))
    assert save(store, store.read().plan).seq == store.read().seq, "nobody's order was disturbed"


def test_both_having_done_the_same_is_no_clash(store):
    first = store.read()
    same = first.plan.with_record(builders.zone(name="Renamed"))
    save(store, same)
    assert store.commit(same.without("i"), base=first.seq, reason="Mine", actor="late").plan == same.without("i")


def test_whoever_changes_the_same_record_is_refused_and_told_who_and_which(store):
    first = store.read()
    save(store, first.plan.with_record(builders.zone(name="Theirs")), reason="Renamed it")
    with pytest.raises(StalePlan, match=r"tester saved “Renamed it” .* both change Mine\.") as refused:
        store.commit(first.plan.with_record(builders.zone(name="Mine")), base=first.seq, reason="Mine", actor="late")
    assert refused.value.clashes == {"z"}
    assert store.read().plan.get("z").name == "Theirs"


def test_changes_that_contradict_each_other_are_refused(new_store):
    plan = builders.plan(builders.zone("z"))
    store = new_store(plan)
    seen = store.read()
    save(store, plan.without("z"), reason="No danger left")
    with pytest.raises(StalePlan, match="does not fit what tester saved meanwhile"):
        store.commit(plan.with_record(builders.barrier("b", area_id="z")), base=seen.seq, reason="Mine", actor="late")
    assert store.read().plan == plan.without("z")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=strategies.plans(), after=strategies.plans())
def test_any_plan_may_follow_any_other(new_store, before, after):
    store = new_store(before)
    stored = save(store, after)
    assert stored.plan == after
    assert store.as_of(stored.seq) == after
    if stored.seq > len(tuple(before.records())) + 1:
        assert undo(store).plan == before
        assert redo(store).plan == after
    assert store.verify() == ()


def test_versions_of_a_record_are_told_newest_first_and_none_of_another(store):
    save(store, store.read().plan.with_record(builders.zone(name="Renamed")), reason="Mines reported")
    save(store, store.read().plan.with_record(builders.site(name="Other")))
    newest, first = store.versions("z", 10)
    assert (newest.record.name, newest.revision.reason, newest.revision.op) == ("Renamed", "Mines reported", Op.CHANGED)
    assert (first.record.name, first.revision.op) == ("Zone", Op.ADDED)
    assert store.versions("z", 1) == (newest,)
    assert store.versions("nobody", 10) == ()


def test_the_version_of_a_removed_record_is_none_and_the_settings_are_no_record(store):
    plan = store.read().plan
    save(store, plan.without("i"))
    removed, added = store.versions("i", 10)
    assert (removed.record, removed.revision.op) == (None, Op.REMOVED)
    assert added.record == plan.get("i")
    save(store, renamed(store.read().plan, "Another"))
    assert store.versions("plan", 10) == ()


def test_a_photograph_comes_back_as_it_was_kept_and_one_nobody_kept_is_named(store):
    name = store.keep_photo(b"jpeg")
    assert store.keep_photo(b"jpeg") == name
    assert store.photo(name) == b"jpeg"
    with pytest.raises(StoreError, match="0000"):
        store.photo("0" * 64)


def test_notes_go_with_what_they_are_about_and_come_back_with_an_undo(store):
    plan = store.read().plan.with_record(builders.site("alone"), builders.note("m", about="alone"))
    save(store, plan)
    save(store, plan.without("alone"))
    assert store.read().plan.find("m") is None
    assert undo(store).plan.get("m") == builders.note("m", about="alone")


def test_what_was_worked_out_from_the_whole_plan_is_saved_on_no_other(store):
    first = store.read()
    save(store, first.plan.with_record(builders.zone("theirs")), reason="Theirs")
    with pytest.raises(StalePlan, match="Theirs"):
        store.commit(renamed(first.plan, "Mine"), base=first.seq, reason="Mine", actor="late", on_newest=True)
    assert store.commit(
        renamed(store.read().plan, "Mine"), base=store.read().seq, reason="Mine", actor="late", on_newest=True
    )


def test_a_mark_noted_of_the_history_holds_for_ever(store):
    marks = [store.anchor()]
    for name in ("one", "two"):
        save(store, renamed(store.read().plan, name))
        marks.append(store.anchor())
    undo(store)
    assert [read_anchor(str(mark)) for mark in marks] == marks
    assert store.verify(marks) == ()


def test_a_history_rewritten_as_a_whole_or_cut_is_noticed_by_a_mark(new_store):
    plan = builders.full_plan()
    first, rewritten = new_store(plan), new_store(plan)
    for store in (first, rewritten):
        save(store, renamed(plan, "one"))
    mark = first.anchor()
    save(first, renamed(plan, "two"))
    assert rewritten.verify() == (), "every link of it holds"
    assert {f.code for f in rewritten.verify([mark])} == {"history-not-as-noted"}
    (cut,) = rewritten.verify([first.anchor()])
    assert "does not reach" in cut.message


@pytest.mark.parametrize("text", ["", "414", "414-3f9a", "x-3f9a-1c22-88d0", "414-3f9a-1c22-88d0-1"])
def test_what_is_no_mark_is_said_to_be_none(text):
    with pytest.raises(StoreError, match="not the mark of a revision"):
        read_anchor(text)
