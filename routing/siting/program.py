"""A linear program in whole numbers as plain columns, and what HiGHS makes of it within a time.

The solver checks its own time limit in most places, not in all: it works on a thread of its own, and
when it overruns the grace it is told to stop and left behind; the answer then holds no values. Every
program has a solver of its own, on one thread: its clock runs on from one program to the next, and
changing the number of threads stops all others in the same process.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Thread

import highspy
import numpy as np

from geo.lines import Floats, Rows
from routing.silent import silent_solver
from routing.siting.case import Effort, Flags

FEASIBLE = 2
"""What the solver calls a solution it has checked."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Program:
    """Least cost under `row_lower` <= entries <= `row_upper`; columns run from 0 to `upper`.

    `first` tells where each row begins in `column` and `factor`; `start` is a known solution.
    """

    cost: Floats
    upper: Floats
    is_whole: Flags
    first: Rows
    column: Rows
    factor: Floats
    row_lower: Floats
    row_upper: Floats
    start: Floats | None = None
    offset: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """Values of the best solution found, None for none, and the least that any solution can cost."""

    values: Floats | None
    bound: float
    is_done: bool


NOT_SOLVED = Solved(values=None, bound=-np.inf, is_done=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class RowsOf:
    """Entries of several kinds of rows one after the other, with the limits of each row."""

    row: Rows
    column: Rows
    factor: Floats
    lower: Floats
    upper: Floats


def stacked(parts: Sequence[RowsOf]) -> tuple[Rows, Rows, Floats, Floats, Floats]:
    """First entry, column and factor of all rows, and their lower and upper limits."""
    before = np.cumsum([0, *(len(part.lower) for part in parts)])
    row = np.concatenate([part.row + start for part, start in zip(parts, before, strict=False)]).astype(np.int64)
    order = np.argsort(row, kind="stable")
    column, factor, lower, upper = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("column", "factor", "lower", "upper")
    )
    first = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(lower)))])
    return first.astype(np.int64), column[order].astype(np.int64), factor[order].astype(float), lower, upper


def solved(program: Program, effort: Effort) -> Solved:
    """The best that is found within the time, with its proof."""
    highs = _loaded(program, effort)
    thread = Thread(target=highs.run, daemon=True)
    thread.start()
    thread.join(effort.seconds + effort.grace_s)
    if thread.is_alive():
        highs.cancelSolve()  # type: ignore[no-untyped-call]
        return NOT_SOLVED
    return _read(highs)


def _loaded(program: Program, effort: Effort) -> highspy.Highs:
    highs = silent_solver()
    highs.HandleUserInterrupt = True
    options = {"time_limit": float(effort.seconds), "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6}
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(_model(program))
    if program.start is not None:
        rows = np.arange(len(program.cost), dtype=np.int32)
        highs.setSolution(len(rows), rows, program.start)
    return highs


def _model(program: Program) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.cost), len(program.row_lower)
    model.col_cost_, model.col_lower_ = program.cost, np.zeros(len(program.cost))
    model.col_upper_ = program.upper
    model.offset_ = program.offset
    model.row_lower_, model.row_upper_ = program.row_lower, program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = program.first, program.column
    model.a_matrix_.value_ = program.factor
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[whole] for whole in program.is_whole.astype(int).tolist()]
    return model


def _read(highs: highspy.Highs) -> Solved:
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Solved(values=None, bound=np.inf, is_done=True)
    found = info.primal_solution_status == FEASIBLE
    return Solved(
        values=np.array(highs.getSolution().col_value) if found else None,
        bound=float(info.mip_dual_bound),
        is_done=status == highspy.HighsModelStatus.kOptimal,
    )
