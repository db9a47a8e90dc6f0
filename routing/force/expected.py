"""Three-point dates as chances: their mean, the date a share of the chance lies before, and the latest of several.

A date is taken to be spread as PERT does it: a beta distribution between earliest and latest with its mode at the
likely date. Of several dates that must all have come, each is taken to be free of the others; where they slip
together the latest of them comes no later than told here.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from data.model import DateEstimate

P50, P80 = 0.5, 0.8

_STEPS = 4096
_TO_A_SECOND = 50
_MODE_WEIGHT = 4.0


def mean(estimate: DateEstimate) -> datetime:
    """The mean date, (earliest + 4 likely + latest) / 6.

    >>> day = datetime.fromisoformat
    >>> first, last = day("2026-03-01T00:00+00:00"), day("2026-03-13T00:00+00:00")
    >>> mean(DateEstimate(earliest=first, likely=first, latest=last)).day
    3
    """
    weighed = _MODE_WEIGHT * (estimate.likely - estimate.earliest) + (estimate.latest - estimate.earliest)
    return estimate.earliest + weighed / (_MODE_WEIGHT + 2)


def chance_by(estimate: DateEstimate, at: datetime) -> float:
    """Chance that the date has come at a moment, from 0 to 1."""
    if at >= estimate.latest:
        return 1.0
    if at <= estimate.earliest:
        return 0.0
    width = estimate.latest - estimate.earliest
    mode = (estimate.likely - estimate.earliest) / width
    return float(np.interp((at - estimate.earliest) / width, _grid(), _cumulated(mode)))


def quantile(estimate: DateEstimate, share: float) -> datetime:
    """The date before which this share of the chance lies."""
    return latest_quantile((estimate,), share)


def latest(estimates: Iterable[DateEstimate]) -> DateEstimate:
    """The latest of several dates, point by point: when all of them have come, as a three-point date."""
    given = tuple(estimates)
    return DateEstimate(
        earliest=max(estimate.earliest for estimate in given),
        likely=max(estimate.likely for estimate in given),
        latest=max(estimate.latest for estimate in given),
    )


def latest_quantile(estimates: Iterable[DateEstimate], share: float) -> datetime:
    """The date before which all of several have come with this chance."""
    given = tuple(estimates)
    span = latest(given)
    return _sought(given, share, (span.earliest, span.latest))


def still_ahead(estimates: Iterable[DateEstimate], share: float, now: datetime) -> datetime | None:
    """The same, known that at `now` not all have come; None where that contradicts them: they are overdue."""
    return _still_ahead(tuple(estimates), share, now)


@lru_cache(maxsize=8192)
def _still_ahead(given: tuple[DateEstimate, ...], share: float, now: datetime) -> datetime | None:
    span = latest(given)
    if span.latest <= now:
        return None
    passed = _all_by(given, now)
    return _sought(given, passed + share * (1 - passed), (max(now, span.earliest), span.latest))


def _sought(given: tuple[DateEstimate, ...], share: float, between: tuple[datetime, datetime]) -> datetime:
    low, high = between
    for _ in range(_TO_A_SECOND):
        middle = low + (high - low) / 2
        if high - low < timedelta(seconds=1):
            break
        low, high = (low, middle) if _all_by(given, middle) >= share else (middle, high)
    return high


def _all_by(given: tuple[DateEstimate, ...], at: datetime) -> float:
    return prod(chance_by(estimate, at) for estimate in given)


@lru_cache(maxsize=1)
def _grid() -> NDArray[np.float64]:
    return np.linspace(0.0, 1.0, _STEPS + 1)


@lru_cache(maxsize=256)
def _cumulated(mode: float) -> NDArray[np.float64]:
    """Chance up to each place of the grid, by the trapezoidal rule."""
    x = _grid()
    density = x ** (_MODE_WEIGHT * mode) * (1 - x) ** (_MODE_WEIGHT * (1 - mode))
    summed = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2)))
    return np.asarray(summed / summed[-1])
