"""What a load did: what was read, what was dropped and why, how long it took."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from data.model.finding import Finding
from data.model.network import RoadNetwork
from data.model.provenance import Provenance
from data.sources.roads.assemble import RoadColumns

Progress: TypeAlias = Callable[[str, float | None], None]
"""Called now and then with a step in words and its share done, 0 to 1 or None when that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Things of the source that are not in the network, with one reason and a few examples."""

    what: str
    count: int
    why: str
    examples: tuple[str, ...] = ()
    length_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNames:
    """What a file calls its nodes and edges, for tables beside it that speak of them.

    `node` has one label for each node row. The other three belong together: an edge that leaves node
    row `leaves` along segment row `segment` has the key `key`; they are empty where the file has none.
    """

    node: NDArray[np.object_]
    leaves: NDArray[np.int64]
    segment: NDArray[np.int64]
    key: NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRoads:
    """What a reader hands to the loader: columns, where they come from, what was left out, what is in doubt.

    Without `names` nodes are called by their `node_id` and edges by their `way_id`.
    """

    columns: RoadColumns
    provenance: tuple[Provenance, ...]
    dropped: tuple[Dropped, ...] = ()
    findings: tuple[Finding, ...] = ()
    names: SourceNames | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """One load: counts, losses, doubts and time.

    `unknown_share` gives for each attribute the share of segment length on which it is unknown,
    0 to 1. `from_cache` tells that the network was read before and only fetched now.
    """

    provenance: tuple[Provenance, ...]
    fingerprint: str
    node_count: int
    segment_count: int
    edge_count: int
    turn_ban_count: int
    turn_time_count: int
    barrier_count: int
    length_m: float
    bounds: tuple[float, float, float, float] | None
    unknown_share: tuple[tuple[str, float], ...]
    dropped: tuple[Dropped, ...]
    findings: tuple[Finding, ...]
    seconds: float
    from_cache: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedRoads:
    """A network and the report of its loading."""

    network: RoadNetwork
    report: LoadReport
