"""Constraint programming: one set-up with progress and a stop at any time.

Imported only where something is solved: the solver costs a page a quarter of a second to load.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.solving.watchdog import watchdog

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


WORKERS = 2


class Ending(StrEnum):
    """How a solver ended; best and impossible are proofs."""

    BEST = "best"
    FOUND = "found"
    NOTHING = "nothing"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long and with how many workers to search, when to stop, and who is told of values, solutions and bounds."""

    limit_s: float
    is_over: Callable[[], bool] = lambda: False
    found: Callable[[int], None] = lambda _: None
    met: Callable[[NDArray[np.int64]], None] = lambda _: None
    bounded: Callable[[float], None] = lambda _: None
    workers: int = WORKERS
    seed: int = 1


def run(model: "cp_model.CpModel", effort: Effort) -> tuple[Ending, "cp_model.CpSolver"]:
    """How the search ended, and the solver that knows the values."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - loaded only where something is solved

    class Heard(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            effort.found(round(self.objective_value))

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, effort.limit_s)
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    solver.best_bound_callback = effort.bounded
    with watchdog(effort.is_over, solver.stop_search):
        status = solver.solve(model, Heard())
    endings = {
        cp_model.OPTIMAL: Ending.BEST,
        cp_model.FEASIBLE: Ending.FOUND,
        cp_model.INFEASIBLE: Ending.IMPOSSIBLE,
    }
    return endings.get(status, Ending.NOTHING), solver
