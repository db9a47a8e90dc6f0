"""Time for coverage by phase: sectors, corridors, sites, responses by road, and where one more unit helps.

    PASSAGE_DATA=... python -m bench.cover [EXTRACT [FOLDER]]

On the demo and, where PASSAGE_DATA is set, on an extract cut into nine sectors in three phases, with thirty
sites and six corridors along routes. The first stroke, which compiles and clips, is told apart.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from bench.consequences import spread_plan
from data.model import Corridor, Route, Sector, SectorState
from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from data.sources.roads.load import load_roads
from routing.force.cover import cover_by_phase, moment_of
from routing.force.placing import where_units_help
from routing.force.standards import FIRST_AID
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route

ROUNDS = 4


def secured_plan(index):
    """Nine sectors, three more of them active in each phase, and corridors between sites."""
    plan = spread_plan(index.network)
    (west, south), (east, north) = index.corners
    lon, lat = np.linspace(west, east, 4), np.linspace(south, north, 4)
    areas = [shapely.box(lon[i], lat[j], lon[i + 1], lat[j + 1]) for i in range(3) for j in range(3)]
    sectors = tuple(Sector(id=f"sector-{n}", name=f"Sector {n}", area=area) for n, area in enumerate(areas))
    phases = tuple(
        replace(phase, sector_states=tuple((s.id, SectorState.ACTIVE) for s in sectors[: 3 * n + 3]))
        for n, phase in enumerate(plan.phases)
    )
    ends = [(plan.sites[n].point, plan.sites[n + 12].point) for n in range(6)]
    ways = [find_route(index, plan, RouteQuestion(at=DEMO_NOW, origin=a, destination=b)) for a, b in ends]
    corridors = tuple(
        Corridor(id=f"corridor-{n}", name=f"Corridor {n}", line=way.line)
        for n, way in enumerate(ways)
        if isinstance(way, Route)
    )
    return replace(plan, sectors=sectors, phases=phases, corridors=corridors)


def bench(name, index, plan):
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        found = cover_by_phase(index, plan)
        taken.append(time.perf_counter() - started)
    started = time.perf_counter()
    where_units_help(moment_of(index, plan, plan.phases[1]), FIRST_AID)
    placed = time.perf_counter() - started
    shares = ", ".join(f"{cover.covered_share:.0%}" for cover in found)
    print(
        f"{name}: {index.network.segment_count} segments, {len(found)} phases; first {taken[0]:.2f} s, "
        f"best {min(taken[1:]):.2f} s; one more placed in {placed:.2f} s; covered {shares}"
    )


if __name__ == "__main__":
    bench("demo", NetworkIndex(demo_network()), demo_plan())
    if "PASSAGE_DATA" in os.environ:
        extract = Path(os.environ["PASSAGE_DATA"]) / "osm" / (sys.argv[1] if len(sys.argv) > 1 else "porto.osm.pbf")
        cache = Path(sys.argv[2]) if len(sys.argv) > 2 else None
        index = NetworkIndex(load_roads([extract], cache_dir=cache).network)
        index.prepare(None)
        bench(extract.name, index, secured_plan(index))
