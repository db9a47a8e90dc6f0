"""Free ends close to another road: overshoots cut off, short gaps closed."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import shapely

from data.sources.roads.linework import (
    METRES_PER_STEP,
    Flags,
    Floats,
    Linework,
    Place,
    Whole,
    end_counts,
    inserted,
    kept,
    lengths_m,
    places,
    scaled,
    steps_drawn,
    without_repeats,
)


def without_overshoots(pieces: Linework, tolerance_m: float) -> tuple[Linework, tuple[Place, ...]]:
    """Pieces without the free stubs that cutting at a meeting place left over, and where those ended."""
    free = end_counts(pieces) == 1
    stub = pieces.was_cut & (free.sum(axis=1) == 1) & (lengths_m(pieces) <= tolerance_m)
    tips = pieces.ends[free & stub[:, None]]
    return kept(pieces, ~stub), places(pieces.grid[tips])


def joined(pieces: Linework, tolerance_m: float) -> tuple[Linework, tuple[Place, ...]]:
    """Pieces whose free ends are moved onto the road within the tolerance, and where those ends were.

    Free ends close to each other meet in one place. Pieces not longer than twice the tolerance stay
    as they are: moving their ends could turn them over.
    """
    free = (end_counts(pieces) == 1) & (lengths_m(pieces) > 2 * tolerance_m)[:, None]
    ends = pieces.ends[free]
    if not len(ends):
        return pieces, ()
    group = _groups(pieces.grid[ends], tolerance_m)
    lead = pd.Series(np.arange(len(ends))).groupby(group).transform("first").to_numpy()
    step, target = _targets(pieces, ends, group, tolerance_m)
    has_road, has_company = (step >= 0)[lead], np.bincount(group)[group] > 1
    goal = np.where(has_road[:, None], target[lead], pieces.grid[ends][lead])
    moves = (has_road | has_company) & (goal != pieces.grid[ends]).any(axis=1)
    at = pieces.grid.copy()
    at[ends[moves]] = goal[moves]
    chosen = np.unique(lead[has_road])
    moved, _ = inserted(replace(pieces, grid=at), step[chosen], target[chosen])
    return without_repeats(moved)[0], places(pieces.grid[ends[moves]])


def _groups(at: Whole, tolerance_m: float) -> Whole:
    """Number of the cluster of each end: ends within the tolerance of one another are together."""
    points = np.asarray(shapely.points(at.astype(float)))
    one, other = shapely.STRtree(points).query(_around(at, tolerance_m))
    near = np.hypot(*scaled(at[one] - at[other], at[one, 1]).T) <= tolerance_m
    graph = nx.Graph(zip(one[near].tolist(), other[near].tolist(), strict=True))
    group = np.zeros(len(at), dtype=np.int64)
    for number, members in enumerate(nx.connected_components(graph)):
        group[list(members)] = number
    return group


def _around(at: Whole, tolerance_m: float) -> Floats:
    """Boxes that hold everything within the tolerance of each place."""
    high = tolerance_m / METRES_PER_STEP + 1
    wide = high / np.cos(np.radians(at[:, 1] / 1e7))
    return np.asarray(shapely.box(at[:, 0] - wide, at[:, 1] - high, at[:, 0] + wide, at[:, 1] + high))


def _targets(pieces: Linework, ends: Whole, group: Whole, tolerance_m: float) -> tuple[Whole, Whole]:
    """For each end the step of the nearest road it may be joined to (-1: none), and the place on it."""
    first = pieces.starts
    drawn = steps_drawn(pieces, first)
    end, found = shapely.STRtree(drawn).query(_around(pieces.grid[ends], tolerance_m))
    start = first[found]
    allowed = _allowed(pieces, ends, group, end, start)
    end, start = end[allowed], start[allowed]
    place, away_m = _nearest(pieces, ends[end], start, tolerance_m)
    near = pd.DataFrame({"end": end, "start": start, "away_m": away_m, "row": np.arange(len(end))})
    near = near[near["away_m"] <= tolerance_m].sort_values(["end", "away_m", "start"]).drop_duplicates("end")
    step, target = np.full(len(ends), -1), np.zeros((len(ends), 2), dtype=np.int64)
    step[near["end"]] = near["start"]
    target[near["end"]] = place[near["row"]]
    return step, target


def _allowed(pieces: Linework, ends: Whole, group: Whole, end: Whole, start: Whole) -> Flags:
    """Whether the end may meet the step: not its own piece or its group's, and of one height."""
    line_of = pieces.line_of
    members = pd.MultiIndex.from_arrays([group, line_of[ends]])
    asked = pd.MultiIndex.from_arrays([group[end], line_of[start]])
    level, there = pieces.level[line_of[ends[end]]], pieces.level[line_of[start]]
    return np.asarray(~asked.isin(members) & ((level == there) | (there == 0)), dtype=bool)


def _nearest(pieces: Linework, vertex: Whole, start: Whole, tolerance_m: float) -> tuple[Whole, Floats]:
    """Nearest place on each step, its own vertex where one is within the tolerance, and how far it is."""
    a, b, p = pieces.grid[start], pieces.grid[start + 1], pieces.grid[vertex]
    lat = p[:, 1]
    s, away = scaled(b - a, lat), scaled(p - a, lat)
    share = np.clip((away * s).sum(axis=1) / (s * s).sum(axis=1), 0.0, 1.0)
    away_m = np.hypot(*(away - share[:, None] * s).T)
    place = np.round(a + share[:, None] * (b - a)).astype(np.int64)
    for corner in (a, b):
        close = np.hypot(*scaled(p - corner, lat).T) <= tolerance_m
        place[close] = corner[close]
    return place, away_m
