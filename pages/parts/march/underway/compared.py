"""A march point by point: as planned, as reported, as it is to be expected now, and the difference in minutes."""

from collections.abc import Iterator
from datetime import datetime

from pages.look.clock import duration, local
from pages.look.table import show_table
from pages.parts.march.underway.clocks import clock_time, later_words
from routing.march.situation import Situation
from routing.march.underway import PointNow, PointState, Underway

STATE = {
    PointState.REPORTED: "● reported",
    PointState.PASSED: "○ passed, not reported",
    PointState.AHEAD: "· ahead",
    PointState.OVERDUE: "▲ overdue",
}


def show_compared(under_way: Underway, zone: str) -> None:
    """The table of all points of the way."""
    first = under_way.convoy.departs_at
    rows = [
        {
            "Point": point.planned.point.name,
            "Known": STATE[point.state],
            "Head planned": clock_time(point.planned.column.arrives_at, zone, first),
            "Head now": _head(point, zone, first),
            "Head later": later_words(point.later_s),
            "Tail planned": _tail_planned(point, zone, first),
            "Tail now": _tail(point, zone, first),
            "Tail later": later_words(point.clears_later_s),
        }
        for point in under_way.points
    ]
    show_table(rows, about="Planned, reported and expected")


def summary(found: Situation, zone: str) -> str:
    """Where the column is known to have been, and when it is expected at its end."""
    return " ".join(_sentences(found, zone))


def _sentences(found: Situation, zone: str) -> Iterator[str]:
    under_way, at = found.under_way, local(found.at, zone)
    if under_way.heard_at is None:
        yield f"Nothing has been reported by {at}: times are as planned."
        return
    yield f"Last heard of {local(under_way.heard_at, zone)}, looked at as of {at}."
    last, zone_day = under_way.points[-1], under_way.convoy.departs_at
    where, when = last.planned.point.name, clock_time(last.expected.arrives_at, zone, zone_day)
    if last.state is PointState.REPORTED:
        yield f"It is at {where}."
    else:
        or_later = " or later" if last.expected.arrival_is_earliest else ""
        yield f"Its head is expected at {where} at {when}{or_later}, {_later(last.later_s)}."


def _later(seconds: float) -> str:
    if abs(seconds) < 30:  # noqa: PLR2004 - half a minute is as planned
        return "as planned"
    return f"{duration(abs(seconds))} {'later' if seconds > 0 else 'earlier'} than planned"


def _head(point: PointNow, zone: str, first: datetime) -> str:
    shown = clock_time(point.expected.arrives_at, zone, first)
    return _or_later(shown, is_told=point.arrived_at is not None, is_earliest=point.expected.arrival_is_earliest)


def _tail(point: PointNow, zone: str, first: datetime) -> str:
    if point.expected.clears_at is None:
        return "not known"
    shown = clock_time(point.expected.clears_at, zone, first)
    return _or_later(shown, is_told=point.cleared_at is not None, is_earliest=point.expected.clearing_is_earliest)


def _or_later(shown: str, *, is_told: bool, is_earliest: bool) -> str:
    """A time with how it is known: reported, expected, or the earliest."""
    return f"● {shown}" if is_told else f"{shown} or later" if is_earliest else shown


def _tail_planned(point: PointNow, zone: str, first: datetime) -> str:
    planned = point.planned.column.clears_at
    return "not known" if planned is None else clock_time(planned, zone, first)
