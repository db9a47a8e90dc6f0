"""What decides how columns drive a road: whether they can meet on it, and by what their pace is set."""

from collections.abc import Sequence

import numpy as np

from routing.index import NetworkIndex
from routing.march.pace import is_town, road_group

TWO_TRUCKS_M = 5.5
"""Two trucks of 2.55 m with their mirrors and a little room between them."""
NARROW = frozenset({"residential", "living_street", "service", "unclassified", "track", "path"})
"""Roads of these classes are narrow where nobody has told their lanes or width."""


def single_flow(index: NetworkIndex, segment: int) -> bool:
    """Whether a road lets one direction through at a time, by its width, its lanes, or for want of both its class."""
    if (index.edges_of_segment[segment] < 0).any():
        return False
    width_m, lanes = (_number(index, column, segment) for column in ("width_m", "lanes"))
    if width_m is not None:
        return width_m < TWO_TRUCKS_M
    if lanes is not None:
        return lanes < 2  # noqa: PLR2004 - one for each direction
    return (index.network.segment_text("highway", segment) or "").removesuffix("_link") in NARROW


def _number(index: NetworkIndex, column: str, segment: int) -> float | None:
    value = index.network.segments[column][segment].as_py()
    return None if value is None or np.isnan(value) else float(value)


def paces(index: NetworkIndex, segments: Sequence[int]) -> list[tuple[object, ...]]:
    """For each segment, all of it by which the pace of any column is set: two alike are driven alike by each."""
    network = index.network
    rows = np.array(segments, np.int64)
    taken = network.segments.take(rows).select(["highway", "surface", "maxspeed_kmh"]).to_pylist()
    speeds_kmh = network.segment_speed_kmh[rows].tolist()
    return [
        (
            speed_kmh,
            road_group(said["highway"], said["surface"]),
            is_town(said["highway"], said["maxspeed_kmh"]),
        )
        for speed_kmh, said in zip(speeds_kmh, taken, strict=True)
    ]
