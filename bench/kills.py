"""Processes killed in the middle of what they do to operations, many times: whether anything confirmed is lost.

python -m bench.kills writer --kills 1000
python -m bench.kills server --kills 60
python -m bench.kills opening --kills 100
python -m bench.kills backup --kills 300
python -m bench.kills reader --kills 100
python -m bench.kills app --kills 40
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from websockets import WebSocketException

from data.store.sqlite import SqlitePlanStore
from tests import builders, entering
from tests.browser.conftest import PROJECT, Started, opened_demo
from tests.data.store.test_layout import made_old
from tests.kills import (
    SAID,
    after_a_kill_of_a_backup,
    after_a_kill_of_a_writer,
    after_a_kill_of_the_reader,
    after_a_kill_of_the_server,
    foreign_file,
    hands,
    killed_while_opening,
    prepared_to_back_up,
)
from tests.postgres import Server
from tests.screens import Screen


def main() -> None:
    """Kill, look, and print what was found."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("what", choices=KILLED)
    asked.add_argument("--kills", type=int, default=60)
    asked.add_argument("--seed", type=int, default=0)
    said, begun_s = asked.parse_args(), time.perf_counter()
    faults = KILLED[said.what](said.kills, random.Random(said.seed))
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


def writers(kills, chance):
    """What was wrong after a process was killed that saves into a file."""
    context, faults, saves = hands(), [], 0
    with tempfile.TemporaryDirectory() as made:
        for number in range(kills):
            path = Path(made) / f"{number // AFRESH}.passage"
            if not path.exists():
                SqlitePlanStore.create(path, builders.plan(), **SAID).close()
            found, confirmed = after_a_kill_of_a_writer(context, path, chance)
            faults, saves = [*faults, *found], saves + confirmed
    print(f"{kills} kills of a writer, {saves} saves confirmed")
    return faults


def backups(kills, chance):
    """What was wrong after a process was killed that saves and backs up by turns."""
    context, faults, copies = hands(), [], 0
    with tempfile.TemporaryDirectory() as made:
        for number in range(kills):
            folder = Path(made) / str(number // AFRESH)
            if not folder.exists():
                folder.mkdir()
                prepared_to_back_up(folder)
            found, confirmed = after_a_kill_of_a_backup(context, folder, chance)
            faults, copies = [*faults, *found], copies + confirmed
    print(f"{kills} kills of a backup, {copies} copies confirmed")
    return faults


def readers(kills, chance):
    """What was wrong after the process was killed that reads a foreign file."""
    with tempfile.TemporaryDirectory() as made:
        path = foreign_file(Path(made))
        ends = [after_a_kill_of_the_reader(path, chance) for _ in range(kills)]
    print(f"{sum(was for _, was in ends)} kills of the reader of a foreign file, {kills} begun")
    return [fault for faults, _ in ends for fault in faults]


def apps(kills, chance):
    """What was wrong after the app was killed while somebody saves through its pages, and started again."""
    faults, saves = [], 0
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        app = Started(PROJECT / "app.py", home, home / "app.log")
        with opened_demo(home) as store:
            stored = store.read()
            renamed = stored.plan.with_record(builders.zone("killed"))
            store.commit(renamed, base=stored.seq, reason="first", actor="bench")
        for _ in range(kills):
            confirmed = asyncio.run(saved_until_killed(app, chance))
            with opened_demo(home) as store:
                faults += [finding.message for finding in store.verify()]
                if (kept := store.read().seq) < max(confirmed, default=0):
                    faults.append(f"revision {max(confirmed)} was told to be saved, {kept} is there")
            saves += len(confirmed)
            app.begin()
        app.stop()
    print(f"{kills} kills of the app, {saves} saves told on its pages")
    return faults


async def saved_until_killed(app, chance):
    """Revisions that pages told to be saved by undo and redo, until the app was killed in the middle of one."""
    told, loop = [], asyncio.get_running_loop()
    with suppress(WebSocketException, OSError, TimeoutError):
        async with Screen(app.url, entering.HELD.get(app.url)) as screen:
            run = await screen.ask("money")
            for turn in range(MOST_SAVES):
                wish = "Undo" if turn % 2 == 0 else "Redo"
                run = await screen.ask("money", press=run.buttons[wish])
                with opened_demo(app.home) as store:
                    told.append(store.read().seq)
                if turn == 1:
                    loop.call_later(chance.uniform(0, 4), app.kill)
    app.wait()
    return told


MOST_SAVES = 1000


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


KILLED = {
    "writer": writers,
    "server": servers,
    "opening": openings,
    "backup": backups,
    "reader": readers,
    "app": apps,
}
AFRESH = 10
"""After so many kills the next operation is begun, so that histories do not grow for ever."""


if __name__ == "__main__":
    main()
