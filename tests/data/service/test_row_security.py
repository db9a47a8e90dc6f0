"""The database shows and takes what the service does, on random people, operations and records; and no more."""

import random
from dataclasses import replace

import pytest
import sqlalchemy as sa

from data.errors import NotAllowed
from data.identity.principal import Role
from data.model.sharing import Sensitivity, Sharing
from data.service import reading, rights, saving, second, seen
from data.service.asking import on_behalf_of
from data.store.memory import MemoryPlanStore
from data.store.postgres import PostgresPlanStore
from data.store.proposal import Decision, Verdict
from tests import builders
from tests.data.service import triples
from tests.data.service.people import person, planner

LOG = ("revision", "body", "told", "erased", "photo", "deed")


def laid_down(server, name, plan):
    """A store on the server with some history, and its twin in memory."""
    said = {"reason": "begun", "actor": "tester"}
    store, twin = PostgresPlanStore.create(server, name, plan, **said), MemoryPlanStore(plan, **said)
    chance = random.Random(name)
    for _ in range(12):
        kept = twin.read()
        after = triples.with_change(kept.plan, triples.changed(chance, kept.plan))
        if after is not None and after != kept.plan:
            for one in (store, twin):
                one.commit(after, base=kept.seq, reason="moved on", actor="tester")
    return store, twin


@pytest.mark.parametrize("seed", range(2))
def test_the_database_shows_and_takes_what_the_service_does(server, seed):
    chance = random.Random(seed)
    store, twin = laid_down(server, f"triples-{seed}", triples.plan_of(chance))
    plan, compared, taken = twin.read().plan, 0, 0
    for _ in range(5):
        who = triples.person_of(chance)
        differ, count = triples.reading_disagreements(store, twin, who)
        assert differ == []
        compared += count
        for _ in range(12):
            change = triples.changed(chance, plan)
            assert triples.writing_disagreement(store, who, plan, change) is None
            after = triples.with_change(plan, change)
            taken += after is not None and rights.may_change(who, plan, after, change)
    assert compared > 1000
    assert taken > 0, "some of what is tried is allowed"


def test_settings_are_taken_from_whoever_the_service_takes_them_from(server):
    store, _ = laid_down(server, "settings", builders.full_plan())
    plan = store.read().plan
    changes = (
        {"name": "Other"},
        {"one_person_suffices": True},
        {"held": ("z",)},
        {"sharing": Sharing(records=(("z", Sensitivity.LOW),))},
    )
    for roles in ((role,) for role in Role):
        who = person(*roles)
        for said in changes:
            allowed = triples.service_takes_settings(who, tuple(said.items()))
            assert triples.accepts_settings(store, who, replace(plan, **said)) == allowed, (roles, said)


def test_a_hole_in_the_service_is_closed_by_the_database(server, monkeypatch):
    plan = replace(builders.full_plan(), one_person_suffices=True)
    store, _ = laid_down(server, "hole", plan)
    who = person(Role.VIEWER)
    now = store.read()
    with monkeypatch.context() as patch:
        patch.setattr(rights, "may_change", lambda *_: True)
        edited = reading.read(who, store).view.plan
        with pytest.raises(NotAllowed, match="rules of the database"):
            saving.commit(who, store, edited.with_record(builders.site("made")), base=now.seq, reason="mine")
    assert store.read() == now
    with monkeypatch.context() as patch:
        patch.setattr(seen, "may_see", lambda *_: True)
        with pytest.raises(NotAllowed, match="the database keeps back"):
            reading.read(who, store)


def test_one_person_cannot_be_two_in_the_database_either(server):
    plan = builders.full_plan()
    store = PostgresPlanStore.create(server, "two", plan, reason="begun", actor="tester")
    who = planner()
    edited = plan.without("b")
    waiting = saving.commit(who, store, edited, base=store.read().seq, reason="gone").waiting
    alone = Decision(proposal=waiting.id, verdict=Verdict.CONFIRMED, by_id=who.id, by=who.name, at=store.now())
    with on_behalf_of(who), pytest.raises(NotAllowed, match="rules of the database"):
        store.confirm(alone, edited, base=store.read().seq, reason="gone", actor="alone")
    assert second.confirm(planner("Basel"), store, waiting.id).in_force


def test_the_role_of_the_app_only_adds_to_the_log(server):
    store = PostgresPlanStore.create(server, "added", builders.full_plan(), reason="begun", actor="tester")
    refused = 0
    for table in LOG:
        for act in ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"):
            column = next(iter(sa.inspect(server).get_columns(table, schema="op-added")))["name"]
            with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), _as_app(server) as connection:
                connection.exec_driver_sql(act.format(f'"op-added".{table}', column, column))
            refused += 1
    assert refused == 3 * len(LOG)
    assert store.verify() == ()


def test_where_nobody_is_named_nothing_is_shown(server):
    PostgresPlanStore.create(server, "nobody", builders.full_plan(), reason="begun", actor="tester")
    with _as_app(server) as connection:
        connection.exec_driver_sql('SET LOCAL search_path TO "op-nobody", public')
        for table in ("record", *LOG):
            assert connection.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one() == 0


def _as_app(server):
    connection = server.connect()
    connection.exec_driver_sql("SET LOCAL ROLE passage_app")
    return connection
