"""Barriers that lie so far from all roads that their coordinates are in doubt: they would change no route."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from data.model.finding import Finding, Severity
from data.model.plan import Plan
from data.model.sector import Sector
from data.model.zone import Zone
from routing.costs.effects import barriers_in_force
from routing.kept import Shelf
from routing.ways.case import Case

_SHOWN = 5


_FOUND = Shelf[tuple[int, datetime], tuple[Plan, tuple[Finding, ...]]](most=48)


def misplaced_barriers(case: Case) -> tuple[Finding, ...]:
    """A finding for the barriers in force away from the roads, and for each that looks swapped.

    Away is farther from the rectangle around all roads than that rectangle is long.
    """
    key = id(case.plan), case.question.at
    return case.index.memory.on(_FOUND).get(key, lambda: (case.plan, tuple(_found(case))))[1]


def _found(case: Case) -> Iterator[Finding]:
    areas = list({area.id: area for _, area in barriers_in_force(case.plan, case.question.at)}.values())
    if not areas or not len(case.index.lines.points):
        return
    low, high = case.index.corners
    bounds = np.array([area.area.bounds for area in areas])
    beside = (high - low).max()
    away = ~_meets(bounds, low - beside, high + beside)
    swapped = away & _meets(bounds[:, [1, 0, 3, 2]], low, high)
    yield from (_swapped(area) for area, hit in zip(areas, swapped, strict=True) if hit)
    far = [area for area, hit in zip(areas, away & ~swapped, strict=True) if hit]
    if far:
        yield _far(far)


def _meets(bounds: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray((bounds[:, :2] <= high).all(axis=1) & (bounds[:, 2:] >= low).all(axis=1))


def _swapped(area: Zone | Sector) -> Finding:
    return Finding(
        code="barrier-swapped",
        severity=Severity.PROBLEM,
        subject=area.id,
        message=(
            f"Longitude and latitude of {area.name} look swapped: read the other way it lies among the roads, "
            "as it stands its barrier changes no route."
        ),
        remedy="Swap them where the area comes from, and ask again before anybody moves.",
        place=_place(area),
    )


def _far(areas: Sequence[Zone | Sector]) -> Finding:
    named = ", ".join(area.name for area in areas[:_SHOWN])
    more = f" and {len(areas) - _SHOWN} more" if len(areas) > _SHOWN else ""
    return Finding(
        code="barrier-off-roads",
        severity=Severity.DOUBT,
        subject=areas[0].id,
        message=f"All roads loaded lie elsewhere than the barriers on {named}{more}; these change no route.",
        remedy="Check the coordinates of these areas, or load the roads they lie on.",
        place=_place(areas[0]),
    )


def _place(area: Zone | Sector) -> tuple[float, float]:
    middle = area.area.representative_point()
    return middle.x, middle.y
