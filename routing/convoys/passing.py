"""How long a column takes to pass, so that no point is clear sooner than its march table says."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from routing.march.table import MarchTable
from routing.movement.case import Case, Column
from routing.movement.schedule import Movement
from routing.replay.driving import Drive, driven

MOST_TRIES = 8


def pass_s_of(case: Case, column: Column, row: int, march: tuple[MarchTable, Sequence[float], int]) -> int:
    """The least pass time, in whole seconds, by which the tail clears every point when the table says, or later.

    A scheduled column passes every point as long behind its head; a real one closes up where it is slow. The tail
    is driven as the replay drives it, and the time is raised by what it is too early anywhere. `march` is the table
    of a route, how far along the way its nodes lie, and the seconds before the head leaves its origin.
    """
    table, along_m, lead_s = march
    ends = table.formation.column.ends
    assert ends is not None  # noqa: S101 - columns of unknown length are left out
    wanted_s = table.progress(ends).times_s(np.array(along_m), "right") + lead_s
    pass_s = ceil(table.pass_time_s or 0.0)
    for _ in range(MOST_TRIES):
        short_s = ceil(float(np.max(wanted_s - _clears_s(case, replace(column, pass_s=pass_s), row))) - 1e-6)
        if short_s <= 0:
            break
        pass_s += short_s
    return pass_s


def _clears_s(case: Case, column: Column, row: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """When the tail of a column that nothing delays leaves each node of a route; its head sets off at second 0.

    Two vehicles, the first and the last, are all that is asked about.
    """
    alone = replace(case, columns=(replace(column, vehicles=2, routes=(column.routes[row],)),))
    drive: Drive = driven(alone, unhindered(alone, 0))
    return np.append(drive.leaves_s[-1, :-1], drive.arrives_s[-1, -1]) - drive.begins_s


def unhindered(case: Case, begins_s: int) -> Movement:
    """The only column of a case on its only route, held by nothing but its services."""
    route = case.columns[0].routes[0]
    enters, serves, at_s = [], [], begins_s
    for number, leg in enumerate(route.legs):
        served = route.legs[number - 1].service_s if number else 0
        serves.append(at_s if served else None)
        at_s += served
        enters.append(at_s)
        at_s += leg.traverse_s
    return Movement(column=0, route=0, enters_s=tuple(enters), serves_s=(*serves, None))
