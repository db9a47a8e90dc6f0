"""A unit that is present and may not act is told apart from one that may, one that is absent, and the unknown."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from data.errors import UnknownSubject
from data.model import (
    ApprovalKind,
    ApprovalState,
    ApprovalStep,
    ConsentObject,
    DailyHours,
    ForceStage,
    InstrumentKind,
    MovementLimit,
    RoeClass,
    StageDate,
    TaskKind,
    Validity,
)
from routing.force.asking import Asked, Cause
from routing.force.permits import Outcome, assigned_permits, may_act, permit_matrix, permits_over
from routing.force.requirements import DEFAULTS, requirement_of
from tests.builders import NOON, contributor, phase, plan, sector, site
from tests.force_builders import (
    SPRING,
    assignment,
    caveat,
    command_relation,
    headquarters,
    legal_instrument,
    party,
    pledge,
    roe_grant,
    task_requirement,
    unit,
)

DAY = timedelta(days=1)
NIGHT = datetime(2026, 6, 2, 1, tzinfo=UTC)
ALWAYS = Validity()
GRANTED = ApprovalStep(kind=ApprovalKind.PARLIAMENT, state=ApprovalState.GRANTED)


def ready(*changes, **settings):
    """A plan whose unit may escort in the north, with records put in the place of those of the same id."""
    return plan(
        contributor(),
        sector(owner="k"),
        site(),
        phase(),
        pledge(steps=(GRANTED,)),
        unit(capabilities=(TaskKind.ESCORT,)),
        task_requirement(),
        roe_grant(),
        legal_instrument(in_force=ALWAYS),
        **settings,
    ).with_record(*changes)


def asked(held, at=NOON, task=TaskKind.ESCORT):
    return may_act(held, "unit", task, "north", at)


def causes(permit):
    return [hindrance.cause for hindrance in permit.hindrances]


def test_with_all_in_order_the_unit_may_act():
    permit = asked(ready())
    assert (permit.outcome, permit.hindrances) == (Outcome.MAY_ACT, ())


@pytest.mark.parametrize(
    ("change", "outcome", "cause", "why"),
    [
        (unit(capabilities=(TaskKind.ESCORT,), stages=()), Outcome.NOT_PRESENT, Cause.NOT_DEPLOYED, ("unit",)),
        (pledge(), Outcome.MAY_NOT_ACT, Cause.APPROVAL, ("pledge",)),
        (
            pledge(steps=(replace(GRANTED, valid=Validity(ends_at=NOON)),)),
            Outcome.MAY_NOT_ACT,
            Cause.APPROVAL,
            ("pledge",),
        ),
        (unit(capabilities=(TaskKind.ESCORT,), pledge=None), Outcome.UNKNOWN, Cause.APPROVAL, ("unit",)),
        (unit(), Outcome.UNKNOWN, Cause.ABILITY, ("unit",)),
        (unit(capabilities=(TaskKind.TRAINING,)), Outcome.MAY_NOT_ACT, Cause.ABILITY, ("unit",)),
        (roe_grant(roe=RoeClass.SELF_DEFENCE), Outcome.MAY_NOT_ACT, Cause.RULES, ("grant", "requirement")),
        (roe_grant(valid=Validity(ends_at=NOON)), Outcome.UNKNOWN, Cause.RULES, ("requirement",)),
        (caveat(), Outcome.MAY_NOT_ACT, Cause.CAVEAT, ("caveat",)),
        (legal_instrument(), Outcome.MAY_NOT_ACT, Cause.INSTRUMENT, ("instrument", "requirement")),
        (legal_instrument(kind=InstrumentKind.CLAIMS), Outcome.UNKNOWN, Cause.INSTRUMENT, ("requirement",)),
        (party(required_for=(ConsentObject.SECTOR,)), Outcome.MAY_NOT_ACT, Cause.CONSENT, ("party",)),
        (party(required_for=(ConsentObject.TASK,)), Outcome.MAY_NOT_ACT, Cause.CONSENT, ("party",)),
        (party(required_for=(ConsentObject.CONTINGENT,)), Outcome.MAY_NOT_ACT, Cause.CONSENT, ("party",)),
    ],
)
def test_each_thing_in_the_way_is_told_with_the_records_that_decide(change, outcome, cause, why):
    permit = asked(ready(change))
    assert (permit.outcome, causes(permit), permit.why) == (outcome, [cause], why)
    assert permit.changes


def test_all_that_is_in_the_way_is_told_together_and_absence_comes_first():
    permit = asked(
        ready(unit(stages=(), capabilities=(TaskKind.ESCORT,)), caveat(), roe_grant(roe=RoeClass.SELF_DEFENCE))
    )
    assert permit.outcome is Outcome.NOT_PRESENT
    assert causes(permit) == [Cause.NOT_DEPLOYED, Cause.RULES, Cause.CAVEAT]


def test_what_is_known_to_bar_outweighs_what_nobody_knows():
    assert asked(ready(unit(), caveat())).outcome is Outcome.MAY_NOT_ACT


def test_before_authority_is_transferred_the_unit_is_not_present():
    relation = command_relation(valid=Validity(starts_at=NOON + DAY))
    held = ready(headquarters()).with_record(relation)
    assert causes(asked(held)) == [Cause.NO_AUTHORITY]
    assert asked(held).outcome is Outcome.NOT_PRESENT
    assert asked(held, NOON + DAY).outcome is Outcome.MAY_ACT


def test_a_unit_rotated_out_is_not_present():
    stages = (*unit().stages, StageDate(stage=ForceStage.ROTATED, reached_at=SPRING + DAY))
    assert asked(ready(unit(capabilities=(TaskKind.ESCORT,), stages=stages))).outcome is Outcome.NOT_PRESENT


@pytest.mark.parametrize(
    ("grants", "outcome"),
    [
        ([roe_grant("all", sector=None, phase=None, roe=RoeClass.SELF_DEFENCE)], Outcome.MAY_ACT),
        ([roe_grant(roe=RoeClass.SELF_DEFENCE), roe_grant("all", sector=None, phase=None)], Outcome.MAY_NOT_ACT),
        ([roe_grant("equal", roe=RoeClass.SELF_DEFENCE)], Outcome.MAY_NOT_ACT),
        ([roe_grant(phase="later")], Outcome.UNKNOWN),
    ],
)
def test_of_several_grants_the_most_special_counts_and_of_equals_the_narrowest(grants, outcome):
    later = phase("later", starts_at=NOON + 30 * DAY, ends_at=NOON + 60 * DAY)
    assert asked(ready(later).with_record(*grants)).outcome is outcome


@pytest.mark.parametrize(
    ("zone", "local_hour", "acts"),
    [("Asia/Gaza", 21, True), ("Asia/Gaza", 22, False), ("UTC", 21, True), ("UTC", 22, False)],
)
def test_hours_of_a_caveat_are_local(zone, local_hour, acts):
    hours = DailyHours(starts=time(5), ends=time(22))
    held = ready(caveat(barred_sectors=(), hours=hours), time_zone=zone)
    at = datetime(2026, 6, 5, local_hour - (3 if zone == "Asia/Gaza" else 0), tzinfo=UTC)
    assert (asked(held, at).outcome is Outcome.MAY_ACT) is acts


@pytest.mark.parametrize(
    ("limit", "owner", "at", "outcome"),
    [
        (MovementLimit.DAYLIGHT_ONLY, "k", NOON, Outcome.MAY_ACT),
        (MovementLimit.DAYLIGHT_ONLY, "k", NIGHT, Outcome.MAY_NOT_ACT),
        (MovementLimit.OWN_SECTOR_ONLY, "k", NOON, Outcome.MAY_ACT),
        (MovementLimit.OWN_SECTOR_ONLY, "other", NOON, Outcome.MAY_NOT_ACT),
        (MovementLimit.OWN_SECTOR_ONLY, None, NOON, Outcome.UNKNOWN),
        (MovementLimit.MAIN_ROADS_ONLY, "k", NOON, Outcome.UNKNOWN),
    ],
)
def test_limits_of_movement(limit, owner, at, outcome):
    held = ready(contributor("other"), caveat(barred_sectors=(), movement=(limit,))).with_record(sector(owner=owner))
    assert asked(held, at).outcome is outcome


def test_main_roads_matter_only_to_what_moves():
    changed = ready(
        unit(capabilities=(TaskKind.TRAINING,)),
        task_requirement(task=TaskKind.TRAINING),
        caveat(barred_sectors=(), movement=(MovementLimit.MAIN_ROADS_ONLY,)),
    )
    assert asked(changed, task=TaskKind.TRAINING).outcome is Outcome.MAY_ACT


def test_caveats_and_grants_of_others_do_not_matter():
    other = ready(
        contributor("other"),
        caveat(contributor="other"),
        roe_grant("g", contributor="other", roe=RoeClass.SELF_DEFENCE),
    )
    assert asked(other).outcome is Outcome.MAY_ACT


def test_every_task_has_a_requirement_even_where_the_plan_states_none():
    assert set(DEFAULTS) == set(TaskKind)
    assert InstrumentKind.DETENTION in requirement_of(plan(), TaskKind.DETENTION).instruments


def test_of_several_stated_requirements_all_must_hold():
    other = task_requirement("other", roe=RoeClass.DETAIN, instruments=(InstrumentKind.CLAIMS,))
    found = requirement_of(plan(task_requirement(), other), TaskKind.ESCORT)
    assert found.roe is RoeClass.DETAIN
    assert found.instruments == (InstrumentKind.MANDATE, InstrumentKind.CLAIMS)
    assert found.why == ("requirement", "other")


def test_the_matrix_holds_each_unit_with_each_task():
    cells = permit_matrix(ready(unit("second")), "north", NOON)
    assert [(c.unit, c.task) for c in cells] == [(u, t) for u in ("unit", "second") for t in TaskKind]
    assert cells[0] == asked(ready(unit("second")))


def test_assignments_are_judged_while_they_hold():
    held = ready(assignment(valid=Validity(starts_at=NOON)))
    assert [(a.id, p.outcome) for a, p in assigned_permits(held, NOON)] == [("assignment", Outcome.MAY_ACT)]
    assert assigned_permits(held, NOON - DAY) == ()


def over(held, starts, ends):
    asked_ = Asked(plan=held, unit=held.get("unit"), task=TaskKind.ESCORT, sector=held.get("north"), at=NOON)
    return permits_over(asked_, Validity(starts_at=NOON + starts * DAY, ends_at=NOON + ends * DAY))


def test_over_a_span_the_answer_is_cut_where_it_changes():
    step = replace(GRANTED, valid=Validity(ends_at=NOON + 6 * DAY))
    held = ready(pledge(steps=(step,)), caveat(valid=Validity(starts_at=NOON + 3 * DAY, ends_at=NOON + 4 * DAY)))
    told = [((p.valid.ends_at - NOON) / DAY, p.permit.outcome) for p in over(held, 1, 9)]
    assert told == [
        (3, Outcome.MAY_ACT),
        (4, Outcome.MAY_NOT_ACT),
        (6, Outcome.MAY_ACT),
        (9, Outcome.MAY_NOT_ACT),
    ]


def test_over_a_span_limits_of_hours_are_named_and_do_not_cut_days():
    hours = caveat(
        barred_sectors=(), hours=DailyHours(starts=time(5), ends=time(6)), valid=Validity(ends_at=NOON + 2 * DAY)
    )
    night = caveat("night", barred_sectors=(), movement=(MovementLimit.DAYLIGHT_ONLY,))
    told = over(ready(hours, night), 0, 5)
    assert [(p.permit.outcome, p.hours) for p in told] == [
        (Outcome.MAY_ACT, ("caveat", "night")),
        (Outcome.MAY_ACT, ("night",)),
    ]


def test_what_holds_at_a_moment_is_what_holds_over_the_span_around_it():
    held = ready(roe_grant(valid=Validity(ends_at=NOON + 2 * DAY)), caveat(valid=Validity(starts_at=NOON + 4 * DAY)))
    for piece in over(held, -5, 20):
        for part in (0, 0.5, 0.99):
            at = piece.valid.starts_at + part * (piece.valid.ends_at - piece.valid.starts_at)
            assert asked(held, at).hindrances == piece.permit.hindrances


def test_only_units_and_sectors_of_the_plan_can_be_asked_about():
    with pytest.raises(UnknownSubject, match="not a unit"):
        may_act(ready(), "north", TaskKind.ESCORT, "north", NOON)
