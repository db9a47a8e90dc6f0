"""Moments as people read them: local time of the operation with its offset, ages and spans in words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOUR_S, DAY_S = 3600, 86400


def local(at: datetime, zone: str) -> str:
    """A moment in the operation's own time, with the offset that applies then.

    >>> local(datetime.fromisoformat("2027-03-27T20:30+00:00"), "Asia/Gaza")
    '27 Mar 2027 23:30 (UTC+3)'
    """
    here = at.astimezone(ZoneInfo(zone))
    return f"{here:%-d %b %Y %H:%M} ({_offset(here)})"


def local_day(at: datetime, zone: str) -> str:
    """The local day of a moment.

    >>> local_day(datetime.fromisoformat("2027-01-09T23:30+00:00"), "Asia/Gaza")
    '10 Jan 2027'
    """
    return f"{at.astimezone(ZoneInfo(zone)):%-d %b %Y}"


def local_time(at: datetime, zone: str) -> str:
    """Day and time of a moment where the operation is.

    >>> local_time(datetime.fromisoformat("2027-03-10T06:30+00:00"), "Asia/Gaza")
    '10 Mar 08:30'
    """
    return f"{at.astimezone(ZoneInfo(zone)):%-d %b %H:%M}"


def age(span: timedelta | None) -> str:
    """An age in words; None is not known, which is told.

    >>> age(timedelta(hours=50)), age(timedelta(minutes=90)), age(None)
    ('2 days', '2 h', 'age not known')
    """
    if span is None:
        return "age not known"
    seconds = span.total_seconds()
    if seconds < HOUR_S:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / HOUR_S:.0f} h" if seconds < 2 * DAY_S else f"{seconds / DAY_S:.0f} days"


def duration(seconds: float) -> str:
    """A driving time in hours and minutes, rounded up to the minute.

    >>> duration(59), duration(3600 * 2 + 60 * 5)
    ('1 min', '2 h 05 min')
    """
    minutes = -int(-seconds // 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"  # noqa: PLR2004 - an hour


def _offset(here: datetime) -> str:
    minutes = int((here.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")
