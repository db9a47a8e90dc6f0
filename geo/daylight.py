"""Whether the sun stands above the horizon at a place."""

from datetime import UTC, datetime
from math import asin, atan2, cos, degrees, radians, sin

J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
SUNRISE_DEG = -0.833
"""Height of the sun's middle when its upper rim is seen on the horizon, refraction included."""


def sun_height_deg(lon: float, lat: float, at: datetime) -> float:
    """Height of the sun's middle above the horizon, refraction not counted.

    The low-precision formulas of the Astronomical Almanac: within 0.02° from 1950 to 2050.
    """
    days = (at - J2000).total_seconds() / 86_400
    anomaly = radians(357.528 + 0.985_600_3 * days)
    ecliptic = radians(280.460 + 0.985_647_4 * days + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    tilt = radians(23.439 - 4e-7 * days)
    declination = asin(sin(tilt) * sin(ecliptic))
    hour_angle = _sidereal_rad(days, lon) - _right_ascension_rad(tilt, ecliptic)
    return degrees(asin(sin(radians(lat)) * sin(declination) + cos(radians(lat)) * cos(declination) * cos(hour_angle)))


def is_daylight(lon: float, lat: float, at: datetime) -> bool:
    """Whether a moment lies between sunrise and sunset at a place.

    >>> is_daylight(34.4, 31.4, datetime(2026, 6, 1, 10, tzinfo=UTC))
    True
    """
    return sun_height_deg(lon, lat, at) > SUNRISE_DEG


def _sidereal_rad(days: float, lon: float) -> float:
    return radians(280.460_618_37 + 360.985_647_366_29 * days + lon)


def _right_ascension_rad(tilt: float, ecliptic: float) -> float:
    return atan2(cos(tilt) * sin(ecliptic), cos(ecliptic))
