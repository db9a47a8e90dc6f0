"""Roads and bridges a person has clicked and not reported on yet."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A segment of one road network, and the place on it that was clicked."""

    segment: int
    lon: float
    lat: float


def toggled(picks: Sequence[Pick], pick: Pick) -> tuple[Pick, ...]:
    """With a segment picked that was not, or without it when it was.

    >>> one = Pick(segment=4, lon=34.5, lat=31.5)
    >>> toggled((one,), Pick(segment=4, lon=34.6, lat=31.5))
    ()
    """
    others = tuple(known for known in picks if known.segment != pick.segment)
    return others if len(others) < len(picks) else (*picks, pick)
