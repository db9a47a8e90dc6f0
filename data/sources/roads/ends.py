"""Edge tables that name their end nodes, and node tables → Links; rows that cannot be used are told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.errors import SourceError
from data.sources.roads.edges import Links
from data.sources.roads.fields import Column, column_called, each, label_of
from data.sources.roads.report import Dropped

_ENDS_CALLED = (
    ("u", "v"),
    ("from_node", "to_node"),
    ("from", "to"),
    ("source", "target"),
    ("node_a", "node_b"),
)
_SURE = frozenset({"u", "from_node", "node_a"})
_ID_CALLED = ("osmid", "node_id", "id", "node", "nodeid", "fid", "name")
_LON_CALLED = ("lon", "x", "longitude", "lng", "long")
_LAT_CALLED = ("lat", "y", "latitude")
_SHOWN = 5
_LINE, _MULTILINE = 1, 5
_MOST_LON, _MOST_LAT = 180.0, 90.0
_REMEDY = "Correct these rows and load the file again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of a file: a shape or None for each, the number it has in the file, and its columns."""

    name: str
    shapes: NDArray[np.object_]
    number: NDArray[np.int64]
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Node labels, each once, with their position in degrees."""

    label: Column
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


def end_columns(names: Sequence[str]) -> tuple[str, str] | None:
    """Names of the two columns that name the end nodes, as the file writes them."""
    by_name = {name.lower(): name for name in names}
    return next(((by_name[u], by_name[v]) for u, v in _ENDS_CALLED if u in by_name and v in by_name), None)


def surely_ends(names: Sequence[str]) -> bool:
    """Whether lines with these columns are edges: `from` and `to` alone may be names of towns."""
    ends = end_columns(names)
    return ends is not None and ends[0].lower() in _SURE


def has_places(table: Table) -> bool:
    """Whether the rows are nodes: each with a position and no ends."""
    if end_columns(tuple(table.columns)) is not None:
        return False
    points = (shapely.get_type_id(table.shapes) == 0).any()
    lon, lat = column_called(table.columns, _LON_CALLED), column_called(table.columns, _LAT_CALLED)
    return bool(points) or (lon is not None and lat is not None)


def places_of(table: Table) -> tuple[Places, tuple[Dropped, ...]]:
    """The nodes of a node table, and the rows that are none.

    Raises
    ------
    SourceError
        When there is no column of ids, no usable row, or one id at two places.
    """
    stated = column_called(table.columns, _ID_CALLED)
    if stated is None:
        fault = "no column holds the ids of its nodes (osmid, node_id or id)"
        raise SourceError(table.name, [fault], "Add such a column, with the ids that u and v use.")
    label = each(stated, label_of)
    lon, lat = _positions(table)
    why = np.full(len(label), None, dtype=object)
    with np.errstate(invalid="ignore"):
        away = ~((np.abs(lon) <= _MOST_LON) & (np.abs(lat) <= _MOST_LAT))
    why[away] = "it has no position in degrees"
    why[pd.isna(label)] = "it has no id"
    good = _good_rows(table, why)
    nodes = pd.DataFrame({"label": label[good], "lon": lon[good], "lat": lat[good]}).drop_duplicates()
    twice = nodes.loc[nodes["label"].duplicated(), "label"]
    if len(twice):
        faults = [f"node {one} is given at two places" for one in twice.drop_duplicates()]
        raise SourceError(table.name, faults, "Give each node one place.")
    places = Places(label=nodes["label"].to_numpy(object), lon=nodes["lon"].to_numpy(), lat=nodes["lat"].to_numpy())
    return places, tuple(_dropped("nodes", table, why))


def links_of(table: Table, places: Places | None, *, directed: bool | None = None) -> tuple[Links, tuple[Dropped, ...]]:
    """The edges of a table between its nodes, and the rows that are no edges.

    Without a node table the ends of the lines give the places of the nodes; without a line an edge
    is straight.

    Raises
    ------
    SourceError
        When no row is usable, with all faults.
    """
    ends = end_columns(tuple(table.columns))
    if ends is None:
        raise SourceError(table.name, ["it has no columns u and v"], "Name the end nodes of each edge in u and v.")
    u_label, v_label = (each(table.columns[name], label_of) for name in ends)
    lines = _single_lines(table.shapes)
    places = places or _places_from_lines(table, lines, u_label, v_label)
    index = pd.Index(places.label)
    u, v = index.get_indexer(pd.Index(u_label)), index.get_indexer(pd.Index(v_label))
    lines = _with_straight(lines, table.shapes, places, u, v)
    good = _good_rows(table, why := _edge_faults(u_label, v_label, u, v, lines))
    links = Links(
        label=places.label,
        node_id=_node_ids(places.label),
        lon=places.lon,
        lat=places.lat,
        u=u[good].astype(np.int64),
        v=v[good].astype(np.int64),
        lines=lines[good],
        columns={name: values[good] for name, values in table.columns.items()},
        directed=directed,
    )
    return links, tuple(_dropped("edges", table, why))


def _positions(table: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    count = len(table.shapes)
    lon, lat = (_numbers(table.columns, called, count) for called in (_LON_CALLED, _LAT_CALLED))
    is_point = shapely.get_type_id(table.shapes) == 0
    lon[is_point], lat[is_point] = shapely.get_coordinates(table.shapes[is_point]).T
    return lon, lat


def _numbers(columns: Mapping[str, Column], called: Sequence[str], count: int) -> NDArray[np.float64]:
    values = column_called(columns, called)
    if values is None:
        return np.full(count, np.nan)
    return pd.to_numeric(pd.Series(values), errors="coerce").to_numpy(float, na_value=np.nan, copy=True)


def _single_lines(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The lines among the shapes; one of several pieces counts when they join end to end."""
    lines = np.full(len(shapes), None, dtype=object)
    several = shapely.get_type_id(shapes) == _MULTILINE
    single = np.array(shapes, dtype=object)
    single[several] = shapely.line_merge(shapes[several], directed=True)
    usable = (shapely.get_type_id(single) == _LINE) & (shapely.length(single) > 0)
    lines[usable] = shapely.force_2d(single[usable])
    return lines


def _with_straight(
    lines: NDArray[np.object_], shapes: NDArray[np.object_], places: Places, u: NDArray[np.intp], v: NDArray[np.intp]
) -> NDArray[np.object_]:
    bare = shapely.is_missing(shapes) & (u >= 0) & (v >= 0)
    bare &= (places.lon[u] != places.lon[v]) | (places.lat[u] != places.lat[v])
    a, b = (np.column_stack([places.lon[end[bare]], places.lat[end[bare]]]) for end in (u, v))
    straight = lines.copy()
    straight[bare] = shapely.linestrings(np.stack([a, b], axis=1))
    return straight


def _edge_faults(
    u_label: Column, v_label: Column, u: NDArray[np.intp], v: NDArray[np.intp], lines: NDArray[np.object_]
) -> Column:
    why = np.full(len(u), None, dtype=object)
    why[shapely.is_missing(lines)] = "it has no line of some length, in one piece"
    for label, row, end in ((v_label, v, "v"), (u_label, u, "u")):
        unknown = row < 0
        why[unknown] = [f"its {end} names node {one}, which the file does not have" for one in label[unknown]]
        why[pd.isna(label)] = f"it has no {end}"
    return why


def _places_from_lines(table: Table, lines: NDArray[np.object_], u_label: Column, v_label: Column) -> Places:
    """Node places from the ends of the lines, when every line runs from its u to its v."""
    has_line = ~shapely.is_missing(lines) & ~pd.isna(u_label) & ~pd.isna(v_label)
    first, last = (shapely.get_coordinates(shapely.get_point(lines[has_line], end)) for end in (0, -1))
    at = np.round(np.concatenate([first, last]), 7)
    label = np.concatenate([u_label[has_line], v_label[has_line]])
    nodes = pd.DataFrame({"label": label, "lon": at[:, 0], "lat": at[:, 1]}).drop_duplicates()
    twice = nodes.loc[nodes["label"].duplicated(), "label"].drop_duplicates()
    if len(twice) or not len(nodes):
        faults = [f"lines that meet at node {one} end at different places" for one in twice]
        remedy = "Load it together with its node table: ids with lon and lat."
        raise SourceError(table.name, faults or ["it has neither lines nor nodes"], remedy)
    return Places(label=nodes["label"].to_numpy(object), lon=nodes["lon"].to_numpy(), lat=nodes["lat"].to_numpy())


def _node_ids(label: Column) -> NDArray[np.int64]:
    """The labels where all are whole numbers, otherwise row numbers."""
    whole = pd.Series(label).str.fullmatch(r"-?\d{1,18}")
    return label.astype(np.int64) if bool(whole.all()) else np.arange(len(label))


def _good_rows(table: Table, why: Column) -> NDArray[np.int64]:
    good = np.flatnonzero(pd.isna(why))
    if not len(good):
        faults = [f"row {number}: {one}" for number, one in zip(table.number, why, strict=True)]
        raise SourceError(table.name, faults or ["it has no rows"], _REMEDY)
    return good


def _dropped(what: str, table: Table, why: Column) -> Iterator[Dropped]:
    bad = ~np.asarray(pd.isna(why), dtype=bool)
    for reason, numbers in pd.Series(table.number[bad]).groupby(why[bad]):
        examples = tuple(f"row {number} of {table.name}" for number in numbers.head(_SHOWN))
        yield Dropped(what=what, count=len(numbers), why=str(reason), examples=examples)
