"""Where a column starts, stops and may stand: the places of a timed question with what shuts them when."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import shapely
from shapely import Point

from data.model import Crossing, Plan, Sector, Site, Validity, Via, Waypoint, Zone
from data.model.ids import CrossingId, SiteId
from routing.force.spans import Spans, without
from routing.index import NetworkIndex
from routing.march.chart import Place
from routing.march.openings import Subject
from routing.march.roads import RoadsOverTime
from routing.ways.case import closing_keys, place_near
from routing.ways.ends import Stop


def point_of(plan: Plan, via: Via) -> Point:
    """Where a stop of a column is."""
    if isinstance(via, Waypoint):
        return via.point
    place = plan.get(via)
    assert isinstance(place, Site | Crossing)  # noqa: S101  # stops of columns are such
    return place.point


def places_of(
    roads: RoadsOverTime, vias: Sequence[Via], stops: Sequence[Stop], room: tuple[float | None, frozenset[SiteId], int]
) -> tuple[Place, ...]:
    """The stops in their order, then every site at which the column may stand, leg by leg.

    `room` is the road space of the column (None: not known, and it stands nowhere), sites taken to have
    room enough, and the milliseconds between head and tail.
    """
    named = [(None if isinstance(via, Waypoint) else via, point_of(roads.plan, via)) for via in vias]
    rows = zip(named, stops, strict=True)
    own = [_place(roads, (*place, stop), (leg, True), room) for leg, (place, stop) in enumerate(rows)]
    standing = [site for site in roads.plan.sites if has_room(site, room)]
    near = [(site, stop_near(roads.index, site.point, roads.terms.max_snap_m)) for site in standing]
    taken = {name for name, _ in named}
    further = [
        _place(roads, (site.id, site.point, stop), (leg, False), room)
        for leg in range(len(stops) - 1)
        for site, stop in near
        if stop is not None and site.id not in taken
    ]
    ends = (replace(own[0], standing=()), *own[1:-1], replace(own[-1], standing=()))
    return (*ends, *(place for place in further if place.standing))


def has_room(site: Site, room: tuple[float | None, frozenset[SiteId], int]) -> bool:
    """Whether a column can stand at a site: both lengths known and enough, or taken to be so."""
    space_m, roomier, _ = room
    known = space_m is not None and site.room_m is not None
    return site.id in roomier or (known and (site.room_m or 0.0) >= (space_m or 0.0))


def stop_near(index: NetworkIndex, point: Point, within_m: float) -> Stop | None:
    """The place on the nearest road."""
    place = place_near(index, point, within_m)
    return None if place is None else Stop(place=place, node=index.node_at(place.line, place.position_m))


def _place(
    roads: RoadsOverTime,
    what: tuple[SiteId | CrossingId | None, Point, Stop],
    where: tuple[int, bool],
    room: tuple[float | None, frozenset[SiteId], int],
) -> Place:
    name, point, stop = what
    closed = tuple(_closed_states(roads, point, stop))
    site = None if name is None else roads.plan.get(name)
    held = isinstance(site, Site) and has_room(site, room)
    spans = _standing(roads, site, closed) if isinstance(site, Site) and held else ()
    return Place(
        name=name,
        stop=stop,
        leg=where[0],
        is_stop=where[1],
        shut=(*closed, *roads.spans_of([*([name] if name else []), *_around(roads.plan, point)])),
        standing=tuple(_moments(roads, spans, room[2])),
    )


def _closed_states(roads: RoadsOverTime, point: Point, stop: Stop) -> Iterator[int]:
    """States of the roads in which a place lies in a closed area."""
    for row, at in enumerate(roads.since):
        if any(closing_keys(roads.index, roads.plan, roads.terms_at(at), ((point,), (stop,)))):
            yield row


def _around(plan: Plan, point: Point) -> Iterator[Subject]:
    """The areas with rules that a place lies in."""
    ruled = {rule.about for rule in plan.opening_rules if rule.about is not None}
    for name in ruled:
        area = plan.find(name)
        if isinstance(area, Zone | Sector) and shapely.covers(area.area, point):
            yield area.id


def _standing(roads: RoadsOverTime, site: Site, closed: Sequence[int]) -> Spans:
    """When a column may be at a site: while it is there and lies in no closed area; hours only bar moving."""
    barred = [span for row in closed for span in roads.closings[row].spans]
    window = Validity(starts_at=roads.since[0], ends_at=roads.until)
    outside = without((window,), (site.valid,))
    return without((window,), (*barred, *outside))


def _moments(roads: RoadsOverTime, spans: Spans, behind_ms: int) -> Iterator[tuple[int, int]]:
    """The first and last moment at which the head may be about to leave, its tail still to follow."""
    for span in spans:
        low, high = roads.ms(span.starts_at or roads.since[0]), roads.ms(span.ends_at or roads.until) - behind_ms
        if low <= high:
            yield low, high
