"""Which sectors stand secured at a moment of a phase, why the others do not, and the roads inside those that do."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from data.model import Assignment, Barrier, BarrierKind, Phase, Plan, RoadNetwork, Sector, SectorId, Zone, ZoneKind
from data.model.ids import BarrierId, ZoneId
from geo.snap import LocalMetres
from routing.boundaries import SLIVER_M, sector_graph
from routing.coverage import secures
from routing.force.consents import consent_for
from routing.force.permits import Outcome, Permit, assigned_permits
from routing.index import NetworkIndex

Shapes = NDArray[np.object_]

CROSSING_WITHIN_M = 1000.0
"""A crossing no farther than this from a sector is a gate to it."""
FIRST_OF_ALL = 2**31
ELSEWHERE = "elsewhere"


class Footing(StrEnum):
    """How a sector stands; only `secured` counts, and what nobody knows is not secured."""

    SECURED = "secured"
    NOT_ACTIVE = "not_active"
    NOT_CONSENTED = "not_consented"
    NOBODY_MAY_ACT = "nobody_may_act"
    NOT_KNOWN = "not_known"


def footings(plan: Plan, phase: Phase, at: datetime) -> Mapping[SectorId, Footing]:
    """How every sector stands: active all through the phase, consented and with somebody there who may act.

    Where the plan has no units at all nobody's presence is asked about.
    """
    held = assigned_permits(plan, at)
    return {sector.id: _footing(plan, phase, at, (sector, held)) for sector in plan.sectors}


def secured_sectors(found: Mapping[SectorId, Footing]) -> frozenset[SectorId]:
    """The sectors that are secured."""
    return frozenset(sector for sector, footing in found.items() if footing is Footing.SECURED)


def only_inside(index: NetworkIndex, plan: Plan, sectors: Iterable[SectorId]) -> Plan:
    """The plan with all roads closed that do not lie in these sectors, for those who stay inside them.

    Slits between sectors that come from drawing are no gap.
    """
    wanted = frozenset(sectors)
    areas = np.array([sector.area for sector in plan.sectors if sector.id in wanted], dtype=object)
    south_west, north_east = index.corners
    everywhere = shapely.box(*(south_west - 1.0), *(north_east + 1.0))
    outside = (
        everywhere.difference(_as_one(areas, LocalMetres(*(south_west + north_east) / 2))) if len(areas) else everywhere
    )
    if not isinstance(outside, Polygon | MultiPolygon) or outside.is_empty:
        return plan
    zone = Zone(id=ZoneId(ELSEWHERE), name="Not secured", kind=ZoneKind.OTHER, area=outside)
    closed = Barrier(
        id=BarrierId(f"{ELSEWHERE}-closed"), area_id=zone.id, kind=BarrierKind.CLOSED, priority=FIRST_OF_ALL
    )
    return plan.with_record(zone, closed)


def cut_off(plan: Plan, network: RoadNetwork, secured: frozenset[SectorId]) -> frozenset[SectorId]:
    """The secured sectors from which no crossing is reached through secured sectors alone."""
    graph = nx.Graph(sector_graph(plan, network).subgraph(secured))
    graph.add_nodes_from(secured)
    gates = frozenset(sector.id for sector in plan.sectors if sector.id in secured and _has_crossing(plan, sector))
    joined = (part for part in nx.connected_components(graph) if not gates.isdisjoint(part))
    return secured - frozenset().union(*joined)


def _footing(
    plan: Plan, phase: Phase, at: datetime, about: tuple[Sector, tuple[tuple[Assignment, Permit], ...]]
) -> Footing:
    sector, held = about
    if not secures(sector, phase):
        return Footing.NOT_ACTIVE
    consented = consent_for(plan, sector.id, at).covers
    if consented is False:
        return Footing.NOT_CONSENTED
    outcomes = {permit.outcome for assignment, permit in held if assignment.sector == sector.id}
    present = not plan.units or Outcome.MAY_ACT in outcomes
    if not present and Outcome.UNKNOWN not in outcomes:
        return Footing.NOBODY_MAY_ACT
    return Footing.SECURED if present and consented else Footing.NOT_KNOWN


def _as_one(areas: Shapes, here: LocalMetres) -> shapely.Geometry:
    """These areas as one, slits closed."""
    flat = shapely.transform(areas, here.metres)
    wide = shapely.union_all(shapely.buffer(flat, SLIVER_M / 2, join_style="mitre"))
    slits = shapely.difference(shapely.buffer(wide, -SLIVER_M / 2, join_style="mitre"), shapely.union_all(flat))
    return shapely.union_all([*areas, shapely.transform(slits, here.degrees)])


def _has_crossing(plan: Plan, sector: Sector) -> bool:
    here = LocalMetres(sector.area.centroid.x, sector.area.centroid.y)
    places = np.array([sector.area, *(crossing.point for crossing in plan.crossings)], dtype=object)
    flat = shapely.transform(places, here.metres)
    return bool((shapely.distance(flat[0], flat[1:]) <= CROSSING_WITHIN_M).any())
