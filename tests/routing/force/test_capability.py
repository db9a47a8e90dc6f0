"""Only what happened is shown as such, only deployed people are capability, and not reported is not 0."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import (
    ApprovalKind,
    ApprovalState,
    ApprovalStep,
    DateEstimate,
    ForceStage,
    StageDate,
    UnitKind,
    Validity,
)
from routing.force.capability import curves, strength_at
from routing.force.presence import counts_as_deployed, deployed_units
from tests.builders import NOON, contributor, plan, site
from tests.force_builders import command_relation, headquarters, pledge, unit

DAY = timedelta(days=1)
STAGES = [stage for stage in ForceStage if stage is not ForceStage.ROTATED]


def day(number):
    return NOON + number * DAY


def reached(**days):
    return tuple(StageDate(stage=ForceStage(name), reached_at=day(number)) for name, number in days.items())


def held(*records):
    return plan(contributor(), site(), pledge(announced_at=day(-50)), headquarters(), *records)


def curve(found, stage, share=None, kind=None):
    return next(c for c in found if (c.stage, c.share, c.kind) == (ForceStage(stage), share, kind))


def told(levels):
    return [(level.starts_at, level.people, level.not_reported) for level in levels]


def test_a_unit_counts_from_its_day_until_it_is_rotated_out():
    found = curves(held(unit(stages=reached(staged=-9, deployed=-5, rotated=-1))), NOON)
    assert told(curve(found, "deployed").levels) == [(None, 0, 0), (day(-5), 400, 0), (day(-1), 0, 0)]
    assert told(curve(found, "trained").levels) == [(None, 0, 0), (day(-9), 400, 0), (day(-1), 0, 0)]


def test_strength_nobody_reported_is_told_apart():
    found = curves(
        held(unit(stages=reached(deployed=-5)), unit("two", strength=None, stages=reached(deployed=-4))), NOON
    )
    last = curve(found, "deployed").levels[-1]
    assert (last.people, last.not_reported, last.why) == (400, 1, ("unit", "two"))


def test_a_deployed_unit_is_no_capability_before_authority_was_transferred():
    relation = command_relation(valid=Validity(starts_at=day(-2), ends_at=day(3)))
    found = held(unit(stages=reached(deployed=-5)), relation)
    assert [counts_as_deployed(found, found.units[0], day(n)) for n in (-5, -2, 2, 3)] == [False, True, True, False]
    assert deployed_units(found, day(-2)) == {"unit"}
    assert strength_at(found, "k", ForceStage.DEPLOYED, day(-3)).people == 0
    assert strength_at(found, "k", ForceStage.STAGED, day(-3)).people == 400


def test_relations_of_the_contributor_count_for_its_units():
    relation = command_relation(subject="k", valid=Validity(starts_at=day(-2)))
    found = held(unit(stages=reached(deployed=-5)), relation)
    assert deployed_units(found, day(-3)) == frozenset()
    assert deployed_units(found, day(-1)) == {"unit"}


def test_pledges_are_people_pledged_and_approved_only_while_approval_holds():
    step = ApprovalStep(
        kind=ApprovalKind.CABINET,
        state=ApprovalState.GRANTED,
        decided_at=day(-30),
        valid=Validity(ends_at=day(-10)),
    )
    found = curves(held(pledge(announced_at=day(-50), steps=(step,))), NOON)
    assert told(curve(found, "pledged").levels) == [(None, 0, 0), (day(-50), 800, 0)]
    assert told(curve(found, "approved").levels) == [(None, 0, 0), (day(-30), 800, 0), (day(-10), 0, 0)]


def test_what_is_expected_is_told_apart_from_what_happened():
    date = DateEstimate(earliest=day(10), likely=day(20), latest=day(40))
    coming = unit("two", pledge=None, strength=100, stages=(StageDate(stage=ForceStage.DEPLOYED, expected=date),))
    found = curves(held(unit(pledge=None, stages=reached(deployed=-5)), coming), NOON)
    assert told(curve(found, "deployed").levels) == [(None, 0, 0), (day(-5), 400, 0)]
    half, most = (curve(found, "deployed", share).levels for share in (0.5, 0.8))
    assert [level.people for level in half] == [level.people for level in most] == [400, 500]
    assert half[0].starts_at == NOON
    assert day(20) < half[1].starts_at < most[1].starts_at < day(40)


def test_what_nobody_can_date_or_is_overdue_is_named_and_not_expected():
    past = StageDate(stage=ForceStage.DEPLOYED, expected=DateEstimate.of(day(-1)))
    late, vague = unit("late", pledge=None, stages=(past,)), unit("vague", pledge=None, stages=())
    found = curve(curves(held(late, vague), NOON), "deployed", 0.5)
    assert (found.overdue, found.undated) == (("late",), ("vague",))
    assert told(found.levels) == [(NOON, 0, 0)]


def test_those_expected_to_be_rotated_out_are_no_longer_expected_to_be_there():
    leaves = StageDate(stage=ForceStage.ROTATED, expected=DateEstimate.of(day(9)))
    found = curves(held(unit(pledge=None, stages=(*reached(deployed=-5), leaves))), NOON)
    assert told(curve(found, "deployed", 0.8).levels) == [(NOON, 400, 0), (day(9), 0, 0)]


def test_by_kind_the_people_of_units_are_counted_at_every_stage():
    medics = unit("medics", kind=UnitKind.MEDICAL, strength=30, stages=reached(deployed=-5))
    found = curves(held(unit(stages=()), medics), NOON, by_kind=True)
    assert {c.kind for c in found} == {UnitKind.MANOEUVRE, UnitKind.MEDICAL}
    assert curve(found, "pledged", kind=UnitKind.MEDICAL).levels[-1].people == 30
    assert curve(found, "deployed", kind=UnitKind.MANOEUVRE).levels[-1].people == 0


@st.composite
def _units(draw):
    units = []
    for number in range(draw(st.integers(0, 3))):
        days = draw(st.dictionaries(st.sampled_from(ForceStage), st.integers(-20, 20), max_size=4))
        stages = []
        for stage, when in days.items():
            is_known = draw(st.booleans())
            spread = DateEstimate(earliest=day(when), likely=day(when + 1), latest=day(when + 5))
            stages.append(
                StageDate(
                    stage=stage, reached_at=day(when) if is_known else None, expected=None if is_known else spread
                )
            )
        units.append(
            unit(f"u{number}", pledge=None, strength=draw(st.none() | st.integers(0, 900)), stages=tuple(stages))
        )
    return units


@settings(max_examples=60)
@given(_units(), st.sampled_from(STAGES))
def test_levels_are_the_people_of_units_that_are_there(units, stage):
    found = curve(curves(held(*units), NOON), stage.value)
    for number in range(-21, 1):
        there = [u for u in units if _far(u, day(number)) >= STAGES.index(stage)]
        level = found.at(day(number))
        # pledges stand beside units without one
        extra = 800 if stage is ForceStage.PLEDGED else 0
        assert level.people == sum(u.strength or 0 for u in there) + extra
        assert level.not_reported == sum(u.strength is None for u in there)


def _far(one, at):
    """Place of the furthest stage reached; -1 for none and for rotated out."""
    reached_ = {entry.stage for entry in one.stages if entry.reached_at and entry.reached_at <= at}
    return -1 if ForceStage.ROTATED in reached_ else max((STAGES.index(stage) for stage in reached_), default=-1)


@settings(max_examples=40)
@given(_units())
def test_with_80_per_cent_nobody_is_expected_sooner_than_with_50(units):
    staying = [u for u in units if u.date_of(ForceStage.ROTATED) is None]
    found = curves(held(*staying), NOON)
    half, most = (curve(found, "deployed", share) for share in (0.5, 0.8))
    for number in range(30):
        assert set(most.at(day(number)).why) <= set(half.at(day(number)).why)
