"""Sequencing of sectors on drawn operations: time to the first sequence, gap at the end, an independent check.

python -m bench.sequencing full [SECONDS [SEED ...]]    sizes: full, large, small
python -m bench.sequencing plain-full [SECONDS [SEED ...]]    drawn more plainly: `bench/sequencing_plain.py`
python -m bench.sequencing exhaustive [COUNT]           small cases against trying everything
"""

import sys
import time

from bench.sequencing_cases import drawn_case
from bench.sequencing_plain import plain_operation
from routing.sequencing.answer import Status
from routing.sequencing.solve import solve
from tests.sequencing_cases import small_case
from tests.sequencing_oracle import best_value, faults


def measure(size: str, limit_s: float, seeds: list[int]) -> None:
    """Print one line for each seed."""
    for seed in seeds:
        case = (
            plain_operation(size.removeprefix("plain-"), seed) if size.startswith("plain-") else drawn_case(size, seed)
        )
        begun = time.monotonic()
        found = solve(case, limit_s=limit_s)
        wrong = faults(case, found)
        print(
            f"{size} seed {seed}: {found.status}, {found.value} of at most {found.bound}, gap {100 * found.gap:.2f} %, "
            f"first after {found.first_s or float('inf'):.1f} s, {time.monotonic() - begun:.1f} s, faults {wrong}",
            flush=True,
        )


def compare(count: int) -> None:
    """Print every small case that is not solved as by trying everything, and how many are."""
    equal = impossible = worthless = 0
    for seed in range(count):
        case = small_case(seed)
        found, best = solve(case, limit_s=30), best_value(case)
        impossible, worthless = impossible + (best is None), worthless + (best == 0)
        right = found.status is Status.INFEASIBLE if best is None else (found.value, found.bound) == (best, best)
        if right and (best is None or not faults(case, found)):
            equal += 1
        else:
            print(f"seed {seed}: {found.status} {found.value}, by trying everything {best}", flush=True)
    print(f"{equal} of {count} equal; {impossible} in conflict, {worthless} best left alone")


if __name__ == "__main__":
    if sys.argv[1] == "exhaustive":
        compare(int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
    else:
        seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
        measure(sys.argv[1], seconds, [*map(int, sys.argv[3:])] or [*range(1, 11)])
