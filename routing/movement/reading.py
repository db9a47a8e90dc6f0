"""Movements from arrays and arrays from movements."""

import numpy as np

from routing.movement.case import Case
from routing.movement.field import FIRST_STRETCH, GONE, NONE, Ground
from routing.movement.insertion import SERVE, START, State
from routing.movement.placement import Draft, Habit, draft_for
from routing.movement.schedule import Movement, Schedule


def schedule_of(ground: Ground, state: State) -> Schedule:
    """The movements that a state stands for."""
    options = [option for option in state.option.tolist() if option != NONE]
    return Schedule(movements=tuple(_movement(ground, option, state.stretches) for option in options))


def _movement(ground: Ground, option: int, draft: Draft) -> Movement:
    column, route = ground.options[option]
    way = ground.case.columns[column].routes[route]
    enters = [0] * len(way.legs)
    serves: list[int | None] = [None] * (len(way.legs) + 1)
    for s in range(ground.field.options[option, FIRST_STRETCH], ground.field.options[option + 1, FIRST_STRETCH]):
        stretch, start = ground.stretches[s], int(draft[s, START])
        for passage in stretch.passages:
            enters[passage.leg] = start + passage.enters_s
            held = way.legs[passage.leg].service_s
            serves[passage.leg + 1] = start + passage.head_out_s if held else None
        serves[stretch.start] = int(draft[s, SERVE]) if stretch.service_s else None
    return Movement(column=column, route=route, enters_s=tuple(enters), serves_s=tuple(serves))


def drafted(ground: Ground, movement: Movement, draft: Draft) -> int:
    """Write a movement into a draft; its option, GONE where no such way is left to the column."""
    option = next((at for at, key in enumerate(ground.options) if key == (movement.column, movement.route)), GONE)
    legs = len(_legs(ground.case, movement)) if option != GONE else 0
    if option == GONE or (len(movement.enters_s), len(movement.serves_s)) != (legs, legs + 1):
        return GONE
    for s in range(ground.field.options[option, FIRST_STRETCH], ground.field.options[option + 1, FIRST_STRETCH]):
        stretch = ground.stretches[s]
        serve = movement.serves_s[stretch.start]
        draft[s, START] = movement.enters_s[stretch.start]
        draft[s, SERVE] = 0 if serve is None else serve
    return option if _movement(ground, option, draft) == movement else GONE


def _legs(case: Case, movement: Movement) -> tuple[object, ...]:
    return case.columns[movement.column].routes[movement.route].legs


def habit_of(ground: Ground) -> Habit:
    """How columns moved before, which stay, and what a change costs."""
    case, draft = ground.case, draft_for(ground.field)
    option = np.full(len(case.columns), NONE, dtype=np.int64)
    for movement in case.previous or ():
        option[movement.column] = drafted(ground, movement, draft)
    kept = np.zeros(len(case.columns), dtype=np.int64)
    kept[[movement.column for movement in case.fixed]] = 1
    price = case.change_price if case.previous is not None else 0
    return Habit(price, option, draft, kept)
