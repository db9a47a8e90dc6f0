"""Sectors beside each other: where they overlap or leave gaps, and where roads pass between them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, permutations

import networkx as nx
import numpy as np

from data.model import Finding, Plan, RoadNetwork, SectorId, Severity
from geo.lines import Lines
from geo.overlay import TOUCH_M, Inside, intervals_inside
from geo.tiling import Gap, Overlap, borders, equal_areas, gaps, overlaps, slits

SLIVER_M = 5.0
"""Overlaps and gaps thinner than this on average come from drawing, not from intent, metres."""

BESIDE_M = 5.0
"""Sectors whose edges run no further apart than this lie side by side, metres."""

LEAST_M2 = 1.0
"""Overlaps and gaps smaller than this are rounding, square metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinationPoint:
    """Where a road passes from one sector into another, so that both must agree on it.

    `place` is (lon, lat); `offset_m` runs along `segment` from its from_node. `sectors` are in the
    order of their ids.
    """

    sectors: tuple[SectorId, SectorId]
    place: tuple[float, float]
    segment: int
    offset_m: float
    road: str | None


def sector_findings(plan: Plan) -> tuple[Finding, ...]:
    """Overlaps, gaps and equal areas among all sectors of a plan."""
    areas = {sector.id: sector.area for sector in plan.sectors}
    equal = equal_areas(areas)
    same = {frozenset(pair) for group in equal for pair in combinations(group, 2)}
    return (
        *(_equal_finding(group) for group in equal),
        *(
            _overlap_finding(overlap)
            for overlap in overlaps(areas, least_m2=LEAST_M2)
            if frozenset((overlap.first, overlap.second)) not in same
        ),
        *(_gap_finding(gap) for gap in gaps(areas, least_m2=LEAST_M2)),
        *(_gap_finding(slit) for slit in slits(areas, width_m=SLIVER_M, least_m2=LEAST_M2)),
    )


def sector_graph(plan: Plan, network: RoadNetwork) -> "nx.Graph[SectorId]":
    """Sectors as nodes, with an edge between those that lie side by side or that a road joins.

    Each edge has `shared_boundary_m`, metres, and `crossings`, a tuple of CoordinationPoint.
    """
    graph: nx.Graph[SectorId] = nx.Graph()
    graph.add_nodes_from(sector.id for sector in plan.sectors)
    for border in borders({sector.id: sector.area for sector in plan.sectors}, tolerance_m=BESIDE_M):
        graph.add_edge(border.first, border.second, shared_boundary_m=border.length_m, crossings=())
    for point in coordination_points(plan, network):
        first, second = point.sectors
        if not graph.has_edge(first, second):
            graph.add_edge(first, second, shared_boundary_m=0.0, crossings=())
        graph.edges[first, second]["crossings"] += (point,)
    return graph


def coordination_points(plan: Plan, network: RoadNetwork) -> tuple[CoordinationPoint, ...]:
    """Every place where a road passes from one sector into another, by segment and position."""
    lines = Lines(points=network.points, offsets=network.point_offset, along_m=network.point_along_m)
    inside = intervals_inside(lines, [sector.area for sector in plan.sectors])
    found = {*_along_segments(inside), *_at_nodes(inside, network)}
    if not found:
        return ()
    ordered = sorted(found, key=lambda passage: (passage[2], passage[3], passage[0], passage[1]))
    places = lines.places(np.array([p[2] for p in ordered]), np.array([p[3] for p in ordered]))
    ids = [sector.id for sector in plan.sectors]
    return tuple(
        CoordinationPoint(
            sectors=_pair(ids[first], ids[second]),
            place=(float(place[0]), float(place[1])),
            segment=segment,
            offset_m=offset_m,
            road=_road(network, segment),
        )
        for (first, second, segment, offset_m), place in zip(ordered, places, strict=True)
    )


def _along_segments(inside: Inside) -> Iterator[tuple[int, int, int, float]]:
    """Sector left, sector entered, segment and position, where that happens within one segment."""
    stretches: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(inside.line, _shared_lines(inside))):
        stretch = (int(inside.area[row]), float(inside.start_m[row]), float(inside.end_m[row]))
        stretches[int(inside.line[row])].append(stretch)
    for segment, own in stretches.items():
        for (left, left_start, left_end), (entered, start, end) in permutations(own, 2):
            passes = left_start < start <= left_end + BESIDE_M and left_end < end
            at_m = (start + left_end) / 2
            between = start > left_end and any(low < at_m < high for _, low, high in own)
            if left != entered and passes and not between:
                yield left, entered, segment, at_m


def _shared_lines(inside: Inside) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    pairs = np.unique(np.column_stack([inside.line, inside.area]), axis=0)
    line, count = np.unique(pairs[:, 0], return_counts=True)
    return np.asarray(line[count > 1], dtype=np.int64)


def _at_nodes(inside: Inside, network: RoadNetwork) -> Iterator[tuple[int, int, int, float]]:
    """The same where a junction lies on the boundary: its roads are in different sectors."""
    for ends in _ends_by_node(inside, network).values():
        areas = {area for _, _, area in ends}
        for left, entered in combinations(sorted(areas), 2):
            of_left = {(segment, at_m) for segment, at_m, area in ends if area == left}
            of_entered = {(segment, at_m) for segment, at_m, area in ends if area == entered}
            if of_left - of_entered and of_entered - of_left:
                segment, at_m = min(of_left - of_entered)
                yield left, entered, segment, at_m


def _ends_by_node(inside: Inside, network: RoadNetwork) -> dict[int, set[tuple[int, float, int]]]:
    """Segment ends that lie in sectors, for each junction that touches more than one sector."""
    length_m = network.segment_length_m[inside.line]
    at_start, at_end = inside.start_m <= TOUCH_M, inside.end_m >= length_m - TOUCH_M
    line = np.concatenate([inside.line[at_start], inside.line[at_end]])
    area = np.concatenate([inside.area[at_start], inside.area[at_end]])
    at_m = np.concatenate([np.zeros(at_start.sum()), length_m[at_end]])
    ends = (network.segment_from[inside.line[at_start]], network.segment_to[inside.line[at_end]])
    node = np.concatenate(ends)
    pairs = np.unique(np.column_stack([node, area]), axis=0)
    shared, count = np.unique(pairs[:, 0], return_counts=True)
    found: dict[int, set[tuple[int, float, int]]] = defaultdict(set)
    for row in np.flatnonzero(np.isin(node, shared[count > 1])):
        found[int(node[row])].add((int(line[row]), float(at_m[row]), int(area[row])))
    return found


def _pair(one: SectorId, other: SectorId) -> tuple[SectorId, SectorId]:
    return (one, other) if one <= other else (other, one)


def _road(network: RoadNetwork, segment: int) -> str | None:
    names = (network.segment_text(column, segment) for column in ("name", "name_en", "name_ar", "ref"))
    return next((name for name in names if name), None)


def _overlap_finding(overlap: Overlap[SectorId]) -> Finding:
    thin = overlap.width_m < SLIVER_M
    return Finding(
        code="sector-overlap-sliver" if thin else "sector-overlap",
        severity=Severity.NOTE if thin else Severity.PROBLEM,
        subject=f"{overlap.first}, {overlap.second}",
        message=f"Sectors {overlap.first} and {overlap.second} both claim {_size(overlap.area_m2, overlap.width_m)}.",
        remedy="Let them share one boundary there." if thin else "Agree who secures it and move the boundary.",
        place=overlap.place,
    )


def _gap_finding(gap: Gap[SectorId]) -> Finding:
    thin = gap.width_m < SLIVER_M
    return Finding(
        code="sector-gap-sliver" if thin else "sector-gap",
        severity=Severity.NOTE if thin else Severity.DOUBT,
        subject=", ".join(gap.neighbours),
        message=f"No sector claims {_size(gap.area_m2, gap.width_m)} between {', '.join(gap.neighbours)}.",
        remedy="Let the neighbours share one boundary." if thin else "Give it to one of them, or name who secures it.",
        place=gap.place,
    )


def _equal_finding(group: tuple[SectorId, ...]) -> Finding:
    return Finding(
        code="duplicate-area",
        severity=Severity.PROBLEM,
        subject=", ".join(group),
        message=f"Sectors {', '.join(group)} have exactly the same area.",
        remedy="Remove all but one, or correct their outlines.",
    )


def _size(area_m2: float, width_m: float) -> str:
    area = f"{area_m2 / 1e6:.2f} km²" if area_m2 >= 10_000 else f"{area_m2:.0f} m²"  # noqa: PLR2004
    return f"{area} ({width_m:.1f} m wide on average)"
