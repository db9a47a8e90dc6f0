"""A first schedule: columns one after the other in order of priority, each by its best way between those before."""

from collections.abc import Iterable

import numpy as np

from routing.errors import RoutingError
from routing.movement.apart import Integers
from routing.movement.field import FIRST_STRETCH, GONE, NONE, PENALTY, READY, SERVICE, WEIGHT, Ground
from routing.movement.insertion import SERVE, START, State, empty
from routing.movement.placement import Habit, draft_for, insert, place, stands, tail_in
from routing.movement.reading import drafted


def fixed(ground: Ground) -> State:
    """Columns already notified, as they are told to move.

    Raises
    ------
    RoutingError
        One of them breaks a rule, alone or with those before it; each is named.
    """
    state, draft, faults = empty(ground.field), draft_for(ground.field), []
    for movement in ground.case.fixed:
        option = drafted(ground, movement, draft)
        if option == GONE or not stands(ground.field, state, option, draft):
            faults.append(ground.case.columns[movement.column].name)
        else:
            place(ground.field, state, option, draft)
    if faults:
        msg = (
            "These columns cannot move as they were notified, by the rules or beside one another: "
            f"{', '.join(faults)}. Free them to be told other times, or change what is in their way."
        )
        raise RoutingError(msg)
    return state


def by_priority(ground: Ground) -> list[int]:
    """Columns with the earliest ready first, among these the heaviest."""
    columns = ground.case.columns
    return sorted(range(len(columns)), key=lambda at: (columns[at].ready_s, -columns[at].weight))


def by_worth(ground: Ground) -> list[int]:
    """Columns that lose most for each second on the road first."""
    field = ground.field
    quickest = [
        min(sum(leg.traverse_s for leg in route.legs) + column.pass_s for route in column.routes)
        for column in ground.case.columns
    ]
    return sorted(
        range(len(quickest)),
        key=lambda at: (-field.columns[at, WEIGHT] / max(1, quickest[at]), field.columns[at, READY]),
    )


def greedy(ground: Ground, habit: Habit, order: Iterable[int]) -> tuple[int, State]:
    """What a schedule by insertion in an order costs, and the schedule."""
    state = fixed(ground)
    drafts = draft_for(ground.field), draft_for(ground.field)
    for column in order:
        if not habit.is_kept[column]:
            insert(ground.field, habit, state, column, drafts)
    return cost_of(ground, habit, state), state


def cost_of(ground: Ground, habit: Habit, state: State) -> int:
    """What a state costs altogether."""
    return int(costs_of(ground, habit, state).sum())


def costs_of(ground: Ground, habit: Habit, state: State) -> Integers:
    """What each column costs in a state, telling of a change included."""
    field, costs = ground.field, ground.field.columns[:-1, PENALTY].copy()
    for column, option in enumerate(state.option.tolist()):
        if option != NONE:
            arrived = tail_in(field, option, state.stretches) - field.columns[column, READY]
            costs[column] = field.columns[column, WEIGHT] * arrived
        costs[column] += habit.price if habit.price and _is_changed(ground, habit, state, column) else 0
    return costs


def _is_changed(ground: Ground, habit: Habit, state: State, column: int) -> bool:
    option = int(state.option[column])
    if habit.option[column] != option:
        return True
    own = slice(*ground.field.options[option : option + 2, FIRST_STRETCH]) if option != NONE else slice(0)
    served = ground.field.stretches[own, SERVICE] > 0
    moved = state.stretches[own] != habit.stretches[own]
    return bool(np.any(moved[:, START]) or np.any(moved[served, SERVE]))
