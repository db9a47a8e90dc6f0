"""How sectors lie to one another for a sequence: neighbours, gates, what drives where in time, ways of aid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.ops import nearest_points

from data.model import Plan, Sector, SiteKind
from data.model.answers import Matrix
from geo.lines import lines_from
from geo.measure import distance_m
from geo.overlay import intervals_inside
from routing.boundaries import sector_graph
from routing.index import NetworkIndex
from routing.matrix import travel_matrix
from routing.question import Terms, UnknownPolicy
from routing.sequencing.case import Corridor

GATE_M = 1000.0
"""A sector this near a crossing is a gate, metres."""

Rows = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorLayout:
    """By sector, in the plan's order; rows of other sectors are their places in that order.

    `force_reach` and `care_reach` list the sectors from whose post help comes, or to whose post people are
    taken, in time over roads known to be passable; a sector whose post lies on no road reaches itself alone.
    """

    neighbours: Rows
    is_gate: tuple[bool, ...]
    force_reach: Rows
    care_reach: Rows
    corridors: tuple[Corridor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """Minutes within which help must come, and at which moment's roads they are asked."""

    at: datetime
    force_min: float = 30.0
    care_min: float = 60.0


def sector_layout(index: NetworkIndex, plan: Plan, standards: Standards) -> SectorLayout:
    """How the sectors of a plan lie to one another over its roads at a moment."""
    is_gate = tuple(_is_gate(plan, sector) for sector in plan.sectors)
    matrix = _between_posts(index, plan, standards.at)
    return SectorLayout(
        neighbours=_neighbours(index, plan),
        is_gate=is_gate,
        force_reach=_within(matrix, standards.force_min, towards=True),
        care_reach=_within(matrix, standards.care_min, towards=False),
        corridors=tuple(_corridors(plan, is_gate)),
    )


def post_of(plan: Plan, sector: Sector) -> Point:
    """Where help for a sector stands: its base, else its site nearest the middle, else a place inside."""
    inside = [site for site in plan.sites if sector.area.covers(site.point)]
    bases = [site for site in inside if site.kind is SiteKind.BASE] or inside
    middle = shapely.point_on_surface(sector.area)
    return min((site.point for site in bases), key=lambda point: _apart_m(point, middle), default=middle)


def _neighbours(index: NetworkIndex, plan: Plan) -> Rows:
    row = {sector.id: n for n, sector in enumerate(plan.sectors)}
    graph = sector_graph(plan, index.network)
    return tuple(tuple(sorted(row[other] for other in graph.neighbors(sector.id))) for sector in plan.sectors)


def _is_gate(plan: Plan, sector: Sector) -> bool:
    return any(_outside_m(sector.area, crossing.point) <= GATE_M for crossing in plan.crossings)


def _outside_m(area: Polygon | MultiPolygon, point: Point) -> float:
    nearest, _ = nearest_points(area, point)
    return _apart_m(nearest, point)


def _apart_m(one: Point, other: Point) -> float:
    return distance_m((one.x, one.y), (other.x, other.y))


def _between_posts(index: NetworkIndex, plan: Plan, at: datetime) -> Matrix:
    posts = [post_of(plan, sector) for sector in plan.sectors]
    return travel_matrix(index, plan, Terms(at=at, unknown=UnknownPolicy.CLOSED), posts, posts)


def _within(matrix: Matrix, limit_min: float, *, towards: bool) -> Rows:
    """For each sector those within the limit, itself always; `towards` counts the drive to it, else from it."""
    near = np.nan_to_num(matrix.duration_s, nan=np.inf) <= 60.0 * limit_min
    near = near.T if towards else near
    near = near | np.eye(len(near), dtype=bool)
    return tuple(tuple(np.flatnonzero(row).tolist()) for row in near)


def _corridors(plan: Plan, is_gate: Sequence[bool]) -> Iterator[Corridor]:
    """From every gate the sectors a corridor passes, up to each of them; a gate is reached by itself."""
    for row, sector in enumerate(plan.sectors):
        if is_gate[row]:
            yield Corridor(name=f"{sector.name} itself", sectors=(row,))
    for corridor, passed in zip(plan.corridors, _passed(plan), strict=True):
        for way in (passed, passed[::-1]):
            for n in range(2, len(way) + 1):
                if is_gate[way[0]]:
                    yield Corridor(name=f"{corridor.name} to {plan.sectors[way[n - 1]].name}", sectors=way[:n])


def _passed(plan: Plan) -> Iterator[tuple[int, ...]]:
    """The sectors each corridor passes, in its order, each once."""
    if not plan.corridors:
        return
    inside = intervals_inside(lines_from([c.line for c in plan.corridors]), [s.area for s in plan.sectors])
    for row in range(len(plan.corridors)):
        own = np.flatnonzero(inside.line == row)
        along = own[np.argsort(inside.start_m[own], kind="stable")]
        yield tuple(dict.fromkeys(inside.area[along].tolist()))
