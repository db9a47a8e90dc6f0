"""Records that two copies of an operation both changed, taken apart so that a person can choose piece by piece."""

from collections.abc import Mapping

from data.store.meeting import Choice, Side
from data.store.meeting import Clash as Both
from pages.state.clash import Clash, Path
from pages.state.clash import Side as Whose


def taken_apart(both: Both) -> Clash | None:
    """The record as it can be chosen from; None where what it says may not be shown, or is settings."""
    if both.mine is None and both.theirs is None:
        return None
    return Clash(record_id=both.key[1], was=both.was, theirs=both.theirs, mine=both.mine)


def chosen(both: Both, sides: Mapping[Path, Whose]) -> Choice:
    """What stands when each piece is as its side has it; where one copy removed the record, it goes as a whole."""
    clash = taken_apart(both)
    record = clash.merged(sides) if clash else None
    if record is None:
        return Side.MINE if both.mine is None else Side.THEIRS
    return record
