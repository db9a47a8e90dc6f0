"""Published covering and median instances through the code the application asks: value, bound, proof, seconds.

PASSAGE_DATA=... python -m bench.siting [mclp|pmed] [SECONDS [NAME ...]]
"""

import os
import sys
import time
from pathlib import Path

import numpy as np

from routing.siting.case import CoverCase, Effort, MedianCase
from routing.siting.covering import most_covered
from routing.siting.medians import nearest_units

EARTH_M = 6_378_100
RADIUS_M = {"NewYork": 400, "Bronx": 600, "SanFrancisco": 600}
BEST = {
    "NewYork": (1_153_640, 1_288_174, 1_396_333, 1_481_434, 1_539_992, 1_574_256),
    "Bronx": (1_205_051, 1_290_635, 1_348_232, 1_376_061, 1_384_376, 1_385_099),
    "SanFrancisco": (617_592, 683_139, 733_772, 769_781, 791_562, 802_307),
}
"""Best covered demand published for 50, 60 … 100 units."""


def cover_case(path, radius_m):
    """Every point is demand and candidate; it is covered within a radius along the great circle."""
    lines = path.read_text().split("\n")
    count = int(next(line for line in lines if line.startswith("DIMENSION")).split(":")[1])
    places, demand = (
        next(i for i, line in enumerate(lines) if line.startswith(word)) + 1 for word in ("NODE_COORD", "DEMAND")
    )
    lat, lon = np.radians([[float(v) for v in line.split()[:2]] for line in lines[places : places + count]]).T
    square = np.sin((lat[:, None] - lat) / 2) ** 2 + np.cos(lat[:, None]) * np.cos(lat) * (
        np.sin((lon[:, None] - lon) / 2) ** 2
    )
    row, candidate = np.nonzero(2 * EARTH_M * np.arcsin(np.sqrt(square)) <= radius_m)
    weight = np.array([float(line.split()[0]) for line in lines[demand : demand + count]])
    return CoverCase(weight=weight, demand=row, candidate=candidate, count=count)


def median_case(path):
    """Costs are shortest ways over the edges given; of an edge given twice the last counts. Also how many units."""
    first, *edges = [[int(v) for v in line.split()] for line in path.read_text().split("\n") if line.strip()]
    cost = np.full((first[0], first[0]), np.inf)
    np.fill_diagonal(cost, 0.0)
    for one, other, length in edges:
        cost[one - 1, other - 1] = cost[other - 1, one - 1] = length
    for over in range(first[0]):
        np.minimum(cost, cost[:, over, None] + cost[over], out=cost)
    return MedianCase(weight=np.ones(first[0]), cost=cost), first[2]


def published(folder):
    """The proven optimum of each median instance."""
    lines = [line.split() for line in (folder / "pmedopt.txt").read_text().split("\n")[1:] if line.strip()]
    return {name: int(value) for name, value in lines}


def told(name, units, best, found, seconds):
    parts = f"{found.value:.0f}", f"{found.bound:.0f}", f"{best}", found.proof.value, f"{seconds:.1f} s"
    print(f"| {name} | {units} | {' | '.join(parts)} |", flush=True)


def bench_mclp(folder, effort, names):
    for name in names or RADIUS_M:
        case = cover_case(folder / f"{name}.txt", RADIUS_M[name])
        for units, best in zip(range(50, 101, 10), BEST[name], strict=True):
            started = time.perf_counter()
            told(name, units, best, most_covered(case, units, effort=effort), time.perf_counter() - started)


def bench_pmed(folder, effort, names):
    numbers = sorted(int(path.stem[4:]) for path in folder.glob("pmed*.txt") if path.stem[4:].isdigit())
    for name in names or [f"pmed{number}" for number in numbers]:
        case, units = median_case(folder / f"{name}.txt")
        started = time.perf_counter()
        told(
            name,
            units,
            published(folder)[name],
            nearest_units(case, units, effort=effort),
            time.perf_counter() - started,
        )


if __name__ == "__main__":
    root = Path(os.environ["PASSAGE_DATA"]) / "benchmarks"
    limit = Effort(seconds=float(sys.argv[2]) if len(sys.argv) > 2 else 60.0)
    if sys.argv[1:2] != ["pmed"]:
        bench_mclp(root / "mclp", limit, sys.argv[3:])
    if sys.argv[1:2] != ["mclp"]:
        bench_pmed(root / "pmed", limit, sys.argv[3:])
