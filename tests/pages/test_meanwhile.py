"""Who saved what while a draft was made, and what both have changed."""

from dataclasses import replace

import pytest

from data.errors import StalePlan
from data.model import SectorState
from data.store.memory import MemoryPlanStore
from pages.state.draft import Draft, Sketch
from pages.state.meanwhile import meanwhile
from pages.state.nouns import form_of
from tests.builders import SQUARE, full_plan

PLAN = full_plan()


@pytest.fixture
def store():
    return MemoryPlanStore(PLAN, reason="begun", actor="ann")


def met(store, draft, base):
    now = store.read()
    since = [r for r in store.history(50) if r.seq > base]
    return meanwhile(store.as_of(base), now.plan, draft, since)


def saved(store, plan, reason):
    return store.commit(plan, base=store.read().seq, reason=reason, actor="ben")


def test_another_record_saved_meanwhile_is_told_and_clashes_with_nothing(store):
    base = store.read().seq
    saved(store, PLAN.with_record(replace(PLAN.sectors[0], name="Renamed")), "agreed by telephone")
    found = met(store, Draft().with_shapes({PLAN.zones[0].id: Sketch("zone", SQUARE)}), base)
    assert found.told == ("ben changed Renamed (“agreed by telephone”).",)
    assert found.clashes == frozenset()


def test_the_same_record_changed_by_both_clashes(store):
    base, zone = store.read().seq, PLAN.zones[0]
    saved(store, PLAN.with_record(replace(zone, name="Theirs")), "why")
    draft = Draft().with_form(zone.id, replace(form_of(PLAN, zone), name="Mine"))
    assert met(store, draft, base).clashes == {zone.id}


def test_what_a_phase_or_a_barrier_says_of_a_record_counts_as_the_record(store):
    base, sector, zone = store.read().seq, PLAN.sectors[0], PLAN.zones[0]
    phase = PLAN.phases[0].with_sector_state(sector.id, SectorState.SUSPENDED)
    saved(store, PLAN.with_record(phase).without(PLAN.barriers[0].id), "why")
    draft = Draft().with_form(sector.id, form_of(PLAN, sector)).with_form(zone.id, form_of(PLAN, zone))
    assert met(store, draft, base).clashes == {sector.id, zone.id}


def test_a_record_removed_meanwhile_clashes_and_is_told_by_its_name(store):
    base, zone = store.read().seq, PLAN.zones[0]
    own = [b.id for b in PLAN.barriers if b.area_id == zone.id]
    saved(store, PLAN.without(zone.id, *own), "gone")
    found = met(store, Draft().with_shapes({zone.id: Sketch("zone", SQUARE)}), base)
    assert found.clashes == {zone.id}
    assert f"removed {zone.name}" in found.told[0]


def test_the_store_refuses_a_draft_begun_before_the_newest_save(store):
    base = store.read().seq
    saved(store, PLAN.with_record(replace(PLAN.sectors[0], name="Renamed")), "why")
    with pytest.raises(StalePlan, match="ben saved"):
        store.commit(PLAN.with_record(replace(PLAN.sectors[0], name="Mine")), base=base, reason="mine", actor="ann")
