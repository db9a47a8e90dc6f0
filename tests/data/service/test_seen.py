"""Who sees what, and that nobody's save removes what they could not see."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import NotAllowed
from data.identity.principal import Role
from data.model import Barrier, SectorState
from data.model.sharing import Sensitivity, Sharing
from data.service import reading, saving
from data.service.seen import may_see, sight_of, view_of, visible
from data.store.memory import MemoryPlanStore
from tests import builders
from tests.data.service.people import person, planner

FULL = builders.full_plan()
IDS = [str(record.id) for record in FULL.records()]
LEVELS = st.sampled_from(Sensitivity)
PROTOCOLS = st.dictionaries(st.sampled_from(IDS), LEVELS, max_size=12).map(
    lambda said: Sharing(kinds=(("note", Sensitivity.LOW),), records=tuple(said.items()))
)
ROLES = st.frozensets(st.sampled_from(Role), max_size=3)


@given(PROTOCOLS, ROLES, LEVELS, st.booleans())
@settings(max_examples=150)
def test_nothing_is_shown_that_may_not_be_seen_and_what_is_kept_back_is_told(protocol, roles, clearance, own):
    who = person(*roles, clearance=clearance, sectors=("north",) if own else ())
    view = view_of(FULL, who, protocol)
    shown = {str(record.id) for record in view.plan.records()}
    assert all(may_see(FULL, who, FULL.get(key), protocol) for key in shown)
    assert shown | view.withheld == set(IDS)
    assert not shown & view.withheld
    assert visible(FULL, who, protocol) == view.plan
    text = repr([record for record in view.plan.records() if record is not FULL.get(str(record.id))])
    assert not [key for key in view.withheld if f"'{key}'" in text], "a shortened record names nothing kept back"


@given(PROTOCOLS, LEVELS, st.sampled_from(IDS), st.data())
@settings(max_examples=60)
def test_what_somebody_saves_leaves_all_that_was_kept_back_as_it_was(protocol, clearance, key, data):
    plan = replace(FULL, sharing=protocol, one_person_suffices=True)
    store = MemoryPlanStore(plan, reason="begun", actor="tester")
    who = person(Role.COORDINATOR, clearance=clearance)
    seen = reading.read(who, store)
    found = seen.view.plan.find(key)
    if found is None:
        return
    gone = data.draw(st.booleans()) and not seen.view.plan.referring_to(key)
    edited = seen.view.plan.without(key) if gone else seen.view.plan.with_record(_touched(found))
    try:
        saving.commit(who, store, edited, base=seen.seq, reason="mine")
    except NotAllowed:
        assert store.read().plan == plan
        return
    after = store.read().plan
    about = {str(note.id) for note in plan.notes if note.about == key}
    for other in plan.records():
        if str(other.id) != key and str(other.id) not in about:
            assert after.get(str(other.id)) == other
    if not gone:
        assert replace(after.get(key), **_said(found)) == plan.get(key)


def _field(record):
    return next(name for name in ("note", "name", "summary", "text", "cause", "source") if hasattr(record, name))


def _said(record):
    return {_field(record): getattr(record, _field(record))}


def _touched(record):
    name = _field(record)
    return replace(record, **{name: builders.source(name="touched") if name == "source" else "touched"})


def test_of_a_phase_seen_in_part_the_rest_stays_when_its_shown_part_is_changed():
    states = (("a", SectorState.ACTIVE), ("b", SectorState.ACTIVE))
    protocol = Sharing(records=(("b", Sensitivity.SEVERE),))
    plan = builders.plan(
        builders.sector("a"), builders.sector("b"), builders.phase(sector_states=states), sharing=protocol
    )
    store = MemoryPlanStore(plan, reason="begun", actor="tester")
    who = person(Role.COORDINATOR, clearance=Sensitivity.HIGH)
    seen = reading.read(who, store)
    assert seen.view.shortened == {"p"}
    phase = seen.view.plan.get("p").with_sector_state("a", SectorState.SUSPENDED)
    saving.commit(who, store, seen.view.plan.with_record(phase), base=seen.seq, reason="suspended")
    assert dict(store.read().plan.get("p").sector_states) == {"a": SectorState.SUSPENDED, "b": SectorState.ACTIVE}


def test_a_list_that_stands_for_all_when_it_is_empty_is_never_shortened_to_nothing():
    protocol = Sharing(records=(("p", Sensitivity.SEVERE),))
    plan = builders.plan(builders.zone(), builders.phase(), builders.barrier(phases=("p",)))
    view = view_of(plan, person(Role.VIEWER, clearance=Sensitivity.HIGH), protocol)
    assert [type(record) for record in view.plan.records() if isinstance(record, Barrier)] == []
    assert view.hides_acting


def test_an_id_that_is_taken_by_something_kept_back_is_refused():
    protocol = Sharing(records=(("z", Sensitivity.SEVERE),))
    store = MemoryPlanStore(builders.plan(builders.zone(), sharing=protocol), reason="begun", actor="tester")
    who = person(Role.COORDINATOR, clearance=Sensitivity.HIGH)
    seen = reading.read(who, store)
    with pytest.raises(NotAllowed, match="taken already"):
        saving.commit(who, store, seen.view.plan.with_record(builders.zone()), base=seen.seq, reason="mine")


def test_all_who_see_everything_share_their_answers_and_nobody_else_does():
    low = person(Role.COORDINATOR, clearance=Sensitivity.HIGH)
    assert sight_of(planner()) == sight_of(planner("Basel")) == ""
    assert len({sight_of(low), sight_of(person(Role.SECURITY_CELL)), sight_of(person()), ""}) == 4
