"""Exactly how much a few vehicles can serve: every set of sites one vehicle serves in time, then sets put together.

Of rounds that serve the same the ones are taken that drive less, when each vehicle is done as early as it can be.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from geo.lines import Rows
from routing.index import Flags
from routing.rounds.case import DEPOT, Case

MOST_STOPS = 19
"""Beyond so many sites the sets are too many to be looked at one by one."""
NEVER = np.iinfo(np.int64).max // 4
AMOUNT = 1 << 32
"""What serving one more is worth in seconds of driving: more than can be driven."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sets:
    """Sets of sites by their bits: what serving each is worth, and the most of it that is served.

    `done_s` is when a vehicle is done with a set (row) that ends at a site (column), `last` the site it ends at.
    """

    done_s: Rows
    last: Rows
    worth: Rows
    best: Rows


def most_served(case: Case) -> tuple[tuple[int, ...], ...]:
    """The places each vehicle serves in its order, together as much as can be: no rounds serve more."""
    count = len(case.stops)
    sets = _sets(case)
    levels = [sets.best]
    for _ in range(case.fleet.count - 2):
        levels.append(_joined(levels[-1], sets.best, count))
    rounds, left = [], (1 << count) - 1
    for level in reversed(levels[: case.fleet.count - 1]):
        taken = int(_split(level, sets.best, left))
        rounds.append(_order(case, sets, taken))
        left &= ~taken
    rounds.append(_order(case, sets, left))
    return tuple(own for own in rounds if own)


def _sets(case: Case) -> Sets:
    count, fleet = len(case.stops), case.fleet
    drive_s = np.array(case.drive_s, np.int64).reshape(count + 1, -1)
    columns = np.array([(s.opens_s, s.closes_s, s.service_s) for s in case.stops], np.int64)
    limits, amount = np.array([fleet.starts_s, fleet.ends_s], np.int64), _amounts(case)
    done_s, drove_s = _reached(drive_s, columns, limits, amount <= fleet.capacity)
    back_s = drive_s[1:, DEPOT] if fleet.returns else np.zeros(count, np.int64)
    last, worth = _worth((done_s, drove_s), amount, back_s, fleet.ends_s)
    return Sets(done_s=done_s, last=last, worth=worth, best=_best(worth, count))


@njit(cache=True, nogil=True)
def _reached(drive_s: Rows, stops: Rows, limits: Rows, fits: Flags) -> tuple[Rows, Rows]:
    """When a vehicle is done with each set that fits it, ending at each site, and what it has driven."""
    count = len(stops)
    done_s = np.full((1 << count, count), NEVER, np.int64)
    drove_s = np.zeros((1 << count, count), np.int64)
    for held in range(1, 1 << count):
        if fits[held]:
            for site in range(count):
                if held & (1 << site):
                    comes_s, driven_s = _comes((done_s, drove_s), drive_s, limits[0], (held, site))
                    finished_s = max(comes_s, stops[site, 0]) + stops[site, 2]
                    if finished_s <= min(stops[site, 1], limits[1]):
                        done_s[held, site], drove_s[held, site] = finished_s, driven_s
    return done_s, drove_s


@njit(cache=True, nogil=True)
def _comes(known: tuple[Rows, Rows], drive_s: Rows, starts_s: int, ends: tuple[int, int]) -> tuple[int, int]:
    """When a vehicle comes to the last site of a set, all others of it done before, and what it has driven then."""
    done_s, drove_s = known
    before, site = ends[0] & ~(1 << ends[1]), ends[1]
    if before == 0:
        return starts_s + drive_s[0, site + 1], drive_s[0, site + 1]
    comes_s, driven_s = NEVER, 0
    for last in range(len(drive_s) - 1):
        leg_s = drive_s[last + 1, site + 1]
        if before & (1 << last) and done_s[before, last] + leg_s < comes_s:
            comes_s, driven_s = done_s[before, last] + leg_s, drove_s[before, last] + leg_s
    return comes_s, driven_s


def _amounts(case: Case) -> Rows:
    """The amount of each set."""
    amount = np.zeros(1, np.int64)
    for stop in case.stops:
        amount = np.concatenate((amount, amount + stop.amount))
    return amount


def _worth(known: tuple[Rows, Rows], amount: Rows, back_s: Rows, ends_s: int) -> tuple[Rows, Rows]:
    """Where each set is left with the least driving, and what serving it is worth; below 0 where it cannot be."""
    done_s, drove_s = known
    least_s = np.where(done_s + back_s <= ends_s, drove_s + back_s, NEVER)
    last = least_s.argmin(axis=1)
    driven_s = least_s[np.arange(len(last)), last]
    worth = np.where(driven_s < NEVER, amount * AMOUNT - driven_s, -1)
    worth[0] = 0
    return last, worth


def _best(worth: Rows, count: int) -> Rows:
    """The most that serving a part of each set, or all of it, is worth to one vehicle."""
    best = worth.copy()
    for site in range(count):
        halves = best.reshape(-1, 2, 1 << site)
        np.maximum(halves[:, 1], halves[:, 0], out=halves[:, 1])
    return best


@njit(cache=True, nogil=True)
def _joined(others: Rows, best: Rows, count: int) -> Rows:
    """The most of each set when one vehicle joins the others."""
    joined = np.zeros(1 << count, np.int64)
    for held in range(1, 1 << count):
        taken = _split(others, best, held)
        joined[held] = best[taken] + others[held & ~taken]
    return joined


@njit(cache=True, nogil=True)
def _split(others: Rows, best: Rows, held: int) -> int:
    """What one vehicle takes of a set, the others the rest, for the most; its lowest site is with the one."""
    lowest = held & -held
    rest = held & ~lowest
    part, most, taken = rest, -1, held
    while True:
        own = part | lowest
        served = best[own] + others[held & ~own]
        if served > most:
            most, taken = served, own
        if part == 0:
            return taken
        part = (part - 1) & rest


def _order(case: Case, sets: Sets, taken: int) -> tuple[int, ...]:
    """The order in which a vehicle serves the best part of a set."""
    held, order = taken, list[int]()
    while sets.worth[held] != sets.best[held]:
        sites = (site for site in range(len(case.stops)) if held & (1 << site))
        held = next(less for less in (held & ~(1 << site) for site in sites) if sets.best[less] == sets.best[held])
    site = int(sets.last[held])
    while held:
        order.append(site + 1)
        held &= ~(1 << site)
        on_s = np.array([row[order[-1]] for row in case.drive_s[1:]], np.int64)
        site = int(np.argmin(sets.done_s[held] + on_s))
    return tuple(reversed(order))
