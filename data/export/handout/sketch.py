"""A sketch of a way as lines on paper: the way, its critical points by number, sectors, a scale bar and north."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

import shapely
from shapely import Geometry, LineString, Point
from shapely.geometry import box

from data.export.handout.paper import Paper
from data.model.handout import Handout

Frame = tuple[float, float, float, float]
"""Left, top, width and height on paper, millimetres."""
METRES_PER_DEGREE = 111_320.0
_STEPS = (1.0, 2.0, 5.0)
_MARK_MM = 4.2
_MARGIN = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Where places lie on paper: metres around the middle of the way, north up."""

    lon: float
    lat: float
    metres_per_mm: float
    frame: Frame

    @classmethod
    def around(cls, line: LineString, frame: Frame) -> "Plane":
        """The plane on which all of a way lies inside a frame."""
        west, south, east, north = line.bounds
        lon, lat = (west + east) / 2, (south + north) / 2
        wide_m = (east - west) * METRES_PER_DEGREE * math.cos(math.radians(lat))
        high_m = (north - south) * METRES_PER_DEGREE
        room = 1.0 - 2 * _MARGIN
        metres_per_mm = max(wide_m / (frame[2] * room), high_m / (frame[3] * room), 0.1)
        return cls(lon=lon, lat=lat, metres_per_mm=metres_per_mm, frame=frame)

    def laid(self, shape: Geometry) -> Geometry:
        """A shape of the ground on paper."""
        left, top, width, height = self.frame
        east = METRES_PER_DEGREE * math.cos(math.radians(self.lat)) / self.metres_per_mm
        north = METRES_PER_DEGREE / self.metres_per_mm
        middle = left + width / 2, top + height / 2
        return shapely.transform(
            shapely.force_2d(shape),
            lambda at: at * (east, -north) + (middle[0] - self.lon * east, middle[1] + self.lat * north),
        )

    @property
    def paper(self) -> Geometry:
        """The frame."""
        left, top, width, height = self.frame
        return box(left, top, left + width, top + height)


def draw_sketch(paper: Paper, handout: Handout, frame: Frame) -> None:
    """Draw the way of a hand-out into a frame."""
    plane = Plane.around(handout.line, frame)
    paper.set_draw_color(0)
    _sectors(paper, handout, plane)
    paper.set_line_width(0.9)
    for part in shapely.get_parts(plane.laid(handout.line)):
        paper.polyline([tuple(at) for at in shapely.get_coordinates(part).tolist()])
    _marks(paper, handout, plane)
    paper.set_line_width(0.2)
    paper.rect(*frame)
    _scale_bar(paper, plane)
    _north(paper, frame)


def _sectors(paper: Paper, handout: Handout, plane: Plane) -> None:
    paper.set_line_width(0.25)
    paper.set_dash_pattern(dash=2.0, gap=1.2)
    for sector in handout.sectors:
        area = shapely.intersection(plane.laid(sector.area), plane.paper)
        for part in shapely.get_parts(area):
            if part.geom_type == "Polygon":
                paper.polyline([tuple(at) for at in shapely.get_coordinates(part.exterior).tolist()])
    paper.set_dash_pattern()
    taken = shapely.buffer(plane.laid(handout.line), 3.0)
    for letter, sector in zip(ascii_uppercase, handout.sectors, strict=False):
        area = shapely.intersection(plane.laid(sector.area), shapely.buffer(plane.paper, -4.0))
        free = shapely.difference(area, taken)
        if not area.is_empty:
            at = shapely.point_on_surface(area if free.is_empty else free)
            paper.text_at((at.x - 4.0, at.y - 2.3), letter, width=8.0, size=11, bold=True, align="C")


def _marks(paper: Paper, handout: Handout, plane: Plane) -> None:
    """The numbers of the march table where the points lie, those that would cover each other in one."""
    for at, text in _grouped(handout, plane):
        paper.set_fill_color(255)
        paper.set_line_width(0.3)
        wide = max(_MARK_MM, 1.6 * len(text) + 1.6)
        paper.rect(
            at.x - wide / 2, at.y - _MARK_MM / 2, wide, _MARK_MM, style="DF", round_corners=True, corner_radius=2
        )
        paper.text_at((at.x - wide / 2 - 1.0, at.y - 1.7), text, width=wide + 2.0, size=7, bold=True, align="C")


def _grouped(handout: Handout, plane: Plane) -> Iterator[tuple[Point, str]]:
    groups: list[tuple[Point, list[int]]] = []
    for number, line in enumerate(handout.points, start=1):
        at = plane.laid(line.point)
        assert isinstance(at, Point)  # noqa: S101  # a point laid on paper stays one
        near = next((group for group in groups if group[0].distance(at) < _MARK_MM * 1.6), None)
        if near is None:
            groups.append((at, [number]))
        else:
            near[1].append(number)
    return ((at, _runs(numbers)) for at, numbers in groups)


def _runs(numbers: list[int]) -> str:
    """Numbers with those that follow each other as a span.

    >>> _runs([1, 2, 3, 7])
    '1–3, 7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def scale_m(metres_per_mm: float, most_mm: float = 45.0) -> float:
    """The longest round distance that fits on a scale bar.

    >>> scale_m(100.0), scale_m(3.0)
    (2000.0, 100.0)
    """
    most_m = metres_per_mm * most_mm
    ten = 10.0 ** math.floor(math.log10(most_m))
    return max(step * ten for step in _STEPS if step * ten <= most_m)


def _scale_bar(paper: Paper, plane: Plane) -> None:
    left, top, _, height = plane.frame
    length_m = scale_m(plane.metres_per_mm)
    wide, y = length_m / plane.metres_per_mm, top + height - 5.0
    text = f"{length_m:.0f} m" if length_m < 1000 else f"{length_m / 1000:.0f} km"  # noqa: PLR2004  # a kilometre
    paper.set_fill_color(255)
    paper.rect(left + 2.0, y - 5.5, wide + 4.0, 9.0, style="F")
    paper.set_line_width(0.6)
    paper.line(left + 4.0, y, left + 4.0 + wide, y)
    for end in (left + 4.0, left + 4.0 + wide):
        paper.line(end, y - 1.2, end, y + 1.2)
    paper.text_at((left + 4.0, y - 5.0), text, width=max(wide, 14.0), size=7)


def _north(paper: Paper, frame: Frame) -> None:
    x, y = frame[0] + frame[2] - 7.0, frame[1] + 4.0
    paper.set_fill_color(255)
    paper.rect(x - 4.0, y - 2.0, 8.0, 16.0, style="F")
    paper.set_fill_color(0)
    paper.polygon([(x, y), (x + 2.0, y + 7.0), (x, y + 5.5), (x - 2.0, y + 7.0)], style="F")
    paper.text_at((x - 4.0, y + 8.0), "N", width=8.0, size=9, bold=True, align="C")
