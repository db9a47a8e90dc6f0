"""The whole question in constraint programming: proofs for small cases, and polish with a hint for larger ones.

Imported only where something is solved: the solver costs a page a quarter of a second to load.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from routing.movement.field import (
    BACK,
    CLEARS,
    ESCORTS,
    FIRST_APART,
    FIRST_HALT,
    FIRST_HOUR,
    FIRST_OPTION,
    FIRST_STRETCH,
    GONE,
    LANE,
    LASTS,
    LENGTH,
    LONGEST,
    NEVER,
    NONE,
    PASSES,
    PENALTY,
    PLACES,
    READY,
    ROOM,
    SERVICE,
    WEIGHT,
    Ground,
)
from routing.movement.insertion import SERVE, START, State, empty
from routing.movement.placement import Habit, draft_for, place
from routing.movement.reading import drafted
from routing.solving.cpsat import Effort, Ending, run


@dataclass(kw_only=True)
class _Written:
    """A model as it grows: literals of options, starts and services of stretches, uses of stocks."""

    ground: Ground
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    chosen: list[cp_model.IntVar] = field(default_factory=list)
    start: list[cp_model.IntVar] = field(default_factory=list)
    serve: list[cp_model.IntVar | None] = field(default_factory=list)
    owner: list[cp_model.IntVar] = field(default_factory=list)
    stands: list[cp_model.IntVar] = field(default_factory=list)
    uses: dict[int, list[tuple[cp_model.IntervalVar, int]]] = field(default_factory=dict)

    def use(self, stock: int, need: int, interval: cp_model.IntervalVar) -> None:
        """Take note that a stock is used."""
        if stock != NONE and need > 0:
            self.uses.setdefault(stock, []).append((interval, need))


def solved(
    ground: Ground, habit: Habit, effort: Effort, known: tuple[State | None, int]
) -> tuple[Ending, State | None, float]:
    """How constraint programming ended, its best schedule and its bound; begun with one known and a bound."""
    written = _Written(ground=ground)
    for column in range(len(ground.case.columns)):
        _write_column(written, column)
    _write_apart(written)
    for stock, uses in written.uses.items():
        capacity = int(ground.field.capacity[stock])
        written.model.add_cumulative([use[0] for use in uses], [use[1] for use in uses], capacity)
    _write_fixed(written)
    total = cp_model.LinearExpr.sum([_cost(written, habit, at) for at in range(len(written.stands))])
    written.model.add(total >= known[1])
    written.model.minimize(total)
    if known[0] is not None:
        _hint(written, known[0])
    ending, solver = run(written.model, effort)
    if ending not in {Ending.BEST, Ending.FOUND}:
        return ending, None, solver.best_objective_bound
    return ending, _read(written, solver), solver.best_objective_bound


def _write_column(written: _Written, column: int) -> None:
    table, model = written.ground.field, written.model
    standing = model.new_bool_var("")
    options = range(table.columns[column, FIRST_OPTION], table.columns[column + 1, FIRST_OPTION])
    literals = [model.new_bool_var("") for _ in options]
    model.add_exactly_one([standing, *literals])
    written.stands.append(standing)
    written.chosen += literals
    for option, literal in zip(options, literals, strict=True):
        first, last = table.options[option, FIRST_STRETCH], table.options[option + 1, FIRST_STRETCH]
        for s in range(first, last):
            _write_stretch(written, s, literal, is_first=s == first)
        begins = written.start[first]
        tail_in = written.start[last - 1] + int(table.stretches[last - 1, LASTS] + table.stretches[last - 1, PASSES])
        out = _interval(written, begins, tail_in + int(table.options[option, BACK]), literal)
        written.use(len(table.capacity) - 1, int(table.columns[column, ESCORTS]), out)


def _write_stretch(written: _Written, s: int, literal: cp_model.IntVar, *, is_first: bool) -> None:
    table, model = written.ground.field.stretches, written.model
    starts = written.ground.stretches[s].starts
    start = model.new_int_var(0, written.ground.case.horizon_s, "")
    written.start.append(start)
    written.owner.append(literal)
    model.add_linear_expression_in_domain(start, _domain(starts)).only_enforce_if(literal)
    arrives = None if is_first else written.start[s - 1] + int(table[s - 1, LASTS])
    written.serve.append(_write_service(written, s, literal, arrives))
    if arrives is not None:
        _write_halt(written, s, literal, arrives)
    halts = written.ground.field.halts
    for at in range(table[s, FIRST_HALT], table[s + 1, FIRST_HALT]):
        lane, begins, ends = halts[at].tolist()
        size = ends - begins
        written.use(lane, 1, model.new_optional_fixed_size_interval_var(start + begins, size, literal, ""))


def _write_service(
    written: _Written, s: int, literal: cp_model.IntVar, arrives: cp_model.LinearExpr | None
) -> cp_model.IntVar | None:
    """When service before a stretch begins: after coming, before going on, within hours, in a lane."""
    table, model, start = written.ground.field.stretches, written.model, written.start[s]
    served, longest = int(table[s, SERVICE]), int(table[s, LONGEST])
    if served == 0:
        return None
    serve = model.new_int_var(0, written.ground.case.horizon_s, "")
    hours = written.ground.field.hours[table[s, FIRST_HOUR] : table[s + 1, FIRST_HOUR]].tolist()
    model.add_linear_expression_in_domain(serve, _domain(hours)).only_enforce_if(literal)
    model.add(serve + served <= start).only_enforce_if(literal)
    if arrives is not None:
        model.add(serve >= arrives).only_enforce_if(literal)
    elif longest < NEVER:
        model.add(start - serve <= served + longest).only_enforce_if(literal)
    written.use(int(table[s, LANE]), 1, model.new_optional_fixed_size_interval_var(serve, served, literal, ""))
    return serve


def _write_halt(written: _Written, s: int, literal: cp_model.IntVar, arrives: cp_model.LinearExpr) -> None:
    """Waiting before a stretch: not too long, and with room if there is any waiting."""
    table, model, start = written.ground.field.stretches, written.model, written.start[s]
    served, longest = int(table[s, SERVICE]), int(table[s, LONGEST])
    model.add(start - arrives >= served).only_enforce_if(literal)
    if longest < NEVER:
        model.add(start - arrives <= served + longest).only_enforce_if(literal)
    halts = literal
    if served == 0 and table[s, CLEARS] == table[s, PASSES]:
        halts = model.new_bool_var("")
        model.add_implication(halts, literal)
        model.add(start == arrives).only_enforce_if(literal, halts.negated())
    halt = _interval(written, arrives, start + int(table[s, CLEARS]), halts)
    written.use(int(table[s, ROOM]), int(table[s, LENGTH]), halt)
    written.use(int(table[s, PLACES]), 1, halt)


def _interval(
    written: _Written, begins: cp_model.LinearExpr, ends: cp_model.LinearExpr, literal: cp_model.IntVar
) -> cp_model.IntervalVar:
    most = 4 * written.ground.case.horizon_s + 1
    size = written.model.new_int_var(0, most, "")
    return written.model.new_optional_interval_var(begins, size, ends, literal, "")


def _domain(spans: list[list[int]] | tuple[tuple[int, int], ...]) -> cp_model.Domain:
    return cp_model.Domain.from_intervals([list(span) for span in spans])


def _write_apart(written: _Written) -> None:
    """Starts of two stretches, neither with its option chosen in vain, never differ by what is forbidden."""
    table, most = written.ground.field, 2 * written.ground.case.horizon_s
    owners = np.repeat(np.arange(len(written.start)), np.diff(table.stretches[:, FIRST_APART]))
    gaps: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for s, (other, low, high) in zip(owners.tolist(), table.apart.tolist(), strict=True):
        if s < other:
            gaps.setdefault((s, other), []).append((low, high))
    for (s, other), spans in gaps.items():
        allowed = [*_between(spans, most)]
        difference = written.start[s] - written.start[other]
        constraint = written.model.add_linear_expression_in_domain(difference, _domain(tuple(allowed)))
        constraint.only_enforce_if(written.owner[s], written.owner[other])


def _between(spans: list[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """What lies between spans, from -most to most."""
    since = -most
    for low, high in spans:
        if since < low:
            yield since, low - 1
        since = max(since, high + 1)
    if since <= most:
        yield since, most


def _write_fixed(written: _Written) -> None:
    ground, draft = written.ground, draft_for(written.ground.field)
    for movement in ground.case.fixed:
        option = drafted(ground, movement, draft)
        written.model.add(written.chosen[option] == 1)
        for s in _own(ground, option):
            written.model.add(written.start[s] == int(draft[s, START]))
            serve = written.serve[s]
            if serve is not None:
                written.model.add(serve == int(draft[s, SERVE]))


def _own(ground: Ground, option: int) -> range:
    return range(ground.field.options[option, FIRST_STRETCH], ground.field.options[option + 1, FIRST_STRETCH])


def _cost(written: _Written, habit: Habit, column: int) -> cp_model.LinearExpr:
    table, model = written.ground.field, written.model
    weight, ready, penalty = (int(table.columns[column, at]) for at in (WEIGHT, READY, PENALTY))
    cost = model.new_int_var(0, max(penalty, weight * written.ground.case.horizon_s), "")
    model.add(cost == penalty).only_enforce_if(written.stands[column])
    for option in range(table.columns[column, FIRST_OPTION], table.columns[column + 1, FIRST_OPTION]):
        s = _own(written.ground, option)[-1]
        behind = int(table.stretches[s, LASTS] + table.stretches[s, PASSES]) - ready
        model.add(cost == weight * written.start[s] + weight * behind).only_enforce_if(written.chosen[option])
    if habit.option[column] == GONE:
        return cost + habit.price
    return cost + habit.price * _changed(written, habit, column) if habit.price else cost


def _changed(written: _Written, habit: Habit, column: int) -> cp_model.LinearExpr:
    """1 unless a column moves as before."""
    old, model = int(habit.option[column]), written.model
    if old == NONE:
        return 1 - written.stands[column]
    changed = model.new_bool_var("")
    model.add(written.chosen[old] == 1).only_enforce_if(changed.negated())
    for s in _own(written.ground, old):
        model.add(written.start[s] == int(habit.stretches[s, START])).only_enforce_if(changed.negated())
        serve = written.serve[s]
        if serve is not None:
            model.add(serve == int(habit.stretches[s, SERVE])).only_enforce_if(changed.negated())
    return changed


def _hint(written: _Written, known: State) -> None:
    model, moving = written.model, set(known.option.tolist())
    for option, literal in enumerate(written.chosen):
        model.add_hint(literal, option in moving)
        for s in _own(written.ground, option) if option in moving else ():
            model.add_hint(written.start[s], int(known.stretches[s, START]))
            serve = written.serve[s]
            if serve is not None:
                model.add_hint(serve, int(known.stretches[s, SERVE]))


def _read(written: _Written, solver: cp_model.CpSolver) -> State:
    ground = written.ground
    state, draft = empty(ground.field), draft_for(ground.field)
    for option, literal in enumerate(written.chosen):
        if not solver.value(literal):
            continue
        for s in _own(ground, option):
            serve = written.serve[s]
            draft[s, START] = solver.value(written.start[s])
            draft[s, SERVE] = 0 if serve is None else solver.value(serve)
        place(ground.field, state, option, draft)
    return state
