"""A corridor cut into stretches that each lack the same, as it is drawn: one kind a stretch, the gravest."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapely import LineString

from data.model import Corridor
from geo.lines import lines_from
from geo.overlay import TOUCH_M
from routing.force.covered import CorridorCover, Gap, GapKind

GRAVEST_FIRST = tuple(GapKind)
"""What is not secured outweighs what is not reached, that outweighs what has no backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of corridor and all it lacks; it lacks nothing where two bases or more come in time."""

    start_m: float
    end_m: float
    line: LineString
    gaps: tuple[Gap, ...]

    @property
    def kind(self) -> GapKind | None:
        """The gravest lack; None where there is none."""
        return min((gap.kind for gap in self.gaps), key=GRAVEST_FIRST.index, default=None)

    @property
    def distance_m(self) -> float:
        """Length, metres."""
        return self.end_m - self.start_m


def gaps_under(cover: CorridorCover, standard: str | None) -> tuple[Gap, ...]:
    """The gaps of a corridor under one standard, what is not secured among them; under all of them for None."""
    return tuple(gap for gap in cover.gaps if standard is None or gap.standard in {None, standard})


def stretches_of(corridor: Corridor, cover: CorridorCover, standard: str | None = None) -> Iterator[Stretch]:
    """The whole corridor from its beginning, cut wherever what it lacks changes."""
    lines = lines_from([corridor.line])
    gaps = gaps_under(cover, standard)
    ends = sorted({0.0, cover.total_m, *(gap.start_m for gap in gaps), *(gap.end_m for gap in gaps)})
    start_m = 0.0
    for end_m in ends[1:]:
        # what is too short to be drawn goes with the stretch that follows
        if end_m - start_m <= TOUCH_M and end_m < cover.total_m:
            continue
        middle_m = (start_m + end_m) / 2
        yield Stretch(
            start_m=start_m,
            end_m=end_m,
            line=LineString(lines.part(0, start_m, end_m)),
            gaps=tuple(gap for gap in gaps if gap.start_m <= middle_m <= gap.end_m),
        )
        start_m = end_m
