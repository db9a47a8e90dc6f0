"""Sequences: equal to trying everything on small cases, sound on all, ended in time, best where proven."""

import itertools
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import RoutingError
from routing.sequencing.answer import Status
from routing.sequencing.case import HeldSector, HeldUnits, Phase, Rule, SoftRule, Weights
from routing.sequencing.highs import Relaxed
from routing.sequencing.improve import KINDS, Ground
from routing.sequencing.model import model_of
from routing.sequencing.places import places_of
from routing.sequencing.solve import solve
from routing.solving.progress import Progress
from tests.sequencing_cases import plain_case, small_case
from tests.sequencing_oracle import best_value, faults


@pytest.mark.parametrize("seed", range(60))
def test_small_cases_are_solved_as_by_trying_everything(seed):
    case = small_case(seed)
    found, best = solve(case, limit_s=20), best_value(case)
    if best is None:
        assert found.status is Status.INFEASIBLE
    else:
        assert (found.status, found.value, found.bound) == (Status.PROVEN, best, best)
        assert not faults(case, found)


@settings(max_examples=25, deadline=None)
@given(st.integers(1000, 10**6))
def test_every_answer_holds_when_played_through(seed):
    case = small_case(seed)
    found = solve(case, limit_s=20)
    assert found.status in {Status.PROVEN, Status.INFEASIBLE}
    assert found.value is None or not faults(case, found)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([Rule.CAVEAT, Rule.CONSENT, Rule.STRENGTH, Rule.MONEY, Rule.CONTIGUITY]))
def test_a_rule_made_soft_is_never_worse(seed, rule):
    case = replace(small_case(seed), soft=())
    hard, soft = solve(case, limit_s=20), solve(replace(case, soft=(SoftRule(rule=rule, price=7),)), limit_s=20)
    assert hard.value is None or (soft.value is not None and soft.value >= hard.value)


def test_a_plain_case_starts_at_the_gate_and_moves_on():
    case = plain_case()
    found = solve(case, limit_s=20)
    assert found.status is Status.PROVEN
    assert [found.start(sector) for sector in range(3)] == [0, 1, 2]
    assert not faults(case, found)


def test_a_sector_fixed_by_hand_starts_as_fixed():
    case = replace(plain_case(), held_sectors=(HeldSector(sector=1, not_before=2),))
    found = solve(case, limit_s=20)
    assert found.start(1) == 2
    assert found.start(2) is None or found.start(2) > 2


def test_units_fixed_by_hand_stand_where_fixed():
    case = replace(plain_case(), held_units=(HeldUnits(unit_class=0, sector=0, phase=2, at_least=2),))
    found = solve(case, limit_s=20)
    assert any((one.unit_class, one.sector, one.phase) == (0, 0, 2) and one.number >= 2 for one in found.assignments)


def test_a_choice_that_cannot_be_kept_is_a_conflict_not_an_answer():
    case = replace(plain_case(), held_sectors=(HeldSector(sector=2, at_latest=0),))
    found = solve(case, limit_s=20)
    assert found.status is Status.INFEASIBLE
    assert found.value is None


def test_with_a_weight_on_change_a_new_plan_stays_closer_to_the_old_one():
    case = replace(plain_case(), weights=Weights(need=1))
    before = solve(case, limit_s=20)
    late = replace(case, held_sectors=(HeldSector(sector=1, not_before=2),))
    free, close = (
        solve(replace(late, weights=Weights(need=1, change=change)), limit_s=20, previous=before) for change in (0, 10)
    )
    assert close.terms.change <= free.terms.change
    assert close.status is Status.PROVEN
    assert close.value == close.terms.need - 10 * close.terms.change


def test_nothing_changes_where_nothing_has_to():
    case = replace(plain_case(), weights=Weights(need=1, change=3))
    before = solve(case, limit_s=20)
    again = solve(case, limit_s=20, previous=before)
    assert again.terms.change == 0
    assert again.active == before.active


def test_a_search_called_off_ends_at_once_with_what_it_has():
    progress, case = Progress(), _large()
    threading.Timer(1.0, progress.cancel).start()
    began = time.monotonic()
    found = solve(case, limit_s=60, progress=progress)
    assert found.status is Status.CANCELLED
    assert time.monotonic() - began < 15
    assert not faults(case, found)


def test_the_time_given_is_kept():
    began = time.monotonic()
    found = solve(_large(), limit_s=2)
    assert found.status is Status.TIME_LIMIT
    assert found.bound is not None
    assert found.bound >= found.value
    assert time.monotonic() - began < 12


def test_progress_tells_values_that_rise_and_bounds_that_fall():
    heard = []
    solve(small_case(11), limit_s=20, progress=Progress(told=heard.append))
    values = [one.value for one in heard if one.value is not None]
    bounds = [one.bound for one in heard if one.bound is not None]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"phases": ()}, "no phase"),
        ({"phases": (Phase(name="x", starts_day=5, ends_day=5),) * 3}, "Phase x ends before it starts"),
        ({"apart": ((0, 9),)}, "cannot work together name rows 9"),
        ({"soft": (SoftRule(rule=Rule.COUNT, price=1),)}, "units pledged cannot be broken"),
        ({"held_sectors": (HeldSector(sector=7),)}, "fixed by hand name rows 7"),
        ({"weights": Weights(need=2**60)}, "no longer be exact"),
        ({"weights": Weights(cost=-1)}, "below 0"),
    ],
)
def test_a_case_that_contradicts_itself_is_refused_by_name(change, told):
    with pytest.raises(RoutingError, match=told):
        solve(replace(plain_case(), **change), limit_s=1)


def test_a_case_without_anything_is_answered():
    found = solve(replace(plain_case(), sectors=(), corridors=(), units=(), supports=(), contributors=()), limit_s=5)
    assert (found.status, found.value) == (Status.PROVEN, 0)


def test_units_that_cost_millions_are_paid_where_the_money_is_there():
    case = plain_case()
    units = tuple(replace(unit, cost_per_phase=unit.cost_per_phase * 5_000_000) for unit in case.units)
    purses = tuple(replace(p, arrives=tuple(amount * 5_000_000 for amount in p.arrives)) for p in case.purses)
    dear = replace(case, units=units, purses=purses, weights=replace(case.weights, cost=0))
    found, cheap = solve(dear, limit_s=20), solve(replace(case, weights=dear.weights), limit_s=20)
    assert found.active == cheap.active
    assert np.array(found.active).any()
    assert not faults(dear, found)


def test_sectors_in_a_ring_without_a_gate_are_never_held():
    case = plain_case()
    ring = tuple(
        replace(sector, is_gate=False, neighbours=((at + 1) % 3, (at + 2) % 3))
        for at, sector in enumerate(case.sectors)
    )
    found = solve(replace(case, sectors=ring), limit_s=20)
    assert not np.array(found.active).any()


@pytest.mark.parametrize("count", [1, 2, 5])
def test_parts_to_improve_are_drawn_from_cases_of_any_length(count):
    case = plain_case()
    phases = tuple(Phase(name=f"p{at}", starts_day=10 * at, ends_day=10 * at + 10) for at in range(count))
    purses = (replace(case.purses[0], arrives=(20,) * count),)
    model = model_of(replace(case, phases=phases, purses=purses))
    nothing = np.zeros(len(model.linear.lower))
    relaxed = Relaxed(bound=0.0, values=nothing, costs=nothing)
    ground = Ground(model=model, places=places_of(model), relaxed=relaxed, chance=np.random.default_rng(1))
    for draw, size in itertools.product(KINDS, (0.2, 1.0, 3.0)):
        parts = [draw(ground, nothing.astype(np.int64), size) for _ in range(30)]
        assert set(np.unique(ground.places.phase[np.any(parts, axis=0)])) >= set(range(count))


def _large():
    """A case that no search is done with in seconds."""
    case = plain_case()
    beside = [tuple(other for other in (at - 6, at - 1, at + 1, at + 6) if 0 <= other < 36) for at in range(36)]
    sectors = tuple(
        replace(case.sectors[0], name=f"s{at}", neighbours=beside[at],
                is_gate=at in {0, 35}, site_needs=(3 + 7 * at % 11,), strength_by_age=(5 + at % 4, 4, 3))
        for at in range(36)
    )  # fmt: skip
    phases = tuple(Phase(name=f"p{at}", starts_day=30 * at, ends_day=30 * at + 30) for at in range(8))
    units = tuple(
        replace(
            case.units[0], name=f"u{at}", number=3, strength=1 + at % 3, available_from=at % 4, engagement=1 + at % 2
        )
        for at in range(14)
    )
    corridors = tuple(replace(case.corridors[0], sectors=(at,)) for at in range(36))
    purses = (replace(case.purses[0], arrives=(40,) * 8),)
    return replace(case, sectors=sectors, phases=phases, units=units, corridors=corridors, purses=purses, supports=())
