"""What a person is told they may not save is what is refused when they try, and nothing else."""

from dataclasses import replace

import pytest

from data.errors import NotAllowed
from data.identity.principal import Role
from data.model import Plan, Sector, Zone
from data.service import reading, saving
from data.service.foresight import why_not_begin, why_not_coordinate, why_not_plan, why_not_save
from data.store.memory import MemoryPlanStore
from tests import builders
from tests.data.service.people import person

ROLES = [(), *((role,) for role in Role), tuple(Role)]


def edits(plan: Plan):
    zone, sector = next(iter(plan.zones), None), plan.sectors[0]
    yield plan.with_record(replace(zone, note="seen")) if isinstance(zone, Zone) else replace(plan, name="other")
    yield plan.with_record(replace(sector, name="Renamed")) if isinstance(sector, Sector) else plan
    yield plan.with_record(builders.convoy("new", origin=plan.sites[0].id, destination=plan.sites[0].id))
    yield replace(plan, name="Other name")
    yield replace(plan, one_person_suffices=True)


@pytest.mark.parametrize("roles", ROLES)
def test_what_is_foretold_is_what_happens(roles):
    who = person(*roles, sectors=("north",))
    for number in range(5):
        store = MemoryPlanStore(
            builders.plan(builders.sector(), builders.zone(), builders.site(), builders.crossing()),
            reason="begun",
            actor="tester",
        )
        plan = reading.read(who, store).view.plan
        if not plan.sectors or not plan.sites:
            assert why_not_plan(who)
            return
        edited = [*edits(plan)][number]
        told = why_not_save(who, plan, edited)
        assert told == refusal_of(lambda e=edited, s=store: saving.commit(who, s, e, base=s.read().seq, reason="tried"))


def refusal_of(attempt):
    try:
        attempt()
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def test_everybody_who_does_not_plan_is_told_who_does():
    assert [bool(why_not_plan(person(role))) for role in Role] == [True, False, False, True, True]
    assert [bool(why_not_coordinate(person(role))) for role in Role] == [True, False, True, True, True]
    assert [bool(why_not_begin(person(role))) for role in Role] == [True, False, True, True, True]
