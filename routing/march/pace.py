"""How fast a column drives the pieces of a route: as the road allows, its slowest vehicle and its profile."""

from collections.abc import Mapping, Sequence

import numpy as np

from data.model.march import MarchProfile, RoadGroup
from data.model.network import RoadNetwork
from data.model.pieces import RoutePiece, RoutePieces
from geo.lines import Floats, Rows
from routing.columns import Progress
from routing.march.arithmetic import KMH_PER_M_S

_GROUP: Mapping[str, RoadGroup] = {
    **dict.fromkeys(("motorway", "trunk", "primary"), RoadGroup.MAIN),
    **dict.fromkeys(("secondary", "tertiary", "unclassified"), RoadGroup.CONNECTING),
    "track": RoadGroup.TRACK,
}
_UNPAVED = frozenset(
    {
        "unpaved",
        "gravel",
        "pebblestone",
        "dirt",
        "earth",
        "ground",
        "rock",
        "grass",
        "clay",
        "sand",
        "mud",
        "snow",
        "ice",
    }
)
_TOWN_ROADS = frozenset({"residential", "living_street", "pedestrian"})
TOWN_KMH = 50.0
"""A road with a posted limit of this or less counts as inside a built-up place."""


def drive_of(
    network: RoadNetwork, pieces: Sequence[RoutePiece], speeds_kmh: Mapping[RoadGroup, float], profile: MarchProfile
) -> Progress:
    """How the head drives the pieces of a route without halts.

    Each piece takes what the route says, slow-downs included, or longer where the slowest vehicle or
    the pace of the profile is slower than that.
    """
    segment, took_s, length_m = _columns(pieces)
    limit_kmh = np.minimum(_vehicle_kmh(network, segment, speeds_kmh), _profile_kmh(network, segment, profile))
    took_s = np.maximum(took_s, length_m * KMH_PER_M_S / limit_kmh)
    since_s, along_m = np.cumsum(np.append(0.0, took_s)), np.cumsum(np.append(0.0, length_m))
    # a piece of a few centimetres can take no time in whole milliseconds
    last = np.append(np.diff(since_s) > 0, True)
    return Progress(since_s=since_s[last], along_m=along_m[last])


def road_group(highway: str | None, surface: str | None) -> RoadGroup:
    """The group of a road by its class, with unpaved ones among the tracks; unknown classes count as local.

    >>> road_group("trunk_link", "asphalt").value, road_group("tertiary", "gravel").value
    ('main', 'track')
    """
    if surface in _UNPAVED:
        return RoadGroup.TRACK
    return _GROUP.get((highway or "").removesuffix("_link"), RoadGroup.LOCAL)


def is_town(highway: str | None, posted_kmh: float | None) -> bool:
    """Whether a road counts as inside a built-up place, by its class or its posted limit."""
    return highway in _TOWN_ROADS or (posted_kmh is not None and posted_kmh <= TOWN_KMH)


def _vehicle_kmh(network: RoadNetwork, segment: Rows, speeds_kmh: Mapping[RoadGroup, float]) -> Floats:
    said = zip(_texts(network, "highway", segment), _texts(network, "surface", segment), strict=True)
    return np.array([speeds_kmh.get(road_group(*pair), np.inf) for pair in said], float)


def _profile_kmh(network: RoadNetwork, segment: Rows, profile: MarchProfile) -> Floats:
    posted_kmh = network.segments["maxspeed_kmh"].to_numpy()[segment].tolist()
    told = zip(_texts(network, "highway", segment), posted_kmh, strict=True)
    urban = np.array([is_town(*pair) for pair in told], bool)
    return np.where(urban, profile.urban_kmh or np.inf, profile.rural_kmh or np.inf)


def _texts(network: RoadNetwork, column: str, segment: Rows) -> list[str | None]:
    own, row = np.unique(segment, return_inverse=True)
    said = network.segments[column].take(own).to_pylist()
    return [said[at] for at in row.tolist()]


def _columns(pieces: Sequence[RoutePiece]) -> tuple[Rows, Floats, Floats]:
    """Segment, seconds and metres of each piece."""
    if isinstance(pieces, RoutePieces):
        return pieces.segment, pieces.duration_s, pieces.distance_m
    told = [(own.segment, own.duration_s, own.distance_m) for own in pieces]
    segment, took_s, length_m = np.array(told, float).reshape(-1, 3).T
    return segment.astype(np.int64), took_s, length_m
