from datetime import timedelta
from itertools import count

import pytest

from data.store.keys import new_key
from data.store.memory import MemoryPlanStore
from data.store.postgres import PostgresPlanStore
from data.store.sqlite import SqlitePlanStore
from tests import strategies
from tests.builders import NOON


def ticking():
    """A clock that moves one second each time it is read."""
    ticks = count()
    return lambda: NOON + timedelta(seconds=next(ticks))


NAMES = count()


@pytest.fixture(params=["memory", "file", "server"])
def new_store(request, tmp_path):
    """Return a function that makes a store of the kind under test."""
    opened = []

    def make(plan):
        said = {"reason": "Created", "actor": "tester", "clock": ticking()}
        if request.param == "memory":
            store = MemoryPlanStore(plan, **said)
        elif request.param == "file":
            store = SqlitePlanStore.create(tmp_path / f"{len(opened)}.passage", plan, key=new_key(), **said)
        else:
            engine = request.getfixturevalue("server")
            store = PostgresPlanStore.create(engine, f"operation-{next(NAMES)}", plan, **said)
        store.keep_photo(strategies.PHOTO)
        opened.append(store)
        return store

    yield make
    for store in opened:
        store.close()
