"""Daylight: when the sun is up over a place or an area, worked out from where the sun stands."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TypeAlias

from astral import Observer
from astral.sun import sunrise, sunset

from data.model import Validity
from geo.daylight import is_daylight
from routing.force.spans import Spans, common, common_of_all, together

Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east and north, degrees."""

_Event: TypeAlias = Callable[[Observer, date], datetime]

LOOKED_AT = timedelta(minutes=20)
"""Between two events the sun counts as up when it is up at every moment this far apart."""


def daylight(around: Bounds, between: tuple[datetime, datetime], margin_s: float = 0.0) -> Spans:
    """When the sun is up at every corner of an area, each span narrowed by `margin_s` at both ends.

    A margin below 0 widens the spans into the dusk. Where the sun does not set, daylight has no end;
    where it does not rise there is none. Whole seconds, never more than is light.
    """
    west, south, east, north = around
    corners = {(south, west), (south, east), (north, west), (north, east)}
    wider = between[0] - abs(timedelta(seconds=margin_s)), between[1] + abs(timedelta(seconds=margin_s))
    lit = common_of_all(_lit(Observer(latitude, longitude), wider) for latitude, longitude in sorted(corners))
    return common(together(*_narrowed(lit, wider, margin_s)), (Validity(starts_at=between[0], ends_at=between[1]),))


def _lit(place: Observer, between: tuple[datetime, datetime]) -> Spans:
    """When the sun is up at a place: between the moments at which it rises or sets it is up or down throughout."""
    events = [at for at in _events(place, between) if between[0] < at < between[1]]
    cuts = (between[0], *sorted(events), between[1])
    return together(*(Validity(starts_at=a, ends_at=b) for a, b in pairwise(cuts) if a < b and _is_up(place, a, b)))


def _events(place: Observer, between: tuple[datetime, datetime]) -> Iterator[datetime]:
    """When the sun rises or sets at a place, on the days around, to the safe whole second."""
    day = between[0].astimezone(UTC).date() - timedelta(days=1)
    while day <= between[1].astimezone(UTC).date() + timedelta(days=1):
        for event, late in ((sunrise, True), (sunset, False)):
            at = _event(event, place, day)
            if at is not None:
                yield at.replace(microsecond=0) + timedelta(seconds=int(late and at.microsecond > 0))
        day += timedelta(days=1)


def _event(event: _Event, place: Observer, day: date) -> datetime | None:
    """The moment of an event on a day; None where the sun stays up or down."""
    try:
        return event(place, day)
    except ValueError:  # how the library says that the sun does not cross the horizon
        return None


def _is_up(place: Observer, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the sun is up all along; looked at inside, away from the moments at which it crosses the horizon."""
    steps = max(int((ends_at - starts_at) / LOOKED_AT), 1)
    step = (ends_at - starts_at) / (2 * steps)
    moments = (starts_at + k * step for k in range(1, 2 * steps, 2))
    return all(is_daylight(place.longitude, place.latitude, at) for at in moments)


def _narrowed(lit: Iterable[Validity], wider: tuple[datetime, datetime], margin_s: float) -> Iterator[Validity]:
    """The spans less the margin at each end at which the sun rises or sets; those of nothing left out."""
    margin = timedelta(seconds=margin_s)
    for span in lit:
        starts_at, ends_at = span.starts_at or wider[0], span.ends_at or wider[1]
        starts_at += margin if starts_at > wider[0] else timedelta(0)
        ends_at -= margin if ends_at < wider[1] else timedelta(0)
        if starts_at < ends_at:
            yield Validity(starts_at=starts_at, ends_at=ends_at)
