"""Many hands at once on a few records: whether an edit is ever lost, doubled or put on what its writer had not seen.

    python -m bench.store --kind file --writers 8 --edits 250
    python -m bench.store --kind server --writers 8 --edits 250

Every writer is a process of its own. Each edit writes into one of five zones which edit of it it saw and what it is
itself, so that the log of the store is a history of reads and writes that can be checked afterwards.
"""

import argparse
import multiprocessing
import random
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from statistics import quantiles

from data.errors import StalePlan, StoreError
from data.store import postgres
from data.store.keys import Key
from data.store.postgres import PostgresPlanStore
from data.store.sqlite import SqlitePlanStore
from tests import builders
from tests.postgres import running

KEY = Key(b"bench" * 6 + b"!!")
ZONES = tuple(f"zone-{number}" for number in range(5))
SAW = " after "
BUSY = ("is being used by another window", "is being saved by somebody else")


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit a writer was told is saved: its name and zone, as what revision, when it was begun and confirmed.

    `read_s` is when its writer last looked, and `saw` up to which revision.
    """

    name: str
    zone: str
    seq: int
    begun_s: float
    read_s: float
    saw: int
    confirmed_s: float
    refused: int


def main() -> None:
    """Let the writers write, check what is kept, and print it."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--kind", choices=("file", "server"), default="file")
    asked.add_argument("--writers", type=int, default=8)
    asked.add_argument("--edits", type=int, default=250)
    said = asked.parse_args()
    plan = builders.plan(*(builders.zone(zone, note="first") for zone in ZONES))
    with place(said.kind, plan) as where:
        begun_s = time.perf_counter()
        edits = written(said.kind, where, said.writers, said.edits)
        took_s = time.perf_counter() - begun_s
        store = opened(said.kind, where)
        faults = [*faults_of(store, edits), *(finding.message for finding in store.verify())]
        store.close()
    waits_ms = sorted((edit.confirmed_s - edit.begun_s) * 1e3 for edit in edits)
    cut = quantiles(waits_ms, n=100)
    refused = sum(edit.refused for edit in edits)
    print(f"{said.kind}: {len(edits)} edits by {said.writers} writers in {took_s:.1f} s, {refused} clashes told")
    print(f"until saved: median {cut[49]:.0f} ms, 95 of 100 within {cut[94]:.0f} ms")
    print(f"faults: {len(faults)}", *faults[:10], sep="\n")
    raise SystemExit(1 if faults else 0)


@contextmanager
def place(kind, plan):
    """Where an operation with this plan lies, while the block runs."""
    said = {"reason": "Created", "actor": "bench"}
    if kind == "file":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.passage"
            SqlitePlanStore.create(path, plan, key=KEY, **said).close()
            yield str(path)
        return
    with running() as url:
        engine = postgres.engine_for(url)
        PostgresPlanStore.create(engine, "bench", plan, **said).close()
        engine.dispose()
        yield url


def opened(kind, where):
    """The store, as a process opens it."""
    return (
        SqlitePlanStore.open(Path(where), key=KEY)
        if kind == "file"
        else PostgresPlanStore.open(postgres.engine_for(where), "bench")
    )


def written(kind, where, writers, count):
    """Every edit that any of the writers was told is saved."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(writers) as hands:
        parts = hands.starmap(write, [(kind, where, number, count) for number in range(writers)], chunksize=1)
    return [edit for part in parts for edit in part]


def write(kind, where, writer, count):
    """The edits of one writer."""
    store, chance, edits = opened(kind, where), random.Random(writer), []
    for turn in range(count):
        name, zone, begun_s, refused = f"{writer}.{turn}", chance.choice(ZONES), time.monotonic(), 0
        while True:
            read_s = time.monotonic()
            seen = store.read()
            record = seen.plan.get(zone)
            saw = record.note.partition(SAW)[0]
            changed = seen.plan.with_record(replace(record, note=f"{name}{SAW}{saw}"))
            try:
                store.commit(changed, base=seen.seq, reason=name, actor=str(writer))
                break
            except StalePlan:
                refused += 1
            except StoreError as busy:
                # on a machine that has far more to do than it can, a save gives up waiting for its turn, and says so
                if not any(words in str(busy) for words in BUSY):
                    raise
        seq = next(v.revision.seq for v in store.versions(zone, 50) if v.revision.reason == name)
        edits.append(Edit(name, zone, seq, begun_s, read_s, seen.seq, time.monotonic(), refused))
    store.close()
    return edits


def faults_of(store, edits):
    """What in the log contradicts that every edit happened once, at one moment, on what its writer saw.

    That moment lies between begin and confirmation of the edit, and whoever looks sees all that was confirmed before:
    reads and edits are linearizable, in the order of the log.
    """
    kept = Counter(revision.reason for revision in store.history(10**9) if revision.record_id in ZONES)
    yield from (f"edit {edit.name} is {kept[edit.name]} times in the log" for edit in edits if kept[edit.name] != 1)
    for zone in ZONES:
        versions = store.versions(zone, 10**9)[::-1]
        for former, own in pairwise(versions):
            saw, last = own.record.note.partition(SAW)[2], former.record.note.partition(SAW)[0]
            if saw != last:
                yield f"{zone}: {own.revision.reason} saw {saw}, but {last} was there"
    yield from out_of_time(edits)


def out_of_time(edits):
    """Edits that stand in the log before one that had ended when they began, and looks that missed one."""
    latest_s = float("-inf")
    for edit in sorted(edits, key=lambda edit: edit.seq):
        latest_s = max(latest_s, edit.begun_s)
        if edit.confirmed_s < latest_s:
            yield f"edit {edit.name} was confirmed before one that is earlier in the log was begun"
    ended = sorted(edits, key=lambda edit: edit.confirmed_s)
    newest = list(accumulate((edit.seq for edit in ended), max))
    for edit in edits:
        before = bisect_left(ended, edit.read_s, key=lambda other: other.confirmed_s)
        if before and edit.saw < newest[before - 1]:
            yield f"edit {edit.name} saw revision {edit.saw}, when {newest[before - 1]} had been confirmed"


if __name__ == "__main__":
    main()
