"""Processes killed in the middle of what they do to operations, and what was wrong afterwards."""

import multiprocessing
import shutil
import time

from data.errors import StoreError
from data.store import postgres
from data.store.folder import FolderShelf
from data.store.postgres import PostgresPlanStore
from tests import builders
from tests.store_hands import KEY, open_it, save_on_a_server

SAID = {"reason": "Created", "actor": "tester"}


def hands():
    """Where processes come from: quickly, each with nothing of this one in it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store_hands"])
    return context


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
