"""Linear and integer programming on linear questions: bounds, proofs, and a stop that keeps to the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.errors import RoutingError
from routing.sequencing.cpsat import Solved
from routing.sequencing.linear import LIMIT, Integers, Linear
from routing.silent import silent_solver
from routing.solving.cpsat import Effort, Ending
from routing.solving.watchdog import watchdog

if TYPE_CHECKING:
    import highspy

SCALE = 1e6
"""Worths are scaled to this at most: the solver's tolerances are absolute."""
SEEKING = "mip_heuristic_run_rins", "mip_heuristic_run_rens", "mip_heuristic_run_root_reduced_cost"
SKETCHY = 0.005
"""Share of its value by which a sketch may miss the best."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Relaxed:
    """Values of columns that need not be whole, what no whole ones surpass, and what using a column costs beyond."""

    bound: float
    values: NDArray[np.float64]
    costs: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sketch:
    """What no whole values surpass, and the best values of which some columns are whole, if there are any."""

    bound: float
    values: NDArray[np.float64] | None


def relax(linear: Linear, effort: Effort) -> Relaxed | None:
    """The best without asking for whole numbers; None where time did not suffice or nothing holds."""
    import highspy  # noqa: PLC0415 - loaded only where something is solved

    solver, scale = _loaded(linear, effort)
    with watchdog(effort.is_over, solver.cancelSolve):
        solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found, bound = solver.getSolution(), -solver.getInfo().objective_function_value / scale + linear.base
    return Relaxed(bound=bound, values=np.array(found.col_value), costs=np.abs(found.col_dual) / scale)


def sketch(linear: Linear, effort: Effort, whole: NDArray[np.bool_]) -> Sketch:
    """The best with whole numbers asked for in some columns alone."""
    import highspy  # noqa: PLC0415 - loaded only where something is solved

    solver, scale = _loaded(linear, effort)
    columns = np.flatnonzero(whole).astype(np.int32)
    solver.changeColsIntegrality(len(columns), columns, np.full(len(columns), highspy.HighsVarType.kInteger))
    solver.setOptionValue("mip_rel_gap", SKETCHY)
    solver.cbMipImprovingSolution += lambda event: effort.found(
        round(linear.base - event.data_out.objective_function_value / scale)
    )
    with watchdog(effort.is_over, solver.cancelSolve):
        solver.run()
    info = solver.getInfo()
    is_found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if is_found else None
    return Sketch(bound=-info.mip_dual_bound / scale + linear.base, values=values)


def solve(
    linear: Linear,
    effort: Effort,
    better: Callable[[], Integers | None] | None = None,
    *,
    is_proof: bool = False,
    may_restart: bool = True,
) -> Solved:
    """The best in whole numbers; `better` gives the best known from elsewhere, at the start and later on.

    A proof leaves the search for solutions to others, which takes three quarters of the time until the bound moves.
    A search that may not restart has its first solution sooner, and the same one on a busy machine.
    A start set beforehand (`setSolution`) is not used: version 1.16 can then return that start as if it were best.
    """
    import highspy  # noqa: PLC0415 - loaded only where something is solved

    if linear.is_void:
        return Solved(ending=Ending.IMPOSSIBLE)
    solver, scale = _loaded(linear, effort)
    count = len(linear.lower)
    kinds = np.full(count, highspy.HighsVarType.kInteger)
    solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", min(1e-6, 0.5 * scale))
    solver.cbMipImprovingSolution += lambda event: effort.met(_whole(event.data_out.mip_solution))
    solver.cbMipInterrupt += lambda event: effort.bounded(-event.data_out.mip_dual_bound / scale + linear.base)
    solver.setOptionValue("mip_allow_restart", may_restart)
    for option in SEEKING if is_proof else ():
        solver.setOptionValue(option, False)  # noqa: FBT003 - by place alone
    if better is not None:
        _listen(solver, better)
    with watchdog(effort.is_over, solver.cancelSolve):
        solver.run()
    return _answer(solver, linear, scale)


def _whole(values: ArrayLike) -> Integers:
    whole: Integers = np.rint(np.asarray(values)).astype(np.int64)
    return whole


def _listen(solver: "highspy.Highs", better: Callable[[], Integers | None]) -> None:
    """Hand solutions found elsewhere to the solver, each once."""
    handed = [0]

    def hand(event: "highspy.highs.HighsCallbackEvent") -> None:
        solution = better()
        if solution is not None and event.data_in is not None and id(solution) != handed[0]:
            handed[0] = id(solution)
            event.data_in.setSolution(solution.astype(float))

    solver.cbMipUserSolution += hand


def _answer(solver: "highspy.Highs", linear: Linear, scale: float) -> Solved:
    """What the solver found, in whole numbers that were held against every row once more."""
    import highspy  # noqa: PLC0415 - loaded only where something is solved

    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Solved(ending=Ending.IMPOSSIBLE)
    bound = -info.mip_dual_bound / scale + linear.base
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solved(ending=Ending.NOTHING, bound=bound)
    solution = _whole(solver.getSolution().col_value)
    if not linear.holds(solution):
        return Solved(ending=Ending.NOTHING, bound=bound)
    is_best = status == highspy.HighsModelStatus.kOptimal and bound < linear.value(solution) + linear.step
    ending = Ending.BEST if is_best else Ending.FOUND
    return Solved(ending=ending, solution=solution, bound=bound)


def _loaded(linear: Linear, effort: Effort) -> tuple["highspy.Highs", float]:
    """A solver that holds the question, worths scaled, to be minimised."""
    import highspy  # noqa: PLC0415 - loaded only where something is solved

    scale = SCALE / max(1.0, float(np.abs(linear.worth).max(initial=0)))
    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = len(linear.lower), len(linear.row_lower)
    problem.col_cost_ = np.asarray(-linear.worth * scale, dtype=np.float64)
    problem.col_lower_, problem.col_upper_ = linear.lower.astype(float), linear.upper.astype(float)
    problem.row_lower_ = np.where(linear.row_lower <= -LIMIT, -highspy.kHighsInf, linear.row_lower.astype(float))
    problem.row_upper_ = np.where(linear.row_upper >= LIMIT, highspy.kHighsInf, linear.row_upper.astype(float))
    problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    problem.a_matrix_.start_, problem.a_matrix_.index_ = linear.begin, linear.column
    problem.a_matrix_.value_ = linear.factor.astype(float)
    solver = silent_solver()
    solver.setOptionValue("time_limit", max(0.01, effort.limit_s))
    if solver.passModel(problem) == highspy.HighsStatus.kError:
        msg = "The solver refuses this question; report it with the plan."
        raise RoutingError(msg)
    solver.HandleUserInterrupt = True
    return solver, scale
