"""Linear questions put to constraint programming, with hints."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from routing.sequencing.linear import Integers, Linear
from routing.solving.cpsat import Effort, Ending, run

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """A solution, if one was found, and what no other surpasses."""

    ending: Ending
    solution: Integers | None = None
    bound: float = float("inf")


def solve(linear: Linear, effort: Effort, hint: Integers | None = None, cut: float | None = None) -> Solved:
    """The best solution of a linear question; nothing above `cut` is looked for."""
    if linear.is_void:
        return Solved(ending=Ending.IMPOSSIBLE)
    model, columns = _written(linear)
    objective = _sum(columns, linear.worth)
    if cut is not None:
        model.add(objective <= int(cut) - linear.base)
    model.maximize(objective)
    for column, value in zip(columns, hint.tolist() if hint is not None else (), strict=False):
        model.add_hint(column, value)
    told = replace(
        effort,
        found=lambda value: effort.found(value + linear.base),
        bounded=lambda bound: effort.bounded(bound + linear.base),
    )
    ending, solver = run(model, told)
    if ending in {Ending.NOTHING, Ending.IMPOSSIBLE}:
        return Solved(ending=ending)
    solution = np.array([solver.value(column) for column in columns], dtype=np.int64)
    return Solved(ending=ending, solution=solution, bound=solver.best_objective_bound + linear.base)


def _written(linear: Linear) -> "tuple[cp_model.CpModel, list[cp_model.IntVar]]":
    from ortools.sat.python import cp_model  # noqa: PLC0415 - loaded only where something is solved

    model = cp_model.CpModel()
    limits = zip(linear.lower.tolist(), linear.upper.tolist(), strict=True)
    columns = [model.new_int_var(lower, upper, "") for lower, upper in limits]
    for row in np.flatnonzero(np.diff(linear.begin)).tolist():
        inside = slice(linear.begin[row], linear.begin[row + 1])
        terms = _sum([columns[at] for at in linear.column[inside]], linear.factor[inside])
        model.add_linear_constraint(terms, int(linear.row_lower[row]), int(linear.row_upper[row]))
    return model, columns


def _sum(columns: "list[cp_model.IntVar]", factors: Integers) -> "cp_model.LinearExprT":
    from ortools.sat.python import cp_model  # noqa: PLC0415 - loaded only where something is solved

    return cp_model.LinearExpr.weighted_sum(columns, factors.tolist())
