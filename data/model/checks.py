"""Checks that nouns share: a figure that cannot be below zero, text that must say something."""

from data.errors import PlanError


def require_not_negative(value: float | None, what: str) -> None:
    """Refuse a figure below zero, or one that is not a number.

    Raises
    ------
    PlanError
        Naming `what`.
    """
    if value is not None and not value >= 0:
        msg = f"{what} is {value}; give 0 or more, or leave it unknown."
        raise PlanError(msg)


def require_once(values: tuple[object, ...], what: str) -> None:
    """Refuse a value that is given twice.

    Raises
    ------
    PlanError
        Naming `what`.
    """
    if len(set(values)) < len(values):
        msg = f"{what} is given twice; keep one."
        raise PlanError(msg)
