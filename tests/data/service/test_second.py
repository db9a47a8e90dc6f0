"""What waits for a second person, the same on every store."""

from dataclasses import replace

import pytest

from data.errors import NotAllowed, StalePlan
from data.identity.principal import Role
from data.model import Release, RoadStatus, SectorState
from data.service import reading, saving, second, taking_back
from data.store.proposal import Verdict
from tests import builders
from tests.data.service.people import person, planner
from tests.data.store.conftest import new_store

AMAL, BASEL, CARLA = planner(), planner("Basel"), planner("Carla")
GROUND = (builders.zone(exposure=2.0), builders.sector(), builders.phase(), builders.site(), builders.crossing())
PLAN = builders.plan(*GROUND).with_record(builders.barrier(), builders.convoy())
__all__ = ["new_store"]


def saved(store, plan, who=AMAL, reason="said by radio"):
    return saving.commit(who, store, plan, base=store.read().seq, reason=reason)


def now(store):
    return store.read().plan


def test_what_looks_safer_waits_while_the_rest_of_the_save_is_in_force(new_store):
    store = new_store(PLAN)
    closed = builders.road_report("closed", status=RoadStatus.NOT_PASSABLE)
    outcome = saved(store, PLAN.without("b").with_record(closed))
    assert [change.id for change in outcome.in_force] == ["closed"]
    assert now(store).find("closed") is not None
    assert now(store).find("b") is not None
    assert outcome.told == "In force: Report closed added. Waits for a second person: Barrier b removed."
    (waits,) = second.waiting(BASEL, store)
    assert (waits.by, waits.reason, [change.id for change in waits.changes]) == ("Amal", "said by radio", ["b"])
    second.confirm(BASEL, store, waits.id)
    assert now(store).find("b") is None
    assert store.history(1)[0].actor == "Amal, confirmed by Basel"
    assert second.waiting(BASEL, store) == ()
    assert store.proposals()[0].decision.verdict is Verdict.CONFIRMED
    with pytest.raises(StalePlan, match="Basel has confirmed this already"):
        second.confirm(CARLA, store, waits.id)


def test_nobody_confirms_their_own_and_only_who_could_make_the_change_decides(new_store):
    store = new_store(PLAN)
    waits = saved(store, PLAN.without("b")).waiting
    for who in (AMAL, replace(AMAL, name="Somebody else"), person(Role.SECURITY_CELL, name="Cell")):
        with pytest.raises(NotAllowed):
            second.confirm(who, store, waits.id)
    with pytest.raises(NotAllowed, match="alone can withdraw"):
        second.withdraw(BASEL, store, waits.id)
    with pytest.raises(NotAllowed, match="Say why"):
        second.refuse(BASEL, store, waits.id, " ")
    second.refuse(BASEL, store, waits.id, "not checked")
    assert now(store) == PLAN
    assert store.proposals()[0].decision.reason == "not checked"


def test_a_proposal_comes_on_top_of_what_was_saved_since_and_says_where_it_cannot(new_store):
    store = new_store(PLAN)
    waits = saved(store, PLAN.without("b")).waiting
    other = saved(store, now(store).with_record(builders.zone(exposure=1.0))).waiting
    saved(store, now(store).with_record(builders.site(name="Clinic")), who=CARLA)
    second.confirm(BASEL, store, waits.id)
    assert (now(store).find("b"), now(store).get("s").name) == (None, "Clinic")
    saved(store, now(store).with_record(builders.zone(exposure=9.0)), who=CARLA)
    with pytest.raises(StalePlan, match="Carla saved"):
        second.confirm(BASEL, store, other.id)
    assert second.waiting(BASEL, store) == (other,)
    second.withdraw(AMAL, store, other.id)


def test_a_change_that_leans_on_what_waits_waits_with_it(new_store):
    store = new_store(PLAN)
    outcome = saved(store, PLAN.with_record(builders.corridor(), builders.note(about="c")))
    assert [change.id for change in outcome.waiting.changes] == ["c", "n"]
    second.confirm(BASEL, store, outcome.waiting.id)
    assert now(store).find("n") is not None


def test_a_change_is_judged_beside_what_is_in_force_not_beside_what_waits(new_store):
    """Else a worse report could be taken away and spoken over in one save."""
    closed = builders.road_report("closed", status=RoadStatus.NOT_PASSABLE)
    plan = PLAN.with_record(closed)
    store = new_store(plan)
    outcome = saved(store, PLAN.with_record(builders.road_report("new", status=RoadStatus.UNKNOWN)))
    assert {change.id for change in outcome.waiting.changes} == {"closed", "new"}
    assert now(store) == plan


def test_an_undo_that_looks_safer_waits_and_one_that_looks_worse_does_not(new_store):
    store = new_store(PLAN)
    saved(store, PLAN.with_record(builders.phase(sector_states=(("north", SectorState.ACTIVE),))))
    second.confirm(BASEL, store, second.waiting(BASEL, store)[0].id)
    assert taking_back.undo(AMAL, store, base=store.read().seq).waiting is None
    assert now(store) == PLAN
    outcome = taking_back.redo(AMAL, store, base=store.read().seq)
    assert outcome.waiting.reason == "Brought back: said by radio"
    assert now(store) == PLAN


def test_a_release_names_both_people_and_falls_when_the_convoy_marches_otherwise(new_store):
    store = new_store(PLAN)
    forged = Release(by="Nobody", at=builders.NOON, confirmed_by="Nobody else")
    outcome = saved(store, PLAN.with_record(builders.convoy(release=forged)))
    assert now(store).get("v").release is None
    second.confirm(BASEL, store, outcome.waiting.id)
    kept = now(store).get("v")
    assert (kept.release.by, kept.release.confirmed_by) == ("Amal", "Basel")
    viewer = person(Role.VIEWER)
    assert reading.read(viewer, store).view.plan.find("v") is not None
    saved(store, now(store).with_record(replace(kept, is_fixed=True)))
    assert now(store).get("v").release is not None
    saved(store, now(store).with_record(replace(kept, vehicle_count=9)))
    assert now(store).get("v").release is None
    assert reading.read(viewer, store).view.plan.find("v") is None


def test_what_waits_keeps_its_id_and_the_next_of_that_name_is_given_another(new_store):
    """Pages number new reports by what they see, and what waits they do not see."""
    store = new_store(PLAN)
    saved(store, PLAN.with_record(builders.road_report("R-001")))
    outcome = saved(store, PLAN.with_record(builders.road_report("R-001", status=RoadStatus.RESTRICTED)))
    assert [change.id for change in outcome.waiting.changes] == ["R-001-2"]
    for proposal in second.waiting(BASEL, store):
        second.confirm(BASEL, store, proposal.id)
    assert {str(report.id) for report in now(store).status_reports} == {"R-001", "R-001-2"}


def test_where_one_person_suffices_nothing_waits(new_store):
    store = new_store(replace(PLAN, one_person_suffices=True))
    plan = now(store).with_record(builders.convoy(release=Release(by="x", at=builders.NOON)))
    assert saved(store, plan.without("b")).waiting is None
    assert now(store).find("b") is None
    release = now(store).get("v").release
    assert (release.by, release.confirmed_by) == ("Amal", None)
