"""What a map showed at any briefing is shown again bit for bit, however much was changed, taken back and reopened."""

import hashlib
import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from shapely.affinity import translate

from data.store.keys import new_key
from data.store.postgres import PostgresPlanStore
from data.store.sqlite import SqlitePlanStore
from pages.map.layers import drawn
from pages.parts import plan_layers
from tests import builders

BRIEFINGS = 100
SAID = {"reason": "why", "actor": "tester"}


@pytest.fixture(params=["file", "server"])
def made(request, tmp_path):
    """A store, and how it is opened again."""
    plan = builders.full_plan()
    if request.param == "file":
        path, key = tmp_path / "o.passage", new_key()
        return SqlitePlanStore.create(path, plan, key=key, **SAID), lambda: SqlitePlanStore.open(path, key=key)
    server = request.getfixturevalue("server")
    store = PostgresPlanStore.create(server, "briefed", plan, **SAID)
    return store, lambda: PostgresPlanStore.open(server, "briefed")


def shown(plan):
    """The SHA-256 of everything a map is given to draw, as GeoJSON."""
    at, phase = builders.NOON + timedelta(hours=1), plan.phases[0] if plan.phases else None
    layers = (
        plan_layers.sectors(plan, phase),
        plan_layers.zones(plan, at, phase),
        plan_layers.corridors(plan, ()),
        plan_layers.control_lines(plan, at),
        plan_layers.reports(plan, at),
        plan_layers.places(plan),
        plan_layers.incidents(plan, at),
    )
    return hashlib.sha256(json.dumps([drawn(layer) for layer in layers]).encode()).hexdigest()


def changed(plan, chance, number):
    """The plan with something moved, renamed, added or gone."""
    zone = builders.zone(f"z{chance.randrange(12)}", name=f"Zone {number}", area=moved(builders.zone().area, chance))
    sector = replace(plan.sectors[0], area=moved(plan.sectors[0].area, chance))
    gone = plan.find(f"z{chance.randrange(12)}")
    return chance.choice(
        [plan.with_record(zone), plan.with_record(sector, zone), plan.without(gone.id) if gone else plan]
    )


def moved(area, chance):
    return translate(area, chance.uniform(-0.1, 0.1), chance.uniform(-0.1, 0.1))


def test_the_map_of_each_of_a_hundred_briefings_is_shown_again_to_the_bit(made):
    store, again = made
    chance, briefed = random.Random(8), {}
    while len(briefed) < BRIEFINGS:
        stored = store.read()
        kept = store.commit(changed(stored.plan, chance, len(briefed)), base=stored.seq, **SAID)
        if chance.random() < 0.2 and kept.seq != stored.seq:
            kept = store.undo(base=kept.seq, actor="tester")
        briefed[kept.seq] = shown(kept.plan)
    store.close()
    reopened = again()
    assert {seq: shown(reopened.as_of(seq)) for seq in briefed} == briefed
    assert len({*briefed.values()}) > BRIEFINGS / 2
    reopened.close()
