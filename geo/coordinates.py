"""Positions as people write them: degrees, degrees with minutes and seconds, UTM and MGRS, read and written.

Letters or words decide what is latitude and what is longitude: `31.52 N, 34.46 E`. Two bare numbers are
longitude, then latitude: `34.46, 31.52`. Digits may be Arabic.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import floor, log10
from typing import Literal, TypeAlias

from shapely import Point

from geo.errors import GeometryError
from geo.grids import BANDS, SQUARE_M, Gridded, gridded, in_square, placed, square_of

Precision: TypeAlias = Literal[1, 10, 100, 1000, 10_000]
"""Metres."""

LONGEST = 120
HOW = (
    "Write a position as 31.52 N, 34.46 E, as 31°31′12″ N 34°27′36″ E, as UTM 36R 638625 3488157, as MGRS "
    "36R XV 38625 88156, or as two bare numbers, longitude first: 34.46, 31.52."
)


class Form(StrEnum):
    """How a position is written."""

    DEGREES = "degrees"
    DMS = "degrees, minutes, seconds"
    UTM = "UTM"
    MGRS = "MGRS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A position that was read: where, in which form, and how far off it may be by how it is written, metres."""

    point: Point
    form: Form
    off_m: float


def parse(text: str) -> Point:
    """The place a text stands for, longitude and latitude.

    Raises
    ------
    GeometryError
        When it is none, or could be two different ones.

    >>> parse("31.52 N, 34.46 E")
    <POINT (34.46 31.52)>
    """
    return read(text).point


def read(text: str) -> Read:
    """The place a text stands for, with the form it was written in.

    A square of MGRS stands for its middle.

    Raises
    ------
    GeometryError
        When it is none, or could be two different ones.
    """
    plain = _plain(text[: LONGEST + 1])
    if not plain or len(text) > LONGEST:
        raise GeometryError(f"{_quoted(text)} is not a position. {HOW}")
    for form in (_mgrs, _utm, _degrees, _bare):
        found = form(plain, text)
        if found is not None:
            return found
    raise GeometryError(f"{_quoted(text)} is not a position. {HOW}")


def told(point: Point, form: Form = Form.DEGREES, precision_m: Precision = 1) -> str:
    """A position in words that `parse` reads back to within `precision_m` metres.

    Raises
    ------
    GeometryError
        When it has no place on the UTM grid, near the poles.

    >>> told(Point(34.46, 31.52), Form.MGRS)
    '36R XV 38625 88156'
    """
    step = round(log10(precision_m))
    match form:
        case Form.DEGREES:
            return ", ".join(_turned(point, lambda degrees: f"{degrees:.{5 - step}f}°"))
        case Form.DMS:
            return " ".join(_turned(point, lambda degrees: _sexagesimal(degrees, max(0, 2 - step))))
        case Form.UTM:
            return _utm_told(gridded(point), precision_m)
        case Form.MGRS:
            return _mgrs_told(gridded(point), 5 - step)


# ---- reading ------------------------------------------------------------------------------------

_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_SIGNS = str.maketrans({"٫": ".", "،": ",", "؛": ";", "−": "-", "–": "-", "º": "°", "˚": "°"})
_SIGNS |= str.maketrans(dict.fromkeys("′’‘`´ʹ", "'") | dict.fromkeys("″“”ʺ", '"'))
_SIGNS |= str.maketrans(dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069", ""))
_MARKS = re.compile("[\u064b-\u065f\u0640]")
_WORDS = (("شمال", "NORTH"), ("جنوب", "SOUTH"), ("شرق", "EAST"), ("غرب", "WEST"))

_BAND = f"[{BANDS}]"
_MGRS = re.compile(rf"(?:MGRS\s*)?(\d{{1,2}})\s*({_BAND})\s*([A-Z]{{2}})\s*([\d\s]*)", re.ASCII)
_POLAR = re.compile(r"(?:MGRS\s*)?[ABYZ]\s*[A-Z]{2}\s*[\d\s]+", re.ASCII)
_METRES = r"(\d+(?:\.\d+)?)\s*M?"
_UTM = re.compile(
    rf"(?:UTM\s*)?(?:ZONE\s*)?(\d{{1,2}})\s*({_BAND}|NORTH|SOUTH)\s*,?\s*{_METRES}\s*E?\s*[,\s]\s*{_METRES}\s*N?",
    re.ASCII,
)
_NUMBER = r"\d{1,3}(?:\.\d+)?(?![\d.])"
_ANGLE = rf"""({_NUMBER})\s*°?\s*(?:({_NUMBER})\s*'?\s*(?:({_NUMBER})\s*(?:"|'')?)?)?"""
_SIDE = r"(N|S|E|W|NORTH|SOUTH|EAST|WEST)"
_BEHIND = re.compile(rf"{_ANGLE}\s*{_SIDE}\s*[,;]?\s*{_ANGLE}\s*{_SIDE}", re.ASCII)
_BEFORE = re.compile(rf"{_SIDE}\s*{_ANGLE}\s*[,;]?\s*{_SIDE}\s*{_ANGLE}", re.ASCII)
_BARE = re.compile(r"(-?\d+(?:\.\d+)?)\s*°?\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*°?", re.ASCII)


def _plain(text: str) -> str:
    """In capitals, with plain digits and signs, Arabic words for the sides of the globe in English."""
    said = _MARKS.sub("", text.translate(_DIGITS).translate(_SIGNS))
    for arabic, english in _WORDS:
        said = re.sub(rf"(?:ال)?{arabic}\w*", english, said)
    return re.sub(r"\s+", " ", said).strip().upper()


def _quoted(text: str) -> str:
    return f"“{text[:60]}{'…' if len(text) > 60 else ''}”"  # noqa: PLR2004 - as much as a line holds


def _mgrs(plain: str, text: str) -> Read | None:
    if _POLAR.fullmatch(plain):
        raise GeometryError(f"{_quoted(text)} is on the grid of the poles, which is not read here: write degrees.")
    match = _MGRS.fullmatch(plain)
    if match is None:
        return None
    east, north = _halves(match[4].split(), text)
    square_m = SQUARE_M / 10 ** len(east)
    within_m = ((int(east) + 0.5) * square_m, (int(north) + 0.5) * square_m)
    point = in_square(int(match[1]), match[2], match[3], within_m=within_m, square_m=square_m)
    return Read(point=point, form=Form.MGRS, off_m=square_m)


def _halves(groups: list[str], text: str) -> tuple[str, str]:
    """The digits east and north, as many of the one as of the other."""
    if len(groups) == 1:
        groups = [groups[0][: len(groups[0]) // 2], groups[0][len(groups[0]) // 2 :]]
    if len(groups) != 2 or len(groups[0]) != len(groups[1]) or not 1 <= len(groups[0]) <= 5:  # noqa: PLR2004
        raise GeometryError(
            f"{_quoted(text)} must end in as many digits east as north, one to five of each: 36R XV 38625 88156."
        )
    return groups[0], groups[1]


def _utm(plain: str, _text: str) -> Read | None:
    match = _UTM.fullmatch(plain)
    if match is None:
        return None
    zone, side, easting, northing = match.groups()
    word = side if len(side) > 1 else ""
    where = Gridded(zone=int(zone), band="" if word else side, easting_m=float(easting), northing_m=float(northing))
    return Read(point=placed(where, hemisphere=word), form=Form.UTM, off_m=1.0)


def _degrees(plain: str, text: str) -> Read | None:
    behind, before = _BEHIND.fullmatch(plain), _BEFORE.fullmatch(plain)
    if behind:
        *first, side, a, b, c, other = behind.groups()
        second = [a, b, c]
    elif before:
        side, *rest = before.groups()
        first, other, second = rest[:3], rest[3], rest[4:]
    else:
        return None
    found = {_axis(side): _angle(first, side, text), _axis(other): _angle(second, other, text)}
    if len(found) < 2:  # noqa: PLR2004 - a latitude and a longitude
        raise GeometryError(f"{_quoted(text)} gives one direction twice. {HOW}")
    point = _on_globe(found["lon"], found["lat"], text)
    return Read(point=point, form=Form.DMS if first[1] else Form.DEGREES, off_m=_off_m([first, second]))


def _bare(plain: str, text: str) -> Read | None:
    match = _BARE.fullmatch(plain)
    if match is None:
        return None
    point = _on_globe(float(match[1]), float(match[2]), text)
    return Read(point=point, form=Form.DEGREES, off_m=_off_m([[match[1]], [match[2]]]))


def _axis(side: str | None) -> str:
    return "lat" if side and side[0] in "NS" else "lon"


def _angle(parts: list[str | None], side: str | None, text: str) -> float:
    given = [part for part in parts if part]
    values = [float(part) for part in given]
    if any("." in part for part in given[:-1]) or any(value >= 60 for value in values[1:]):  # noqa: PLR2004
        raise GeometryError(
            f"{_quoted(text)}: minutes and seconds are below 60, and only the last number may have a fraction."
        )
    angle = sum(value / 60.0**n for n, value in enumerate(values))
    return -angle if side and side[0] in "SW" else angle


def _off_m(angles: list[list[str | None]]) -> float:
    """One unit of the last digit that was written, metres; the coarser of both numbers."""
    return max(_step_m([part for part in parts if part]) for parts in angles)


def _step_m(given: list[str]) -> float:
    fraction = len(given[-1].partition(".")[2])
    return 111_320 / (60.0 ** (len(given) - 1) * 10.0**fraction)


def _on_globe(lon: float, lat: float, text: str) -> Point:
    if abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004 - the globe
        raise GeometryError(
            f"{_quoted(text)} lies off the globe: latitude {lat:g}, longitude {lon:g}. Two bare numbers are longitude, "
            "then latitude; if the latitude came first, write letters: 31.52 N, 34.46 E."
        )
    return Point(lon, lat)


# ---- writing ------------------------------------------------------------------------------------


def _turned(point: Point, written: Callable[[float], str]) -> tuple[str, str]:
    """Latitude, then longitude, each with the letter of its side."""
    lat = f"{written(abs(point.y))} {'S' if point.y < 0 else 'N'}"
    return lat, f"{written(abs(point.x))} {'W' if point.x < 0 else 'E'}"


def _sexagesimal(degrees: float, decimals: int) -> str:
    units = floor(degrees * (3600 * 10**decimals) + 0.5)
    minutes, rest = divmod(units, 60 * 10**decimals)
    width = decimals + 3 if decimals else 2
    return f"{minutes // 60}°{minutes % 60:02d}′{rest / 10**decimals:0{width}.{decimals}f}″"


def _utm_told(where: Gridded, precision_m: Precision) -> str:
    east, north = (floor(metres / precision_m + 0.5) * precision_m for metres in (where.easting_m, where.northing_m))
    return f"{where.zone}{where.band} {east:06d} {north}"


def _mgrs_told(where: Gridded, digits: int) -> str:
    step_m = SQUARE_M // 10**digits
    east, north = (floor(metres % SQUARE_M / step_m) for metres in (where.easting_m, where.northing_m))
    return f"{where.zone}{where.band} {square_of(where)} {east:0{digits}d} {north:0{digits}d}"
