"""What was picked just now in a widget of rows: two values, such as a row and a moment in it."""

from collections.abc import Mapping
from typing import Any


def pair_picked(returned: Mapping[str, Any] | None, name: str) -> tuple[Any, Any] | None:
    """The two values under a name in what a widget returned; None when none were picked.

    >>> pair_picked({"cell": ["north", "p1"]}, "cell"), pair_picked({"cell": []}, "cell"), pair_picked(None, "cell")
    (('north', 'p1'), None, None)
    """
    match (returned or {}).get(name):
        case [first, second]:
            return first, second
    return None
