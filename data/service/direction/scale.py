"""Direction, and how it follows from a step on a scale, from a longer or shorter span, from a larger or smaller set.

What is not known counts as the dangerous side. What cannot be judged counts as safer, and so needs two
people. The reverse of what looks more dangerous always looks safer.
"""

from collections.abc import Iterable
from enum import StrEnum

from data.model import Validity


class Direction(StrEnum):
    """How a change makes things look."""

    SAFER = "safer"
    MORE_DANGEROUS = "more dangerous"
    NEITHER = "neither"


SAFER, DANGEROUS, NEITHER = Direction.SAFER, Direction.MORE_DANGEROUS, Direction.NEITHER


def of_all(parts: Iterable[Direction]) -> Direction:
    """The direction of a whole: safer as soon as one part is.

    >>> of_all([Direction.MORE_DANGEROUS, Direction.SAFER]).value
    'safer'
    """
    found = set(parts)
    if SAFER in found:
        return SAFER
    return DANGEROUS if DANGEROUS in found else NEITHER


def of_rank(before: float, after: float) -> Direction:
    """The direction of a step on a scale on which more is safer."""
    return NEITHER if before == after else SAFER if after > before else DANGEROUS


def of_good_span(before: Validity, after: Validity) -> Direction:
    """The direction when something good holds for another span: only less of the same is more dangerous."""
    return NEITHER if before == after else DANGEROUS if covers(before, after) else SAFER


def of_bad_span(before: Validity, after: Validity) -> Direction:
    """The direction when something dangerous holds for another span: only more of the same is more dangerous."""
    return NEITHER if before == after else DANGEROUS if covers(after, before) else SAFER


def of_good_set(before: Iterable[object], after: Iterable[object]) -> Direction:
    """The direction when there are other good things: only fewer of the same are more dangerous."""
    was, now = set(before), set(after)
    return NEITHER if was == now else DANGEROUS if now < was else SAFER


def of_bad_set(before: Iterable[object], after: Iterable[object]) -> Direction:
    """The direction when there are other dangerous things: only more of the same are more dangerous."""
    was, now = set(before), set(after)
    return NEITHER if was == now else DANGEROUS if now > was else SAFER


def covers(whole: Validity, part: Validity) -> bool:
    """Whether one span holds all of another."""
    starts = whole.starts_at is None or (part.starts_at is not None and whole.starts_at <= part.starts_at)
    ends = whole.ends_at is None or (part.ends_at is not None and part.ends_at <= whole.ends_at)
    return starts and ends
