"""Sites and settlements under coverage: how the ground stands they lie on, and how soon responses are there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Point

from data.model import Plan, SectorId
from geo.lines import Floats
from routing.force.covered import GapKind, PlaceCover, PlaceTime, lack_of
from routing.force.response import Grounds, Response, seconds_to
from routing.force.secured import Footing
from routing.index import Flags

_BEST_FIRST = tuple(Footing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point to be covered, and the people there; None where not reported."""

    id: str
    point: Point
    people: int | None = None


def places_covered(
    plan: Plan,
    footing: Mapping[SectorId, Footing],
    answered: tuple[Sequence[Response], Grounds],
    places: Sequence[Place],
) -> tuple[PlaceCover, ...]:
    """How each place is covered; where sectors lie over one another the best of them counts."""
    inside = sectors_at(plan, [place.point for place in places])
    stops = answered[1].placed([place.point for place in places], "Place")
    seconds = [seconds_to(response, answered[1], stops) for response in answered[0]]
    times = [list(_times(plan, *both, inside)) for both in zip(answered[0], seconds, strict=True)]
    return tuple(
        PlaceCover(
            place_id=place.id,
            sectors=(own := tuple(s.id for s, met in zip(plan.sectors, inside[row], strict=True) if met)),
            footing=min((footing[sector] for sector in own), key=_BEST_FIRST.index, default=Footing.NOT_ACTIVE),
            times=tuple(of_standard[row] for of_standard in times),
            people=place.people,
        )
        for row, place in enumerate(places)
    )


def sectors_at(plan: Plan, points: Sequence[Point]) -> Flags:
    """Whether each point (rows) lies in each sector (columns), its edge included."""
    inside = np.zeros((len(points), len(plan.sectors)), bool)
    for column, sector in enumerate(plan.sectors):
        inside[:, column] = shapely.covers(sector.area, np.array(points, dtype=object))
    return inside


def answered_s(plan: Plan, response: Response, seconds: Floats, inside: Flags) -> Floats:
    """The seconds of each base to each place, infinite where the base may not answer."""
    found = seconds.copy()
    for row, base in enumerate(response.bases):
        if base.sectors is not None:
            may = inside[:, [sector.id in base.sectors for sector in plan.sectors]].any(axis=1)
            found[row, ~may] = np.inf
    return found


def _times(plan: Plan, response: Response, seconds: tuple[Floats, Floats], inside: Flags) -> Iterator[PlaceTime]:
    limit_s = 60.0 * response.standard.minutes
    known, at_best = (answered_s(plan, response, table, inside) for table in seconds)
    for column in range(len(inside)):
        in_time = int((known[:, column] <= limit_s).sum())
        least = [float(table[:, column].min(initial=np.inf)) for table in (known, at_best)]
        yield PlaceTime(
            standard=response.standard.name,
            known_s=_finite(least[0]),
            at_best_s=_finite(least[1]),
            bases=in_time,
            gap=_lack(in_time, least, limit_s),
        )


def _lack(in_time: int, least: Sequence[float], limit_s: float) -> GapKind | None:
    return lack_of(in_time, int(least[1] <= limit_s), int(np.isfinite(least[0])))


def _finite(seconds: float) -> float | None:
    return seconds if np.isfinite(seconds) else None
