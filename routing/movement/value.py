"""What a schedule costs, straight from what the case says."""

from routing.movement.case import Case
from routing.movement.schedule import Movement, Schedule


def tail_in_s(case: Case, movement: Movement) -> int:
    """When the last vehicle of a column has arrived."""
    column = case.columns[movement.column]
    return movement.enters_s[-1] + column.routes[movement.route].legs[-1].traverse_s + column.pass_s


def cost(case: Case, movement: Movement) -> int:
    """What a movement costs, telling of a change included."""
    column = case.columns[movement.column]
    waited = column.weight * (tail_in_s(case, movement) - column.ready_s)
    return waited + (case.change_price if is_changed(case, movement.column, movement) else 0)


def standstill_cost(case: Case, column: int) -> int:
    """What it costs that a column does not move."""
    return case.columns[column].penalty + (case.change_price if is_changed(case, column, None) else 0)


def is_changed(case: Case, column: int, movement: Movement | None) -> bool:
    """Whether a column moves unlike before; without anything before, nothing is changed."""
    return case.previous is not None and Schedule(movements=case.previous).of(column) != movement


def value(case: Case, schedule: Schedule) -> int:
    """What a whole schedule costs."""
    total = sum(cost(case, movement) for movement in schedule.movements)
    moving = {movement.column for movement in schedule.movements}
    return total + sum(standstill_cost(case, at) for at in range(len(case.columns)) if at not in moving)
