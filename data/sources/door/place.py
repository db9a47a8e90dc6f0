"""Foreign coordinates → WGS 84 degrees, each doubtful feature with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from data.errors import SourceError
from data.model.finding import Finding, Severity
from data.sources.door.limits import COORDINATE_SYSTEM_CHARACTERS, Limits
from data.sources.door.raw import Fault, RawLayer, note
from geo.crs import crs_from_name, is_wgs84, to_wgs84
from geo.errors import GeometryError

_HALF_GLOBE_DEG = 180.0
_ASK = "Export it in WGS 84 longitude and latitude (EPSG:4326), or give the file that names its system (.prj)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """Where the features are expected: west, south, east, north in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether each row of `bounds` (west, south, east, north) touches it."""
        meets_x = (bounds[:, 0] <= self.east) & (bounds[:, 2] >= self.west)
        return np.asarray(meets_x & (bounds[:, 1] <= self.north) & (bounds[:, 3] >= self.south))


def in_degrees(layer: RawLayer, name: str, limits: Limits) -> RawLayer:
    """The layer in WGS 84 degrees.

    Raises
    ------
    SourceError
        When its coordinate system is not known, or its numbers contradict the system it names.
    """
    count = int(shapely.get_num_coordinates(layer.geometry).sum())
    if count > limits.vertices:
        fault = f"it holds {count} corners; at most {limits.vertices} are read"
        raise SourceError(name, [fault], "Cut it to the area of the operation, or simplify its shapes.")
    flat = replace(layer, geometry=shapely.force_2d(layer.geometry))
    if layer.crs is None:
        return flat
    if not layer.crs:
        raise SourceError(name, ["it does not say which coordinate system its numbers are in"], _ASK)
    return _transformed(flat, layer.crs, name)


def _transformed(layer: RawLayer, stated: str, name: str) -> RawLayer:
    try:
        crs = crs_from_name(stated[:COORDINATE_SYSTEM_CHARACTERS])
        if is_wgs84(crs):
            return replace(layer, crs=None)
        if crs.is_projected and _look_like_degrees(layer.geometry):
            fault = f"it says that its numbers are metres ({crs.name}), but they are degrees"
            remedy = "Correct the coordinate system in the file to WGS 84 (EPSG:4326) if its numbers are such degrees."
            raise SourceError(name, [fault], remedy)
        geometry, off_m = to_wgs84(layer.geometry, crs)
    except GeometryError as fault:
        raise SourceError(name, [str(fault).rstrip(".")], _ASK) from None
    message = f"Its coordinates were converted from {crs.name} to WGS 84 degrees{_accuracy(off_m)}."
    found = note("coordinates-converted", message, "Check a known place on the map.")
    return replace(layer, geometry=geometry, crs=None, notes=(*layer.notes, found))


def _accuracy(off_m: float | None) -> str:
    return ", with unknown accuracy" if off_m is None else f", to {off_m:g} m" if off_m else ""


def _look_like_degrees(geometry: NDArray[np.object_]) -> bool:
    places = shapely.get_coordinates(geometry)
    return len(places) > 1 and bool((np.abs(places) <= (180.0, 90.0)).all())


def place_faults(geometry: NDArray[np.object_]) -> dict[int, Fault]:
    """Features by row that lie nowhere on the globe, or across more than half of it."""
    bounds = shapely.bounds(geometry)
    with np.errstate(invalid="ignore"):
        outside: NDArray[np.bool_] = np.any(np.abs(bounds) > (180.0, 90.0, 180.0, 90.0), axis=1)
        endless: NDArray[np.bool_] = ~np.all(np.isfinite(bounds), axis=1)
        wide = bounds[:, 2] - bounds[:, 0] > _HALF_GLOBE_DEG
    empty: NDArray[np.bool_] = np.asarray(shapely.is_empty(geometry))
    present = ~np.asarray(shapely.is_missing(geometry))
    faults: dict[int, Fault] = {}
    for row in np.flatnonzero(present & (outside | endless | wide | empty)):
        faults[int(row)] = _place_fault(bounds[row], empty=bool(empty[row]), outside=bool(outside[row] | endless[row]))
    return faults


def _place_fault(bounds: NDArray[np.float64], *, empty: bool, outside: bool) -> Fault:
    if empty:
        return Fault(code="geometry-missing", why="its geometry is empty")
    if not outside:
        why = "it is more than 180 degrees wide; cut it where it crosses longitude 180"
        return Fault(code="wider-than-half-the-globe", why=why)
    west, south, east, north = bounds
    swapped = abs(west) <= 90 and abs(east) <= 90 and max(abs(south), abs(north)) <= 180  # noqa: PLR2004
    hint = "; longitude and latitude look swapped" if swapped else ""
    why = f"it reaches ({west:.6g}, {south:.6g}) to ({east:.6g}, {north:.6g}), which are not degrees{hint}"
    return Fault(code="not-degrees", why=why)


def theatre_findings(geometry: NDArray[np.object_], numbers: NDArray[np.int64], theatre: Theatre) -> Iterator[Finding]:
    """Features that lie outside the theatre, told apart from those with swapped coordinates."""
    bounds = shapely.bounds(geometry)
    away = ~theatre.holds(bounds)
    swapped = away & theatre.holds(bounds[:, [1, 0, 3, 2]])
    for what, hit in (("swapped", swapped), ("away", away & ~swapped)):
        if hit.any():
            yield _theatre_finding(what, numbers[hit], bounds[hit][0])


def _theatre_finding(what: str, numbers: NDArray[np.int64], bounds: NDArray[np.float64]) -> Finding:
    shown = ", ".join(map(str, numbers[:5])) + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")  # noqa: PLR2004
    place = (float(bounds[0]), float(bounds[1]))
    if what == "swapped":
        return Finding(
            code="coordinates-swapped",
            severity=Severity.PROBLEM,
            subject=f"feature {numbers[0]}",
            message=f"Longitude and latitude look swapped in feature {shown}: read the other way they lie in the area.",
            remedy="Swap them in the file and load it again.",
            place=place,
        )
    return Finding(
        code="outside-theatre",
        severity=Severity.DOUBT,
        subject=f"feature {numbers[0]}",
        message=f"Feature {shown} lies outside the area of the operation.",
        remedy="Check the file's coordinate system, or leave these features out.",
        place=place,
    )
