"""Road graphs of country size for the benches: one made here, and Florida's structure from PASSAGE_DATA."""

import lzma
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.model import Provenance
from data.sources.roads.assemble import RoadColumns, assemble
from geo.lines import Lines
from geo.measure import along_m
from routing.engines.dijkstra import search

NONE = np.empty(0, np.int64)


class Roads(NamedTuple):
    """Arcs by the vertex they leave, their cost in milliseconds, and where the vertices lie, degrees."""

    first: np.ndarray
    head: np.ndarray
    cost: np.ndarray
    lon: np.ndarray
    lat: np.ndarray


def made_up(side=1100, seed=0):
    """Towns of 32 x 32 street corners joined by few roads, in regions of 256 x 256 joined by fewer.

    A tenth of the streets is one-way; through roads are faster. Like real networks of the size, it
    falls apart at a few dozen roads; some corners are cut off.
    """
    chance = np.random.default_rng(seed)
    at = np.arange(side * side).reshape(side, side)
    a = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    b = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    kept = chance.random(len(a)) < np.where(
        _crosses(a, b, side, 256), 0.03, np.where(_crosses(a, b, side, 32), 0.15, 0.66)
    )
    a, b = a[kept], b[kept]
    through = (a // side % 32 == 16) | (a % side % 32 == 16)
    metres = chance.uniform(60, 400, len(a))
    cost = np.rint(3600 * metres / np.where(through, 80, chance.choice([20, 30, 50], len(a)))).astype(np.int64)
    back = chance.random(len(a)) < 0.9
    x, y = chance.uniform(-0.3, 0.3, (2, side * side)) + np.stack([at % side, at // side]).reshape(2, -1)
    return _sorted((a, b[back]), (b, a[back]), (cost, cost[back]), 20 + 0.003 * x, 10 + 0.003 * y)


def _crosses(a, b, side, size):
    return (a % side // size != b % side // size) | (a // side // size != b // side // size)


def curved_streets(roads, seed=2):
    """A line for each pair of joined vertices, bent like a road: straight in towns, winding between them."""
    chance = np.random.default_rng(seed)
    tail = np.repeat(np.arange(len(roads.first) - 1), np.diff(roads.first))
    once = np.unique(np.minimum(tail, roads.head) * len(roads.lon) + np.maximum(tail, roads.head))
    ends = np.column_stack([roads.lon, roads.lat])
    start, end = ends[once // len(roads.lon)], ends[once % len(roads.lon)]
    pieces = np.minimum(chance.geometric(0.28, len(once)), 40)
    offsets = np.concatenate([[0], np.cumsum(pieces + 1)])
    nth = np.arange(offsets[-1]) - np.repeat(offsets[:-1], pieces + 1)
    share = (nth / np.repeat(pieces, pieces + 1))[:, None]
    bow, across = np.repeat(chance.normal(0, 0.15, len(once)), pieces + 1), (end - start)[:, ::-1] * (-1, 1)
    inner = ((share > 0) & (share < 1))[:, 0]
    aside = np.sin(np.pi * share[:, 0]) * bow + inner * chance.normal(0, 0.02, len(nth))
    start, end, across = (np.repeat(column, pieces + 1, axis=0) for column in (start, end, across))
    points = start + share * (end - start) + aside[:, None] * across
    points[share[:, 0] == 1] = end[share[:, 0] == 1]
    return Lines(points=points, offsets=offsets, along_m=along_m(points, offsets))


def florida():
    """The Florida graph with chance costs; places are worked out from hops, for the file has none."""
    path = Path(os.environ["PASSAGE_DATA"]) / "benchmarks" / "roadgraphs" / "FLA.gr.xz"
    with lzma.open(path) as file:
        count = int(file.readline().split()[2])
        a, b = np.array(file.read().split(), np.int64).reshape(-1, 2).T - 1
    chance = np.random.default_rng(0)
    speed_kmh = chance.choice([30, 50, 80, 110], len(a), p=[0.3, 0.45, 0.2, 0.05])
    cost = np.rint(3600 * chance.uniform(50, 500, len(a)) / speed_kmh).astype(np.int64)
    roads = _sorted((a, b), (b, a), (cost, cost), np.zeros(count), np.zeros(count))
    lon, lat = _places_from_hops(roads, chance)
    return roads._replace(lon=lon, lat=lat)


def _sorted(tail, head, cost, lon, lat):
    tail, head, cost = (np.concatenate(column) for column in (tail, head, cost))
    order = np.lexsort((head, tail))
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(lon)))]).astype(np.int64)
    return Roads(first, head[order].astype(np.int64), cost[order], lon, lat)


def _places_from_hops(roads, chance, pivots=16):
    """Classical scaling of the hops from far-apart vertices, put on six by eight degrees."""
    ones, arcs = np.ones(len(roads.head), np.int64), np.arange(len(roads.head))
    pivot, nearest, hops = int(chance.integers(len(roads.lon))), np.full(len(roads.lon), np.inf), []
    for _ in range(pivots):
        found = search((roads.first, roads.head, arcs), ones, np.array([pivot]), np.zeros(1, np.int64), NONE, NONE)[2]
        hops.append(np.minimum(found, found[found < 10**9].max()).astype(float))
        nearest = np.minimum(nearest, hops[-1])
        pivot = int(nearest.argmax())
    square = np.square(np.array(hops)).T
    centred = -0.5 * (square - square.mean(0) - square.mean(1)[:, None] + square.mean())
    plane = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -2:]
    share = (plane - plane.min(0)) / np.ptp(plane, axis=0)
    return 8 + 8 * share[:, 1], 10 + 6 * share[:, 0]


def network_of(roads, chance, bends=3):
    """A road network over these arcs: streets with some bends each, and speeds by chance."""
    tail = np.repeat(np.arange(len(roads.first) - 1), np.diff(roads.first))
    low, high = np.minimum(tail, roads.head), np.maximum(tail, roads.head)
    streets, street = np.unique(low * len(roads.lon) + high, return_inverse=True)
    ways = np.zeros((len(streets), 2), bool)
    ways[street, (tail > roads.head).astype(int)] = True
    ends = np.column_stack([streets // len(roads.lon), streets % len(roads.lon)])
    speed_kmh = chance.choice([20.0, 30.0, 50.0, 80.0], len(streets), p=[0.3, 0.35, 0.25, 0.1])
    return assemble(
        RoadColumns(
            node_id=np.arange(len(roads.lon)),
            lon=roads.lon,
            lat=roads.lat,
            from_node=ends[:, 0].astype(np.int32),
            to_node=ends[:, 1].astype(np.int32),
            offsets=np.arange(len(streets) + 1) * (bends + 2),
            points=_bent(np.stack([roads.lon, roads.lat], axis=1)[ends], bends, chance).reshape(-1, 2),
            direction=np.where(ways.all(axis=1), 0, np.where(ways[:, 0], 1, -1)).astype(np.int8),
            attributes={"speed_kmh": speed_kmh, "speed_from": pd.Categorical(["default"] * len(streets))},
        ),
        (Provenance(file_name="made", sha256="0" * 64, format="made"),),
    )


def _bent(ends, bends, chance):
    """Points of each street: on the straight line, moved aside by up to a tenth of its length."""
    share = np.linspace(0, 1, bends + 2)[None, :, None]
    step = ends[:, 1] - ends[:, 0]
    aside = chance.uniform(-0.1, 0.1, (len(ends), bends + 2, 1)) * ((share > 0) & (share < 1))
    return ends[:, :1] + share * step[:, None] + aside * np.stack([-step[:, 1], step[:, 0]], axis=1)[:, None]
