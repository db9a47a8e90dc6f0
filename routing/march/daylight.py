"""Daylight as spans: when the sun is up over all of an area."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeAlias

from data.model import Validity
from geo.daylight import SECOND, changes_of_daylight, is_daylight
from routing.force.spans import Spans, common, common_of_all, together

Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east and north, degrees."""


def daylight(around: Bounds, between: tuple[datetime, datetime], margin_s: float = 0.0) -> Spans:
    """When the sun is up at every corner of an area, each span narrowed by `margin_s` at both ends.

    A margin below 0 widens the spans into the dusk. Where the sun does not set, daylight has no end;
    where it does not rise there is none. Whole seconds, never more than is light.
    """
    west, south, east, north = around
    corners = sorted({(west, south), (east, south), (west, north), (east, north)})
    wider = between[0] - abs(timedelta(seconds=margin_s)), between[1] + abs(timedelta(seconds=margin_s))
    lit = common_of_all(together(*_lit(lon, lat, wider)) for lon, lat in corners)
    return common(together(*_narrowed(lit, wider, margin_s)), (Validity(starts_at=between[0], ends_at=between[1]),))


def _lit(lon: float, lat: float, between: tuple[datetime, datetime]) -> Iterator[Validity]:
    """When the sun is up at a place; it counts as down from the last whole second of light on."""
    changes = [at for at in changes_of_daylight(lon, lat, between) if between[0] < at < between[1]]
    for starts_at, ends_at in pairwise((between[0], *changes, between[1])):
        last = ends_at if ends_at == between[1] else ends_at - SECOND
        if starts_at < last and is_daylight(lon, lat, starts_at):
            yield Validity(starts_at=starts_at, ends_at=last)


def _narrowed(lit: Iterable[Validity], wider: tuple[datetime, datetime], margin_s: float) -> Iterator[Validity]:
    """The spans less the margin at each end at which the sun rises or sets; those of nothing left out."""
    margin = timedelta(seconds=margin_s)
    for span in lit:
        starts_at, ends_at = span.starts_at or wider[0], span.ends_at or wider[1]
        starts_at += margin if starts_at > wider[0] else timedelta(0)
        ends_at -= margin if ends_at < wider[1] else timedelta(0)
        if starts_at < ends_at:
            yield Validity(starts_at=starts_at, ends_at=ends_at)
