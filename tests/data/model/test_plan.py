"""A plan cannot contradict itself, and a change is a new plan."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given, settings

from data.errors import PlanError, UnknownSubject
from data.model import COLLECTION_OF, Plan
from tests import builders, strategies


def test_a_plan_holds_every_kind_of_record():
    plan = builders.full_plan()
    assert {type(r) for r in plan.records()} == set(COLLECTION_OF)
    assert set(plan.settings()) == {
        "name",
        "time_zone",
        "illustrative",
        "network_fingerprint",
        "sharing",
        "one_person_suffices",
        "held",
    }


def test_a_plan_cannot_be_written_to():
    with pytest.raises(FrozenInstanceError):
        builders.plan().name = "Other"


def test_an_id_is_used_once_over_all_kinds():
    with pytest.raises(PlanError, match="The id twice is used twice"):
        builders.plan(builders.zone("twice"), builders.sector("twice"))


def test_of_very_many_faults_the_first_are_told_and_the_rest_counted():
    twice = (builders.zone(f"z{n}") for n in range(20))
    zones = tuple(z for zone in twice for z in (zone, zone))
    with pytest.raises(PlanError, match="And 12 more such faults") as refusal:
        Plan(name="x", zones=zones)
    assert str(refusal.value).count("used twice") == 8


def test_all_faults_are_told_together():
    with pytest.raises(PlanError) as refusal:
        Plan(
            name="x",
            time_zone="Mars/Base",
            sectors=(builders.sector("a", owner="ghost"),),
            barriers=(builders.barrier("a", area_id="nowhere"),),
        )
    for part in ("id a is used twice", "refers to ghost", "refers to nowhere", "Mars/Base"):
        assert part in str(refusal.value)


@pytest.mark.parametrize(
    "record",
    [
        builders.sector(owner="nobody"),
        builders.barrier(area_id="nowhere"),
        builders.phase(sector_states=(("nowhere", "active"),)),
        builders.border_report(crossing_id="nowhere"),
        builders.convoy(origin="nowhere", destination="s"),
        builders.convoy(origin="s", destination="nowhere"),
        builders.convoy(origin="s", destination="s", via=("nowhere",)),
    ],
    ids=lambda r: type(r).__name__,
)
def test_an_id_that_leads_nowhere_is_refused(record):
    with pytest.raises(PlanError, match="is not in the plan"):
        builders.plan(builders.site()).with_record(record)


def test_a_barrier_may_not_name_a_phase_that_is_not_there():
    with pytest.raises(PlanError, match="Barrier b refers to later"):
        builders.plan(builders.zone(), builders.barrier(phases=("later",)))


@pytest.mark.parametrize("area", [builders.zone("here"), builders.sector("here")])
def test_a_barrier_stands_on_a_zone_or_a_sector(area):
    plan = builders.plan(area, builders.barrier(area_id="here"))
    assert plan.get("b").area_id == "here"


@pytest.mark.parametrize("place", ["z", "north", "k", "p"])
def test_a_convoy_moves_between_sites_and_crossings_only(place):
    with pytest.raises(PlanError, match=f"Convoy v refers to {place}"):
        builders.full_plan().with_record(builders.convoy(origin=place))


@pytest.mark.parametrize("name", ["", "Gaza", "../etc/passwd", "Asia/Gaza/"])
def test_a_time_zone_must_exist(name):
    with pytest.raises(PlanError, match="not a time zone"):
        builders.plan(time_zone=name)


def test_phases_are_kept_in_the_order_they_start():
    late = builders.phase("a")
    early = builders.phase("b", starts_at=builders.NOON.replace(year=2025))
    assert [p.id for p in builders.plan(late, early).phases] == ["b", "a"]


def test_a_record_is_found_by_its_id():
    plan = builders.full_plan()
    assert plan.get("north") is plan.sectors[0]
    assert plan.find("nowhere") is None
    with pytest.raises(UnknownSubject, match="nowhere"):
        plan.get("nowhere")


def test_what_others_refer_to_cannot_be_taken_away_alone():
    plan = builders.full_plan()
    with pytest.raises(PlanError, match="Barrier b refers to z"):
        plan.without("z")
    assert plan.without("z", "b").find("z") is None


def test_taking_away_what_is_not_there_is_refused():
    with pytest.raises(UnknownSubject, match="nowhere"):
        builders.plan().without("nowhere")


def test_a_replaced_record_keeps_its_place():
    plan = builders.plan(builders.zone("a"), builders.zone("b")).with_record(builders.zone("a", name="New"))
    assert [(z.id, z.name) for z in plan.zones] == [("a", "New"), ("b", "Zone")]


def test_many_records_may_come_at_once_and_refer_to_each_other():
    plan = builders.plan().with_record(builders.sector(owner="k"), builders.contributor())
    assert plan.get("north").owner == "k"


@settings(max_examples=40, deadline=None)
@given(strategies.plans(), strategies.zones())
def test_with_then_without_is_the_plan_before(plan, zone):
    if plan.find(zone.id) is None:
        changed = plan.with_record(zone)
        assert changed.get(zone.id) is zone
        assert changed.without(zone.id) == plan


@settings(max_examples=40, deadline=None)
@given(strategies.plans(), strategies.zones())
def test_putting_the_same_record_twice_changes_nothing_more(plan, zone):
    once = plan.with_record(zone)
    assert once.with_record(zone) == once


@settings(max_examples=40, deadline=None)
@given(strategies.plans())
def test_a_change_leaves_the_old_plan_as_it_was(plan):
    before = (plan.settings(), tuple(plan.records()))
    replace(plan, name="Other").with_record(builders.zone("brand new"))
    assert (plan.settings(), tuple(plan.records())) == before


@settings(max_examples=40, deadline=None)
@given(strategies.plans())
def test_every_record_can_be_asked_for(plan):
    for record in plan.records():
        assert plan.get(record.id) is record
    assert plan.with_record(*plan.records()) == plan


def test_the_owner_of_a_control_line_is_in_the_plan():
    with pytest.raises(PlanError, match="Control line l refers to nobody"):
        builders.plan(builders.control_line(owner="nobody"))


def test_what_refers_to_a_record_is_told_each_once():
    plan = builders.full_plan()
    assert {r.id for r in plan.referring_to("x")} == {"v", "r3"}
    assert [r.id for r in plan.referring_to("s")] == ["v", "n", "unit", "restoration", "passing", "outcome"]
    assert {r.id for r in plan.referring_to("north")} == {"p", "assignment", "grant", "caveat", "police", "handover"}
    assert {r.id for r in plan.referring_to("v")} == {"passing"}


def test_a_note_about_nothing_in_the_plan_is_refused():
    with pytest.raises(PlanError, match="Note n refers to s"):
        builders.plan(builders.note())
