"""The UTM grid and its lettering as MGRS: zones, bands, squares of 100 km, and metres within them.

Bands, the wider zones around Norway and Svalbard, and the letters of squares are those of NGA.STND.0037
(grids and grid reference systems) for WGS 84.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import isfinite

from pyproj import CRS, Transformer
from shapely import Point

from geo.errors import GeometryError

SQUARE_M = 100_000
SOUTHERNMOST, NORTHERNMOST = -80.0, 84.0
BANDS = "CDEFGHJKLMNPQRSTUVWX"

_COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")  # by the number of the zone, modulo 3
_ROWS = ("FGHJKLMNPQRSTUVABCDE", "ABCDEFGHJKLMNPQRSTUV")  # of even and of odd zones
_ROUND_M = SQUARE_M * len(_ROWS[0])
_LEAST_EASTING_M, _MOST_EASTING_M, _MOST_NORTHING_M = 100_000, 900_000, 10_000_000
_WIDEST_DEG = 6.5
"""Wider than any zone to either side of its meridian, with the little that neighbours share."""
_EDGE_DEG = 0.1
"""How far beyond its band a place may lie: rounding to 10 km at the edge of a band is no mistake."""
_DEGREE_M = 110_000
_NO_ZONE = {(32, "X"), (34, "X"), (36, "X")}
_POLES = "Near the poles, beyond 80° south and 84° north, there is no UTM grid: write the position in degrees."


@dataclass(frozen=True, slots=True, kw_only=True)
class Gridded:
    """A place on the UTM grid, metres; `band` is the letter of its latitudes."""

    zone: int
    band: str
    easting_m: float
    northing_m: float


def gridded(place: Point) -> Gridded:
    """The place on the grid of its own zone.

    Raises
    ------
    GeometryError
        Near the poles, where there is no such grid.
    """
    lon, lat = place.x, place.y
    if not SOUTHERNMOST <= lat <= NORTHERNMOST:
        raise GeometryError(f"{lat:.5f} has no place on the UTM grid. {_POLES}")
    zone, band = zone_of(lon, lat), band_of(lat)
    easting_m, northing_m = _plane(zone, band < "N").transform(lon, lat)
    # a place that was read from whole metres must not fall into the square before
    return Gridded(zone=zone, band=band, easting_m=round(easting_m, 3), northing_m=round(northing_m, 3))


def band_of(lat: float) -> str:
    """The letter of a band of latitudes."""
    return BANDS[min(int((lat - SOUTHERNMOST) // 8), len(BANDS) - 1)]


def zone_of(lon: float, lat: float) -> int:
    """The zone of a place, with the wider zones of southern Norway and Svalbard."""
    zone = int((lon + 180) % 360 // 6) + 1
    band = band_of(lat)
    if band == "V" and zone == 31 and lon >= 3:  # noqa: PLR2004 - southern Norway
        return 32
    if band == "X" and 0 <= lon < 42:  # noqa: PLR2004 - Svalbard
        return 31 + 2 * int((lon + 3) // 12)
    return zone


def placed(where: Gridded, *, hemisphere: str = "", square_m: float = 0.0) -> Point:
    """The place a grid position stands for, longitude and latitude.

    Parameters
    ----------
    hemisphere
        "NORTH" or "SOUTH" where that was said instead of a band.
    square_m
        The side of the square the position is the middle of; near the edge of a band it may reach over.

    Raises
    ------
    GeometryError
        When zone, band and metres contradict one another.
    """
    _check_zone(where.zone, where.band)
    if not (_LEAST_EASTING_M <= where.easting_m < _MOST_EASTING_M and 0 <= where.northing_m <= _MOST_NORTHING_M):
        raise GeometryError(
            f"Easting {where.easting_m:.0f}, northing {where.northing_m:.0f} is not on the grid of a zone: write the "
            "easting first, 100000 to 899999 metres, then the northing, 0 to 10000000 metres."
        )
    south = hemisphere == "SOUTH" if hemisphere else where.band < "N"
    found = _degrees(where, south=south)
    _check_inside(where, found, hemisphere, _EDGE_DEG + square_m / _DEGREE_M)
    return found


def square_of(where: Gridded) -> str:
    """The two letters of the square of 100 km a position lies in."""
    column = _COLUMNS[where.zone % 3][int(where.easting_m // SQUARE_M) - 1]
    return column + _ROWS[where.zone % 2][int(where.northing_m % _ROUND_M // SQUARE_M)]


def in_square(zone: int, band: str, square: str, *, within_m: tuple[float, float], square_m: float) -> Point:
    """The place `within_m` metres east and north in a lettered square, longitude and latitude.

    Raises
    ------
    GeometryError
        When there is no such square in this zone and band.
    """
    _check_zone(zone, band)
    columns, rows = _COLUMNS[zone % 3], _ROWS[zone % 2]
    if square[0] not in columns or square[1] not in rows:
        raise GeometryError(
            f"There is no square {square} in zone {zone}: its first letter is one of {columns[0]} to {columns[-1]}, "
            "its second one of A to V; I and O are never used. Check the zone and both letters."
        )
    east_m, north_m = within_m
    easting_m = (columns.index(square[0]) + 1) * SQUARE_M + east_m
    northing_m = rows.index(square[1]) * SQUARE_M + north_m
    for where in _rounds(zone, band, easting_m, northing_m):
        try:
            return placed(where, square_m=square_m)
        except GeometryError:
            continue
    raise GeometryError(
        f"The square {square} does not lie in zone {zone}{band} ({_reach(band)}). Check the zone, the band and both "
        "letters of the square."
    )


def _rounds(zone: int, band: str, easting_m: float, northing_m: float) -> Iterator[Gridded]:
    """Every place with the same letters: rows start anew every 2,000 km."""
    for n in range(_MOST_NORTHING_M // _ROUND_M):
        yield Gridded(zone=zone, band=band, easting_m=easting_m, northing_m=northing_m + n * _ROUND_M)


def _degrees(where: Gridded, *, south: bool) -> Point:
    lon, lat = _plane(where.zone, south).transform(where.easting_m, where.northing_m, direction="INVERSE")
    if not (isfinite(lon) and isfinite(lat) and SOUTHERNMOST - 1 <= lat <= NORTHERNMOST + 1):
        raise GeometryError(f"Northing {where.northing_m:.0f} lies beyond the UTM grid. {_POLES}")
    return Point(lon, lat)


def _check_zone(zone: int, band: str) -> None:
    if not 1 <= zone <= 60 or (zone, band) in _NO_ZONE:  # noqa: PLR2004 - zones of 6° around the globe
        raise GeometryError(
            f"There is no UTM zone {zone}{band}: zones are 1 to 60. Check the number before the letter."
        )


def _check_inside(where: Gridded, found: Point, hemisphere: str, slack_deg: float) -> None:
    meridian = where.zone * 6 - 183
    away_deg = abs((found.x - meridian + 180) % 360 - 180)
    if away_deg > _WIDEST_DEG + slack_deg:
        raise GeometryError(
            f"Easting {where.easting_m:.0f} lies {away_deg:.0f}° from the middle of zone {where.zone}, outside that "
            "zone. Check the zone and the easting."
        )
    # "36N" is written for the band and for the northern half of the zone alike, and both are the same place
    if hemisphere or (where.band == "N" and found.y >= 0):
        return
    south_deg = SOUTHERNMOST + 8 * BANDS.index(where.band)
    north_deg = NORTHERNMOST if where.band == "X" else south_deg + 8
    if not south_deg - slack_deg <= found.y <= north_deg + slack_deg:
        raise GeometryError(
            f"Northing {where.northing_m:.0f} does not lie in band {where.band} ({_reach(where.band)}). Check the "
            "letter after the zone; for the half of the globe write a word: 36 north, 36 south."
        )


def _reach(band: str) -> str:
    south_deg = int(SOUTHERNMOST) + 8 * BANDS.index(band)
    north_deg = int(NORTHERNMOST) if band == "X" else south_deg + 8
    return f"{abs(south_deg)}° to {abs(north_deg)}° {'south' if south_deg < 0 else 'north'}"


@cache
def _plane(zone: int, south: bool) -> Transformer:  # noqa: FBT001 - half of the key
    grid = CRS.from_epsg((32700 if south else 32600) + zone)
    return Transformer.from_crs(CRS.from_epsg(4326), grid, always_xy=True)
