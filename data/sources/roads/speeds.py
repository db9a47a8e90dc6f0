"""Speed assumed for a convoy on a road: class, worsened by surface and track grade, capped by a posted limit.

The class speeds are those of a column of loaded trucks in good order, well below the free speed of
a car; they are our own planning values, not measurements. Kilometres an hour:

motorway 80, trunk 70, primary 60, secondary 50, tertiary 40, unclassified 35, residential 25,
road 25, service 15, track 15, living_street 10; links 50, 45, 40, 35, 30 from motorway to tertiary.
"""

from collections.abc import Mapping

CLASS_KMH: Mapping[str, float] = {
    "motorway": 80.0,
    "motorway_link": 50.0,
    "trunk": 70.0,
    "trunk_link": 45.0,
    "primary": 60.0,
    "primary_link": 40.0,
    "secondary": 50.0,
    "secondary_link": 35.0,
    "tertiary": 40.0,
    "tertiary_link": 30.0,
    "unclassified": 35.0,
    "residential": 25.0,
    "living_street": 10.0,
    "service": 15.0,
    "track": 15.0,
    "road": 25.0,
}
"""Every highway value that is a road for convoys, and its speed on a sound surface, km/h."""

SURFACE_FACTOR: Mapping[str, float] = {
    "compacted": 0.8,
    "fine_gravel": 0.8,
    "cobblestone": 0.7,
    "unhewn_cobblestone": 0.6,
    "sett": 0.8,
    "gravel": 0.7,
    "pebblestone": 0.6,
    "unpaved": 0.6,
    "dirt": 0.6,
    "earth": 0.6,
    "ground": 0.6,
    "rock": 0.4,
    "grass": 0.4,
    "woodchips": 0.4,
    "clay": 0.5,
    "sand": 0.4,
    "mud": 0.3,
    "snow": 0.3,
    "ice": 0.2,
    "salt": 0.6,
}
"""Share of the class speed left on a surface; surfaces not listed, and unknown ones, keep all of it."""

GRADE_FACTOR: Mapping[str, float] = {"grade1": 1.0, "grade2": 0.85, "grade3": 0.7, "grade4": 0.55, "grade5": 0.4}
"""Share of the class speed left on a track of a grade; the worse of surface and grade counts."""


def convoy_speed(
    highway: str,
    *,
    surface: str | None = None,
    tracktype: str | None = None,
    posted_kmh: float | None = None,
) -> tuple[float, str]:
    """Speed in km/h and where it comes from: "class", or "maxspeed" where a posted limit lowers it.

    >>> convoy_speed("primary", surface="gravel"), convoy_speed("primary", posted_kmh=30.0)
    ((42.0, 'class'), (30.0, 'maxspeed'))
    """
    factor = min(SURFACE_FACTOR.get(surface or "", 1.0), GRADE_FACTOR.get(tracktype or "", 1.0))
    by_class = round(CLASS_KMH[highway] * factor, 1)
    if posted_kmh is not None and posted_kmh < by_class:
        return posted_kmh, "maxspeed"
    return by_class, "class"
