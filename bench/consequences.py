"""Time from a changed plan to all that comes of it in words: ways, coverage, findings, help, sentences.

    PASSAGE_DATA=... python -m bench.consequences [EXTRACT [FOLDER]]

On the demo and, where PASSAGE_DATA is set, on an extract with twelve convoys and thirty sites. Best and
median of several strokes; the first, which compiles and clips what stands, is told apart.
"""

import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from shapely import Point

from data.model import Barrier, BarrierKind, Convoy, Phase, Plan, Site, SiteKind, Zone, ZoneKind
from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from data.sources.roads.load import load_roads
from pages.parts.changes.sentences import sentences
from routing.consequences import consequences, outlook_of
from routing.help import HelpAsked, help_times
from routing.index import NetworkIndex
from routing.question import Terms
from routing.standing import Asked, standing_of

ROUNDS = 8
KINDS = (SiteKind.BASE, SiteKind.HOSPITAL, SiteKind.SHELTER, SiteKind.WAREHOUSE, SiteKind.WELL)


def spread_plan(network):
    """Thirty sites and twelve convoys between places of a network, in three phases."""
    rows = np.random.default_rng(4).choice(network.node_count, 30, replace=False)
    places = [Point(network.node_lon[row], network.node_lat[row]) for row in rows]
    sites = tuple(Site(id=f"s{n}", name=f"Site {n}", kind=KINDS[n % 5], point=p) for n, p in enumerate(places))
    convoys = tuple(
        Convoy(id=f"c{n}", name=f"C-{n}", organisation="bench", origin=f"s{n}", destination=f"s{n + 12}",
               departs_at=DEMO_NOW + timedelta(hours=n + 1)) for n in range(12)
    )  # fmt: skip
    days = [DEMO_NOW + timedelta(days=30 * n) for n in range(4)]
    phases = tuple(Phase(id=f"p{n}", name=f"Phase {n}", starts_at=days[n], ends_at=days[n + 1]) for n in range(3))
    return Plan(name="bench", sites=sites, convoys=convoys, phases=phases)


def bench(name, network, plan):
    index = NetworkIndex(network)
    index.prepare(None)
    started = time.perf_counter()
    before = outlook_of(
        plan,
        DEMO_NOW,
        standing=standing_of(index, plan, Asked(terms=Terms(at=DEMO_NOW))),
        helped=help_times(index, plan, HelpAsked(at=DEMO_NOW)),
    )
    print(f"\n{name}: {network.segment_count} segments; first outlook {time.perf_counter() - started:.2f} s")
    taken, chance = [], np.random.default_rng(7)
    for _ in range(ROUNDS):
        middle = plan.sites[chance.integers(len(plan.sites))].point
        zone = Zone(id="drawn", name="New zone", kind=ZoneKind.HAZARD, area=middle.buffer(0.02))
        barrier = Barrier(id="b-drawn", area_id="drawn", kind=BarrierKind.CLOSED, priority=99)
        steps, told = stroke(before, replace(plan).with_record(zone, barrier))
        taken.append(steps)
    first, rest = taken[0].sum(), np.array(taken[1:])
    parts = zip(("ways", "help", "findings", "compare", "words"), np.median(rest, axis=0), strict=True)
    print(
        f"first {first:.0f} ms, best {rest.sum(axis=1).min():.0f} ms, median {np.median(rest.sum(axis=1)):.0f} ms: ",
        end="",
    )
    print(", ".join(f"{word} {ms:.0f}" for word, ms in parts), f"; {len(told)} sentences, such as: {told[0].text}")


def stroke(before, plan):
    """Milliseconds of each step from a plan to its sentences."""
    marks = [time.perf_counter()]
    standing = before.standing.after(plan)
    marks.append(time.perf_counter())
    helped = before.help.after(plan)
    marks.append(time.perf_counter())
    after = outlook_of(plan, before.at, standing=standing, helped=helped, near=before)
    marks.append(time.perf_counter())
    found = consequences(before, after)
    marks.append(time.perf_counter())
    told = sentences(before, after, found)
    marks.append(time.perf_counter())
    return np.diff(marks) * 1000, told


if __name__ == "__main__":
    bench("demo", demo_network(), demo_plan())
    if "PASSAGE_DATA" in os.environ:
        extract = Path(os.environ["PASSAGE_DATA"]) / "osm" / (sys.argv[1] if len(sys.argv) > 1 else "porto.osm.pbf")
        roads = load_roads([extract], cache_dir=Path(sys.argv[2]) if len(sys.argv) > 2 else None).network
        bench(extract.name, roads, spread_plan(roads))
