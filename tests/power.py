"""Saves on a disk that loses power or refuses, and whether what was confirmed is there afterwards."""

import hashlib
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from data.errors import StoreError
from data.store.keys import Key
from data.store.sqlite import SqlitePlanStore
from tests import builders
from tests.disk import OK, Disk, image, under

KEY = Key(b"power" * 6 + b"!!")
MODES = ("all", "none", "spoilt")


CHECKPOINTS = ("PRAGMA wal_autocheckpoint = 20",)
"""Often, so that the log is led back into the file many times."""


def prepared(folder):
    """An operation with one zone, closed."""
    path = folder / "operation.passage"
    SqlitePlanStore.create(path, builders.plan(builders.zone("z0")), reason="Created", actor="tester", key=KEY).close()
    return path


def saved(path, chance, count, disk, *, settings=()):
    """Save so often; the disk is told of each confirmation. How many were refused."""
    refused, stored = 0, None
    with under(disk):
        store = SqlitePlanStore.open(path, key=KEY)
        sa.event.listen(store._medium._engine, "connect", lambda own, _: [own.execute(word) for word in settings])
        for number in range(count):
            try:
                stored = stored or store.read()
                stored = store.commit(_changed(stored.plan, chance, number), base=stored.seq, reason="r", actor="me")
                disk.confirmed = (stored.seq, stored.hash)
            except StoreError:
                refused, stored = refused + 1, None
        store.close()
    return refused


def _changed(plan, chance, number):
    zones = [
        builders.zone(f"z{n}", name="x" * chance.randint(0, 1500), note=f"save {number}")
        for n in chance.sample(range(30), chance.choice([1, 1, 2, 12]))
    ]
    return replace(plan, name=f"save {number}").with_record(*zones)


def fault_of(path, confirmed):
    """What is wrong with an operation of which so much was confirmed; empty when nothing is."""
    return _lost(confirmed, *state_of(path))


def state_of(path):
    """Up to which revision an operation goes, and what is wrong with it by itself."""
    try:
        store = SqlitePlanStore.open(path, key=KEY)
        try:
            return _state(store)
        finally:
            store.close()
    except StoreError as fault:
        return None, f"damaged: {fault}"


def _state(store):
    stored = store.read()
    if faults := store.verify():
        return stored.seq, f"torn: {faults[0].message}"
    newest = store.history(40)
    notes = {stored.plan.get(r.record_id).note for r in newest if r.commit == newest[0].commit and r.kind == "zone"}
    whole = {stored.plan.name} if stored.plan.name.startswith("save") else {None}
    return stored.seq, "" if notes == whole else f"half a save: {notes} in {whole}"


def _lost(confirmed, seq, fault):
    if confirmed is not None and seq is not None and seq < confirmed[0]:
        return f"lost: {confirmed[0]} was confirmed, {seq} is there"
    return fault


def _content(folder):
    """What tells the same disk, opened before, from another."""
    files = sorted(folder.iterdir())
    return tuple((file.name, hashlib.sha256(file.read_bytes()).digest()) for file in files)


def after_power_loss(folder, seed, *, saves, share, variants, settings=()):
    """How many images of disks were looked at, and what was wrong with any; of those alike one is opened."""
    chance, faults, looked, states = random.Random(seed), [], 0, {}
    path = prepared(folder)
    disk = Disk(keeps=lambda _: chance.random() < share)
    saved(path, chance, saves, disk, settings=settings)
    for moment in disk.moments:
        for number in range(variants):
            with tempfile.TemporaryDirectory(dir=folder) as made:
                image(moment, chance, MODES[number] if number < len(MODES) else "chance", Path(made))
                looked += 1
                content = _content(Path(made))
                if content not in states:
                    states[content] = state_of(Path(made) / path.name)
                if fault := _lost(moment.confirmed, *states[content]):
                    faults.append(fault)
    return looked, faults


def after_refusals(folder, seed, *, saves, code, lasts, numbers):
    """For each number: what was wrong once the event of that number failed, and all later ones if it `lasts`.

    How many saves were refused comes with it.
    """
    faults, refused = [], 0
    for number in numbers:
        with tempfile.TemporaryDirectory(dir=folder) as made:
            path = prepared(Path(made))
            disk = Disk(refuses=lambda event: code if event == number or (lasts and event > number) else OK)  # noqa: B023
            refused += saved(path, random.Random(seed), saves, disk, settings=CHECKPOINTS)
            if fault := fault_of(path, disk.confirmed):
                faults.append(f"{number}: {fault}")
    return refused, faults
