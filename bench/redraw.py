"""Time from a zone redrawn to every convoy's way, through all that is really done: areas clipped to answers told.

    PASSAGE_DATA=... python -m bench.redraw [made|florida] ... [--side N]

A plan with standing zones and fifty convoys; then one zone is redrawn at three sizes, one corner of it
dragged, its phase changed, and it is deleted. Beside the time on the wall stands that of the processor,
which says more on a busy machine. Run it twice: the first time everything is compiled.
"""

import argparse
import gc
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import shapely
from shapely import Point, Polygon

from bench.graphs import florida, made_up, network_of
from bench.hierarchy import reachable_pairs, star, told
from data.model import Barrier, BarrierKind, Convoy, NoRoute, Phase, Plan, Route, Site, SiteKind, Zone, ZoneKind
from routing.index import NetworkIndex
from routing.question import Terms
from routing.standing import Asked, convoy_question, standing_of
from routing.ways.case import case_of, legs_of_each

AT = datetime(2026, 1, 1, 8, tzinfo=UTC)
CONVOYS, STANDING, ROUNDS = 50, 32, 25
SIZES = ((2, 0.02), (11, 0.1), (33, 0.3))
KINDS = ((BarrierKind.SCALED, 3.0), (BarrierKind.ADDED, 60.0), (BarrierKind.SCALED, 1.5))


def area(corners):
    return shapely.make_valid(Polygon(corners), method="structure")


def zone(name, corners, phases=(), kind=KINDS[0]):
    """A zone that is dangerous and slows, with its barrier."""
    drawn = Zone(id=name, name=name, kind=ZoneKind.HAZARD, exposure=1.0, area=area(corners))
    return drawn, Barrier(id=f"b-{name}", area_id=name, kind=kind[0], value=kind[1], phases=phases)


def standing_plan(index, pairs, chance):
    """Fifty convoys between far places, two phases, and zones of all sizes all over the country."""
    sites, convoys, lon, lat = [], [], index.network.node_lon, index.network.node_lat
    for i, pair in enumerate(pairs.tolist()):
        for end, node in zip("ab", pair, strict=True):
            place = Point(lon[node], lat[node])
            sites.append(Site(id=f"s{i}{end}", name=f"Site {i}{end}", kind=SiteKind.WAREHOUSE, point=place))
        ends = {"origin": f"s{i}a", "destination": f"s{i}b"}
        convoys.append(Convoy(id=f"c{i}", name=f"C-{i}", organisation="Bench", departs_at=AT, **ends))
    days = [AT + timedelta(days=k) for k in (-1, 1, 9)]
    phases = [Phase(id=f"p{i}", name=f"Phase {i}", starts_at=days[i], ends_at=days[i + 1]) for i in range(2)]
    middles = index.lines.points[chance.integers(len(index.lines.points), size=STANDING)]
    zones = [
        zone(f"z{i}", star(middle, SIZES[i % 3][1], chance), kind=KINDS[i % 3]) for i, middle in enumerate(middles)
    ]
    return Plan(name="bench", sites=sites, convoys=convoys, phases=phases).with_record(
        *(r for pair in zones for r in pair)
    )


def drawn_steps(index, plan, reach, chance):
    """One zone's life as changes of the plan: drawn, a corner dragged, moved to another phase and back, deleted."""
    corners = star(index.lines.points[chance.integers(len(index.lines.points))], reach, chance)
    dragged = corners.copy()
    dragged[0] += 0.2 * reach * chance.uniform(-1, 1, 2)
    first, second = zone("drawn", corners), zone("drawn", dragged)
    yield "drawn", plan.with_record(*first)
    yield "a corner dragged", plan.with_record(*second)
    yield "moved to another phase", plan.with_record(second[0], zone("drawn", dragged, ("p1",))[1])
    yield "moved back", plan.with_record(*second)
    yield "deleted", plan


def took(work):
    """Milliseconds on the wall, of the processor, and the result."""
    started, worked = time.perf_counter(), time.process_time()
    result = work()
    return np.array([time.perf_counter() - started, time.process_time() - worked]) * 1000, result


def by_step(index, plan, terms):
    """Milliseconds of each step from a plan nobody has asked about to every way with its edges."""
    questions = [convoy_question(plan, convoy, terms) for convoy in plan.convoys]
    areas_ms, cases = took(lambda: [case_of(index, plan, question) for question in questions])
    stops_ms, _ = took(lambda: [case.closed_at_stops() for case in cases])
    costs_ms, costs = took(lambda: [case.costs() for case in cases])
    repair_ms, metric = took(lambda: index.engine.metric(costs[0].edges))
    ways_ms, _ = took(lambda: legs_of_each(list(zip(cases, costs, strict=True))))
    return np.array([areas_ms, stops_ms, costs_ms, repair_ms, ways_ms]), metric


def bench(roads):
    chance = np.random.default_rng(5)
    network = network_of(roads, chance)
    print(f"\n{network.node_count} nodes, {network.segment_count} segments, {network.edge_count} edges", end=", ")
    print(f"{len(network.points)} points, load {os.getloadavg()[0]:.1f}", flush=True)
    index = NetworkIndex(network)
    with tempfile.TemporaryDirectory() as folder:
        print(f"prepared in {took(lambda: index.prepare(Path(folder)))[0][0] / 1000:.1f} s")
    terms = Terms(at=AT)
    plan = standing_plan(index, reachable_pairs(roads, CONVOYS), chance)
    (first_ms, _), standing = took(lambda: standing_of(index, plan, Asked(terms=terms)))
    found = [answer for answer in standing.answers.values() if isinstance(answer, Route)]
    lost = sum(isinstance(answer, NoRoute) for answer in standing.answers.values())
    print(
        f"first answers {first_ms / 1000:.1f} s: {len(found)} routes of {np.mean([len(r.pieces) for r in found]):.0f} ",
        end="",
    )
    print(f"segments, {lost} without", flush=True)
    gc.collect()
    gc.freeze()
    for km, reach in SIZES:
        ways(index, (plan, terms), (km, reach), chance)
        answers(index, standing, (km, reach), chance)


def ways(index, asked, size, chance):
    """The zone redrawn and every convoy's way found, step by step."""
    plan, terms = asked
    rows, repaired = {}, {}
    for _ in range(ROUNDS):
        for name, changed in drawn_steps(index, plan, size[1], chance):
            times, metric = by_step(index, changed, terms)
            rows.setdefault(name, []).append(times)
            repaired.setdefault(name, []).append(metric.repaired)
    for name, found in rows.items():
        wall, work = np.array(found)[:, :, 0], np.array(found)[:, :, 1]
        parts = zip(("areas", "stops", "costs", "repair", "ways"), np.median(work, axis=0), strict=True)
        said = f"processor {np.median(work.sum(axis=1)):.1f}: " + ", ".join(f"{word} {ms:.1f}" for word, ms in parts)
        told(f"{size[0]} km {name}: {CONVOYS} ways", wall.sum(axis=1), f"{said}; {sum(repaired[name])} repaired")


def answers(index, standing, size, chance):
    """The same as the answers that stand: every route told anew that is not as it was."""
    rows, changes = {}, {}
    for _ in range(ROUNDS):
        for name, changed in drawn_steps(index, standing.plan, size[1], chance):
            times, standing = took(lambda: standing.after(changed))  # noqa: B023  # called at once
            rows.setdefault(name, []).append(times)
            changes.setdefault(name, []).append(len(standing.changes))
    for name, found in rows.items():
        wall, work = np.array(found).T
        said = f"processor {np.median(work):.1f}; {np.mean(changes[name]):.1f} of {CONVOYS} changed"
        told(f"{size[0]} km {name}: answers", wall, said)


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("graphs", nargs="*", default=["made"])
    reader.add_argument("--side", type=int, default=1100)
    given = reader.parse_args()
    for graph in given.graphs:
        bench(florida() if graph == "florida" else made_up(given.side))
