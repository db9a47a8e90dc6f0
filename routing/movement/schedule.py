"""When each column moves: the values that planning hands to checking, and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """How a column moves, told by its head.

    `enters_s` is when the head enters each leg of the route; it waits between coming to the end of one leg and entering
    the next. `serves_s` is for each node of the route, origin and destination included, when service there begins, None
    where there is none.
    """

    column: int
    route: int
    enters_s: tuple[int, ...]
    serves_s: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """At most one movement for each column, in the order of columns; a column without one does not move."""

    movements: tuple[Movement, ...] = ()

    def of(self, column: int) -> Movement | None:
        """How a column moves, None where it does not."""
        return next((movement for movement in self.movements if movement.column == column), None)
