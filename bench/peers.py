"""Libraries for shortest paths beside ours, on the same weights, questions and zones in one run.

    python -m bench.peers PEERS_PYTHON [florida|made|small] [LIBRARY ...]

Ours is measured before and after the others, all in processor time. Each library runs alone, in the
Python given, for at most TIME_S.
What is too slow to ask fifty times is asked a few times and multiplied; the table marks it with *.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.graphs import florida, made_up
from bench.hierarchy import at, preparation, reachable_pairs, slowed, star, streets_of, under_way
from bench.peer_engines import CONVOYS, LIBRARIES, timed_ms
from routing.engines.hierarchy.metric import metric_of
from routing.engines.hierarchy.query import cheapest_way
from routing.engines.hierarchy.sweep import cost_matrix, costs_from

REACH, ZONES, TIME_S = 0.1, 15, 150
GRAPHS = {"made": made_up, "florida": florida, "small": lambda: made_up(200)}
TASKS = {"way": "way with its path", "all": "one to all", "matrix": "100 x 100", "weights": "all weights new",
         "redraw": f"11 km zone redrawn, {CONVOYS} ways"}  # fmt: skip


def ours(roads, topology, pairs, drawn):
    """Milliseconds of ours by task, and the costs of the first ways."""
    base = metric_of(topology, roads.cost)
    under_way(base, pairs)  # convoys are under way before anything is drawn
    found = {
        "way": _times(lambda pair: cheapest_way(base, at(pair[0]), at(pair[1])), pairs),
        "all": _times(lambda _: costs_from(base, at(pairs[0, 0])), range(10)),
        "matrix": _times(lambda _: cost_matrix(base, *pairs[:100].T), range(10)),
        "weights": _times(lambda _: metric_of(topology, roads.cost), range(10)),
        "redraw": _times(lambda corners: _redrawn(roads, base, drawn, corners, pairs), drawn[2]),
    }
    return found, [cheapest_way(base, at(a), at(b)).cost for a, b in pairs[:CONVOYS]]


def _times(work, given):
    work(given[0])  # whatever is done once
    return [timed_ms(work, one)[0] for one in given]


def _redrawn(roads, base, drawn, corners, pairs):
    lines, arcs_of_street, _ = drawn
    return under_way(base.with_costs(*slowed(lines, arcs_of_street, roads.cost, corners)), pairs)


def exported(roads, topology, pairs, folder):
    """The roads as the other Python reads them, the zones drawn over them, and what ours needs to draw them too."""
    lines, street = streets_of(roads)
    order = np.argsort(street, kind="stable")
    arcs_of_street = np.searchsorted(street[order], np.arange(lines.count + 1)), order
    chance = np.random.default_rng(6)
    corners = [star(lines.points[chance.integers(len(lines.points))], REACH, chance) for _ in range(ZONES)]
    tail = np.repeat(np.arange(len(roads.first) - 1), np.diff(roads.first))
    np.savez(
        folder / "roads.npz", **roads._asdict(), tail=tail, pairs=pairs, street=street, order=topology.vertex,
        streets=lines.points.reshape(-1, 2, 2), corners=np.array(corners),
    )  # fmt: skip
    return lines, arcs_of_street, corners


def peer(python, library, folder):
    """What one library printed, by task; "end" tells how it ended where not well."""
    command = [python, str(Path(__file__).with_name("peer_engines.py")), library, str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_S, check=False)
        printed, end = done.stdout, "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["died"])[-1]
    except subprocess.TimeoutExpired as stopped:
        printed, end = (stopped.stdout or b"").decode(), f"stopped after {TIME_S} s"
    found = {"end": end}
    for line in printed.splitlines():
        if line.startswith("{"):
            told = json.loads(line)
            kept = found.setdefault(told.pop("task"), {"ms": [], "costs": []})
            kept["ms"] += told.pop("ms")
            kept["costs"] += told.pop("costs", [])
            kept |= told
    return found


def cell(told, own_ms):
    """Median, the factor to ours, and * where few were asked and multiplied."""
    if not told:
        return "-"
    median = float(np.median(told["ms"]))
    return f"{median:,.4g}{'*' if told.get('asked', CONVOYS) < CONVOYS else ''} ({median / own_ms:,.3g} x)"


def agrees(found, costs):
    told = found.get("way", {"costs": []})["costs"]
    return bool(told) and np.array_equal(np.array(told), costs[: len(told)])


def table(names, medians, p99, others, costs):
    print("\n| | " + " | ".join(TASKS.values()) + " | made ready, s | answers |")
    print("|---|" + "---|" * (len(TASKS) + 2))
    print("| ours | " + " | ".join(f"{medians[t]:.3g} (p99 {p99[t]:.3g})" for t in TASKS) + " | | |")
    for name in names:
        found = others[name]
        built = found.get("build", {"ms": [float("nan")], "version": ""})
        cells = [cell(found.get(task), medians[task]) for task in TASKS]
        same = "equal" if agrees(found, costs) else "DIFFER" if "way" in found else "none"
        row = [f"{name} {built.get('version', '')}", *cells, f"{built['ms'][0] / 1000:.1f}", f"{same} {found['end']}"]
        print(f"| {' | '.join(row)} |")


def main(python, name="florida", *libraries):
    roads = GRAPHS[name]()
    print(f"{name}: {len(roads.lon)} vertices, {len(roads.head)} arcs; Python {platform.python_version()}, ", end="")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    pairs, topology = reachable_pairs(roads, 1000), preparation(roads)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        drawn = exported(roads, topology, pairs, folder)
        before, costs = ours(roads, topology, pairs, drawn)
        print("ours", json.dumps({task: float(np.median(times)) for task, times in before.items()}), flush=True)
        names = libraries or tuple(LIBRARIES)
        others = {}
        for library in names:
            others[library] = peer(python, library, folder)
            print(
                library,
                json.dumps({k: v if k == "end" else v["ms"][:3] for k, v in others[library].items()}),
                flush=True,
            )
        after, _ = ours(roads, topology, pairs, drawn)
    both = {task: before[task] + after[task] for task in TASKS}
    medians = {task: float(np.median(times)) for task, times in both.items()}
    table(names, medians, {task: float(np.percentile(times, 99)) for task, times in both.items()}, others, costs)


if __name__ == "__main__":
    main(*sys.argv[1:])
