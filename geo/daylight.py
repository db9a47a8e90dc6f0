"""When the sun stands above the horizon at a place, as the one library says by which all daylight is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from astral import Observer
from astral.sun import elevation

UP_DEG = -0.833
"""Height of the middle of the sun, unbent by the air, when its upper edge rises or sets."""
STEP = timedelta(minutes=20)
"""The sun is looked at so often; beyond the circles, a day or a night shorter than this may go unseen."""
SECOND = timedelta(seconds=1)


def sun_height_deg(lon: float, lat: float, at: datetime) -> float:
    """Height of the sun's middle above the horizon, refraction not counted."""
    return float(elevation(Observer(lat, lon), at, with_refraction=False))


def is_daylight(lon: float, lat: float, at: datetime) -> bool:
    """Whether a moment lies between sunrise and sunset at a place.

    >>> from datetime import UTC
    >>> is_daylight(34.4, 31.4, datetime(2026, 6, 1, 10, tzinfo=UTC))
    True
    """
    return sun_height_deg(lon, lat, at) > UP_DEG


def changes_of_daylight(lon: float, lat: float, between: tuple[datetime, datetime]) -> Iterator[datetime]:
    """The first whole second of light after each sunrise, and of dark after each sunset, between two moments."""
    starts_at, ends_at = (at.astimezone(UTC) for at in between)
    count = max(-((starts_at - ends_at) // STEP), 0)
    moments = [*(starts_at + step * STEP for step in range(count)), ends_at]
    lit = [is_daylight(lon, lat, at) for at in moments]
    for (since, until), (before, after) in zip(pairwise(moments), pairwise(lit), strict=True):
        if before is not after:
            yield _first_second(lon, lat, (since, until), lit=after)


def _first_second(lon: float, lat: float, between: tuple[datetime, datetime], *, lit: bool) -> datetime:
    """The first whole second by which it has become light, or dark."""
    begins_at = between[0].replace(microsecond=0)
    low, high = 0, -((begins_at - between[1]) // SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        changed = is_daylight(lon, lat, begins_at + middle * SECOND) is lit
        low, high = (low, middle) if changed else (middle, high)
    return begins_at + high * SECOND
