"""A column on the map at a minute: its way, the stretch under it, and the worst place of what is asked."""

from datetime import datetime

from shapely import LineString, Point

from pages.look import looks
from pages.look.clock import local_time
from pages.map.layers import Group, Layer, MapFeature
from pages.parts import plan_layers
from pages.parts.march.ride import Ride
from pages.state.workspace import Workspace
from routing.march.reading import Grade
from routing.march.strip import Cell, Strip
from routing.phases import phase_at

LOOK = {
    Grade.MET: looks.GRADE_MET,
    Grade.NARROW: looks.GRADE_NARROW,
    Grade.UNKNOWN: looks.GRADE_UNKNOWN,
    Grade.NOT_MET: looks.GRADE_NOT_MET,
}


def at_minute(work: Workspace, ride: Ride, strip: Strip, minute: int, cell: Cell) -> tuple[Layer, ...]:
    """The situation at a minute with the column in it."""
    column = Layer(name="Column", group=Group.WAYS, features=_column(work, ride, strip, minute, cell))
    return (*situation(work, strip.moment(minute)), column)


def on_way(work: Workspace, ride: Ride) -> tuple[Layer, ...]:
    """The situation when a column departs, with its way."""
    way = MapFeature(id=ride.convoy.id, geometry=ride.route.line, look=looks.COLUMN_WAY, tooltip=(ride.convoy.name,))
    return (*situation(work, ride.convoy.departs_at), Layer(name="Column", group=Group.WAYS, features=[way]))


def situation(work: Workspace, at: datetime) -> tuple[Layer, ...]:
    """Sectors, zones and reports as they are at a moment."""
    phase = phase_at(work.plan, at)
    return (
        plan_layers.sectors(work.plan, phase),
        plan_layers.zones(work.plan, at, phase),
        plan_layers.reports(work.plan, at),
    )


def _column(work: Workspace, ride: Ride, strip: Strip, minute: int, cell: Cell) -> list[MapFeature]:
    lines = ride.column.lines
    when = local_time(strip.moment(minute), work.plan.time_zone)
    from_m, to_m = float(strip.from_m[minute]), float(strip.to_m[minute])
    stretch = LineString(lines.part(0, from_m, max(to_m, from_m + 1.0)))
    worst = lines.part(0, cell.at_m, cell.at_m + 1.0)[0]
    return [
        MapFeature(id=ride.convoy.id, geometry=ride.route.line, look=looks.COLUMN_WAY, tooltip=(ride.convoy.name,)),
        MapFeature(
            id=ride.convoy.id,
            geometry=stretch,
            look=looks.COLUMN_NOW,
            tooltip=(ride.convoy.name, f"{strip.part_name} at {when}"),
        ),
        MapFeature(
            id="",
            geometry=Point(worst),
            look=LOOK[cell.reading.grade],
            tooltip=(cell.reading.word, cell.reading.reason),
        ),
    ]
