"""Chance drives both stores against a list of plans: saves, undo, redo, stale saves, reopening, as-of."""

import secrets
import tempfile
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from data.errors import StalePlan, StoreError
from data.store.keys import new_key
from data.store.memory import MemoryPlanStore
from data.store.postgres import PostgresPlanStore
from data.store.sqlite import SqlitePlanStore
from tests import builders, strategies

IDS_ALL = ("z-1", "z-2", "z-3", "z-4")
IDS = st.sampled_from(IDS_ALL)


class Machine(RuleBasedStateMachine):
    """The model: what the plan was at each revision, and an editor's undo and redo stacks."""

    @initialize(plan=strategies.plans())
    def create(self, plan):
        self.store = self.new(plan)
        self.store.keep_photo(strategies.PHOTO)
        self.seq = self.store.read().seq
        self.plan, self.was, self.done, self.undone = plan, {self.seq: plan}, [], []

    def move(self, stored, plan):
        assert stored.plan == plan
        assert stored.seq > self.seq
        self.seq, self.plan = stored.seq, plan
        self.was[stored.seq] = plan

    def save(self, plan):
        before = self.plan
        self.move(self.store.commit(plan, base=self.seq, reason="why", actor="me"), plan)
        self.done.append(before)
        self.undone.clear()

    @rule(zone=strategies.zones(IDS))
    def put(self, zone):
        if self.plan.find(zone.id) != zone:
            self.save(self.plan.with_record(zone))

    @rule(zones=st.lists(strategies.zones(IDS), min_size=2, max_size=3), name=strategies.texts())
    def put_many(self, zones, name):
        plan = replace(self.plan, name=name).with_record(*zones)
        if plan != self.plan:
            self.save(plan)

    @rule(zone_id=IDS)
    def remove(self, zone_id):
        if self.plan.find(zone_id):
            self.save(self.plan.without(zone_id))

    @rule()
    def turn_round(self):
        if len(self.plan.zones) > 1:
            self.save(replace(self.plan, zones=self.plan.zones[::-1]))

    @rule()
    def save_nothing(self):
        assert self.store.commit(self.plan, base=self.seq, reason="why", actor="me").seq == self.seq

    @rule()
    def undo(self):
        if not self.done:
            with pytest.raises(StoreError, match="nothing to undo"):
                self.store.undo(base=self.seq, actor="me")
            return
        self.undone.append(self.plan)
        self.move(self.store.undo(base=self.seq, actor="me"), self.done.pop())

    @rule()
    def redo(self):
        if not self.undone:
            with pytest.raises(StoreError, match="nothing to redo"):
                self.store.redo(base=self.seq, actor="me")
            return
        self.done.append(self.plan)
        self.move(self.store.redo(base=self.seq, actor="me"), self.undone.pop())

    @rule(off=st.sampled_from([-10_000, 1]), zone=strategies.zones(IDS))
    def made_on_nothing(self, off, zone):
        with pytest.raises(StalePlan):
            self.store.commit(self.plan.with_record(zone), base=self.seq + off, reason="why", actor="me")

    @rule(data=st.data(), zone=strategies.zones(IDS), gone=st.sets(IDS, max_size=2))
    def late(self, data, zone, gone):
        """Somebody saves what was begun on an older revision."""
        seq = data.draw(st.sampled_from(sorted(self.was)))
        was, now = self.was[seq], self.plan
        mine = reduce(lambda plan, one: plan.without(one) if plan.find(one) else plan, sorted(gone), was)
        mine = mine.with_record(zone)
        changed = {key for key in (*IDS_ALL, zone.id) if mine.find(key) != was.find(key)}
        must_clash = {key for key in changed if now.find(key) not in (was.find(key), mine.find(key))}
        try:
            stored = self.store.commit(mine, base=seq, reason="why", actor="other")
        except StalePlan as refusal:
            since = {r.record_id for r in self.store.history(self.seq) if r.seq > seq}
            self.refused(refusal.clashes, must_clash, since)
            return
        assert not must_clash
        for key in {str(r.id) for plan in (mine, now, stored.plan) for r in plan.records()}:
            if key in changed:
                assert stored.plan.find(key) == mine.find(key)
            else:
                assert stored.plan.find(key) == now.find(key)
        if stored.seq != self.seq:
            self.done.append(self.plan)
            self.undone.clear()
        self.seq, self.plan = stored.seq, stored.plan
        self.was[stored.seq] = stored.plan

    @rule(zone=strategies.zones(IDS))
    def half_bad(self, zone):
        bad = self.plan.with_record(zone, builders.site("bad", capacity=float("inf")))
        with pytest.raises(StoreError, match="bad"):
            self.store.commit(bad, base=self.seq, reason="why", actor="me")

    def refused(self, clashes, must_clash, since):
        assert must_clash <= clashes <= since or not clashes, "only what both touched, and all that differs"

    @rule(data=st.data())
    def as_of(self, data):
        seq = data.draw(st.sampled_from(sorted(self.was)))
        assert self.store.as_of(seq) == self.was[seq]

    @precondition(lambda self: hasattr(self, "again"))
    @rule()
    def reopen(self):
        self.store.close()
        self.store = self.again()

    @invariant()
    def as_modelled(self):
        if hasattr(self, "store"):
            stored = self.store.read()
            assert (stored.seq, stored.plan) == (self.seq, self.plan)

    def teardown(self):
        if hasattr(self, "store"):
            assert self.store.verify() == ()
            self.store.close()


class MemoryMachine(Machine):
    def new(self, plan):
        return MemoryPlanStore(plan, reason="Created", actor="me")


class SqliteMachine(Machine):
    def new(self, plan):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "operation.passage"
        self.key = new_key()
        return SqlitePlanStore.create(self.path, plan, key=self.key, reason="Created", actor="me")

    def again(self):
        return SqlitePlanStore.open(self.path, key=self.key)

    def teardown(self):
        super().teardown()
        if hasattr(self, "folder"):
            self.folder.cleanup()


class PostgresMachine(Machine):
    def new(self, plan):
        self.name = f"chance-{secrets.token_hex(8)}"
        return PostgresPlanStore.create(self.engine, self.name, plan, reason="Created", actor="me")

    def again(self):
        return PostgresPlanStore.open(self.engine, self.name)


CALM = settings(max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
MemoryMachine.TestCase.settings = CALM
SqliteMachine.TestCase.settings = settings(CALM, max_examples=12)
PostgresMachine.TestCase.settings = settings(CALM, max_examples=8)
TestMemoryStore = MemoryMachine.TestCase
TestSqliteStore = SqliteMachine.TestCase


@pytest.mark.usefixtures("chance_on_the_server")
class TestPostgresStore(PostgresMachine.TestCase):
    """On a server of its own, shared by all examples."""


@pytest.fixture(scope="module")
def chance_on_the_server(server):
    PostgresMachine.engine = server
