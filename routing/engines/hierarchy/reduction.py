"""A graph without what needs no search for a place in the order: dead ends and the middles of chains."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.engines.hierarchy.columns import Ints, Neighbours

WORTH = 0.02
"""Rounds go on while each takes at least this share of the vertices left."""


@njit(cache=True, nogil=True)
def _count_ends(count: int, a: Ints, b: Ints) -> Ints:
    first = np.zeros(count + 1, np.int32)
    for i in range(len(a)):
        if a[i] != b[i]:
            first[a[i] + 1] += 1
            first[b[i] + 1] += 1
    for v in range(count):
        first[v + 1] += first[v]
    return first


@njit(cache=True, nogil=True)
def _fill(first: Ints, a: Ints, b: Ints) -> Ints:
    at = first[:-1].copy()
    head = np.empty(first[-1], np.int32)
    for i in range(len(a)):
        if a[i] != b[i]:
            head[at[a[i]]] = b[i]
            at[a[i]] += 1
            head[at[b[i]]] = a[i]
            at[b[i]] += 1
    return head


@njit(cache=True, nogil=True)
def neighbours(count: int, a: Ints, b: Ints) -> Neighbours:
    """Who is joined to whom, each neighbour once and no vertex to itself, for joins given by their two ends."""
    first = _count_ends(count, a, b)
    head = _fill(first, a, b)
    seen = np.full(count, -1, np.int32)
    kept = 0
    for v in range(count):
        low, high = first[v], first[v + 1]
        first[v] = kept
        for k in range(low, high):
            if seen[head[k]] != v:
                seen[head[k]] = v
                head[kept] = head[k]
                kept += 1
    first[count] = kept
    return Neighbours(first, head[:kept].copy())


@njit(cache=True, nogil=True)
def _pick(graph: Neighbours) -> Ints:
    """Vertices with at most two neighbours, no two of them joined."""
    count = len(graph.first) - 1
    barred = np.zeros(count, np.bool_)
    picked = np.empty(count, np.int32)
    n = 0
    for v in range(count):
        low, high = graph.first[v], graph.first[v + 1]
        if high - low <= 2 and not barred[v]:  # noqa: PLR2004  # two neighbours can be joined by one new edge
            picked[n] = v
            n += 1
            for k in range(low, high):
                barred[graph.head[k]] = True
    return picked[:n].copy()


@njit(cache=True, nogil=True)
def _without(graph: Neighbours, picked: Ints) -> tuple[Neighbours, Ints]:
    """The graph without these, their neighbours joined; and which vertex each that is left was."""
    count = len(graph.first) - 1
    new = np.zeros(count, np.int32)
    new[picked] = -1
    left = np.empty(count - len(picked), np.int32)
    n = 0
    for v in range(count):
        if new[v] == 0:
            new[v] = n
            left[n] = v
            n += 1
    a = np.empty(len(graph.head) // 2 + len(picked), np.int32)
    b = np.empty(len(a), np.int32)
    n = 0
    for i in range(len(left)):
        v = left[i]
        for k in range(graph.first[v], graph.first[v + 1]):
            if graph.head[k] > v and new[graph.head[k]] >= 0:
                a[n], b[n] = new[v], new[graph.head[k]]
                n += 1
    for i in range(len(picked)):
        v = picked[i]
        if graph.first[v + 1] - graph.first[v] == 2:  # noqa: PLR2004  # as above
            a[n], b[n] = new[graph.head[graph.first[v]]], new[graph.head[graph.first[v] + 1]]
            n += 1
    return neighbours(len(left), a[:n], b[:n]), left


def reduced(graph: Neighbours) -> tuple[NDArray[np.int32], Neighbours, NDArray[np.int32]]:
    """Vertices that come first in the order, the graph that is left, and which vertex each of it was."""
    left = np.arange(len(graph.first) - 1, dtype=np.int32)
    taken = [np.empty(0, np.int32)]
    while len(left):
        picked = _pick(graph)
        if len(picked) < WORTH * len(left) or not len(picked):
            break
        taken.append(left[picked])
        graph, kept = _without(graph, picked)
        left = left[kept]
    return np.concatenate(taken), graph, left
