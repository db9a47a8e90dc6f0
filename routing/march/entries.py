"""When the head of a column may enter a stretch of road so that head and tail are on each part while it is open."""

from dataclasses import dataclass

import numpy as np
from numba import njit

from geo.lines import Rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Entries:
    """Moments of entry in milliseconds, row i having first[i]:first[i + 1]; what each takes, and its penalty."""

    first: Rows
    low: Rows
    high: Rows
    took: Rows
    penalty: Rows

    @property
    def columns(self) -> tuple[Rows, Rows, Rows, Rows, Rows]:
        """As the search takes them."""
        return self.first, self.low, self.high, self.took, self.penalty

    def backwards(self) -> "Entries":
        """The moments of leaving, counted backwards from moment 0."""
        low, high = -(self.high + self.took), -(self.low + self.took)
        return Entries(first=self.first, low=low, high=high, took=self.took, penalty=self.penalty)

    def least(self) -> tuple[Rows, Rows, Rows]:
        """By row: whether there is an entry, the least it takes, and the least with its penalty."""
        count = np.diff(self.first)
        some = count > 0
        took, both = np.zeros(len(count), np.int64), np.zeros(len(count), np.int64)
        if len(self.low):
            starts = self.first[:-1][some]
            took[some] = np.minimum.reduceat(self.took, starts)
            both[some] = np.minimum.reduceat(self.took + self.penalty, starts)
        return some.astype(np.int64), took, both


@njit(cache=True, nogil=True)
def entered(  # noqa: C901  # one sweep over rows, states and spans
    parts: tuple[Rows, Rows, Rows, Rows],
    shut: tuple[Rows, Rows, Rows],
    since: Rows,
    takes: tuple[Rows, Rows],
    ends: tuple[int, int],
) -> tuple[Rows, Rows]:
    """How many entries each row has, and the entries, shape (n, 4): first and last moment, time and penalty.

    Parameters
    ----------
    parts
        Where the parts of each row start; what shuts each; when, at the pace of each state of the roads, the
        head is at its start and its end after entering the row, shape (parts, states).
    shut
        Where the spans of each that shuts start; first moment and end of each span.
    since
        From when on each state of the roads holds, and past the last the end of all.
    takes
        What each row takes in each state and its penalty; below 0 where it is never driven.
    ends
        The time between head and tail; the last moment at which all of the column must be through.
    """
    first, closing, starts, stops = parts
    behind, last = ends
    count = np.zeros(len(takes[0]), np.int64)
    found, total = np.empty((max(len(takes[0]), 16), 4), np.int64), 0
    for row in range(len(takes[0])):
        for state in range(len(since) - 1):
            took = takes[0][row, state]
            if took < 0:
                continue
            moment = since[state]
            high = min(since[state + 1] - 1, last - took - behind)
            while moment <= high:
                until, moved = high, True
                while moved:
                    moved, until = False, high
                    for part in range(first[row], first[row + 1]):
                        for span in range(shut[0][closing[part]], shut[0][closing[part] + 1]):
                            barred = shut[1][span] - stops[part, state] - behind
                            free = shut[2][span] - starts[part, state]
                            if barred < moment < free:
                                moment, moved = free, True
                            elif moment <= barred < free:
                                until = min(until, barred)
                if moment > high:
                    break
                if total == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[total, 0], found[total, 1], found[total, 2] = moment, until, took
                found[total, 3] = takes[1][row, state]
                total += 1
                count[row] += 1
                moment = until + 1
    return count, found[:total]
