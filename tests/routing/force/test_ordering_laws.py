"""Whatever a plan says, an order of its sectors ends in an order that holds, or in one clear refusal."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from data.model import (
    COLLECTION_OF,
    ApprovalKind,
    ApprovalState,
    ApprovalStep,
    Assignment,
    Caveat,
    Commitment,
    Consent,
    ConsentState,
    Cost,
    FundingSource,
    Gate,
    LegalInstrument,
    LocalForce,
    Party,
    Phase,
    Pledge,
    RoeGrant,
    TaskRequirement,
    Unit,
    Validity,
)
from routing.errors import RoutingError
from routing.force.asking import Cause
from routing.force.layout import SectorLayout
from routing.force.ordered import order_of, with_order
from routing.force.ordering import OrderAsked, case_of
from routing.force.permits import may_act
from routing.sequencing.answer import Status
from routing.sequencing.case import Corridor
from routing.sequencing.solve import solve
from tests import builders
from tests import force_builders as build
from tests.force_builders import SPRING
from tests.force_strategies import REFERRED, records_of
from tests.sequencing_oracle import faults

MONTH = timedelta(days=30)
ASKED = OrderAsked(strength_per_thousand=(4.0, 2.0), least_strength=2, people_per_need=10)
SECTORS = (
    builders.sector("west", area=box(34.0, 31.0, 34.1, 31.1)),
    builders.sector("east", area=box(34.1, 31.0, 34.2, 31.1)),
)
LAYOUT = SectorLayout(
    neighbours=((1,), (0,)),
    is_gate=(True, False),
    force_reach=((0, 1), (0, 1)),
    care_reach=((0, 1), (0, 1)),
    corridors=(Corridor(name="first", sectors=(0,)), Corridor(name="on", sectors=(0, 1))),
)
NOUNS = (
    Pledge, Unit, Assignment, TaskRequirement, RoeGrant, Caveat, LegalInstrument, Party, Consent,
    FundingSource, Commitment, Cost, LocalForce,
)  # fmt: skip
KNOWN_BARS = {Cause.RULES, Cause.CONSENT}


def phase(n, **said):
    what = {"name": f"Phase {n}", "starts_at": SPRING + n * MONTH, "ends_at": SPRING + (n + 1) * MONTH}
    return Phase(id=f"p{n}", **(what | said))


def plan(*records, phases=3):
    homes = [build.settlement(f"town{n}", point=Point(34.05 + 0.1 * n, 31.05), people=900) for n in range(2)]
    kept = builders.plan(builders.contributor(), *SECTORS, *map(phase, range(phases)), *homes)
    return kept.with_record(*records)


@st.composite
def any_plans(draw):
    """Plans that could have an order, with up to three records of some nouns that say anything."""
    made = plan(
        *(build.unit(f"u{n}", pledge=None, base=None) for n in range(2)), build.roe_grant(sector=None, phase=None)
    )
    for noun in draw(st.lists(st.sampled_from(NOUNS), max_size=5, unique=True)):
        home = COLLECTION_OF[noun]
        ids = {name: [r.id for r in getattr(made, name)] for names in REFERRED[noun].values() for name in names or ()}
        if all(any(ids[name] for name in names) for names in REFERRED[noun].values() if names):
            records = [draw(records_of(noun, st.just(f"{home}-{n}"), ids)) for n in range(draw(st.integers(1, 3)))]
            made = made.with_record(*records)
    return made


@settings(max_examples=25, deadline=None)
@given(kept=any_plans())
def test_an_order_of_any_plan_holds_and_is_the_order_of_the_plan_it_makes(kept):
    case = case_of(kept, LAYOUT, ASKED)
    order = solve(case, limit_s=2.0, previous=order_of(kept, ASKED))
    assert list(faults(case, order)) == []
    made = with_order(kept, order, ASKED)
    assert order_of(made, ASKED).active == order.active
    for assignment in (a for a in made.assignments if a.id.startswith("order-")):
        at = assignment.valid.starts_at
        permit = may_act(made, assignment.unit, assignment.task, assignment.sector, at)
        assert not [h.message for h in permit.hindrances if h.is_known and h.cause in KNOWN_BARS]


def test_without_units_nothing_is_held_and_that_is_proven():
    order = solve(case_of(plan(), LAYOUT, ASKED), limit_s=5)
    assert (order.status, order.terms.need) == (Status.PROVEN, 0)


def test_two_hundred_units_are_put_in_order():
    units = [build.unit(f"u{n}", pledge=None, base=None, strength=1 + n % 7) for n in range(200)]
    case = case_of(plan(*units, build.roe_grant(sector=None, phase=None)), LAYOUT, ASKED)
    assert sum(unit.number for unit in case.units) == 200
    assert solve(case, limit_s=5).terms.need > 0


@pytest.mark.parametrize(
    ("phases", "told"),
    [
        ([phase(0, ends_at=SPRING + timedelta(hours=2))], "at least one: Phase 0"),
        ([phase(0), phase(1, starts_at=SPRING + MONTH / 2)], "starts before Phase 0 ends"),
        ([], "at least one phase and one sector"),
    ],
)
def test_phases_that_cannot_follow_one_another_are_refused_in_words(phases, told):
    with pytest.raises(RoutingError, match=told):
        solve(case_of(plan(*phases, phases=0), LAYOUT, ASKED), limit_s=1)


def test_words_that_contradict_each_other_are_no_consent_while_both_hold():
    says = {"party": "party", "about": "west"}
    yes = Consent(id="yes", state=ConsentState.GRANTED, **says)
    no = Consent(id="no", state=ConsentState.REFUSED, valid=Validity(ends_at=SPRING + MONTH), **says)
    party = build.party(required_for=("sector",))
    assert case_of(plan(party, yes, no), LAYOUT, ASKED).sectors[0].consent_from == 1


def test_odd_records_are_put_up_with():
    circle = (Gate(condition="a", name="a", after=("b",)), Gate(condition="b", name="b", after=("a",)))
    lapsed = ApprovalStep(kind=ApprovalKind.COURT, state=ApprovalState.GRANTED, valid=Validity(ends_at=SPRING - MONTH))
    odd = (
        replace(phase(1), gates=circle),
        build.pledge("lapsed", steps=(lapsed,)),
        build.unit("late", pledge="lapsed", base=None),
        build.funding_source(),
        build.commitment("euro", currency="EUR", amount=Decimal(5_000)),
        build.commitment("dollar", currency="USD", amount=Decimal(5_000)),
        build.cost("pay", currency="XYZ"),
    )
    case = case_of(plan(*odd), LAYOUT, ASKED)
    assert case.units == ()
    assert solve(case, limit_s=2).status is Status.PROVEN
