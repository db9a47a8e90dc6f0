"""Chance drives both stores against a list of plans: saves, undo, redo, stale saves, reopening, as-of."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from data.errors import StalePlan, StoreError
from data.store.memory import MemoryPlanStore
from data.store.sqlite import SqlitePlanStore
from tests import builders, strategies

IDS = st.sampled_from(["z-1", "z-2", "z-3", "z-4"])


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

    @rule(off=st.sampled_from([-3, -1, 1]), zone=strategies.zones(IDS))
    def stale(self, off, zone):
        with pytest.raises(StalePlan):
            self.store.commit(self.plan.with_record(zone), base=self.seq + off, reason="why", actor="me")

    @rule(zone=strategies.zones(IDS))
    def half_bad(self, zone):
        bad = self.plan.with_record(zone, builders.site("bad", capacity=float("inf")))
        with pytest.raises(StoreError, match="bad"):
            self.store.commit(bad, base=self.seq, reason="why", actor="me")

    @rule(data=st.data())
    def as_of(self, data):
        seq = data.draw(st.sampled_from(sorted(self.was)))
        assert self.store.as_of(seq) == self.was[seq]

    @precondition(lambda self: isinstance(self.store, SqlitePlanStore))
    @rule()
    def reopen(self):
        self.store.close()
        self.store = SqlitePlanStore.open(self.path)

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
        return SqlitePlanStore.create(self.path, plan, reason="Created", actor="me")

    def teardown(self):
        super().teardown()
        if hasattr(self, "folder"):
            self.folder.cleanup()


CALM = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
MemoryMachine.TestCase.settings = CALM
SqliteMachine.TestCase.settings = CALM
TestMemoryStore = MemoryMachine.TestCase
TestSqliteStore = SqliteMachine.TestCase
