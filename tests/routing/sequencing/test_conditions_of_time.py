"""Hours of the day, gates of phases and gates of hand-over bind a sequence as trying everything says, and are named."""

from dataclasses import replace
from random import Random

import pytest

from routing.sequencing.answer import Status
from routing.sequencing.case import Gate, HeldSector, Rule, SoftRule
from routing.sequencing.conflict import conflict
from routing.sequencing.explain import explain
from routing.sequencing.solve import solve
from tests.sequencing_cases import plain_case
from tests.sequencing_oracle import best_value, faults


def bound_case(seed):
    """Two sectors with much to gain and enough of three kinds of units, so that hours, gates and leads decide."""
    chance, plain = Random(seed), plain_case()
    phases = tuple(replace(phase, day_parts=chance.choice([(), ("by night",)])) for phase in plain.phases)
    parts = [(p, 0) for p, phase in enumerate(phases) if phase.day_parts]
    sectors = tuple(replace(s, handed_over_from=chance.choice([None, 0, 1, 2]), neighbours=(1 - n,))
                    for n, s in enumerate(plain.sectors[:2]))  # fmt: skip
    units = tuple(
        replace(plain.units[0], name=f"u{n}", number=2, strength=chance.choice([1, 2]), kind=f"k{n}",
                away=tuple(at for at in parts if chance.random() < 0.4))
        for n in range(2)
    )  # fmt: skip
    soft = tuple(SoftRule(rule=rule, price=chance.randint(0, 90)) for rule in RULES if chance.random() < 0.25)
    return replace(
        plain,
        phases=phases,
        sectors=sectors,
        units=units,
        corridors=plain.corridors[:2],
        gates=tuple(
            Gate(name="g", phase=p, met_from=chance.choice([None, 2])) for p in range(2) if chance.random() < 0.4
        ),
        soft=soft,
        weights=replace(plain.weights, local=1, cost=1),
    )


RULES = (Rule.HOURS, Rule.GATE, Rule.HANDOVER, Rule.STRENGTH)


def unbound(case):
    """The case without what binds it in time, one kind after the other."""
    yield replace(case, units=tuple(replace(unit, away=()) for unit in case.units))
    yield replace(case, gates=())
    yield replace(case, sectors=tuple(replace(sector, handed_over_from=0) for sector in case.sectors))


def test_hours_gates_and_leads_drawn_at_random_bind_as_by_trying_everything():
    binding = [0, 0, 0]
    for seed in range(16):
        case = bound_case(seed)
        found, best = solve(case, limit_s=20), best_value(case)
        assert (found.status, found.value, found.bound) == (Status.PROVEN, best, best), seed
        assert not faults(case, found), seed
        binding = [n + (best_value(other) != best) for n, other in zip(binding, unbound(case), strict=True)]
    assert min(binding) >= 3, "each kind must decide in many cases, or nothing was tried"


def test_a_sector_starts_in_no_phase_before_its_gates_and_the_gate_is_named():
    case = replace(plain_case(), gates=(Gate(name="Road cleared", phase=0, met_from=1),))
    found = solve(case, limit_s=20)
    assert [found.start(sector) for sector in range(3)] == [1, 2, None]
    (earlier,) = explain(case, found, 0).earlier
    assert [one.text for one in earlier.conditions] == [
        "Gate of phase 1 (p0): Road cleared – expected to be met by the start of p1: until then no sector starts."
    ]


def test_what_is_held_goes_on_while_a_gate_of_a_later_phase_is_open():
    found = solve(replace(plain_case(), gates=(Gate(name="g", phase=1),)), limit_s=20)
    assert found.active == ((True, True, True), (False,) * 3, (False,) * 3)


def by_night(case, *away):
    """The case with nights in which the units named cannot act."""
    phases = tuple(replace(phase, day_parts=("from 18:00 to 06:00",)) for phase in case.phases)
    nights = tuple((phase, 0) for phase in range(len(phases)))
    units = tuple(replace(unit, away=nights if unit.name in away else ()) for unit in case.units)
    return replace(case, phases=phases, units=units)


def test_units_that_act_by_day_alone_hold_no_sector_but_may_share_one_with_others():
    one = plain_case().units[0]
    case = replace(plain_case(), units=(one, replace(one, name="u1", number=1)))
    assert by_night(case, "u0").units[0].away
    assert not any(map(any, solve(by_night(case, "u0", "u1"), limit_s=20).active))
    alone = solve(by_night(case, "u0"), limit_s=20)
    assert [alone.start(sector) for sector in range(3)] == [None, None, None], (
        "two people are needed in the first phase"
    )
    shared = solve(by_night(replace(case, units=(one, replace(one, name="u1", number=2))), "u0"), limit_s=20)
    assert shared.start(0) == 0


def test_a_conflict_names_the_hours_and_what_is_needed_then():
    case = replace(by_night(plain_case(), "u0"), held_sectors=(HeldSector(sector=0, at_latest=0),))
    found = conflict(case)
    assert {one.rule for one in found.conditions} <= {Rule.FIXING, Rule.HOURS}
    assert any("from 18:00 to 06:00" in one.text for one in found.conditions)


def test_local_lead_waits_for_its_gate_and_one_fixed_too_early_is_a_conflict():
    early = replace(plain_case(), weights=replace(plain_case().weights, local=1))
    late = replace(early, sectors=tuple(replace(sector, handed_over_from=2) for sector in early.sectors))
    first, second = solve(early, limit_s=20), solve(late, limit_s=20)
    assert (first.led[0], second.led[0]) == ((False, True, True), (False, False, True))
    fixed = replace(late, held_sectors=(HeldSector(sector=0, is_local_in=1),))
    assert solve(fixed, limit_s=20).status is Status.INFEASIBLE
    assert {one.rule for one in conflict(fixed).conditions} == {Rule.FIXING, Rule.HANDOVER}
    paid = solve(replace(fixed, soft=(SoftRule(rule=Rule.HANDOVER, price=5),)), limit_s=20)
    assert (paid.led[0][1], paid.terms.penalty) == (True, 5 * sum(breach.amount for breach in paid.breaches))


@pytest.mark.parametrize(("rule", "price"), [(Rule.GATE, 1), (Rule.HOURS, 1)])
def test_at_a_price_the_rule_gives_way_and_the_breach_is_told(rule, price):
    case = by_night(replace(plain_case(), gates=(Gate(name="g", phase=0),)), "u0")
    both = tuple(SoftRule(rule=one, price=price) for one in (Rule.GATE, Rule.HOURS))
    found = solve(replace(case, soft=both), limit_s=20)
    assert any(breach.condition.rule is rule for breach in found.breaches)
    assert not faults(replace(case, soft=both), found)
