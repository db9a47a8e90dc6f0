"""Whole routing systems beside ours on one extract: a closed zone redrawn and fifty convoys rerouted, answers told.

    python -m bench.systems EXTRACT.osm.pbf PEERS [SYSTEM ...]

PEERS is a folder as `bench/README.md` describes it. A zone closes the portions of road inside it (ours) or
every road that touches it (the others, which know no portions). Origins and destinations lie outside of the
zone, and a way around it joins them: where there is none ours explains why, which no other does.
Each system snaps, searches and gives the line of each way; it runs alone, on one thread where it can.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely
from shapely import Point, Polygon

from bench.hierarchy import star
from bench.system_peers import Osmnx, Osrm, Pgrouting, Valhalla
from data.model import Barrier, BarrierKind, Plan, Route, Zone, ZoneKind
from data.sources.roads.load import load_roads
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route

AT = datetime(2026, 1, 1, tzinfo=UTC)
CONVOYS, ZONES = 50, 5
RADII_KM = (3, 11)
COLUMNS = ("system", "median ms", "worst ms", "ways found", "ways through the zone")
SYSTEMS = {"osmnx": Osmnx, "valhalla": Valhalla, "osrm": Osrm, "pgrouting": Pgrouting}


class Ours:
    """The product's own questions, one after the other, as for convoys that are open on the screen."""

    version = "this one"
    asked = CONVOYS

    def __init__(self, index):
        self.index = index
        index.prepare(None)

    def redrawn(self, area, pairs):
        """Lines of the ways."""
        plan = closing(area)
        found = [find_route(self.index, plan, between(*pair)) for pair in pairs]
        return [route.line if isinstance(route, Route) else None for route in found]


def closing(area):
    zone = Zone(id="z", name="Zone", kind=ZoneKind.HAZARD, area=area)
    return Plan(name="p", zones=(zone,), barriers=(Barrier(id="b", area_id="z", kind=BarrierKind.CLOSED),))


def between(start, goal):
    return RouteQuestion(origin=Point(start), destination=Point(goal), at=AT)


def zones_and_pairs(index, km, chance):
    """Zones strewn over the network, and pairs of junctions outside of them that a way around the zone joins."""
    network = index.network
    middle = network.points[chance.integers(0, len(network.points), ZONES)]
    corners = [star((0, 0), 1.0, chance) * km * 1000 / 111_195 for _ in range(ZONES)]
    areas = [Polygon(at + ring / [np.cos(np.radians(at[1])), 1]) for at, ring in zip(middle, corners, strict=True)]
    areas = [shapely.make_valid(area, method="structure") for area in areas]
    places = np.column_stack([network.node_lon, network.node_lat])
    pairs = []
    for area in areas:
        free = np.flatnonzero(~shapely.contains_xy(area.buffer(0.002), *places.T))
        own = []
        while len(own) < CONVOYS:
            a, b = places[chance.choice(free, 2)]
            if isinstance(find_route(index, closing(area), between(a, b)), Route):
                own.append((tuple(a), tuple(b)))
        pairs.append(own)
    return areas, pairs


def inside_m(line, area):
    return 0.0 if line is None else shapely.length(shapely.intersection(line, area)) * 100_000


def measured(system, drawn):
    """Milliseconds for each zone and its convoys, and the lines found."""
    times, lines = [], []
    for area, pairs in zip(*drawn, strict=True):
        started = time.perf_counter()
        found = system.redrawn(area, pairs[: system.asked])
        took_ms = 1000 * (time.perf_counter() - started) - getattr(system, "waited_ms", 0)
        times.append(took_ms * CONVOYS / system.asked)
        lines.append(found)
    return times, lines


def told(name, system, drawn, own):
    times, lines = measured(system, drawn)
    ways = [line for found in lines for line in found]
    crossing = sum(inside_m(line, area) > 10 for area, found in zip(drawn[0], lines, strict=True) for line in found)
    ratio = "" if own is None else f" ({np.median(times) / own:,.0f} x)"
    star_ = "*" if system.asked < CONVOYS else ""
    print(
        f"| {name} {system.version} | {np.median(times):,.0f}{star_}{ratio} | {max(times):,.0f} | "
        f"{sum(line is not None for line in ways)} of {len(ways)} | {crossing} |",
        flush=True,
    )
    return float(np.median(times))


def main(extract, peers, *names):
    index = NetworkIndex(load_roads([Path(extract)]).network)
    ours = Ours(index)
    print(f"{Path(extract).name}: {index.network.node_count} nodes, {index.network.edge_count} edges", end=", ")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"\n| {' | '.join(COLUMNS)} |")
    drawn = {km: zones_and_pairs(index, km, np.random.default_rng(km)) for km in RADII_KM}
    measured(ours, drawn[3])
    own = {}
    for km in RADII_KM:
        print(f"\nzone of {km} km")
        own[km] = told("ours", ours, drawn[km], None)
    for name in names or tuple(SYSTEMS):
        system = SYSTEMS[name](index, Path(extract), Path(peers))
        try:
            for km in RADII_KM:
                print(f"\nzone of {km} km")
                told(name, system, drawn[km], own[km])
        finally:
            system.close()
    for km in RADII_KM:
        print(f"\nzone of {km} km, ours once more")
        told("ours", ours, drawn[km], own[km])
    print(json.dumps(own))


if __name__ == "__main__":
    main(*sys.argv[1:])
