"""Whole routing systems beside ours on one extract: a closed zone redrawn and fifty convoys rerouted, answers told.

    python -m bench.systems EXTRACT.osm.pbf PEERS [SYSTEM ...]

PEERS is a folder as `bench/README.md` describes it. A zone closes the portions of road inside it (ours) or
every road that touches it (the others, which know no portions). Origins and destinations lie outside of the
zone, and a way around it joins them: where there is none ours explains why, which no other does.
Each system snaps, searches and gives the line of each way; it runs alone, on one thread where it can.
"""

import os
import sys
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import numpy as np
import shapely
from shapely import Point, Polygon
from shapely.affinity import translate

from bench.hierarchy import star
from bench.system_peers import Osmnx, Osrm, Pgrouting, Valhalla
from data.model import Barrier, BarrierKind, Convoy, Plan, Route, Site, SiteKind, Zone, ZoneKind
from data.sources.roads.load import load_roads
from routing.index import NetworkIndex
from routing.question import RouteQuestion, Terms
from routing.search import find_route
from routing.standing import Asked, convoy_question, standing_of
from routing.ways.case import case_of, legs_of_each
from routing.ways.line import way_line

AT = datetime(2026, 1, 1, tzinfo=UTC)
CONVOYS, ZONES = 50, 5
RADII_KM = (3, 11)
COLUMNS = ("system", "median ms", "worst ms", "ways found", "ways through the zone")
SYSTEMS = {"osmnx": Osmnx, "valhalla": Valhalla, "osrm": Osrm, "pgrouting": Pgrouting}


class Anew:
    """Ours, every convoy asked about one after the other as if nothing were known."""

    version = ""
    asked = CONVOYS

    def __init__(self, index):
        self.index = index

    def prepared(self, pairs):
        """Nothing is kept between zones."""

    def redrawn(self, area, pairs):
        """Lines of the ways."""
        plan = closing(area)
        return [_line(find_route(self.index, plan, between(*pair))) for pair in pairs]


class Standing(Anew):
    """Ours, as the map keeps the answers of its convoys: worked out anew is what the zone can have changed."""

    def prepared(self, pairs):
        """Convoys under way before the zone is drawn."""
        sites = [_site(f"{i}{end}", at) for i, pair in enumerate(pairs) for end, at in zip("ab", pair, strict=True)]
        convoys = [_convoy(i) for i in range(len(pairs))]
        self.plan = Plan(name="p").with_record(*sites, *convoys)
        self.standing = standing_of(self.index, self.plan, Asked(terms=Terms(at=AT)))

    def redrawn(self, area, pairs):
        """Lines of the ways."""
        found = self.standing.after(self.plan.with_record(*closing(area).zones, *closing(area).barriers)).answers
        return [_line(found[f"c{i}"]) for i in range(len(pairs))]


class Lines(Standing):
    """Ours, the same work the others do: ends taken to roads, the zone, the ways and their lines, nothing told."""

    def redrawn(self, area, pairs):  # noqa: ARG002  # those it was prepared for
        """Lines of the ways."""
        closed, terms = closing(area), Terms(at=AT)
        plan = self.plan.with_record(*closed.zones, *closed.barriers)
        cases = [case_of(self.index, plan, convoy_question(plan, convoy, terms)) for convoy in plan.convoys]
        asked = [(case, case.costs()) for case in cases if not any(case.closed_at_stops())]
        rows = zip(asked, legs_of_each(asked), strict=True)
        return [None if None in legs else way_line(self.index, case.stops, legs) for (case, _), legs in rows]


def _line(answer):
    return answer.line if isinstance(answer, Route) else None


def _site(name, at):
    return Site(id=name, name=name, kind=SiteKind.WAREHOUSE, point=Point(at))


def _convoy(i):
    return Convoy(id=f"c{i}", name=f"C-{i}", organisation="O", departs_at=AT, origin=f"{i}a", destination=f"{i}b")


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


_HAIRS = count(1)


def measured(system, drawn):
    """Milliseconds for each zone and its convoys, and the lines found.

    Each zone lies a millimetre beside where it was measured last: nobody has clipped the same corners before.
    """
    times, lines, hair = [], [], next(_HAIRS) * 1e-8
    for area, pairs in zip(*drawn, strict=True):
        system.prepared(pairs)
        fresh = translate(area, hair)
        started = time.perf_counter()
        found = system.redrawn(fresh, pairs[: system.asked])
        took_ms = 1000 * (time.perf_counter() - started) - getattr(system, "waited_ms", 0)
        once_ms = getattr(system, "once_ms", 0.0)  # what is done once for a zone, however many ways are asked for
        times.append(once_ms + (took_ms - once_ms) * CONVOYS / system.asked)
        lines.append(found)
    return times, lines


def told(name, system, drawn, own):
    times, lines = measured(system, drawn)
    ways = [line for found in lines for line in found]
    through = sum(inside_m(line, area) > 10 for area, found in zip(drawn[0], lines, strict=True) for line in found)
    ratio = "" if own is None else f" ({np.median(times) / own:,.3g} x)"
    many = "*" if system.asked < CONVOYS else ""
    row = (
        f"{name} {system.version}",
        f"{np.median(times):,.0f}{many}{ratio}",
        f"{max(times):,.0f}",
        f"{sum(line is not None for line in ways)} of {len(ways)}",
        f"{through}",
    )
    print(f"| {' | '.join(row)} |", flush=True)
    return float(np.median(times))


def main(extract, peers, *names):
    index = NetworkIndex(load_roads([Path(extract)]).network)
    index.prepare(None)
    drawn = {km: zones_and_pairs(index, km, np.random.default_rng(km)) for km in RADII_KM}
    print(f"{Path(extract).name}: {index.network.node_count} nodes, {index.network.edge_count} edges", end=", ")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n| {' | '.join(COLUMNS)} |")
    for kind in (Standing, Lines):
        for km in RADII_KM:
            measured(kind(index), drawn[km])
    own = ours(index, drawn, {})
    for name in names or tuple(SYSTEMS):
        system = SYSTEMS[name](index, Path(extract), Path(peers))
        try:
            for km in RADII_KM:
                print(f"zone of {km} km")
                told(name, system, drawn[km], own[km])
        finally:
            system.close()
    ours(index, drawn, own)


def ours(index, drawn, own):
    """Medians by size of the zone."""
    found = {}
    for km in RADII_KM:
        print(f"zone of {km} km")
        found[km] = told("ours", Standing(index), drawn[km], own.get(km))
        told("ours, ways with their lines", Lines(index), drawn[km], found[km])
        told("ours, all anew", Anew(index), drawn[km], found[km])
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
