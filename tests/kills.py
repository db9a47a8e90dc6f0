"""Processes killed in the middle of what they do to operations, and what was wrong afterwards."""

import multiprocessing
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from unittest.mock import patch

from data.custody.parcel import label_of, opened, read_bytes
from data.errors import SourceError, StoreError
from data.sources.vector import read_table
from data.store import postgres
from data.store.folder import FolderShelf
from data.store.postgres import PostgresPlanStore
from data.store.sqlite import SqlitePlanStore
from tests import builders
from tests.store_hands import KEY, back_up, house_in, open_it, save_on_a_server
from tests.store_writer import write_until_killed

SAID = {"reason": "Created", "actor": "tester"}


def hands():
    """Where processes come from: quickly, each with nothing of this one in it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store_hands", "tests.store_writer"])
    return context


def heard_until_killed(context, work, arguments, wait_s):
    """Everything a process said until it was killed, so long after its first word."""
    hears, says = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*arguments, says))
    process.start()
    says.close()
    heard = [hears.recv()]
    time.sleep(wait_s)
    process.kill()
    process.join()
    with suppress(EOFError, OSError):
        while True:
            heard.append(hears.recv())
    hears.close()
    return heard


def after_a_kill_of_a_writer(context, path, chance):
    """What was wrong with an operation whose writer was killed, and how much it had been told is saved."""
    confirmed = heard_until_killed(context, write_until_killed, (str(path), chance.random()), chance.uniform(0, 0.15))
    store, (seq, note) = SqlitePlanStore.open(path), confirmed[-1]
    faults = [finding.message for finding in store.verify()]
    stored = store.read()
    if stored.seq < seq or note not in {zone.note for zone in store.as_of(seq).zones}:
        faults.append(f"{note} was confirmed and is gone")
    newest = store.history(100)
    notes = {stored.plan.get(r.record_id).note for r in newest if r.commit == newest[0].commit}
    if notes not in ({note}, {f"save {seq + 1}"}):
        faults.append(f"half a save: {sorted(notes)}")
    store.close()
    return faults, len(confirmed)


def prepared_to_back_up(folder):
    """An installation with an operation in it."""
    house = house_in(folder)
    house.shelf.create("old", builders.full_plan(), **SAID)
    house.shelf.close()


def after_a_kill_of_a_backup(context, folder, chance):
    """What was wrong once a process was killed that saves and backs up, and how many copies it said there are.

    Every copy under its name is whole, holds what it says, and the newest restores; the operation lost nothing.
    """
    said = heard_until_killed(context, back_up, (str(folder),), chance.uniform(0, 0.1))
    house, faults = house_in(folder), []
    store = house.shelf.open("old")
    faults += [finding.message for finding in store.verify()]
    if store.read().seq < said[-1][1]:
        faults.append(f"revision {said[-1][1]} was confirmed and is gone")
    there = {int(path.stem): path for path in folder.glob("*.copy")}
    faults += [f"copy {number} was confirmed and is gone" for number, _ in said if number not in there]
    for number in sorted(there)[-len(said) - 1 :]:
        try:
            copy = read_bytes(there[number])
            faults += [fault.message for fault in opened(copy, KEY).whole.faults()]
            if dict(said).get(number, label_of(copy).mark.seq) != label_of(copy).mark.seq:
                faults.append(f"copy {number} holds another revision")
        except StoreError as fault:
            faults.append(f"copy {number}: {fault}")
    house.shelf.close()
    return faults, len(said)


READ = 200
"""Features in the file that is read while its reader is killed."""


def after_a_kill_of_the_reader(path, chance):
    """What was wrong once the confined process was killed that reads a foreign file, and whether it was.

    The file is read whole, or refused in a sentence that names it.
    """
    killed, wait_s = [], chance.uniform(0.02, 0.7)

    class Doomed(subprocess.Popen):
        def __init__(self, *args, **said):
            super().__init__(*args, **said)
            threading.Timer(wait_s, self.end).start()

        def end(self):
            if self.poll() is None:
                self.kill()
                killed.append(self.pid)

    with patch("subprocess.Popen", Doomed):
        try:
            faults = [] if len(read_table(path).number) == READ else ["read in part"]
        except SourceError as refusal:
            faults = [] if path.name in str(refusal) and killed else [f"refused for no reason: {refusal}"]
    return faults, bool(killed)


def foreign_file(folder):
    """A file of a kind that only a confined process reads."""
    marks = "".join(
        f"<Placemark><name>P{n}</name><Point><coordinates>34.{n:04},31.4</coordinates></Point></Placemark>"
        for n in range(READ)
    )
    path = folder / "foreign.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>')
    return path


def killed_while_opening(context, plain, history, chance, folder):
    """What is wrong once a process was killed that takes over an older operation; endings of the files it left."""
    shutil.copytree(plain, folder)
    here, there = context.Pipe(duplex=False)
    opener = context.Process(target=open_it, args=(str(folder), there))
    opener.start()
    there.close()
    here.recv()
    time.sleep(chance.uniform(0, 0.3))
    opener.kill()
    opener.join()
    endings = sorted(path.suffix for path in folder.iterdir())
    shelf = FolderShelf(folder, KEY)
    try:
        store = shelf.open("old")
        faults = [finding.message for finding in store.verify()]
        if store.history(10_000) != history:
            faults.append("the history is another")
    except StoreError as fault:
        faults = [str(fault)]
    shelf.close()
    return faults, endings


def confirmed_until_killed(context, server, name, chance):
    """What two writers were told is saved until the whole server was killed: numbers of saves by zone."""
    pipes = {zone: context.Pipe(duplex=False) for zone in ("left", "right")}
    writers = [
        context.Process(target=save_on_a_server, args=(server.url, name, zone, says))
        for zone, (_, says) in pipes.items()
    ]
    for writer in writers:
        writer.start()
    confirmed = {zone: [hears.recv()] for zone, (hears, _) in pipes.items()}
    time.sleep(chance.uniform(0, 0.3))
    server.kill()
    for writer in writers:
        writer.kill()
        writer.join()
    for zone, (hears, says) in pipes.items():
        says.close()
        while hears.poll(0):
            try:
                confirmed[zone].append(hears.recv())
            except EOFError:
                break
    return confirmed


def after_a_kill_of_the_server(context, server, name, chance):
    """What was wrong once a server was killed under two writers and came back, and how much had been confirmed."""
    engine = postgres.engine_for(server.url)
    PostgresPlanStore.create(engine, name, builders.plan(), **SAID)
    engine.dispose()
    confirmed = confirmed_until_killed(context, server, name, chance)
    server.start()
    engine = postgres.engine_for(server.url)
    store = PostgresPlanStore.open(engine, name)
    faults = [finding.message for finding in store.verify()]
    kept = {revision.reason for revision in store.history(100_000)}
    for zone, saves in confirmed.items():
        faults += [f"{zone} {count} was confirmed and is gone" for count in saves if f"{zone} {count}" not in kept]
        if not {f"{zone} {n}" for n in range(1, saves[-1] + 1)} <= kept:
            faults.append(f"{zone} has a gap")
    engine.dispose()
    return faults, sum(map(len, confirmed.values()))
