"""Rounds on the map: the way of each vehicle, and its number at every place it serves."""

from collections.abc import Iterator

from shapely import LineString

from pages.look import looks
from pages.map.layers import Group, Layer, MapFeature
from pages.parts.march.layers import situation
from pages.state.workspace import Workspace
from routing.visits.gate import Checked, Leg


def of_rounds(work: Workspace, found: Checked) -> tuple[Layer, ...]:
    """The situation when vehicles may leave, with their ways."""
    at = found.laid.clock.at(found.laid.case.fleet.starts_s)
    return (
        *situation(work, at),
        Layer(name="Rounds", group=Group.WAYS, features=list(_ways(found))),
        Layer(name="Sites served", group=Group.WAYS, features=list(_places(found))),
    )


def _ways(found: Checked) -> Iterator[MapFeature]:
    for leg, way in found.ways:
        line = _straight(found, leg) if way is None else way.line
        look = looks.ROUND_LINES if way is None else looks.ROUNDS
        yield MapFeature(
            id="",
            geometry=line,
            look=look[(leg.vehicle - 1) % len(look)],
            tooltip=(f"Vehicle {leg.vehicle}", f"to {found.laid.places[leg.there].name}"),
        )


def _straight(found: Checked, leg: Leg) -> LineString:
    return LineString([found.laid.places[place].point for place in (leg.here, leg.there)])


def _places(found: Checked) -> Iterator[MapFeature]:
    for vehicle, own in enumerate(found.rounds.rounds, start=1):
        for order, visit in enumerate(own.visits, start=1):
            place = found.laid.places[visit.place]
            told = (place.name, f"vehicle {vehicle}, stop {order}")
            yield MapFeature(
                id=place.id, geometry=place.point, look=looks.ROUND_STOP, label=f"{vehicle}.{order}", tooltip=told
            )
    for place_number in found.rounds.unserved:
        place = found.laid.places[place_number]
        yield MapFeature(
            id=place.id,
            geometry=place.point,
            look=looks.NOT_SERVED,
            label=place.name,
            tooltip=(place.name, "not served"),
        )
