"""Sums of costs over parts of segments."""

import numpy as np
from numba import njit

from geo.lines import Floats, Rows


@njit(cache=True, nogil=True)
def added_up(columns: tuple[Rows, Floats, Floats, Floats], rows: Rows, low_m: Floats, high_m: Floats) -> Floats:
    """The sum of a rate over the metres between two positions of each of some rows of a sheet."""
    first, start_m, end_m, rate = columns
    found = np.zeros(len(rows))
    for i in range(len(rows)):
        for piece in range(first[rows[i]], first[rows[i] + 1]):
            found[i] += rate[piece] * max(min(end_m[piece], high_m[i]) - max(start_m[piece], low_m[i]), 0.0)
    return found
