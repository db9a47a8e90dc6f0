"""Whether the sun stands above the horizon at a place, as the one library says by which all daylight is told."""

from datetime import datetime

from astral import Observer
from astral.sun import elevation

UP_DEG = -0.833
"""Height of the middle of the sun, unbent by the air, when its upper edge rises or sets."""


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
