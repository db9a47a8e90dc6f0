"""The boundary of an area in a grid of cells, so that what lies clear of it is told at once; compiled.

Inside is where the rings wind around, shells one way and holes the other: where parts of an area
overlap, the ground is inside, as it is in either of them.
"""

from typing import NamedTuple

import numpy as np
import shapely
from numba import njit
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.orientation import Straight, crossing, side_of_shifted
from geo.runs import Box, Floats, Rows

OUTSIDE, INSIDE, NEAR = 0, 1, 2
ALONG_DEGREES = 1e-9
"""What runs this near an edge runs along it: a tenth of a millimetre, far more than coordinates are rounded by."""

_LEAST_CELL = 1e-5  # degrees; keeps the margin of a cell far above ALONG_DEGREES
_MARGIN = 1e-3
_FEWEST, _MOST_CELLS = 128, 1 << 20

Counts = NDArray[np.int32]


class Grid(NamedTuple):
    """Cells of equal size over the box of an area."""

    west: float
    south: float
    east: float
    north: float
    wide: float
    high: float
    columns: int
    rows: int


class Outline(NamedTuple):
    """Edges of all rings as rows (x, y, x, y), and what is known of each cell of the grid.

    Cell c is met by the edges `edge[first[c]:first[c + 1]]`; the rings wind `winding[c]` times around
    its middle; `met[r, c]` cells south-west of the corner of row r and column c are met by an edge.
    """

    edges: Floats
    grid: Grid
    first: Rows
    edge: Rows
    winding: Counts
    met: Counts


def outline_of(area: Polygon | MultiPolygon) -> Outline:
    """The boundary of an area that is not empty."""
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(area)))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    start, end = corners[:-1], corners[1:]
    kept = (ring[1:] == ring[:-1]) & (start != end).any(axis=1)
    edges = np.hstack([start[kept], end[kept]])
    grid = _grid(edges)
    first, edge = _edges_by_cell(edges, grid)
    winding = _winding(edges, grid)
    return Outline(edges, grid, first, edge, winding, _met(first, grid))


def _grid(edges: Floats) -> Grid:
    """As many cells as edges are worth: so few that long edges do not fill the grid with entries."""
    low, high, driven = _extent(edges)
    span = high - low
    least = min(_FEWEST, _FEWEST**3 / len(edges))
    worth = np.maximum(8 * len(edges) * span / np.where(span > 0, driven, 1.0), least)
    columns, rows = np.maximum(np.minimum(worth, span / _LEAST_CELL), 1.0)
    budget = min(max(float(len(edges)), _FEWEST**2), _MOST_CELLS)
    columns = min(columns, max(np.sqrt(budget), budget / rows))
    rows = min(rows, budget / columns)
    columns, rows = int(columns), int(max(rows, 1.0))
    wide, tall = np.where(span > 0, span, 1.0) / (columns, rows)
    (west, south), (east, north) = low.tolist(), high.tolist()
    return Grid(west, south, east, north, float(wide), float(tall), columns, rows)


@njit(cache=True, nogil=True)
def _extent(edges: Floats) -> tuple[Floats, Floats, Floats]:
    """Least and greatest coordinates, and how far all edges together lead along each of both."""
    low, high, driven = edges[0, :2].copy(), edges[0, :2].copy(), np.zeros(2)
    for i in range(len(edges)):
        for k in range(2):
            start, end = edges[i, k], edges[i, k + 2]
            low[k], high[k] = min(low[k], start, end), max(high[k], start, end)
            driven[k] += abs(end - start)
    return low, high, driven


@njit(cache=True, nogil=True)
def column_of(x: float, grid: Grid) -> int:
    """The column of a longitude; those beyond the first and the last belong to them. Never falls as x rises."""
    return int(min(max((x - grid.west) / grid.wide, 0.0), grid.columns - 1.0))


@njit(cache=True, nogil=True)
def row_of(y: float, grid: Grid) -> int:
    """The row of a latitude, in the same way."""
    return int(min(max((y - grid.south) / grid.high, 0.0), grid.rows - 1.0))


@njit(cache=True, nogil=True)
def rows_of(line: Straight, grid: Grid) -> tuple[int, int]:
    """First and last row that a straight line comes near."""
    margin = _MARGIN * grid.high
    return row_of(min(line[1], line[3]) - margin, grid), row_of(max(line[1], line[3]) + margin, grid)


@njit(cache=True, nogil=True)
def columns_of(line: Straight, row: int, grid: Grid) -> tuple[int, int]:
    """First and last column that a straight line comes near within a row it comes near."""
    rise, margin = line[3] - line[1], _MARGIN * grid.high
    low, high = 0.0, 1.0
    if rise != 0.0:
        south = grid.south + row * grid.high - margin
        one, other = (south - line[1]) / rise, (south + grid.high + 2 * margin - line[1]) / rise
        low = min(max(min(one, other), 0.0), 1.0)
        high = min(max(one, other, 0.0), 1.0)
    x, z = line[0] + low * (line[2] - line[0]), line[0] + high * (line[2] - line[0])
    margin = _MARGIN * grid.wide
    return column_of(min(x, z) - margin, grid), column_of(max(x, z) + margin, grid)


@njit(cache=True, nogil=True)
def edge_at(outline: Outline, i: int) -> Straight:
    """One edge of the boundary."""
    return outline.edges[i, 0], outline.edges[i, 1], outline.edges[i, 2], outline.edges[i, 3]


@njit(cache=True, nogil=True)
def side_of_box(outline: Outline, box: Box) -> int:
    """INSIDE or OUTSIDE for a box clear of the boundary, NEAR for any other."""
    grid, met = outline.grid, outline.met
    if box[0] > grid.east + ALONG_DEGREES or box[2] < grid.west - ALONG_DEGREES:
        return OUTSIDE
    if box[1] > grid.north + ALONG_DEGREES or box[3] < grid.south - ALONG_DEGREES:
        return OUTSIDE
    west, east = column_of(box[0], grid), column_of(box[2], grid) + 1
    south, north = row_of(box[1], grid), row_of(box[3], grid) + 1
    if met[north, east] - met[north, west] - met[south, east] + met[south, west] > 0:
        return NEAR
    return INSIDE if outline.winding[south * grid.columns + west] != 0 else OUTSIDE


@njit(cache=True, nogil=True)
def winding_at(outline: Outline, x: float, y: float) -> int:
    """How often the rings wind around a place, shifted like the pieces that `crossing` speaks of."""
    grid = outline.grid
    if x < grid.west or x > grid.east or y < grid.south or y > grid.north:
        return 0
    column, row = column_of(x, grid), row_of(y, grid)
    cell = row * grid.columns + column
    winding = int(outline.winding[cell])
    middle = _middle(column, row, grid)
    if middle[0] == x and middle[1] == y:
        return winding
    way = (middle[0], middle[1], x, y)
    for k in range(outline.first[cell], outline.first[cell + 1]):
        winding += crossing(way, edge_at(outline, outline.edge[k]))
    return winding


@njit(cache=True, nogil=True)
def _middle(column: int, row: int, grid: Grid) -> tuple[float, float]:
    return grid.west + (column + 0.5) * grid.wide, grid.south + (row + 0.5) * grid.high


@njit(cache=True, nogil=True)
def _straight(edges: Floats, i: int) -> Straight:
    return edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3]


@njit(cache=True, nogil=True)
def _edges_by_cell(edges: Floats, grid: Grid) -> tuple[Rows, Rows]:
    first = np.zeros(grid.columns * grid.rows + 1, np.int64)
    for i in range(len(edges)):
        line = _straight(edges, i)
        low, high = rows_of(line, grid)
        for row in range(low, high + 1):
            west, east = columns_of(line, row, grid)
            first[row * grid.columns + west + 1 : row * grid.columns + east + 2] += 1
    for cell in range(len(first) - 1):
        first[cell + 1] += first[cell]
    at, edge = first[:-1].copy(), np.empty(first[-1], np.int64)
    for i in range(len(edges)):
        line = _straight(edges, i)
        low, high = rows_of(line, grid)
        for row in range(low, high + 1):
            west, east = columns_of(line, row, grid)
            for cell in range(row * grid.columns + west, row * grid.columns + east + 1):
                edge[at[cell]] = i
                at[cell] += 1
    return first, edge


@njit(cache=True, nogil=True)
def _winding(edges: Floats, grid: Grid) -> Counts:
    """How often the rings wind around the middle of each cell: what the row passes on its way from the west."""
    winding = np.zeros(grid.columns * grid.rows, np.int32)
    for i in range(len(edges)):
        line = _straight(edges, i)
        low, high = rows_of(line, grid)
        for row in range(low, high + 1):
            y = _middle(0, row, grid)[1]
            if (line[1] > y) != (line[3] > y):
                column = _first_east_of(line, row, grid)
                if column < grid.columns:
                    winding[row * grid.columns + column] += -1 if line[3] > y else 1
    for cell in range(1, len(winding)):
        if cell % grid.columns:
            winding[cell] += winding[cell - 1]
    return winding


@njit(cache=True, nogil=True)
def _first_east_of(line: Straight, row: int, grid: Grid) -> int:
    """The first column whose middle lies east of an edge; one beyond the last where none does."""
    west, east = columns_of(line, row, grid)
    east_side = -1 if line[3] > line[1] else 1
    for column in range(west, east + 1):
        x, y = _middle(column, row, grid)
        if side_of_shifted(line, x, y) == east_side:
            return column
    return east + 1


@njit(cache=True, nogil=True)
def _met(first: Rows, grid: Grid) -> Counts:
    met = np.zeros((grid.rows + 1, grid.columns + 1), np.int32)
    for row in range(grid.rows):
        so_far = 0
        for column in range(grid.columns):
            cell = row * grid.columns + column
            so_far += first[cell + 1] > first[cell]
            met[row + 1, column + 1] = met[row, column + 1] + so_far
    return met
