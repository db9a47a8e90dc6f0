"""Power lost and writes refused, many times: whether anything confirmed is ever lost, or any save there by half.

    python -m bench.power --images 5000
    python -m bench.power --images 5000 --journal rollback
    python -m bench.power --refusals 2000

Images of disks are made below the SQLite of the product, see `tests/disk.py`; every one is opened and verified whole.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.disk import FULL, IOERR_WRITE
from tests.power import CHECKPOINTS, after_power_loss, after_refusals

JOURNALS = {"wal": CHECKPOINTS, "rollback": ("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA")}
SAVES = 40


def main() -> None:
    """Print how many were looked at, what was wrong, and how long it took."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--images", type=int, default=0)
    asked.add_argument("--refusals", type=int, default=0)
    asked.add_argument("--journal", choices=JOURNALS, default="wal")
    asked.add_argument("--seed", type=int, default=0)
    said, begun_s = asked.parse_args(), time.perf_counter()
    faults = [*images(said), *refusals(said)]
    print(f"faults: {len(faults)} {dict(Counter(fault.split(':')[0] for fault in faults))}", *faults[:5], sep="\n")
    print(f"{time.perf_counter() - begun_s:.0f} s")
    raise SystemExit(1 if faults else 0)


def images(said):
    """What was wrong with as many images as were asked for."""
    looked, seed, faults = 0, said.seed, []
    while looked < said.images:
        with tempfile.TemporaryDirectory() as folder:
            more, found = after_power_loss(
                Path(folder), seed, saves=SAVES, share=0.3, variants=8, settings=JOURNALS[said.journal]
            )
        looked, seed, faults = looked + more, seed + 1, [*faults, *found]
    if looked:
        print(f"{said.journal}: {looked} images of disks after a loss of power")
    return faults


def refusals(said):
    """What was wrong after as many writes had been refused as were asked for."""
    runs, told, faults = 0, 0, []
    while runs < said.refusals:
        for code in (FULL, IOERR_WRITE):
            for lasts in (False, True):
                numbers = range(1 + runs // 4, 1 + runs // 4 + min(100, -(-said.refusals // 4)))
                with tempfile.TemporaryDirectory() as folder:
                    refused, found = after_refusals(
                        Path(folder), said.seed, saves=12, code=code, lasts=lasts, numbers=numbers
                    )
                told, faults = told + refused, [*faults, *found]
        runs += 4 * len(numbers)
    if runs:
        print(f"{runs} runs with a refused write, {told} saves refused with a sentence")
    return faults


if __name__ == "__main__":
    main()
