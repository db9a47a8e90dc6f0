"""A plan becomes the case an order is worked out from, and an order becomes the plan again."""

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from shapely import Point, box

from data.model import (
    ApprovalKind,
    ApprovalState,
    ApprovalStep,
    CommitmentState,
    Consent,
    ConsentObject,
    ConsentState,
    Criterion,
    CriterionKind,
    DailyHours,
    DateEstimate,
    ForceStage,
    Gate,
    InstrumentKind,
    MovementLimit,
    Phase,
    RoeClass,
    SectorState,
    StageDate,
    UnitKind,
    Validity,
)
from geo.daylight import is_daylight
from routing.errors import RoutingError
from routing.force.conditional import on_condition
from routing.force.day_parts import day_parts, daylight_in
from routing.force.gating import GatesAssumed, open_gates
from routing.force.layout import SectorLayout
from routing.force.ordered import order_of, with_order
from routing.force.ordering import OrderAsked, case_of, people_in, roll_of
from routing.force.purses import payers_of, worth
from routing.force.serving import DateView
from routing.force.uncounted import uncounted
from routing.sequencing.answer import Assignment as Post
from routing.sequencing.answer import Sequence, Status
from routing.sequencing.checked import checked
from tests import builders
from tests import force_builders as build
from tests.force_builders import SPRING

MONTH = timedelta(days=30)
ASKED = OrderAsked(strength_per_thousand=(4.0, 2.0), least_strength=50)


def phase(n):
    return Phase(id=f"p{n}", name=f"Phase {n}", starts_at=SPRING + n * MONTH, ends_at=SPRING + (n + 1) * MONTH)


def unit(name, reached=SPRING, **said):
    stages = (StageDate(stage=ForceStage.DEPLOYED, reached_at=reached),)
    return build.unit(name, **{"pledge": None, "base": None, "stages": stages, **said})


SECTORS = (
    builders.sector("west", area=box(34.0, 31.0, 34.1, 31.1)),
    builders.sector("east", area=box(34.1, 31.0, 34.2, 31.1)),
)
LAYOUT = SectorLayout(
    neighbours=((1,), (0,)), is_gate=(True, False), force_reach=((0, 1), (1,)), care_reach=((0,), (0, 1)), corridors=()
)


def plan(*records):
    kept = builders.plan(builders.contributor(), *SECTORS, *map(phase, range(3)))
    return kept.with_record(*records)


def test_a_plan_without_phases_or_sectors_is_refused_in_words():
    with pytest.raises(RoutingError, match="at least one phase and one sector"):
        case_of(builders.plan(), LAYOUT, ASKED)


def test_what_is_made_is_never_refused_by_the_search():
    kept = plan(unit("a"), unit("b", kind=UnitKind.QUICK_REACTION), build.settlement(point=Point(34.05, 31.05)))
    assert checked(case_of(kept, LAYOUT, ASKED)).phases[2].starts_day == 60


def test_strength_follows_the_people_and_never_falls_below_the_least():
    case = case_of(plan(build.settlement(point=Point(34.05, 31.05), people=100_000)), LAYOUT, ASKED)
    assert case.sectors[0].strength_by_age == (400, 200)
    assert case.sectors[1].strength_by_age == (50, 50)
    assert people_in(plan(build.settlement(point=Point(34.05, 31.05), people=None)), SECTORS[0]) == 0


def test_units_alike_in_all_are_one_class_and_any_difference_keeps_them_apart():
    case = case_of(plan(unit("a"), unit("b"), unit("c", strength=401)), LAYOUT, ASKED)
    assert sorted(one.number for one in case.units) == [1, 2]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"strength": None}, "strength is not reported"),
        ({"stages": ()}, "nobody knows when"),
        ({"pledge": "refused"}, "refused or withdrawn"),
    ],
)
def test_a_unit_nobody_can_count_on_takes_no_part_and_is_told(changed, why):
    refused = build.pledge("refused", steps=(ApprovalStep(kind=ApprovalKind.COURT, state=ApprovalState.REFUSED),))
    kept = plan(refused, unit("a", **changed))
    assert case_of(kept, LAYOUT, ASKED).units == ()
    assert [why in finding.message for finding in roll_of(kept, ASKED).left_out] == [True]


def test_a_unit_is_there_in_the_first_phase_that_begins_after_it_arrives_by_the_date_taken():
    days = [SPRING + timedelta(days=n) for n in (10, 35, 70)]
    expected = DateEstimate(earliest=days[0], likely=days[1], latest=days[2])
    kept = plan(unit("a", stages=(StageDate(stage=ForceStage.DEPLOYED, expected=expected),)))
    first = [[u.available_from for u in case_of(kept, LAYOUT, replace(ASKED, dates=view)).units] for view in DateView]
    assert first == [[1], [2], []]


def granted(**said):
    return ApprovalStep(kind=ApprovalKind.PARLIAMENT, state=ApprovalState.GRANTED, **said)


def pledged(*steps):
    """The plan with one unit whose pledge has these steps."""
    return plan(build.pledge("pledge", steps=steps), unit("a", pledge="pledge"))


@pytest.mark.parametrize(
    ("steps", "served"),
    [
        ((granted(valid=Validity(ends_at=SPRING + 2 * MONTH)),), [(0, 2)]),
        ((granted(valid=Validity(ends_at=SPRING + 2 * MONTH - timedelta(days=1))),), [(0, 1)]),
        ((granted(valid=Validity(ends_at=SPRING)),), []),
        ((granted(valid=Validity(starts_at=SPRING + MONTH)),), [(1, 2)]),
        ((ApprovalStep(kind=ApprovalKind.COURT, state=ApprovalState.PENDING),), []),
    ],
)
def test_a_unit_serves_only_in_phases_that_all_its_approvals_cover_whole(steps, served):
    assert [(u.available_from, u.available_phases) for u in case_of(pledged(*steps), LAYOUT, ASKED).units] == served


def test_a_unit_that_rotates_out_in_a_phase_does_not_serve_in_it():
    stages = (*unit("a").stages, StageDate(stage=ForceStage.ROTATED, reached_at=SPRING + 2 * MONTH - timedelta(days=1)))
    assert case_of(plan(unit("a", stages=stages)), LAYOUT, ASKED).units[0].available_phases == 1


def test_an_instrument_on_record_that_is_not_in_force_keeps_those_it_covers_out():
    status = {"kind": InstrumentKind.STATUS_OF_FORCES, "in_force": None}
    assert roll_of(plan(unit("a"), build.legal_instrument("own", contributors=("k",), **status)), ASKED).classes == ()
    of_others = (builders.contributor("other"), build.legal_instrument("own", contributors=("other",), **status))
    assert len(roll_of(plan(unit("a"), *of_others), ASKED).classes) == 1


def test_a_contingent_nobody_consented_to_takes_no_part():
    roll = roll_of(plan(build.party(required_for=(ConsentObject.CONTINGENT,)), unit("a")), ASKED)
    assert roll.classes == ()
    assert "silent" in roll.left_out[0].message


def test_rules_too_narrow_in_a_place_bar_that_place_and_no_other():
    wide = build.roe_grant("wide", roe=RoeClass.DETAIN, sector=None, phase=None)
    east = build.roe_grant("in-east", roe=RoeClass.SELF_DEFENCE, sector="east", phase=None)
    second = build.roe_grant("second", roe=RoeClass.SELF_DEFENCE, sector="west", phase="p1")
    case = case_of(plan(unit("a"), wide, east, second), LAYOUT, ASKED)
    assert case.units[0].caveats == (1,)
    assert [(one.sector, one.phase, one.at_most) for one in case.held_units] == [(0, 1, 0)]


def test_a_fixed_assignment_keeps_a_unit_from_everywhere_else_while_it_lasts():
    fixed = build.assignment(
        unit="a", sector="east", fixed=True, valid=Validity(starts_at=SPRING, ends_at=SPRING + MONTH)
    )
    case = case_of(plan(unit("a"), fixed), LAYOUT, ASKED)
    assert [(one.sector, one.phase) for one in case.held_units] == [(0, 0)]


def test_the_local_share_is_never_more_than_vetted_police_could_make_up():
    police = build.local_force(sector="west", vetted=25)
    west, east = case_of(plan(police), LAYOUT, replace(ASKED, local_share_by_age=(0, 25, 50))).sectors
    assert west.local_share_by_age == (0, 25, 33)
    assert east.local_share_by_age == (0, 0, 0)


def test_roads_of_caveats_readiness_and_costs_without_a_rate_are_told_as_not_counted():
    roads = build.caveat(barred_tasks=(), barred_sectors=(), hours=None, movement=(MovementLimit.MAIN_ROADS_ONLY,))
    police = build.local_force(sector="west", vetted=25, readiness=3)
    kept = plan(unit("a"), roads, police, build.cost(currency="XYZ", about=None))
    told = {finding.code: finding.message for finding in uncounted(kept, roll_of(kept, ASKED), "USD")}
    assert "keeps to main roads" in told["order-without-ways"]
    assert "at readiness 3" in told["order-without-readiness"]
    assert "XYZ" in told["order-without-rate"]
    assert "order-on-trust" in told


def acting(name, starts, ends, **said):
    return build.caveat(
        name, barred_tasks=(), barred_sectors=(), hours=DailyHours(starts=time(starts), ends=time(ends)), **said
    )


@pytest.mark.parametrize(
    ("hours", "acts"),
    [
        (((6, 18),), True),
        (((6, 12), (12, 18)), False),
        (((6, 13), (12, 18)), True),
        (((22, 4), (4, 22)), False),
        (((22, 4), (3, 12)), True),
        (((6, 14), (12, 22), (21, 13)), True),
        (((6, 14), (12, 22), (21, 11)), False),
    ],
)
def test_a_unit_whose_caveats_leave_it_no_hour_of_the_day_takes_no_part(hours, acts):
    caveats = [acting(f"c{n}", starts, ends) for n, (starts, ends) in enumerate(hours)]
    common = [
        minute for minute in range(24 * 60) if all(c.hours.hold_at(time(minute // 60, minute % 60)) for c in caveats)
    ]
    assert bool(common) is acts
    assert bool(roll_of(plan(unit("a"), *caveats), ASKED).classes) is acts


def test_hours_without_a_common_minute_keep_a_unit_out_of_the_phases_they_touch_and_no_other():
    later = Validity(starts_at=SPRING + MONTH, ends_at=SPRING + 2 * MONTH)
    case = case_of(plan(unit("a"), acting("day", 6, 18), acting("night", 18, 6, valid=later)), LAYOUT, ASKED)
    assert {(one.phase, one.at_most) for one in case.held_units} == {(1, 0)}


def test_a_part_of_the_day_is_told_with_those_who_cannot_act_then_and_counted_only_where_cover_is_needed():
    kept = plan(unit("a"), builders.contributor("other"), unit("b", contributor="other"), acting("day", 6, 18))
    case = case_of(kept, LAYOUT, ASKED)
    assert [phase.day_parts for phase in case.phases] == [("from 18:00 to 06:00",)] * 3
    away = ((0, 0), (1, 0), (2, 0))
    assert {unit.contributor: unit.away for unit in case.units} == {0: away, 1: ()}
    assert "from 18:00 to 06:00 caveats keep" in " ".join(told_of(kept)).lower()
    by_day = case_of(kept, LAYOUT, replace(ASKED, hours=DailyHours(starts=time(7), ends=time(17))))
    assert {phase.day_parts for phase in by_day.phases} == {()}
    assert {unit.away for unit in by_day.units} == {()}


def test_a_caveat_of_some_days_counts_in_all_of_their_phase_and_of_two_parts_the_one_that_leaves_fewer_is_kept():
    late = acting("late", 12, 18, contributor="other", valid=Validity(starts_at=SPRING + MONTH + timedelta(days=29)))
    kept = plan(builders.contributor("other"), unit("a"), unit("b", contributor="other"), acting("day", 6, 18), late)
    parts = [[(part.told, len(part.away)) for part in told] for told in day_parts(kept, None)]
    night = "from 18:00 to 06:00"
    assert parts == [[(night, 1)], [(night, 2)], [(night, 2)]]


def test_daylight_is_what_all_days_of_a_phase_and_all_sectors_have_in_common():
    kept = plan(unit("a"))
    common, zone = daylight_in(kept, kept.phases[1]), ZoneInfo(kept.time_zone)
    day = kept.phases[1].starts_at
    while day < kept.phases[1].ends_at:
        midnight = day.astimezone(zone).replace(hour=0, minute=0)
        for minute in (common.argmax(), len(common) - common[::-1].argmax()):
            for corner in ((34.0, 31.0), (34.2, 31.1)):
                assert is_daylight(*corner, midnight + timedelta(minutes=int(minute)))
        day += timedelta(days=1)
    assert 9 * 60 < common.sum() < 14 * 60


def gated(**said):
    return Gate(**{"condition": "Stores full", **said})


@pytest.mark.parametrize(
    ("gate", "met_from"),
    [
        (gated(met=True), "open"),
        (gated(due_at=SPRING + MONTH), "open"),
        (gated(due_at=SPRING + MONTH + timedelta(days=9)), 2),
        (gated(due_at=SPRING + 9 * MONTH), None),
        (gated(), None),
        (gated(met=False), None),
        (gated(due_at=SPRING, after=("nowhere",)), None),
    ],
)
def test_a_gate_counts_by_its_date_and_one_without_as_not_met(gate, met_from):
    kept = plan(unit("a"), replace(phase(1), gates=(gate,)))
    found = [(one.phase, one.met_from) for one in case_of(kept, LAYOUT, ASKED).gates]
    assert found == ([] if met_from == "open" else [(1, met_from)])
    assert len([message for message in told_of(kept) if "Stores full" in message]) == (gate.met is not True)


def test_what_is_assumed_of_gates_counts_whatever_is_recorded_and_is_told():
    second = gated(condition="Second", due_at=SPRING, after=("first",))
    kept = plan(unit("a"), replace(phase(1), gates=(gated(name="first"), second)))

    def met_from(**assumed):
        return [one.met_from for one in open_gates(kept, GatesAssumed(**assumed))]

    assert met_from() == [None, None]
    assert met_from(met=frozenset({"first"})) == [1, 1]
    assert met_from(unknown_is_met=True) == [1, 1]
    assert met_from(unknown_is_met=True, unmet=frozenset({"first"})) == [None, None]
    assumed = replace(ASKED, gates=GatesAssumed(met=frozenset({"first"})))
    assert any("taken as met by assumption" in one for one in told_of(kept, assumed))


def met(**said):
    criteria = tuple(Criterion(kind=kind, met=True, evidence="seen") for kind in CriterionKind)
    return build.handover(**{"sector": "west", "phase": "p1", "criteria": criteria, "decided_at": SPRING, **said})


@pytest.mark.parametrize(
    ("handover", "since", "told"),
    [
        (met(), 1, "counted on"),
        (met(decided_at=SPRING + MONTH + timedelta(days=1)), 2, "counted on"),
        (met(decided_at=None), None, "joint decision has no date"),
        (met(criteria=met().criteria[1:]), None, "threat is not known to be met"),
        (met(criteria=(*met().criteria[1:], Criterion(kind=CriterionKind.THREAT, met=True))), None, "without evidence"),
        (met(criteria=(Criterion(kind=CriterionKind.THREAT, met=False),)), None, "threat is not met"),
    ],
)
def test_lead_is_handed_over_once_four_criteria_have_evidence_and_a_decision_its_date(handover, since, told):
    kept = plan(unit("a"), build.local_force(sector="west", vetted=25), handover)
    assert [one.handed_over_from for one in case_of(kept, LAYOUT, ASKED).sectors] == [since, None]
    assert any(told in message for message in told_of(kept))
    taken = replace(ASKED, gates=GatesAssumed(handed_over=frozenset({"handover"})))
    assert case_of(kept, LAYOUT, taken).sectors[0].handed_over_from == 1


def told_of(kept, asked=ASKED):
    return [finding.message for finding in on_condition(kept, case_of(kept, LAYOUT, asked), asked)]


def test_silence_is_not_consent_and_consent_must_last():
    party = build.party(required_for=(ConsentObject.SECTOR,))
    assert case_of(plan(party), LAYOUT, ASKED).sectors[0].consent_from is None
    said = {"id": "word", "party": "party", "state": ConsentState.GRANTED, "about": "west"}
    from_second = Consent(**said, valid=Validity(starts_at=SPRING + MONTH))
    assert [s.consent_from for s in case_of(plan(party, from_second), LAYOUT, ASKED).sectors] == [1, None]
    in_second = Consent(**said, valid=Validity(starts_at=SPRING + MONTH, ends_at=SPRING + 2 * MONTH))
    assert case_of(plan(party, in_second), LAYOUT, ASKED).sectors[0].consent_from is None


def test_the_mandate_is_a_hard_stop_and_one_without_end_is_none():
    ends = build.legal_instrument(in_force=Validity(ends_at=SPRING + 2 * MONTH))
    assert case_of(plan(ends), LAYOUT, ASKED).mandate_ends_day == 60
    open_ended = build.legal_instrument("other", kind=InstrumentKind.MANDATE, in_force=Validity(starts_at=SPRING))
    assert case_of(plan(ends, open_ended), LAYOUT, ASKED).mandate_ends_day is None


def test_only_signed_and_received_money_is_planned_on_in_the_phase_it_arrives():
    fund = build.funding_source()
    states = dict(zip("abcd", CommitmentState, strict=True))
    gifts = [
        build.commitment(name, amount=Decimal(10_000), currency="USD", state=state, earmarks=(), at=SPRING + MONTH)
        for name, state in states.items()
    ]
    case = case_of(plan(fund, *gifts), LAYOUT, ASKED)
    assert case.purses[0].arrives == (0, 20, 0), "in thousands"
    assert case.contributors[0].purses == (0,)


def test_money_kept_for_another_pays_for_nobody_else():
    other = builders.contributor("other")
    kept = plan(other, build.funding_source(), build.commitment(earmarks=("other",)))
    assert payers_of(kept, "k") == ()
    assert payers_of(kept, "other") == (0,)


def test_a_rate_counts_either_way_round_and_never_before_its_date():
    kept = plan(build.exchange_rate(rate=Decimal(2)))
    assert worth(kept, Decimal(10), "EUR", "USD", SPRING) == 20
    assert worth(kept, Decimal(10), "USD", "EUR", SPRING) == 5
    assert worth(kept, Decimal(10), "EUR", "USD", SPRING - MONTH) is None
    assert worth(kept, Decimal(10), "EUR", "GBP", SPRING) is None


def test_an_order_becomes_states_and_named_units_that_move_only_when_they_must():
    kept = plan(unit("a"), unit("b"))
    none, active = SectorState.NOT_ESTABLISHED, SectorState.ACTIVE
    posts = [(0, 0, 1), (0, 0, 2), (1, 0, 2)]
    order = Sequence(
        status=Status.PROVEN,
        states=((none, active, active), (none, none, active)),
        assignments=tuple(Post(unit_class=0, sector=s, phase=p, number=1) for s, _, p in posts),
    )
    made = with_order(kept, order, ASKED)
    assert [p.state_of("west") for p in made.phases] == [none, active, active]
    assert [(a.unit, a.sector, a.valid.starts_at) for a in made.assignments] == [
        ("a", "west", SPRING + MONTH),
        ("a", "west", SPRING + 2 * MONTH),
        ("b", "east", SPRING + 2 * MONTH),
    ]


def test_the_order_a_plan_has_is_the_one_it_was_given():
    kept = plan(unit("a"), unit("b"))
    none, active = SectorState.NOT_ESTABLISHED, SectorState.ACTIVE
    posts = tuple(Post(unit_class=0, sector=s, phase=p, number=1) for s, p in ((0, 1), (0, 2), (1, 2)))
    order = Sequence(
        status=Status.PROVEN,
        active=((False, True, True), (False, False, True)),
        states=((none, active, active), (none, none, active)),
        assignments=posts,
    )
    again = order_of(with_order(kept, order, ASKED), ASKED)
    assert again.active == order.active
    assert set(again.assignments) == set(posts)


def test_what_was_fixed_by_hand_stays():
    kept = plan(
        unit("a"),
        build.assignment(unit="a", sector="east", fixed=True),
        build.assignment("loose", unit="a", sector="west"),
    )
    order = Sequence(status=Status.PROVEN, states=((SectorState.ACTIVE,) * 3,) * 2)
    assert [a.id for a in with_order(kept, order, ASKED).assignments] == ["assignment"]
