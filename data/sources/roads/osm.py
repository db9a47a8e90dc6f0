"""OSM extracts (.osm.pbf, .osm, .osm.gz, .osm.bz2) → road columns, with what was left out and what is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import SourceError
from data.sources.roads import osm_notes
from data.sources.roads.access import NO_BARRIER, passage
from data.sources.roads.assemble import RoadColumns
from data.sources.roads.fragments import used_rows
from data.sources.roads.osm_file import Codes, RawOsm, collected, provenance_of
from data.sources.roads.osm_turns import Streets, Turns, turns
from data.sources.roads.osm_ways import Cut, Mask, Rows, cut, spread
from data.sources.roads.report import Progress, ReadRoads
from data.sources.roads.rules import NUMBER_COLUMNS, TEXT_COLUMNS, RoadRule, rule_of

_NAME_COLUMNS = {"name": "name", "name:en": "name_en", "name:ar": "name_ar", "ref": "ref"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The distinct tag combinations, what each means, and which one each way has."""

    tags: tuple[dict[str, str], ...]
    rules: tuple[RoadRule, ...]
    of_way: NDArray[np.int32]

    @property
    def is_road(self) -> Mask:
        """Which ways are roads for a convoy."""
        return np.array([rule.left_out is None for rule in self.rules], np.bool_)[self.of_way]


def read(paths: Sequence[Path], progress: Progress | None = None) -> ReadRoads:
    """Road columns of one or more OSM files; neighbouring extracts are joined at their common nodes.

    Raises
    ------
    SourceError
        When a file is damaged, foreign or holds no road.
    """
    provenance = tuple(provenance_of(path) for path in paths)
    raw, node_ids, degrees = collected(paths, progress)
    if progress:
        progress("cutting ways at junctions", None)
    understood = _understood(raw.rules)
    pieces = _pieces(raw, understood, node_ids, degrees)
    if not len(pieces.way):
        raise SourceError(
            " and ".join(path.name for path in paths),
            ["it holds no road that can be driven"],
            "Give an extract that contains highways with their nodes (Overpass: add '>' to fetch nodes).",
        )
    columns, banned = _columns(raw, understood, pieces, node_ids, degrees)
    if progress:
        progress("roads read", 1.0)
    notes = osm_notes.Subject(raw=raw, tags=understood.tags, rules=understood.rules, of_way=understood.of_way)
    places = osm_notes.places_of_ways(pieces, degrees, len(raw.way_ids))
    return ReadRoads(
        columns=columns,
        provenance=provenance,
        dropped=osm_notes.dropped(notes, pieces, banned),
        findings=osm_notes.findings(notes, places, banned, columns),
    )


def _understood(rules: Codes) -> Understood:
    tags = tuple(dict(combination) for combination in rules.kinds)
    return Understood(
        tags=tags,
        rules=tuple(rule_of(each) for each in tags),
        of_way=np.frombuffer(rules.codes, np.int32) if rules.codes else np.empty(0, np.int32),
    )


def _pieces(raw: RawOsm, understood: Understood, node_ids: Rows, degrees: NDArray[np.float64]) -> Cut:
    vias = [ref for relation in raw.relations.values() for kind, ref, _ in relation.members if kind == "n"]
    split_at = np.zeros(len(node_ids), np.bool_)
    split_at[np.isin(node_ids, np.array([*raw.barriers, *vias], np.int64))] = True
    known = (np.abs(degrees[:, 0]) <= 180.0) & (np.abs(degrees[:, 1]) <= 90.0)  # noqa: PLR2004 - degrees
    rows = np.searchsorted(node_ids, np.frombuffer(raw.refs, np.int64)) if raw.refs else np.empty(0, np.int64)
    return cut(raw, understood.is_road, rows, known, split_at)


def _columns(
    raw: RawOsm,
    understood: Understood,
    pieces: Cut,
    node_ids: Rows,
    degrees: NDArray[np.float64],
) -> tuple[RoadColumns, Turns]:
    from_row, to_row = pieces.node[pieces.first], pieces.node[pieces.last]
    ends, row = used_rows(from_row, to_row, len(node_ids))
    from_node, to_node = row[from_row], row[to_row]
    positions, offsets = spread(pieces.first, pieces.last)
    rule = understood.of_way[pieces.way]
    direction = np.array([each.direction for each in understood.rules], np.int8)[rule]
    way_id = np.frombuffer(raw.way_ids, np.int64)[pieces.way]
    node_id = node_ids[ends]
    banned = turns(
        raw.relations.values(),
        Streets.of(way_id, from_node, to_node, direction),
        _RowOf(node_id),
    )
    barrier, may_pass = _barriers(raw, node_id)
    columns = RoadColumns(
        node_id=node_id,
        lon=degrees[ends, 0],
        lat=degrees[ends, 1],
        from_node=from_node,
        to_node=to_node,
        offsets=offsets,
        points=degrees[pieces.node[positions]],
        direction=direction,
        attributes={"way_id": way_id, **_attributes(understood, rule), **_names(raw, pieces.way)},
        node_barrier=barrier,
        node_passage=may_pass,
        turns=banned.bans,
    )
    return columns, banned


class _RowOf:
    """Row of an OSM node id among the nodes of the network."""

    def __init__(self, node_id: Rows) -> None:
        self._node_id = node_id

    def __call__(self, osm_id: int) -> int | None:
        row = int(np.searchsorted(self._node_id, osm_id))
        return row if row < len(self._node_id) and self._node_id[row] == osm_id else None


def _barriers(raw: RawOsm, node_id: Rows) -> tuple[list[str | None], list[str | None]]:
    row_of = _RowOf(node_id)
    barrier: list[str | None] = [None] * len(node_id)
    may_pass: list[str | None] = [None] * len(node_id)
    for osm_id, tags in raw.barriers.items():
        row, kind = row_of(osm_id), _kind_of_barrier(tags)
        if row is not None and kind is not None:
            barrier[row], may_pass[row] = kind, passage(kind, tags)
    return barrier, may_pass


def _kind_of_barrier(tags: dict[str, str]) -> str | None:
    if tags.get("barrier", "no") not in NO_BARRIER:
        return tags["barrier"]
    return "checkpoint" if tags.get("military") == "checkpoint" else None


def _attributes(understood: Understood, rule: NDArray[np.int32]) -> dict[str, Any]:
    rules = understood.rules
    columns: dict[str, Any] = {
        column: np.array([each.numbers[place] for each in rules], np.float64)[rule]
        for place, column in enumerate(NUMBER_COLUMNS)
    }
    columns |= {key: _texts([tags.get(key) for tags in understood.tags], rule) for key in TEXT_COLUMNS}
    columns["access"] = _texts([each.access for each in rules], rule)
    columns["limit_doubt"] = _texts([each.limit_doubt for each in rules], rule)
    columns["speed_kmh"] = np.array([each.speed_kmh for each in rules], np.float64)[rule]
    columns["speed_from"] = _texts([each.speed_from for each in rules], rule)
    return columns


def _texts(values: Sequence[str | None], row: NDArray[Any]) -> pd.Categorical:
    """One text for each row, kept as codes."""
    kinds = sorted({value for value in values if value is not None})
    code = {value: place for place, value in enumerate(kinds)}
    codes = np.array([-1 if value is None else code[value] for value in values], np.int32)
    return pd.Categorical.from_codes(codes[row], pd.Index(kinds, dtype=object))


def _names(raw: RawOsm, way: Rows) -> dict[str, pd.Categorical]:
    return {
        column: pd.Categorical.from_codes(
            np.frombuffer(raw.names[key].codes, np.int32)[way],
            pd.Index(list(raw.names[key].kinds), dtype=object),
        )
        for key, column in _NAME_COLUMNS.items()
    }
