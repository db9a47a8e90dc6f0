"""A process that saves one change after another and says so each time, until it is killed."""

import random
from pathlib import Path

from data.store.sqlite import SqlitePlanStore
from tests import builders


def write_until_killed(path, seed, acknowledge):
    """Save random changes; after each, send the number of its revision and the note its zones carry."""
    chance = random.Random(seed)
    store = SqlitePlanStore.open(Path(path))
    stored = store.read()
    while True:
        count = chance.choice([1, 1, 1, 5, 40])
        note = f"save {stored.seq + 1}"
        name = "x" * chance.randint(0, 3000)
        zones = [builders.zone(f"z{n}", name=name, note=note) for n in chance.sample(range(60), count)]
        stored = store.commit(stored.plan.with_record(*zones), base=stored.seq, reason="kill test", actor="writer")
        acknowledge.send((stored.seq, note))
