"""Road graphs of country size for the benches: one made here, and Florida's structure from PASSAGE_DATA."""

import lzma
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from routing.dijkstra import search

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
