"""Two plans are held against each other measure by measure, and what nobody knows is neither better nor worse."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import SectorState
from routing.force.comparing import outlook_of
from routing.force.covered import PhaseCover, PlaceCover
from routing.force.money import MoneyAsked
from routing.force.secured import Footing
from routing.force.weighing import (
    IN_A_PHASE,
    IN_ALL,
    LESS_IS_BETTER,
    Measure,
    Verdict,
    difference,
    phase_values,
    since_now,
    whole_values,
)
from tests.builders import NOON, corridor, phase, plan, sector
from tests.force_builders import settlement

DAY = timedelta(days=1)
ASKED = MoneyAsked(now=NOON, number_of_months=1)


def operation():
    """Three phases of 30 days, the first begun 10 days ago; the north is active in all."""
    active = (("north", SectorState.ACTIVE),)
    return plan(
        sector(), corridor(), settlement(),
        *(phase(f"p{n}", starts_at=NOON + (30 * n - 10) * DAY, ends_at=NOON + (30 * n + 20) * DAY,
                sector_states=active) for n in range(3)),
    )  # fmt: skip


def cover(number, footing, *, people=0):
    """A phase in which the north stands like this, with so many people covered in it."""
    home = PlaceCover(place_id="home", sectors=("north",), footing=footing, times=(), people=people)
    return PhaseCover(
        phase_id=f"p{number}", at=NOON, footing={"north": footing}, corridors=(), sites=(), settlements=(home,),
        density=(),
    )  # fmt: skip


def whole(*footings, people=0):
    held = operation()
    covers = [cover(number, footing, people=people) for number, footing in enumerate(footings)]
    return whole_values(held, outlook_of(held, None, ASKED), covers, since_now(held, covers, NOON))


def test_every_measure_is_told_of_a_phase_or_of_all():
    assert {*IN_A_PHASE, *IN_ALL} == set(Measure)
    assert len(IN_A_PHASE) + len(IN_ALL) == len(Measure)


def test_the_next_sector_is_the_first_one_that_is_not_secured_yet():
    idle, held = Footing.NOBODY_MAY_ACT, Footing.SECURED
    assert whole(idle, idle, held)[Measure.NEXT_SECURED_AT] == NOON + 50 * DAY
    assert whole(held, idle, held)[Measure.NEXT_SECURED_AT] is None
    assert whole(idle, idle, idle)[Measure.NEXT_SECURED_AT] is None


def test_only_days_still_ahead_count_for_people():
    held, idle = Footing.SECURED, Footing.NOT_KNOWN
    assert whole(held, idle, idle, people=100)[Measure.PERSON_DAYS] == 100 * 20
    assert whole(idle, held, held, people=100)[Measure.PERSON_DAYS] == 100 * 60


def test_people_in_secured_sectors_count_where_help_is_late_too_and_others_do_not():
    plan_held = operation()
    told = outlook_of(plan_held, None, ASKED)
    for footing, people in ((Footing.SECURED, 70), (Footing.NOT_KNOWN, 0)):
        values = phase_values(plan_held, plan_held.phases[0], told, [cover(0, footing, people=70)])
        assert values[Measure.PEOPLE_SECURED] == people


def test_metres_of_active_sectors_that_nobody_secures_are_exposed():
    held = operation()
    values = phase_values(held, held.phases[0], outlook_of(held, None, ASKED), [cover(0, Footing.NOBODY_MAY_ACT)])
    assert values[Measure.EXPOSED_M] > 0
    assert values[Measure.CORRIDOR_SECURED_M] == 0


def test_without_roads_cover_is_not_known_and_not_nought():
    held = operation()
    values = phase_values(held, held.phases[0], outlook_of(held, None, ASKED), [])
    assert Measure.PEOPLE_COVERED not in values
    assert difference(Measure.PEOPLE_COVERED, values, {Measure.PEOPLE_COVERED: 3}).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(("base", "other", "verdict"), [
    (None, NOON, Verdict.BETTER), (NOON, None, Verdict.WORSE), (None, None, Verdict.SAME),
    (NOON, NOON + DAY, Verdict.WORSE), (NOON, NOON - DAY, Verdict.BETTER),
])  # fmt: skip
def test_sooner_is_better_and_never_is_worst(base, other, verdict):
    found = difference(Measure.NEXT_SECURED_AT, {Measure.NEXT_SECURED_AT: base}, {Measure.NEXT_SECURED_AT: other})
    assert found.verdict is verdict
    assert found.by == (None if base != other and None in {base, other} else pytest.approx(_days(base, other)))


def _days(base, other):
    return (other - base) / DAY if base and other else 0


AMOUNTS = st.floats(0, 1e9)


@given(st.sampled_from(sorted(set(Measure) - {Measure.NEXT_SECURED_AT})), AMOUNTS, AMOUNTS)
def test_a_difference_turned_round_is_the_other_way_round(measure, one, other):
    there, back = (difference(measure, {measure: a}, {measure: b}) for a, b in ((one, other), (other, one)))
    turned = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER, Verdict.SAME: Verdict.SAME}
    assert back.verdict is turned[there.verdict]
    assert back.by == -there.by
    if there.verdict is Verdict.BETTER:
        assert (other < one) is (measure in LESS_IS_BETTER)
