"""The best order in which sectors are secured: constraint programming finds, integer programming bounds and proves.

The relaxation gives a bound and a direction. Constraint programming builds a first sequence towards it,
phase by phase. From then on two searches run side by side: integer programming on the whole question, whose
bound falls, and improvement of parts of what is known; each is told what the other finds. Time limits are
kept by a watchdog, whatever a solver thinks of them.
"""

from dataclasses import dataclass, field, replace
from math import inf
from threading import Lock, Thread

import numpy as np
from numpy.typing import NDArray

from routing.sequencing import cpsat, highs
from routing.sequencing.answer import Sequence, Status
from routing.sequencing.beginning import at_gates
from routing.sequencing.case import SequencingCase
from routing.sequencing.checked import checked
from routing.sequencing.improve import Ground, improved
from routing.sequencing.linear import Integers
from routing.sequencing.model import model_of
from routing.sequencing.places import Places, places_of
from routing.sequencing.posts import of_sectors, posted
from routing.sequencing.read import Outcome, sequence_of, solution_of
from routing.sequencing.staged import QUICK_S, staged, trimmed
from routing.sequencing.writing import Model
from routing.solving.cpsat import Effort, Ending
from routing.solving.progress import Progress, Watch

SEED = 1
PROVING, HOPELESS, FAR = 0.4, 0.06, 0.1
"""Share of the time for a proof that is out of reach; gaps at which it is, and at which a first sequence is poor."""
SKETCH, SKETCH_MOST = 0.3, 0.6
"""Share of the time left in which sectors are chosen before units, and until when a poor choice is bettered."""
AHEAD = 0.3
"""Share of the time left that constraint programming may take where no sequence was built phase by phase."""


@dataclass(kw_only=True)
class Search:
    """A search under way: the best solution, shared by those that look for a better one."""

    model: Model
    watch: Watch
    best: Integers | None = None
    is_impossible: bool = False
    _lock: Lock = field(default_factory=Lock)

    def offer(self, solution: Integers | None) -> None:
        """Keep a solution if it is the best."""
        linear = self.model.linear
        if solution is None or (self.best is not None and linear.value(solution) <= linear.value(self.best)):
            return
        if not linear.holds(solution):
            return
        with self._lock:
            if self.best is None or linear.value(solution) > linear.value(self.best):
                self.best = solution
                self.watch.found(linear.value(solution))

    def exchange(self, solution: Integers) -> Integers:
        """Keep a solution if it is the best, and give the best."""
        self.offer(solution)
        return solution if self.best is None else self.best

    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.is_impossible or self.watch.is_over()

    def has_begun(self) -> bool:
        """Whether anything better than doing nothing is known, or nothing more is to be done."""
        return self.is_over() or self.watch.first_s is not None

    def is_far(self) -> bool:
        """Whether a proof is out of reach, so that both workers had better improve what is known."""
        return self.best is not None and self.watch.took_s > PROVING * self.watch.limit_s and self.watch.gap > HOPELESS

    def effort(self, limit_s: float) -> Effort:
        """With one worker until the search is over."""
        return Effort(limit_s=min(limit_s, self.watch.left_s), is_over=self.is_over, workers=1, seed=SEED)


def solve(
    case: SequencingCase,
    *,
    limit_s: float,
    previous: Sequence | None = None,
    progress: Progress | None = None,
) -> Sequence:
    """The best sequence found within a time, how good it is proven to be, or that conditions are in conflict.

    With `previous` and a weight on change what stays as it was is worth more; without that weight it is only
    where the search begins.

    Raises
    ------
    RoutingError
        The case contradicts itself; every fault is named.
    """
    watch = Watch(limit_s=limit_s, progress=progress or Progress())
    model = model_of(checked(case), previous)
    watch.step = model.linear.step, model.linear.base
    watch.bounded(model.linear.most)
    search = Search(model=model, watch=watch)
    _search(search, previous)
    outcome = Outcome(
        status=_status(search), bound=watch.bound, first_s=watch.first_s, took_s=watch.took_s, previous=previous
    )
    return sequence_of(model, search.best, outcome)


def _search(search: Search, previous: Sequence | None) -> None:
    if search.model.linear.is_void:
        search.is_impossible = True
        return
    search.offer(np.zeros(len(search.model.linear.lower), dtype=np.int64))
    if search.is_over():
        return
    search.watch.enter("relaxation")
    gates = Thread(target=_hold_gates, args=(search,), daemon=True)
    gates.start()
    relaxed = highs.relax(search.model.linear, search.effort(search.watch.left_s))
    if relaxed is not None:
        search.watch.bounded(relaxed.bound)
    prover = Thread(target=_prove, args=(search, relaxed), daemon=True)
    prover.start()
    _find(search, relaxed, previous)
    for thread in (gates, prover):
        thread.join()


def _hold_gates(search: Search) -> None:
    """Sectors about a gate alone, while nothing is known but that doing nothing holds."""
    if search.best is not None:
        at_gates(search.model, places_of(search.model), search.offer, search.has_begun)


def _prove(search: Search, relaxed: highs.Relaxed | None) -> None:
    """Integer programming on the whole question: bounds, and now and then a better solution."""
    watch = search.watch
    effort = replace(
        search.effort(watch.left_s),
        met=search.offer,
        bounded=watch.bounded,
        is_over=lambda: search.is_over() or search.is_far(),
    )
    solved = highs.solve(search.model.linear, effort, better=lambda: search.best, is_proof=True)
    search.offer(solved.solution)
    if solved.ending is Ending.IMPOSSIBLE:
        search.is_impossible = True
    elif solved.ending is Ending.BEST:
        watch.bounded(solved.bound)
    if search.is_far():
        _improve(search, relaxed, SEED + 1)
    elif not search.is_over():
        _prove_by_constraints(search)


def _prove_by_constraints(search: Search) -> None:
    """The other engine, in whole numbers alone, where broken numbers left a doubt."""
    effort = search.effort(search.watch.left_s)
    solved = cpsat.solve(search.model.linear, effort, hint=search.best, cut=search.watch.bound)
    search.offer(solved.solution)
    search.is_impossible = solved.ending is Ending.IMPOSSIBLE
    if solved.ending is Ending.BEST:
        search.watch.bounded(solved.bound)


def _find(search: Search, relaxed: highs.Relaxed | None, previous: Sequence | None) -> None:
    """Constraint programming, then improvement."""
    watch, model = search.watch, search.model
    places, nothing = places_of(model), search.best
    values = np.zeros(len(model.linear.lower)) if relaxed is None else relaxed.values
    search.offer(None if previous is None else solution_of(model, previous))
    if relaxed is not None and search.best is None and not search.is_over():
        watch.enter("first sequence")
        search.offer(staged(model, places, values, watch, QUICK_S))
    if relaxed is not None and not search.is_over():
        values = _sectors_first(search, places, values)
        if watch.gap > FAR and not search.is_over():
            wanted = trimmed(model, places, values, watch)
            search.offer(staged(model, places, wanted, watch))
    if search.best is nothing and not search.is_over():
        watch.enter("any sequence")
        effort = search.effort(AHEAD * watch.left_s)
        search.offer(cpsat.solve(model.linear, effort, hint=nothing, cut=watch.bound).solution)
    watch.enter("improvement")
    _improve(search, relaxed, SEED)


def _sectors_first(search: Search, places: Places, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The best sectors while units need not be whole, offered with the best posts for whole units."""
    watch, model = search.watch, search.model
    watch.enter("sectors first")
    sketched = highs.sketch(model.linear, _sketching(search), of_sectors(model))
    watch.bounded(sketched.bound)
    if sketched.values is None:
        return values
    watch.enter("units to sectors")
    solution = posted(model, places, sketched.values, watch)
    search.offer(staged(model, places, sketched.values, watch) if solution is None else solution)
    return sketched.values


def _sketching(search: Search) -> Effort:
    """Until the sectors chosen come near the bound, at the most."""
    watch, known = search.watch, [0]
    soon_s = watch.took_s + SKETCH * watch.left_s

    def is_over() -> bool:
        far = watch.bound is None or max(known) < (1 - FAR) * watch.bound
        return search.is_over() or (watch.took_s > soon_s and not far)

    return replace(search.effort(SKETCH_MOST * watch.left_s), found=known.append, is_over=is_over)


def _improve(search: Search, relaxed: highs.Relaxed | None, seed: int) -> None:
    """Improvement until the search is over."""
    if search.best is None:
        return
    nothing = np.zeros(len(search.best))
    ground = Ground(
        model=search.model,
        places=places_of(search.model),
        relaxed=relaxed or highs.Relaxed(bound=inf, values=nothing, costs=nothing),
        chance=np.random.default_rng(seed),
    )
    improved(ground, search.best, search.is_over, search.exchange)


def _status(search: Search) -> Status:
    if search.is_impossible:
        return Status.INFEASIBLE
    if search.watch.is_proven:
        return Status.PROVEN
    return Status.CANCELLED if search.watch.progress.is_cancelled else Status.TIME_LIMIT
