"""A turns table beside road files → turns of the network; what does not fit the network is told."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from data.errors import SourceError
from data.model.finding import Finding, Severity
from data.model.provenance import Provenance
from data.sources.roads.assemble import RoadColumns, Turn
from data.sources.roads.digest import sha256_of
from data.sources.roads.report import Dropped, ReadRoads, SourceNames
from data.sources.roads.turns_table import REMEDY, TurnRow, is_turns_table, turns_table

Edge: TypeAlias = tuple[int, bool]
"""Segment row, and whether it is driven as drawn."""

BAN, TIME = "no_turn", "cost"
_WHOLE_NUMBER = r"-?[0-9]{1,18}"
_SHOWN = 5
_TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the rows of a turns table can speak of: nodes by label, edges by their ends, and what keys those have."""

    node: Mapping[str, int]
    edges: Mapping[tuple[int, int], Sequence[Edge]]
    keys: Callable[[int, int], frozenset[str]]


class Unusable(Exception):
    """Why a row speaks of no turn of the network."""


def apart(paths: Sequence[Path]) -> tuple[list[Path], Path | None]:
    """The road files among the files, and the turns table if there is one.

    Raises
    ------
    SourceError
        When there is more than one turns table, or nothing else.
    """
    tables = [path for path in paths if is_turns_table(path)]
    if len(tables) > 1 or len(tables) == len(paths):
        names = ", ".join(path.name for path in tables)
        fault = "there are several turns tables" if len(tables) > 1 else "a turns table holds no roads"
        raise SourceError(names, [fault], "Give one turns table together with the files of the roads.")
    return [path for path in paths if path not in tables], next(iter(tables), None)


def with_turns(read: ReadRoads, path: Path, *, cut_out: bool) -> ReadRoads:
    """The roads with the turns of this table beside their own.

    `cut_out` says that the roads are part of something larger, so a turn may well lie outside: that is
    told in a finding. Otherwise roads and table belong together, and each turn must be one of the roads.

    Raises
    ------
    SourceError
        With all faults of the table, when one row cannot be understood or none is a turn of the network.
    """
    table = turns_table(path)
    turns, repeats, misfits = _resolved(table.rows, known(read, table.rows))
    faults = [*table.faults, *repeats]
    if misfits and (faults or not cut_out or not turns):
        faults += [f"row {row.number}: {why}" for row, why in misfits]
    if faults:
        raise SourceError(path.name, faults, REMEDY)
    provenance = Provenance(file_name=path.name, sha256=sha256_of(path), format="turns table")
    return replace(
        read,
        columns=replace(read.columns, turns=(*read.columns.turns, *turns)),
        provenance=(*read.provenance, provenance),
        dropped=(*read.dropped, *_dropped(path, misfits)),
        findings=(*(_said(found, path) for found in read.findings), *_findings(path, misfits, len(table.rows))),
    )


def known(read: ReadRoads, rows: Iterable[TurnRow]) -> Known:
    """The nodes and edges of the network of which these rows may speak."""
    labels = list(dict.fromkeys(label for row in rows for label in (row.from_u, row.via, row.to_v)))
    node = _node_rows(read, labels)
    return Known(node=node, edges=_edges_at(read.columns, node.values()), keys=_keys(read))


def edges_of(row: TurnRow, among: Known) -> tuple[list[Edge], list[Edge]]:
    """The edges by which a turn comes and those by which it goes on.

    Raises
    ------
    Unusable
        When the network lacks a node of it, or may not be driven there.
    """
    missing = [label for label in dict.fromkeys((row.from_u, row.via, row.to_v)) if label not in among.node]
    if missing:
        one = len(missing) == 1
        called = f"node {missing[0]} is no junction" if one else f"nodes {', '.join(missing)} are no junctions"
        raise Unusable(f"{called} of the network")
    from_u, via, to_v = (among.node[label] for label in (row.from_u, row.via, row.to_v))
    return (
        _between(among, (from_u, via), row.from_key, (row.from_u, row.via)),
        _between(among, (via, to_v), row.to_key, (row.via, row.to_v)),
    )


def _between(among: Known, ends: tuple[int, int], key: str | None, labels: tuple[str, str]) -> list[Edge]:
    edges = [edge for edge in among.edges.get(ends, ()) if key is None or key in among.keys(ends[0], edge[0])]
    if not edges:
        called = "" if key is None else f" with key {key}"
        raise Unusable(f"no road{called} of the network may be driven from node {labels[0]} to node {labels[1]}")
    return edges


def _node_rows(read: ReadRoads, labels: Sequence[str]) -> dict[str, int]:
    texts = pd.Series(labels, dtype=object)
    if read.names is None:
        texts = texts[texts.str.fullmatch(_WHOLE_NUMBER).astype(bool)]
        rows = pd.Index(read.columns.node_id).get_indexer(pd.Index(texts.astype(np.int64)))
    else:
        rows = pd.Index(read.names.node).get_indexer(pd.Index(texts, dtype=object))
    return {label: row for label, row in zip(texts, rows.tolist(), strict=True) if row >= 0}


def _edges_at(columns: RoadColumns, nodes: Iterable[int]) -> dict[tuple[int, int], list[Edge]]:
    """The permitted edges between these nodes, by tail and head."""
    wanted = np.zeros(len(columns.lon), np.bool_)
    wanted[list(nodes)] = True
    near = wanted[columns.from_node] & wanted[columns.to_node]
    found: dict[tuple[int, int], list[Edge]] = defaultdict(list)
    for forward, permitted in ((True, columns.direction >= 0), (False, columns.direction <= 0)):
        segments = np.flatnonzero(near & permitted)
        ends = columns.from_node[segments].tolist(), columns.to_node[segments].tolist()
        tails, heads = ends if forward else ends[::-1]
        for tail, head, segment in zip(tails, heads, segments.tolist(), strict=True):
            found[tail, head].append((segment, forward))
    return found


def _keys(read: ReadRoads) -> Callable[[int, int], frozenset[str]]:
    """The keys of the edge that leaves a node along a segment."""
    if read.names is None:
        way_id = read.columns.attributes["way_id"]
        return lambda _leaves, segment: frozenset({str(way_id[segment])})
    found = _stated_keys(read.names)
    return lambda leaves, segment: frozenset(found.get((leaves, segment), ()))


def _stated_keys(names: SourceNames) -> Mapping[tuple[int, int], Sequence[str]]:
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for leaves, segment, key in zip(names.leaves.tolist(), names.segment.tolist(), names.key, strict=True):
        found[leaves, segment].append(key)
    return found


def _resolved(rows: Iterable[TurnRow], among: Known) -> tuple[list[Turn], list[str], list[tuple[TurnRow, str]]]:
    """The turns, the faults of rows that speak of a turn again, and the rows that are no turn of the network."""
    by_edges: dict[tuple[Edge, Edge], int] = {}
    turns: list[Turn] = []
    repeats: list[str] = []
    misfits: list[tuple[TurnRow, str]] = []
    for row in rows:
        try:
            pairs = list(product(*edges_of(row, among)))
        except Unusable as why:
            misfits.append((row, str(why)))
            continue
        earlier = sorted({by_edges[pair] for pair in pairs if pair in by_edges})
        if earlier:
            repeats.append(f"row {row.number}: it speaks of the same turn as row {' and '.join(map(str, earlier))}")
        by_edges.update((pair, row.number) for pair in pairs if pair not in by_edges)
        turns.extend(_turn(pair, row.seconds) for pair in pairs)
    return turns, repeats, misfits


def _turn(pair: tuple[Edge, Edge], seconds: float | None) -> Turn:
    (into, into_forward), (out_of, out_forward) = pair
    kind = BAN if seconds is None else TIME
    return Turn(segments=(into, out_of), forward=(into_forward, out_forward), kind=kind, seconds=seconds)


def _said(found: Finding, path: Path) -> Finding:
    """The same finding, unless it says that no turn is known."""
    if found.code != "turns-not-given":
        return found
    message = f"Only the turns in {path.name} are known, and no barriers on roads; routes cannot obey others."
    return replace(found, message=message)


def _dropped(path: Path, misfits: Sequence[tuple[TurnRow, str]]) -> tuple[Dropped, ...]:
    if not misfits:
        return ()
    examples = tuple(f"row {row.number} of {path.name}: {why}" for row, why in misfits[:_SHOWN])
    return (Dropped(what="turns", count=len(misfits), why="the network has no such turn", examples=examples),)


def _findings(path: Path, misfits: Sequence[tuple[TurnRow, str]], count: int) -> tuple[Finding, ...]:
    if not misfits:
        return ()
    told = "; ".join(f"row {row.number}: {why}" for row, why in misfits[:_TOLD])
    more = f"; and {len(misfits) - _TOLD} more" if len(misfits) > _TOLD else ""
    return (
        Finding(
            code="turn-not-in-network",
            severity=Severity.PROBLEM,
            subject=path.name,
            message=f"{len(misfits)} of {count} rows are no turns of the network and do nothing: {told}{more}.",
            remedy="Name junctions that follow one another along roads, or take these rows out of the file.",
        ),
    )
