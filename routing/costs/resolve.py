"""Stretches of many effects → pieces of segments on each of which one thing holds."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from geo.lines import Floats, Rows
from routing.costs.blocks import AREAS, DANGERS, REPORTS, Effect
from routing.index import Flags

NOBODY = -1


class Said(NamedTuple):
    """What each effect does, one row each."""

    layer: Rows
    rank: Floats
    closed: Flags
    factor: Floats
    added_s_per_m: Floats
    unknown: Flags
    exposure: Floats


class Lying(NamedTuple):
    """Where effects lie: those on segment i of some are first[i]:first[i + 1], in the order of the effects."""

    first: Rows
    start_m: Floats
    end_m: Floats
    effect: Rows


class Resolved(NamedTuple):
    """Pieces: those of segment i of some are first[i]:first[i + 1], by rising start."""

    first: Rows
    start_m: Floats
    end_m: Floats
    closed: Flags
    unknown: Flags
    doubtful: Flags
    seconds_per_m: Floats
    exposure: Floats
    report: Rows


def said_by(effects: Sequence[Effect]) -> Said:
    """The attributes of these effects as columns."""
    return Said(
        layer=np.array([effect.layer for effect in effects], np.int64),
        rank=np.array([effect.rank for effect in effects], float),
        closed=np.array([effect.closed for effect in effects], bool),
        factor=np.array([effect.factor for effect in effects], float),
        added_s_per_m=np.array([effect.added_s_per_km for effect in effects], float) / 1000.0,
        unknown=np.array([effect.unknown for effect in effects], bool),
        exposure=np.array([effect.exposure for effect in effects], float),
    )


def resolved(said: Said, lying: Lying, length_m: Floats, seconds_per_m: Floats) -> Resolved:
    """The pieces of segments of these lengths, driven at these paces where nothing acts."""
    count = len(length_m)
    most = 2 * len(lying.start_m) + count  # a segment is cut at most where each of its stretches starts and ends
    pieces = Resolved(
        first=np.zeros(count + 1, np.int64),
        start_m=np.empty(most),
        end_m=np.empty(most),
        closed=np.zeros(most, bool),
        unknown=np.zeros(most, bool),
        doubtful=np.zeros(most, bool),
        seconds_per_m=np.empty(most),
        exposure=np.zeros(most),
        report=np.full(most, NOBODY),
    )
    made = _resolve(said, lying, length_m, seconds_per_m, pieces)
    return Resolved._make([pieces.first, *(column[:made].copy() for column in pieces[1:])])


@njit(cache=True, nogil=True)
def _resolve(said: Said, lying: Lying, length_m: Floats, base: Floats, pieces: Resolved) -> int:
    made, knots = 0, np.empty(2 * _most(lying.first) + 2)
    for i in range(len(length_m)):
        low, high = lying.first[i], lying.first[i + 1]
        count = _knots(lying, (low, high), length_m[i], knots)
        for k in range(count - 1):
            pieces.start_m[made], pieces.end_m[made] = knots[k], knots[k + 1]
            _decide(said, lying, (low, high), base[i], pieces, made)
            made += 1
        pieces.first[i + 1] = made
    return made


@njit(cache=True, nogil=True)
def _most(first: Rows) -> int:
    """The most that lie on one segment."""
    most = 0
    for i in range(len(first) - 1):
        most = max(most, first[i + 1] - first[i])
    return most


@njit(cache=True, nogil=True)
def _knots(lying: Lying, own: tuple[int, int], length_m: float, knots: Floats) -> int:
    """Write the ends of a segment and every place between where a stretch starts or ends, each once, by rising metres.

    How many there are: none on a segment without length.
    """
    if not length_m > 0:
        return 0
    knots[0], knots[1] = 0.0, length_m
    count = 2
    for k in range(own[0], own[1]):
        if lying.end_m[k] > lying.start_m[k]:
            count = _placed(lying.start_m[k], count, knots)
            count = _placed(lying.end_m[k], count, knots)
    return count


@njit(cache=True, nogil=True)
def _placed(at_m: float, count: int, knots: Floats) -> int:
    """Put a place between the first and the last knot into their order, where it is not one already; the new count."""
    if not 0.0 < at_m < knots[count - 1]:
        return count
    k = count - 1
    while knots[k - 1] > at_m:
        k -= 1
    if knots[k - 1] == at_m:
        return count
    for after in range(count, k, -1):
        knots[after] = knots[after - 1]
    knots[k] = at_m
    return count + 1


@njit(cache=True, nogil=True)
def _decide(said: Said, lying: Lying, own: tuple[int, int], base: float, pieces: Resolved, piece: int) -> None:
    """What holds on one piece: the highest rank of areas and of reports, every limit, the sum of all dangers."""
    ends_m = pieces.start_m[piece], pieces.end_m[piece]
    area, report = _acting(said, lying, own, ends_m, base)
    pace = base
    if area != NOBODY:
        pieces.closed[piece], pace = said.closed[area], _pace(said, base, area)
    if report != NOBODY:
        pieces.closed[piece] = pieces.closed[piece] or said.closed[report]
        pieces.unknown[piece], pace = said.unknown[report], pace * said.factor[report]
    pieces.report[piece] = report
    pieces.seconds_per_m[piece] = pace
    for k in range(own[0], own[1]):
        effect = lying.effect[k]
        if said.layer[effect] >= DANGERS and _covers(lying, k, ends_m):
            pieces.exposure[piece] += said.exposure[effect]
            pieces.closed[piece] = pieces.closed[piece] or said.closed[effect]
            pieces.doubtful[piece] = pieces.doubtful[piece] or said.unknown[effect]


@njit(cache=True, nogil=True)
def _acting(
    said: Said, lying: Lying, own: tuple[int, int], ends_m: tuple[float, float], base: float
) -> tuple[int, int]:
    """The area and the report that act between two positions."""
    area, report = NOBODY, NOBODY
    for k in range(own[0], own[1]):
        effect = lying.effect[k]
        if _covers(lying, k, ends_m):
            if said.layer[effect] == AREAS:
                area = _stronger(said, base, area, effect)
            elif said.layer[effect] == REPORTS:
                report = _stronger(said, base, report, effect)
    return area, report


@njit(cache=True, nogil=True)
def _covers(lying: Lying, k: int, ends_m: tuple[float, float]) -> bool:
    return bool(lying.start_m[k] <= ends_m[0] < min(ends_m[1], lying.end_m[k]))


@njit(cache=True, nogil=True)
def _stronger(said: Said, base: float, one: int, other: int) -> int:
    """Which of two effects of one layer acts: the higher rank, then the more restrictive, then the later."""
    if one == NOBODY or said.rank[one] < said.rank[other]:
        return other
    if said.rank[one] > said.rank[other]:
        return one
    return one if _severity(said, base, one) > _severity(said, base, other) else other


@njit(cache=True, nogil=True)
def _severity(said: Said, base: float, effect: int) -> float:
    """Seconds per metre; beyond all of them unknown, and closed beyond that."""
    if said.closed[effect]:
        return np.inf
    return np.finfo(np.float64).max if said.unknown[effect] else _pace(said, base, effect)


@njit(cache=True, nogil=True)
def _pace(said: Said, base: float, effect: int) -> float:
    return float(base * said.factor[effect] + said.added_s_per_m[effect])
