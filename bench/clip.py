"""Metres of every road inside every zone on a country-size network, beside shapely and geopandas in one run.

    python -m bench.clip

Run it twice: the first time everything is compiled. All roads of each zone measured beside shapely are
compared: the metres of each road must agree to a millionth or to a millimetre for each stretch.
"""

import os
import time

import geopandas as gpd
import numpy as np
import shapely

from bench.graphs import curved_streets, made_up
from bench.hierarchy import told, took_ms
from geo.lines import metric_share, ranges
from geo.overlay import TOUCH_M, intervals_inside

ZONES, SHAPELY_ZONES, WHOLE_ZONES, OVERLAID = 200, 40, 10, 2
REACHES, SHARES = (0.02, 0.1, 0.3), (0.4, 0.5, 0.1)


def star(middle, reach, corners, rough, chance):
    turn = np.sort(chance.uniform(0, 2 * np.pi, corners))
    out = reach * (1 + rough * chance.uniform(-1, 1, corners))
    ring = np.column_stack([middle[0] + out * np.cos(turn), middle[1] + out * np.sin(turn)])
    return shapely.make_valid(shapely.Polygon(ring), method="structure")


def dragged(zone, chance):
    """The zone with one corner moved by a fifth of its size."""
    ring = shapely.get_coordinates(max(shapely.get_parts(zone), key=lambda part: part.area).exterior)[:-1]
    moved = ring.copy()
    moved[chance.integers(len(ring))] += 0.2 * (ring.max(axis=0) - ring.min(axis=0))
    return shapely.make_valid(shapely.Polygon(moved), method="structure")


class Shapely:
    """Shapely at its best: tree over roads, those wholly inside told by predicate, the others cut piece by piece."""

    def __init__(self, lines):
        self.lines, self.shapes = lines, lines.shapes
        self.tree = shapely.STRtree(self.shapes)

    def whole_roads(self, zone):
        """Roads met, and shapes of the parts of those that cross the boundary, each cut as a whole."""
        shapely.prepare(zone)
        near = self.tree.query(zone, predicate="intersects")
        inside = shapely.contains_properly(zone, self.shapes[near])
        return near, shapely.intersection(self.shapes[near[~inside]], zone)

    def metres(self, zone):
        """Roads met, metres and parts of each inside, piece by piece, for a road may lie on itself."""
        lines = self.lines
        shapely.prepare(zone)
        near = np.sort(self.tree.query(zone, predicate="intersects"))
        inside = shapely.contains_properly(zone, self.shapes[near])
        metres = np.where(inside, lines.length_m[near], 0.0)
        cut = np.flatnonzero(~inside)
        before = ranges(lines.offsets[near[cut]], lines.offsets[near[cut] + 1] - 1)
        owner = np.repeat(cut, np.diff(lines.offsets)[near[cut]] - 1)
        pieces = shapely.linestrings(np.stack([lines.points[before], lines.points[before + 1]], axis=1))
        within = shapely.covers(zone, pieces)
        step_m = lines.along_m[before + 1] - lines.along_m[before]
        metres += np.bincount(owner[within], step_m[within], len(near))
        met = ~within & shapely.intersects(zone, pieces)
        parts, which = shapely.get_parts(shapely.intersection(pieces[met], zone), return_index=True)
        is_line = (shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)
        parts, which = parts[is_line], which[is_line]
        stretches = np.bincount(owner[within], minlength=len(near))
        at, owner = before[met][which], owner[met][which]
        ends = [shapely.get_coordinates(shapely.get_point(parts, k)) for k in (0, -1)]
        low, high = (metric_share(lines.points[at], lines.points[at + 1], end) for end in ends)
        part_m = np.abs(high - low) * (lines.along_m[at + 1] - lines.along_m[at])
        stretches += np.bincount(owner, minlength=len(near))
        return near, metres + np.bincount(owner, part_m, len(near)), stretches


def compared(lines, zone, answer):
    """Number of roads compared, and the greatest difference beyond a touch, as a share."""
    near, metres, stretches = answer
    inside = intervals_inside(lines, [zone])
    rows = np.union1d(near, inside.line)
    ours = np.bincount(np.searchsorted(rows, inside.line), inside.length_m, len(rows))
    theirs, touches = np.zeros(len(rows)), np.zeros(len(rows))
    theirs[np.searchsorted(rows, near)], touches[np.searchsorted(rows, near)] = metres, stretches
    off = np.maximum(np.abs(ours - theirs) - TOUCH_M * touches, 0.0) / np.maximum(theirs, TOUCH_M)
    if off.max(initial=0.0) > 1e-6:
        raise SystemExit(f"Road {rows[off.argmax()]}: {ours[off.argmax()]} m, but {theirs[off.argmax()]} m by shapely.")
    return len(rows), float(off.max(initial=0.0))


def timed_ms(work, zones):
    return [took_ms(lambda: work(zone), 1)[0] for zone in zones]  # noqa: B023  # called at once


def against(name, times, ours):
    told(name, times, f"{np.median(times) / np.median(ours):,.1f} times ours, {sum(times) / sum(ours):,.1f} in sum")


def peers(lines, zones, ours):
    started = time.perf_counter()
    shapely_there = Shapely(lines)
    print(f"{'shapely: shapes and tree':44s} {time.perf_counter() - started:10.2f} s", flush=True)
    by_pieces = timed_ms(shapely_there.metres, zones[:SHAPELY_ZONES])
    against("shapely, piece by piece", by_pieces, ours[:SHAPELY_ZONES])
    against(
        "shapely, roads as a whole", timed_ms(shapely_there.whole_roads, zones[:SHAPELY_ZONES]), ours[:SHAPELY_ZONES]
    )
    found = [compared(lines, zone, shapely_there.metres(zone)) for zone in zones[:SHAPELY_ZONES]]
    print(
        f"roads compared {sum(n for n, _ in found)}, greatest difference beyond a touch {max(d for _, d in found):.1e}"
    )
    roads = gpd.GeoDataFrame(geometry=shapely_there.shapes, crs=4326)
    joined = [one_ms(gpd.sjoin, roads, frame(zone)) for zone in zones[:WHOLE_ZONES]]
    against("geopandas sjoin, no metres", joined, ours[:WHOLE_ZONES])
    overlaid = [one_ms(gpd.overlay, roads, frame(zone)) for zone in zones[:OVERLAID]]
    against("geopandas overlay", overlaid, ours[:OVERLAID])
    return shapely_there


def frame(zone):
    return gpd.GeoDataFrame(geometry=[zone], crs=4326)


def one_ms(work, *given):
    started = time.perf_counter()
    work(*given)
    return 1000 * (time.perf_counter() - started)


def large(lines, shapely_there, chance):
    """Boundaries of many corners, each beside shapely once."""
    middle = lines.points[chance.integers(len(lines.points))]
    for name, zone in (
        ("2,000 ragged corners", star(middle, 0.1, 2000, 0.35, chance)),
        ("100,000 corners", star(middle, 0.3, 100_000, 0.02, chance)),
    ):
        ours = took_ms(lambda: intervals_inside(lines, [zone]))  # noqa: B023  # called at once
        told(f"ours, {name}", ours)
        started = time.perf_counter()
        answer = shapely_there.metres(zone)
        against(f"shapely, {name}", [1000 * (time.perf_counter() - started)], [np.median(ours)])
        print("roads compared {}, greatest difference beyond a touch {:.1e}".format(*compared(lines, zone, answer)))


def bench():
    chance = np.random.default_rng(3)
    lines = curved_streets(made_up(1000))
    print(f"{lines.count} roads, {len(lines.points) - lines.count} pieces, load {os.getloadavg()[0]:.1f}")
    started = time.perf_counter()
    size = sum(column.nbytes for column in lines.runs[1:])
    print(f"{'ours: runs and tree':44s} {time.perf_counter() - started:10.2f} s   {size / 2**20:.0f} MiB", flush=True)
    middles = lines.points[chance.integers(len(lines.points), size=ZONES)]
    zones = [star(at, chance.choice(REACHES, p=SHARES), 40, 0.35, chance) for at in middles]
    together = took_ms(lambda: intervals_inside(lines, zones), 3)
    told(f"ours, {ZONES} zones in one question", together, f"best {min(together):.0f} ms")
    print(f"stretches {len(intervals_inside(lines, zones).line)}, {min(together) / ZONES:.2f} ms a zone at best")
    ours = [min(took_ms(lambda: intervals_inside(lines, [zone]), 3)) for zone in zones]  # noqa: B023  # at once
    told("ours, one zone", ours)
    corners = [dragged(zone, chance) for zone in zones[:50]]
    told("ours, a corner dragged", timed_ms(lambda zone: intervals_inside(lines, [zone]), corners))
    rows = np.sort(chance.choice(lines.count, 300, replace=False))
    told("ours, 300 roads taken out, 5 zones", took_ms(lambda: intervals_inside(lines.subset(rows), zones[:5])))
    large(lines, peers(lines, zones, ours), chance)


if __name__ == "__main__":
    bench()
