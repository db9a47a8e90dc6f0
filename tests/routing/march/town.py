"""A straight road of 8 km on which convoys march, with what a test puts beside it."""

from data.model import Vehicle
from routing.index import NetworkIndex
from routing.march.table import march_table
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders, march_builders
from tests.asciimap import ascii_map
from tests.builders import NOON

LENGTH_M = 8000
"""From A over B in the middle to C, at 36 km/h: ten metres a second."""

ROADS = ascii_map("A---B---C", grid_m=1000, speed_kmh=36.0)
INDEX = NetworkIndex(ROADS.network)


def at(along_m):
    """The place so far along the road."""
    return ROADS.point("A", east_m=along_m)


def planned(*records, **convoy):
    """A plan in which one convoy goes from A to C."""
    ends = (builders.site("a", name="Alpha", point=at(0)), builders.site("c", name="Gamma", point=at(LENGTH_M)))
    own = builders.convoy("v", **{"origin": "a", "destination": "c", "departs_at": NOON, **convoy})
    return builders.plan(*ends, *records, own), own


def marched(*records, waiting=None, roads=None, **convoy):
    """The march table of the convoy."""
    plan, own = planned(*records, **convoy)
    index = INDEX if roads is None else NetworkIndex(ascii_map("A---B---C", grid_m=1000, roads=roads).network)
    route = find_route(index, plan, convoy_question(plan, own, Terms(at=NOON)))
    said = {} if waiting is None else {"waiting": waiting}
    return march_table(index, plan, own, route, **said)


def truck(**said):
    return march_builders.vehicle_type("truck", envelope=Vehicle(name="truck", length_m=10.0), **said)


def column(*serials):
    """Serials of march units of so many trucks each: column((2, 3), (4,)) has two serials."""
    return tuple(
        march_builders.serial(
            str(number),
            *(
                march_builders.march_unit(f"{number}{letter}", march_builders.vehicle(count))
                for letter, count in zip("ABCDEF", counts, strict=False)
            ),
        )
        for number, counts in enumerate(serials, 1)
    )


def since_s(moment):
    return None if moment is None else (moment - NOON).total_seconds()
