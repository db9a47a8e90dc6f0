"""Of which phase and of which sector a column is."""

from dataclasses import dataclass

import numpy as np

from routing.sequencing.linear import Integers
from routing.sequencing.writing import Model


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Phase and sector of each column, -1 where a column has none."""

    phase: Integers
    sector: Integers


def places_of(model: Model) -> Places:
    """Where each column belongs; columns that count changes or shares have neither."""
    columns, count = model.columns, len(model.linear.lower)
    phase, sector = np.full(count, -1), np.full(count, -1)
    for grid in (columns.held, columns.begun, columns.units, columns.present, columns.paid, columns.used, columns.led):
        _mark(phase, grid, grid.ndim - 1)
    for grid in (columns.held, columns.begun, columns.units, columns.present, columns.led):
        _mark(sector, grid, grid.ndim - 2)
    for column, _, at in model.linear.breaches:
        phase[column] = at
    return Places(phase=phase, sector=sector)


def _mark(marks: Integers, grid: Integers, axis: int) -> None:
    for place in range(grid.shape[axis]):
        columns = np.take(grid, place, axis=axis).ravel()
        marks[columns[columns >= 0]] = place
