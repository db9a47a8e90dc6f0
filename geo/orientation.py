"""On which side of a straight line a point lies, exact for coordinates of 0 or of more than 1e-100; compiled.

Plain arithmetic decides wherever its rounding cannot matter, the rest is summed without rounding
(J. R. Shewchuk, Adaptive precision floating-point arithmetic, 1997).
"""

import numpy as np
from numba import njit

Straight = tuple[float, float, float, float]
"""From (x, y) to (x, y)."""

_SURE = 3.3306690738754716e-16
"""A sign is sure when its value is more than this times its terms."""
_ACCURATE = 1e-3
"""A value is good to a part in 10¹² when it is more than this times its terms."""
_SPLITTER = 134217729.0  # 2²⁷ + 1 halves the digits of a number


@njit(cache=True, nogil=True)
def twice_area(line: Straight, x: float, y: float) -> float:
    """Twice the area of a line's ends and a point, above 0 to the left; good to a part in 10¹² even near 0."""
    one, other = (line[0] - x) * (line[3] - y), (line[1] - y) * (line[2] - x)
    if abs(one - other) > _ACCURATE * (abs(one) + abs(other)):
        return one - other
    return float(_summed(_terms(line, x, y)).sum())


@njit(cache=True, nogil=True)
def turn(line: Straight, x: float, y: float) -> int:
    """1 when a point lies to the left of a straight line, -1 to the right, 0 on it; exact."""
    one, other = (line[0] - x) * (line[3] - y), (line[1] - y) * (line[2] - x)
    if abs(one - other) > _SURE * (abs(one) + abs(other)):
        return 1 if one > other else -1
    terms = _summed(_terms(line, x, y))
    for k in range(len(terms) - 1, -1, -1):
        if terms[k] != 0.0:
            return 1 if terms[k] > 0.0 else -1
    return 0


@njit(cache=True, nogil=True)
def side_of_shifted(line: Straight, x: float, y: float) -> int:
    """1 or -1, never 0: the side of a point shifted by next to nothing northwards and by less still eastwards."""
    side = turn(line, x, y)
    return side if side != 0 else _side_of_shift(line)


@njit(cache=True, nogil=True)
def side_of_point(shifted: Straight, x: float, y: float) -> int:
    """1 or -1, never 0: the side of a point beside a line that is itself shifted in that way."""
    side = turn(shifted, x, y)
    return side if side != 0 else -_side_of_shift(shifted)


@njit(cache=True, nogil=True)
def crossing(piece: Straight, edge: Straight) -> int:
    """1 when a straight piece, shifted in that way, passes an edge from right to left, -1 from left to right, else 0.

    Shifted pieces end on no edge and pass through no corner. So the numbers passed along any two
    ways from one place to another around closed rings are equal, for every input.
    """
    start, end = side_of_shifted(edge, piece[0], piece[1]), side_of_shifted(edge, piece[2], piece[3])
    if start == end or side_of_point(piece, edge[0], edge[1]) == side_of_point(piece, edge[2], edge[3]):
        return 0
    return end


@njit(cache=True, nogil=True)
def crossing_share(piece: Straight, edge: Straight) -> float:
    """How far along a piece it crosses an edge, 0 to 1."""
    start, end = twice_area(edge, piece[0], piece[1]), twice_area(edge, piece[2], piece[3])
    return min(max(start / (start - end), 0.0), 1.0) if start != end else 0.0


@njit(cache=True, nogil=True)
def _side_of_shift(line: Straight) -> int:
    if line[2] != line[0]:
        return 1 if line[2] > line[0] else -1
    return -1 if line[3] > line[1] else 1


@njit(cache=True, nogil=True)
def _terms(line: Straight, x: float, y: float) -> np.ndarray:
    """Twelve numbers whose sum is twice the area, without rounding."""
    ax, ay, bx, by = line
    terms = np.empty(12)
    terms[0], terms[1] = _product(ax, by)
    terms[2], terms[3] = _product(-ay, bx)
    terms[4], terms[5] = _product(bx, y)
    terms[6], terms[7] = _product(-by, x)
    terms[8], terms[9] = _product(x, ay)
    terms[10], terms[11] = _product(-y, ax)
    return terms


@njit(cache=True, nogil=True)
def _summed(terms: np.ndarray) -> np.ndarray:
    """Numbers with the same sum that share no digits, least first."""
    for i in range(len(terms)):
        high = terms[i]
        for k in range(i):
            high, terms[k] = _sum(high, terms[k])
        terms[i] = high
    return terms


@njit(cache=True, nogil=True)
def _sum(a: float, b: float) -> tuple[float, float]:
    total = a + b
    virtual = total - a
    return total, (a - (total - virtual)) + (b - virtual)


@njit(cache=True, nogil=True)
def _product(a: float, b: float) -> tuple[float, float]:
    product = a * b
    wide_a, wide_b = _SPLITTER * a, _SPLITTER * b
    high_a, high_b = wide_a - (wide_a - a), wide_b - (wide_b - b)
    low_a, low_b = a - high_a, b - high_b
    return product, low_a * low_b - (((product - high_a * high_b) - low_a * high_b) - high_a * low_b)
