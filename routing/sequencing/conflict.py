"""The smallest set of conditions that cannot all hold: thinned out by halves, then one by one."""

from collections.abc import Sequence as Several
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from routing.sequencing.answer import Condition
from routing.sequencing.case import SequencingCase
from routing.sequencing.checked import checked
from routing.sequencing.cpsat import solve
from routing.sequencing.linear import LIMIT, Linear
from routing.sequencing.model import model_of
from routing.solving.cpsat import Effort, Ending
from routing.solving.progress import Progress

TRY_S = 5.0


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Conditions that cannot all hold; minimal where without any one of them the others can, all shown."""

    conditions: tuple[Condition, ...]
    is_minimal: bool


def conflict(case: SequencingCase, *, limit_s: float = 60.0, progress: Progress | None = None) -> Conflict | None:
    """The conditions in conflict; None where there is a sequence, or where time did not suffice to tell.

    Raises
    ------
    RoutingError
        The case contradicts itself; every fault is named.
    """
    model = model_of(valueless(checked(case)), is_loose=True)
    trial = Trial(linear=model.linear, ends_s=monotonic() + limit_s, progress=progress or Progress())
    found = thinned(trial, range(len(model.linear.conditions)))
    return found if isinstance(found, Conflict) else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """A loose question whose conditions are tried together, until a moment."""

    linear: Linear
    ends_s: float
    progress: Progress

    def ending(self, conditions: Several[int]) -> Ending:
        """Whether these conditions can hold together, all others lifted."""
        left = min(TRY_S, self.ends_s - monotonic())
        if left <= 0 or self.progress.is_cancelled:
            return Ending.NOTHING
        effort = Effort(limit_s=left, is_over=lambda: self.progress.is_cancelled)
        return solve(_lifted(self.linear, conditions), effort).ending


def thinned(trial: Trial, conditions: Several[int]) -> Conflict | Ending:
    """A conflict among conditions of which none can be spared, or how the search for one ended.

    Halves are left out first, then one by one. `NOTHING` says that time did not suffice to tell.
    """
    ending = trial.ending(conditions)
    if ending is not Ending.IMPOSSIBLE:
        return ending
    kept, size, is_minimal = list(conditions), max(1, len(conditions) // 2), True
    while size:
        is_minimal, at = True, 0
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            ending = trial.ending(rest)
            is_minimal = is_minimal and ending is not Ending.NOTHING
            if ending is Ending.IMPOSSIBLE:
                kept = rest
            else:
                at += size
        size //= 2
    told = tuple(trial.linear.conditions[row] for row in kept)
    return Conflict(conditions=told, is_minimal=is_minimal)


def valueless(case: SequencingCase) -> SequencingCase:
    """The same case with nothing to gain: only what can hold matters."""
    none = replace(case.weights, need=0, exposure=0, cost=0, shaky=0, local=0, change=0)
    return replace(case, weights=none, soft=tuple(replace(soft, price=0) for soft in case.soft))


def _lifted(linear: Linear, conditions: Several[int]) -> Linear:
    """The question without the rows of all other conditions."""
    off = (linear.row_condition >= 0) & ~np.isin(linear.row_condition, np.array(conditions, dtype=np.int64))
    return replace(
        linear, row_lower=np.where(off, -LIMIT, linear.row_lower), row_upper=np.where(off, LIMIT, linear.row_upper)
    )
