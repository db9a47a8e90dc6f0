"""Local share and lead do not fall silently, and local lead needs its gate passed."""

from datetime import timedelta

import pytest

from data.model import Criterion, CriterionKind, Lead, SectorState, Validity
from routing.force.local import handover_gates, local_findings, local_shares
from tests.builders import NOON, contributor, phase, plan, sector, site
from tests.force_builders import assignment, handover, local_force, pledge, unit

DAY = timedelta(days=1)
MET = tuple(Criterion(kind=kind, met=True) for kind in CriterionKind)


def next_phase(**said):
    return phase("q", starts_at=NOON + 30 * DAY, ends_at=NOON + 60 * DAY, **said)


def held(*records):
    return plan(contributor(), site(), sector(), phase(), next_phase(), pledge(), unit(), local_force()).with_record(
        *records
    )


def codes(found):
    return [(f.code, f.severity.value) for f in local_findings(found, NOON)]


def test_the_share_is_vetted_police_of_all_people_there():
    shares = local_shares(held(assignment(valid=Validity(ends_at=NOON + 30 * DAY))), NOON)
    assert [(s.vetted, s.international, s.share) for s in shares] == [(200, 400, 1 / 3), (200, 0, 1.0)]
    assert shares[0].why == ("police", "unit")


def test_what_was_not_reported_leaves_the_share_unknown():
    assert local_shares(held(local_force(vetted=None)), NOON)[0].share is None
    assert local_shares(held(unit(strength=None), assignment()), NOON)[0].share is None
    assert local_shares(plan(sector(), phase()), NOON)[0].share is None


def test_units_still_to_come_are_counted_and_named():
    assert local_shares(held(unit(stages=()), assignment()), NOON)[0].not_deployed == ("unit",)


def test_a_share_that_falls_is_a_finding():
    assert codes(held(assignment(valid=Validity(starts_at=NOON + 30 * DAY)))) == [("local-share-falls", "doubt")]
    assert codes(held(assignment(valid=Validity(ends_at=NOON + 30 * DAY)))) == []


def test_a_lead_that_goes_back_is_a_finding():
    first = phase(sector_leads=(("north", Lead.JOINT),))
    assert codes(held(first)) == [("local-lead-falls", "problem")]
    assert codes(held(next_phase(sector_leads=(("north", Lead.JOINT),)))) == []


@pytest.mark.parametrize(
    ("gate", "told"),
    [
        (None, [("handover-open", "doubt")]),
        (handover(phase="q"), [("handover-open", "doubt")]),
        (handover(phase="q", criteria=MET), [("handover-open", "doubt")]),
        (
            handover(phase="q", criteria=(Criterion(kind=CriterionKind.THREAT, met=False),)),
            [("handover-open", "problem")],
        ),
        (handover(phase="q", criteria=MET, decided_at=NOON + DAY), [("handover-open", "doubt")]),
        (handover(phase="q", criteria=MET, decided_at=NOON), []),
        (handover(phase="p", criteria=MET, decided_at=NOON), []),
    ],
)
def test_local_lead_needs_a_passed_gate(gate, told):
    leading = held(next_phase(sector_states=(("north", SectorState.LOCAL_LEAD),)))
    assert codes(leading.with_record(gate) if gate else leading) == told


def test_a_gate_always_has_four_criteria():
    (gate,) = handover_gates(held(handover(criteria=MET[:1])), NOON)
    assert [c.met for c in gate.criteria] == [True, None, None, None]
    assert not gate.is_passed
