"""Chance drives every store against a plain model, longer than the tests do: the same rules on memory, file and server.

    python -m bench.chance --kind file --examples 200 --steps 50

Saves, late saves, undo, redo, as-of, reopening and saves that must be refused, as in
`tests/data/store/test_stateful.py`; whatever a store answers otherwise than the model is printed in its shortest form.
"""

import argparse
import time
from collections import Counter

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from data.store import postgres
from tests.data.store.test_stateful import MemoryMachine, PostgresMachine, SqliteMachine
from tests.postgres import running

KINDS = {"memory": MemoryMachine, "file": SqliteMachine, "server": PostgresMachine}


def main() -> None:
    """Drive a store and print how much was done to it."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--kind", choices=KINDS, default="file")
    asked.add_argument("--examples", type=int, default=200)
    asked.add_argument("--steps", type=int, default=50)
    asked.add_argument("--seed", type=int, default=0)
    said, begun_s = asked.parse_args(), time.perf_counter()
    if said.kind == "server":
        with running() as url:
            PostgresMachine.engine = postgres.engine_for(url)
            done = driven(said)
            PostgresMachine.engine.dispose()
    else:
        done = driven(said)
    print(f"{said.kind}: {said.examples} examples of {said.steps} steps, {done['reads']} states alike, 0 differ")
    print(f"{time.perf_counter() - begun_s:.0f} s")


def driven(said):
    """How often a store was read and found as the model; a store that answers otherwise raises."""
    done = Counter()

    class Counted(KINDS[said.kind]):
        def check_invariants(self, *args, **said):
            done["reads"] += 1
            return super().check_invariants(*args, **said)

    calm = settings(
        max_examples=said.examples,
        stateful_step_count=said.steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(said.seed)(Counted), settings=calm, _min_steps=said.steps // 2)
    return done


if __name__ == "__main__":
    main()
