"""Rows that name the nodes at their ends → RoadColumns: each physical road once, with its directions.

Rows are directed (each permits u to v alone) when the file says so, or when mirrored rows show it.
Otherwise a row is a road for both directions unless its `oneway` says otherwise; then the drawing
tells the direction, for u and v of an undirected graph come in any order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.model.finding import Finding, Severity
from data.sources.roads.assemble import RoadColumns
from data.sources.roads.attributes import Attributes, understood
from data.sources.roads.fields import Column, column_called, each, label_of
from data.sources.roads.report import Dropped, SourceNames
from geo.measure import WGS84, along_m

Rows: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

TURNS_NOT_GIVEN = Finding(
    code="turns-not-given",
    severity=Severity.NOTE,
    subject="network",
    message="This kind of file holds no turn restrictions and no barriers on roads; routes cannot obey them.",
    remedy="Load an OpenStreetMap extract of the area where turns and barriers matter.",
)

_REACH_M = 1.0
_LENGTH_SHARE = 0.01
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Roads between numbered nodes; `label` is what the file calls each; `directed` None leaves that to the rows."""

    label: Column
    node_id: Rows
    lon: Floats
    lat: Floats
    u: Rows
    v: Rows
    lines: NDArray[np.object_]
    columns: Mapping[str, Column]
    directed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Columns of the roads, what the file calls them, and what was left out or is in doubt."""

    columns: RoadColumns
    names: SourceNames
    dropped: tuple[Dropped, ...]
    findings: tuple[Finding, ...]


def folded(links: Links) -> Folded:
    """The roads of these rows; rows that are one road in two directions become one segment."""
    said = understood(links.columns, len(links.u))
    links, said = _kept(links, said)
    directed, how = _is_directed(links, said)
    start, end, along, gaps_m = _ends(links)
    travel = np.where(along, 1, -1) if directed else said.direction
    road, first, direction, doubles = _folds(links, said, travel)
    points, offsets = _drawn(links, start, end)
    taken = _chosen(np.diff(offsets), first)
    columns = RoadColumns(
        node_id=links.node_id,
        lon=links.lon,
        lat=links.lat,
        from_node=start[first].astype(np.int32),
        to_node=end[first].astype(np.int32),
        direction=direction,
        attributes={name: _taken(values, first) for name, values in said.segments.items()},
        points=points[taken],
        offsets=np.concatenate([[0], np.cumsum(np.diff(offsets)[first])]),
    )
    against = 0 if directed else int(((said.says_oneway == 1) & ~along).sum())
    findings = (
        *said.findings,
        *how,
        *_length_findings(links, points, offsets),
        *_end_findings(gaps_m, against),
        TURNS_NOT_GIVEN,
    )
    return Folded(
        columns=columns, names=_names(links, directed, road), dropped=(*said.dropped, *doubles), findings=findings
    )


def _kept(links: Links, said: Attributes) -> tuple[Links, Attributes]:
    rows = np.flatnonzero(said.kept)
    kept = replace(
        links,
        u=links.u[rows],
        v=links.v[rows],
        lines=links.lines[rows],
        columns={name: values[rows] for name, values in links.columns.items()},
    )
    return kept, replace(
        said,
        segments={name: _taken(values, rows) for name, values in said.segments.items()},
        direction=said.direction[rows],
        says_oneway=said.says_oneway[rows],
    )


def _taken(values: Any, rows: Rows) -> Any:
    return None if values is None else values[rows]


def _is_directed(links: Links, said: Attributes) -> tuple[bool, tuple[Finding, ...]]:
    """Whether each row permits u to v alone, and what is to be said about that."""
    there = pd.MultiIndex.from_arrays([links.u, links.v])
    back = pd.MultiIndex.from_arrays([links.v, links.u])
    mirrored = np.asarray(there.isin(back)) & (links.u != links.v)
    free = said.says_oneway != 1
    stated = bool((said.says_oneway >= 0).any())
    share = float(mirrored[free].mean()) if free.any() else 0.0
    directed = links.directed
    if directed is None:
        directed = share >= _MOSTLY if stated else share > 0
    if not directed:
        return False, ()
    alone = int((free & ~mirrored).sum())
    return True, (_one_way_finding(alone, len(links.u)),) if alone else ()


def _one_way_finding(alone: int, count: int) -> Finding:
    return Finding(
        code="edge-without-return",
        severity=Severity.DOUBT,
        subject="edges",
        message=(
            f"{alone} of {count} directed edges have no edge back and do not say that they are one-way; "
            "they are taken as one-way."
        ),
        remedy="Add the edges back if these roads may be driven in both directions.",
    )


def _ends(links: Links) -> tuple[Rows, Rows, Flags, Floats]:
    """Node at the start and end of each drawing, whether it runs from u to v, and its gap to them, metres."""
    first, last = (shapely.get_coordinates(shapely.get_point(links.lines, i)) for i in (0, -1))
    straight = _away_m(links, first, links.u), _away_m(links, last, links.v)
    turned = _away_m(links, first, links.v), _away_m(links, last, links.u)
    along = straight[0] + straight[1] <= turned[0] + turned[1]
    gaps_m = np.where(along, np.maximum(*straight), np.maximum(*turned))
    return np.where(along, links.u, links.v), np.where(along, links.v, links.u), along, gaps_m


def _away_m(links: Links, at: Floats, node: Rows) -> Floats:
    return np.asarray(WGS84.inv(at[:, 0], at[:, 1], links.lon[node], links.lat[node])[2])


def _drawn(links: Links, start: Rows, end: Rows) -> tuple[Floats, Rows]:
    """Points of the lines end to end and their offsets; a line that misses its node is drawn to it."""
    points, line = shapely.get_coordinates(links.lines, return_index=True)
    offsets = np.searchsorted(line, np.arange(len(links.lines) + 1))
    lead = _away_m(links, points[offsets[:-1]], start) > _REACH_M
    tail = _away_m(links, points[offsets[1:] - 1], end) > _REACH_M
    where = np.concatenate([offsets[:-1][lead], offsets[1:][tail]])
    nodes = np.concatenate([start[lead], end[tail]])
    added = np.column_stack([links.lon[nodes], links.lat[nodes]])
    # of two points put in at one place, the end of the earlier line comes before the start of the next
    rank = np.concatenate([np.full(int(lead.sum()), 1), np.zeros(int(tail.sum()), dtype=int), np.full(len(points), 2)])
    order = np.lexsort((rank, np.concatenate([where, np.arange(len(points))])))
    counts = np.diff(offsets) + lead + tail
    return np.concatenate([added, points])[order], np.concatenate([[0], np.cumsum(counts)])


def _names(links: Links, directed: bool, road: Rows) -> SourceNames:  # noqa: FBT001 -- told by the rows
    stated = column_called(links.columns, ("key",))
    rows = np.arange(0 if stated is None else len(road))
    key = each(stated, label_of) if stated is not None else np.empty(0, dtype=object)
    ends = (links.u,) if directed else (links.u, links.v)
    return SourceNames(
        node=links.label,
        leaves=np.concatenate([end[rows] for end in ends]),
        segment=np.tile(road[rows], len(ends)),
        key=np.tile(key, len(ends)),
    )


def _folds(
    links: Links, said: Attributes, travel: NDArray[Any]
) -> tuple[Rows, Rows, NDArray[np.int8], tuple[Dropped, ...]]:
    """Road of each row, first row of each road, its direction as drawn there, and the rows that repeat one."""
    rounded = shapely.set_coordinates(links.lines.copy(), np.round(shapely.get_coordinates(links.lines), 7))
    raw, normal = shapely.to_wkb(rounded), shapely.to_wkb(shapely.normalize(rounded))
    turn = np.where(raw == normal, 1, -1)
    told = pd.DataFrame({name: values for name, values in said.segments.items() if values is not None})
    key = pd.DataFrame(
        {
            "drawn": normal,
            "low": np.minimum(links.u, links.v),
            "high": np.maximum(links.u, links.v),
            "told": pd.util.hash_pandas_object(told, index=False).to_numpy(),
        },
    )
    road = np.asarray(key.groupby(list(key), sort=False).ngroup(), dtype=np.int64)
    _, first = np.unique(road, return_index=True)
    way = travel * turn
    forward = np.bincount(road, way >= 0) > 0
    backward = np.bincount(road, way <= 0) > 0
    direction = (forward.astype(np.int8) - backward.astype(np.int8)) * turn[first]
    again = int(pd.DataFrame({"road": road, "way": way}).duplicated().sum())
    doubles = Dropped(
        what="edges", count=again, why="the same road in the same direction is in the file more than once"
    )
    return road, first.astype(np.int64), direction.astype(np.int8), (doubles,) if again else ()


def _chosen(counts: Rows, rows: Rows) -> Rows:
    """Rows of the points of the chosen lines."""
    starts, ends = np.cumsum(counts) - counts, np.cumsum(counts[rows])
    return np.repeat(starts[rows] - (ends - counts[rows]), counts[rows]) + np.arange(int(counts[rows].sum()))


def _length_findings(links: Links, points: Floats, offsets: Rows) -> Iterator[Finding]:
    """A doubt when the file's own lengths differ from the geometry."""
    own = column_called(links.columns, ("length", "length_m"))
    if own is None or not len(own):
        return
    stated = pd.to_numeric(pd.Series(own), errors="coerce").to_numpy(float, na_value=np.nan)
    measured = along_m(points, offsets)[offsets[1:] - 1]
    share = np.abs(stated - measured) / np.maximum(measured, _REACH_M)
    off = share > _LENGTH_SHARE
    if off.any():
        worst = int(np.nanargmax(share))
        lon, lat = points[offsets[worst]].tolist()
        yield Finding(
            code="length-differs",
            severity=Severity.DOUBT,
            subject=f"edge {worst + 1}",
            message=(
                f"{int(off.sum())} of {len(own)} lengths in the file differ from the drawn line by more than 1 %; "
                f"the worst says {stated[worst]:.1f}, measured {measured[worst]:.1f} m. The measured ones are used."
            ),
            remedy="Ask the maker of the file in which unit and how its lengths were measured.",
            place=(lon, lat),
        )


def _end_findings(gaps_m: Floats, against: int) -> Iterator[Finding]:
    missing = int((gaps_m > _REACH_M).sum())
    if missing:
        yield Finding(
            code="line-misses-node",
            severity=Severity.DOUBT,
            subject="edges",
            message=(
                f"{missing} lines end up to {float(gaps_m.max()):.0f} m away from the node they name; "
                "they were drawn on to it."
            ),
            remedy="Check that the node table and the edges belong together.",
        )
    if against:
        yield Finding(
            code="oneway-against-ends",
            severity=Severity.DOUBT,
            subject="edges",
            message=(
                f"{against} one-way roads are drawn from v to u; the direction of the drawing is taken, "
                "because an undirected graph lists its ends in any order."
            ),
            remedy="Save the graph as directed edges if u to v is the direction of travel.",
        )
