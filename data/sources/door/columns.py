"""A strict reader for tables of places: text with a longitude and a latitude column."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from data.errors import SourceError
from data.sources.door.limits import Limits
from data.sources.door.raw import Fault, RawLayer, objects

_LON = ("lon", "lng", "long", "longitude", "x", "#geo+lon")
_LAT = ("lat", "latitude", "y", "#geo+lat")
_REMEDY = "Save it again as a table in UTF-8 with columns lon and lat in degrees, WGS 84."


def read_columns(path: Path, name: str, limits: Limits) -> RawLayer:
    """The rows of a comma, semicolon or tab separated table; a second heading of hashtags is passed over.

    Raises
    ------
    SourceError
        When it is not such a table, or larger than `limits`.
    """
    heading, rows = _rows(path, name)
    at_lon, at_lat = _find(heading, _LON), _find(heading, _LAT)
    if at_lon is None or at_lat is None:
        raise SourceError(
            name, [f"it has no columns of longitude and latitude among {', '.join(heading)[:200]}"], _REMEDY
        )
    if len(rows) > limits.features:
        raise SourceError(name, [f"it has {len(rows)} rows; at most {limits.features} are read"], "Cut it.")
    shapes = [_point(row, at_lon, at_lat) for row in rows]
    return RawLayer(
        geometry=objects([None if isinstance(shape, Fault) else shape for shape in shapes]),
        ids=objects([None] * len(rows)),
        columns={
            title: objects([(row[at].strip() or None) if at < len(row) else None for row in rows])
            for at, title in enumerate(heading)
            if title
        },
        faults={at: shape for at, shape in enumerate(shapes) if isinstance(shape, Fault)},
    )


def _rows(path: Path, name: str) -> tuple[list[str], list[list[str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise SourceError(name, [f"byte {fault.start} is not valid UTF-8"], _REMEDY) from None
    first = text.partition("\n")[0]
    separator = max((",", ";", "\t"), key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator, strict=True) if any(row)]
    except csv.Error as fault:
        raise SourceError(name, [f"it is not a table ({fault})"], _REMEDY) from None
    if not rows:
        raise SourceError(name, ["it is empty"], _REMEDY)
    heading = [title.strip() for title in rows[0]]
    twice = sorted({title for title in heading if title and heading.count(title) > 1})
    if twice:
        raise SourceError(name, [f"its column {title!r} appears twice" for title in twice], _REMEDY)
    tagged = len(rows) > 1 and any(cell.startswith("#") for cell in rows[1])
    return heading, rows[2:] if tagged else rows[1:]


def _find(heading: Sequence[str], wanted: Sequence[str]) -> int | None:
    places: Iterator[int] = (at for word in wanted for at, title in enumerate(heading) if title.lower() == word)
    return next(places, None)


def _point(row: Sequence[str], at_lon: int, at_lat: int) -> BaseGeometry | Fault:
    if max(at_lon, at_lat) >= len(row):
        return Fault(code="feature-malformed", why="its row is too short")
    written = row[at_lon].strip(), row[at_lat].strip()
    if not any(written):
        return Fault(code="geometry-missing", why="it has no position")
    try:
        lon, lat = (float(value) for value in written)
    except ValueError:
        return Fault(code="geometry-unreadable", why=f"its position {', '.join(written)[:60]!r} is not two numbers")
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return Fault(code="geometry-unreadable", why="its position is not two usable numbers")
    return shapely.Point(lon, lat)
