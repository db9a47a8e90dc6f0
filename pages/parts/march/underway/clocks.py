"""Times as they are called in: hours and minutes on local clocks, the day taken from when they were due."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from data.errors import PlanError
from pages.look.clock import moment_meant

_CALLED = re.compile(r"(\d{1,2})[:.h]?(\d{2})(?:\s*([+-]\d{1,2}))?")
HOW = "write 11:30 or 1130; 11:30 +1 is on the day after, 11:30 -1 on the day before"


def time_meant(text: str, due: datetime, zone: str) -> datetime:
    """The moment a time called in stands for: on the day nearest to when it was due, or so many days from that day.

    Raises
    ------
    PlanError
        When it is no time, or the clocks never show it.

    >>> due = datetime.fromisoformat("2027-03-10T21:50+00:00")
    >>> [str(time_meant(text, due, "Asia/Gaza")) for text in ("2340", "0:15", "0:15 +2")]
    ['2027-03-10 21:40:00+00:00', '2027-03-10 22:15:00+00:00', '2027-03-11 22:15:00+00:00']
    """
    called = _CALLED.fullmatch(text.strip())
    if called is None or int(called[1]) > 23 or int(called[2]) > 59:  # noqa: PLR2004 - hours and minutes of a day
        msg = f"“{text}” is no time; {HOW}."
        raise PlanError(msg)
    here = due.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    on_day = here.replace(hour=int(called[1]), minute=int(called[2]), second=0, microsecond=0)
    if called[3]:
        return moment_meant(on_day + timedelta(days=int(called[3])), zone)
    days = (on_day + timedelta(days=day) for day in (-1, 0, 1))
    return moment_meant(min(days, key=lambda day: abs(day - here)), zone)


def time_called(at: datetime | None, due: datetime, zone: str) -> str | None:
    """A moment as it is called in: the time alone where that says which day.

    >>> due = datetime.fromisoformat("2027-03-10T21:50+00:00")
    >>> time_called(datetime.fromisoformat("2027-03-11T22:15+00:00"), due, "Asia/Gaza")
    '00:15 +2'
    """
    if at is None:
        return None
    here, on = (moment.astimezone(ZoneInfo(zone)) for moment in (at, due))
    short = f"{here:%H:%M}"
    if abs((at - due).total_seconds()) < timedelta(hours=11).total_seconds():
        return short
    return f"{short} {(here.date() - on.date()).days:+d}"


def clock_time(at: datetime, zone: str, beside: datetime) -> str:
    """A moment on local clocks, with its day where that is not the day of another.

    >>> first, other = (datetime.fromisoformat(f"2027-03-{day}T06:00+00:00") for day in (10, 11))
    >>> clock_time(first, "Asia/Gaza", first), clock_time(other, "Asia/Gaza", first)
    ('08:00', '11 Mar 08:00')
    """
    here, there = (moment.astimezone(ZoneInfo(zone)) for moment in (at, beside))
    return f"{here:%H:%M}" if here.date() == there.date() else f"{here:%-d %b %H:%M}"


def later_words(seconds: float | None) -> str:
    """By how much something is later, in minutes.

    >>> later_words(5400), later_words(-70), later_words(20), later_words(None)
    ('+90 min', '−1 min', 'as planned', 'not known')
    """
    if seconds is None:
        return "not known"
    minutes = round(seconds / 60)
    return f"{'+' if minutes > 0 else '−'}{abs(minutes)} min" if minutes else "as planned"
