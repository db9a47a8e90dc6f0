"""One sentence on what a change brings about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

from shapely.geometry.base import BaseGeometry

from data.model import Plan


class Gravity(IntEnum):
    """How serious a sentence is; the least number is the most serious."""

    CUT_OFF = 0
    LOST = 1
    CONFLICT = 2
    WORSE = 3
    DOUBT = 4
    BETTER = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Sentence:
    """What changes, in words without mark-up; `about` is the id of a record to choose, `shape` where it is seen."""

    gravity: Gravity
    text: str
    about: str = ""
    shape: BaseGeometry | None = None


def in_phases(plan: Plan, phases: Collection[str], ahead: Collection[str]) -> str:
    """In which phases, as numbers of the phase bar; nothing where it is all that lie ahead.

    A phase without a name is the time in which none holds.
    """
    if set(phases) >= set(ahead):
        return ""
    numbers = [number for number, phase in enumerate(plan.phases, 1) if phase.id in phases]
    outside = " while no phase holds" if "" in phases else ""
    if not numbers:
        return outside
    named = f" in phase{'s' if len(numbers) > 1 else ''} {listed([str(n) for n in numbers])}"
    return f"{named} and{outside}" if outside else named


def listed(words: Sequence[str], most: int | None = None) -> str:
    """Words as a list in a sentence, cut after some.

    >>> listed(["one"]), listed(["one", "two", "three"]), listed(["one", "two", "three", "four"], most=2)
    ('one', 'one, two and three', 'one, two and 2 more')
    """
    if most is not None and len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
