"""How long the vehicles of rounds take for a way: as the march table of the convoys they become says."""

from data.model import Plan, Route
from routing.index import NetworkIndex
from routing.march.catalogue import types_offered
from routing.march.pace import drive_of
from routing.march.profiles import STANDARD_PROFILES
from routing.visits.asked import Carriers


def driven_s(index: NetworkIndex, plan: Plan, carriers: Carriers, route: Route) -> float:
    """Seconds for a way: what the roads say, or longer where the type of vehicle or the profile is slower.

    Without a type the roads alone say it.
    """
    speeds_kmh = {
        road: speed_kmh
        for kind in types_offered(plan)
        if kind.id == carriers.type
        for road, speed_kmh in kind.speeds_kmh
    }
    return float(drive_of(index.network, route.pieces, speeds_kmh, STANDARD_PROFILES[0]).since_s[-1])
