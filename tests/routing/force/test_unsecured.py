"""Why a sector is not secured is told with what would mend it, and a secured one lacks nothing."""

from datetime import timedelta

import pytest

from data.model import ConsentObject, ConsentState, SectorState, Validity
from routing.force.secured import Footing, footings
from routing.force.unsecured import wants
from tests.builders import NOON, contributor, phase, plan, sector, site
from tests.force_builders import assignment, consent, party, pledge, unit

UNIT = (contributor(), pledge(), site(), unit())
"""Deployed, under nobody's command."""


def lacks(*records, state=SectorState.ACTIVE, **said):
    drawn = plan(sector(**said), phase(sector_states=(("north", state),)), *records)
    own = drawn.phases[0]
    footing = footings(drawn, own, own.starts_at)
    (found,) = wants(drawn, own, own.starts_at, footing).values()
    assert bool(found) == (footing["north"] is not Footing.SECURED)
    return [one.message for one in found]


def test_a_secured_sector_lacks_nothing():
    assert lacks() == []


def test_a_sector_that_is_only_preparing_says_so():
    assert lacks(state=SectorState.PREPARING) == ["It is preparing in this phase."]


def test_a_sector_that_ends_within_the_phase_says_so():
    ends = Validity(ends_at=NOON + timedelta(days=3))
    assert lacks(valid=ends) == ["It does not hold all through the phase."]


@pytest.mark.parametrize("state", [ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.SILENT])
def test_each_party_that_does_not_consent_is_named(state):
    drawn = party("authority", name="Authority", required_for=(ConsentObject.SECTOR,))
    (told,) = lacks(drawn, consent(party="authority", about="north", state=state))
    assert told == f"Authority: {state}."


def test_a_sector_where_no_unit_has_a_task_says_so_where_the_plan_has_units():
    assert "No unit has a task there at this moment." in lacks(*UNIT)


def test_what_bars_the_unit_there_is_told():
    found = lacks(*UNIT, assignment())
    assert found
    assert "No unit has a task there at this moment." not in found
