"""Random people, operations and records: whether the database shows and takes what the service does, and no more.

    python -m bench.triples [TRIPLES [SEED]]

Every plan is new, and so are who asks and what is changed; told is how many were compared, and every difference.
"""

import random
import sys
import time

from data.store import postgres
from data.store.server import ServerShelf
from tests.data.service import triples
from tests.data.service.test_row_security import laid_down
from tests.postgres import running

PEOPLE, CHANGES = 40, 40
"""For each plan, and for each person."""


def main(wanted=100_000, seed=0):
    chance, began = random.Random(seed), time.monotonic()
    compared = tried = plans = 0
    found = []
    with running() as url:
        engine = postgres.engine_for(url)
        while compared + tried < wanted:
            name = f"plan-{plans}"
            store, twin = laid_down(engine, name, triples.plan_of(chance))
            for _ in range(PEOPLE):
                differ, count, changes, wrong = asked(chance, store, twin)
                compared, tried, found = compared + count, tried + changes, [*found, *differ, *wrong]
            ServerShelf(engine).remove(name)
            plans += 1
        engine.dispose()
    surplus = sum(bool(one.surplus) for one in found)
    print(f"{compared:,} triples of seeing and {tried:,} of changing over {plans} plans, seed {seed}")
    print(f"{surplus} surplus, {len(found) - surplus} missing; {time.monotonic() - began:.0f} s")
    for one in found[:20]:
        print(f"  {one}")


def asked(chance, store, twin):
    """One person: what differs in what they see, how much was compared, and the same for what they change."""
    who, plan = triples.person_of(chance), twin.read().plan
    differ, count = triples.reading_disagreements(store, twin, who)
    changes = [triples.changed(chance, plan) for _ in range(CHANGES)]
    wrong = [one for change in changes if (one := triples.writing_disagreement(store, who, plan, change))]
    return differ, count, len(changes), wrong


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))
