"""Processes killed in the middle of what they do to operations, many times: whether anything confirmed is lost.

python -m bench.kills server --kills 60
python -m bench.kills opening --kills 100
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from data.store.sqlite import SqlitePlanStore
from tests import builders
from tests.data.store.test_layout import made_old
from tests.kills import after_a_kill_of_the_server, hands, killed_while_opening
from tests.postgres import Server


def main() -> None:
    """Kill, look, and print what was found."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("what", choices=("server", "opening"))
    asked.add_argument("--kills", type=int, default=60)
    asked.add_argument("--seed", type=int, default=0)
    said, begun_s = asked.parse_args(), time.perf_counter()
    faults = (servers if said.what == "server" else openings)(said.kills, random.Random(said.seed))
    print(f"faults: {len(faults)}", *faults[:5], sep="\n")
    print(f"{time.perf_counter() - begun_s:.0f} s")
    raise SystemExit(1 if faults else 0)


def servers(kills, chance):
    """What was wrong after the whole server was killed under two writers."""
    context, server, faults, saves = hands(), Server(), [], 0
    try:
        server.start()
        for number in range(kills):
            found, confirmed = after_a_kill_of_the_server(context, server, f"killed-{number}", chance)
            faults, saves = [*faults, *found], saves + confirmed
    finally:
        server.remove()
    print(f"{kills} kills of the server, {saves} saves confirmed")
    return faults


def openings(kills, chance):
    """What was wrong after a process was killed that takes an older operation over and brings it up."""
    context, faults, left = hands(), [], Counter()
    with tempfile.TemporaryDirectory() as made:
        plain = Path(made) / "plain"
        plain.mkdir()
        store = SqlitePlanStore.create(plain / "old.sqlite", builders.full_plan(), reason="Created", actor="bench")
        history = store.history(10_000)
        store.close()
        made_old(plain / "old.sqlite")
        for number in range(kills):
            found, endings = killed_while_opening(context, plain, history, chance, Path(made) / str(number))
            faults, left = [*faults, *found], left + Counter([" ".join(endings)])
    print(f"{kills} kills; files left: {dict(left)}")
    return faults


if __name__ == "__main__":
    main()
