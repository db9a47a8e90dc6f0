"""Many columns over shared roads: time to the first schedule, gain and gap at the end, every vehicle replayed.

python -m bench.movement full|mild|small [SECONDS [SEED ...]]      a dense grid of roads
python -m bench.movement EXTRACT [SECONDS [SEED ...]]              roads of $PASSAGE_DATA/osm/EXTRACT.osm.pbf
python -m bench.movement exhaustive [COUNT]                        small cases against trying everything
python -m bench.movement larger [COUNT]                            larger ones: replayed, bound held against the value
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from bench.movement_cases import SIZES, dense_case, real_case
from routing.movement.answer import Status
from routing.movement.case import Case
from routing.movement.checked import checked
from routing.movement.field import ground
from routing.movement.greedy import by_priority, greedy
from routing.movement.reading import habit_of
from routing.movement.solve import solve
from routing.movement.value import value
from routing.replay.replay import replayed
from tests.movement_cases import small_case
from tests.movement_oracle import best_value

MINUTE = 60


def at_home(case: Case, routes: int = 9) -> int:
    """What it costs when columns go in order of priority, each by its best route, and wait at their origin only."""
    nodes = tuple(node if node.opens else replace(node, longest_wait_s=0) for node in case.nodes)
    columns = tuple(replace(column, routes=column.routes[:routes]) for column in case.columns)
    laid = ground(checked(replace(case, nodes=nodes, columns=columns)))
    return greedy(laid, habit_of(laid), by_priority(laid))[0]


def measure(name: str, case: Case, limit_s: float) -> None:
    """Print one line."""
    plain, shortest, begun = at_home(case), at_home(case, 1), time.monotonic()
    found = solve(case, limit_s=limit_s)
    took_s, begun = time.monotonic() - begun, time.monotonic()
    broken = replayed(case, found.schedule)
    print(
        f"{name}: {len(case.columns)} columns, {len(case.segments)} segments; "
        f"first {found.first_value / MINUTE:.0f} after {found.first_s:.2f} s; waiting at home {plain / MINUTE:.0f}, "
        f"on shortest routes {shortest / MINUTE:.0f}; after {took_s:.1f} s {found.value / MINUTE:.0f}, "
        f"{100 * (1 - found.value / plain):.1f} and {100 * (1 - found.value / shortest):.1f} % better; "
        f"bound {found.bound / MINUTE:.0f}, gap {100 * found.gap:.2f} %; {len(found.standing)} stand; "
        f"replayed in {time.monotonic() - begun:.1f} s, {len(broken)} broken",
        flush=True,
    )


def compare(count: int) -> None:
    """Print every small case that is not solved as by trying everything, and how many are."""
    equal = standing = 0
    for seed in range(count):
        case = small_case(seed)
        best, _ = best_value(case)
        found = solve(case, limit_s=30)
        standing += len(found.standing)
        if (found.status, found.value, found.bound) == (Status.PROVEN, best, best) and not replayed(
            case, found.schedule
        ):
            equal += 1
        else:
            print(
                f"seed {seed}: {found.status} {found.value} of {found.bound}, by trying everything {best}", flush=True
            )
    print(f"{equal} of {count} equal; {standing} columns stand")


def larger(count: int) -> None:
    """Print every larger case that breaks a rule or whose bound is above its value, and how many do not."""
    sound, gaps = 0, []
    for seed in range(count):
        case = dense_case("tiny" if seed % 2 else "small", 1000 + seed)
        found = solve(case, limit_s=1.0)
        broken = replayed(case, found.schedule)
        gaps.append(found.gap)
        if broken or found.bound > found.value or value(case, found.schedule) != found.value:
            print(
                f"seed {seed}: {found.value} of {found.bound}, {[violation.text for violation in broken]}", flush=True
            )
        else:
            sound += 1
    print(f"{sound} of {count} sound; gap {100 * sum(gaps) / count:.2f} % on average, {100 * max(gaps):.2f} % at most")


def drawn(name: str, seed: int) -> Case:
    """A case by the name of a size or of an extract."""
    if name in SIZES:
        return dense_case(name, seed)
    return real_case(Path(os.environ["PASSAGE_DATA"]) / "osm" / f"{name}.osm.pbf", seed)


if __name__ == "__main__":
    kind, *more = sys.argv[1:]
    if kind in {"exhaustive", "larger"}:
        {"exhaustive": compare, "larger": larger}[kind](int(more[0]) if more else 1000)
    else:
        for seed in map(int, more[1:] or "12345"):
            measure(f"{kind} seed {seed}", drawn(kind, seed), float(more[0]) if more else 60.0)
