"""Moments as people read them: local time of the operation with its offset, ages and spans in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from data.errors import PlanError

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


def moment_meant(here: datetime, zone: str) -> datetime:
    """The moment in UTC a time on the clocks of a zone stands for; the earlier where it comes twice.

    Raises
    ------
    PlanError
        When clocks put forward never show it.

    >>> moment_meant(datetime(2027, 3, 10, 8, 30), "Asia/Gaza")
    datetime.datetime(2027, 3, 10, 6, 30, tzinfo=datetime.timezone.utc)
    """
    moment = here.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    shown = moment.astimezone(ZoneInfo(zone))
    if shown.replace(tzinfo=None) != here.replace(fold=0):
        msg = (
            f"The clocks of {zone} never show {here:%-d %b %Y %H:%M}: they are put forward over it, "
            f"to {shown:%H:%M}. Give a time before or after."
        )
        raise PlanError(msg)
    return moment


def comes_twice(here: datetime, zone: str) -> bool:
    """Whether clocks put back show a time twice.

    >>> comes_twice(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")
    True
    """
    offsets = {here.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) > 1


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


def offsets_between(starts_at: datetime, ends_at: datetime, zone: str) -> tuple[tuple[datetime, int], ...]:
    """From when which offset from UTC, in minutes, applies in a zone; the first is that at the start.

    >>> day = datetime.fromisoformat("2027-03-26T00:00+00:00")
    >>> [(str(at), minutes) for at, minutes in offsets_between(day, day + timedelta(days=3), "Asia/Gaza")]
    [('2027-03-26 00:00:00+00:00', 120), ('2027-03-27 00:00:00+00:00', 180)]
    """
    here, starts_at = ZoneInfo(zone), starts_at.replace(second=0, microsecond=0)
    hours = int((ends_at - starts_at).total_seconds() // HOUR_S) + 1
    days = [starts_at + timedelta(hours=24 * day) for day in range(hours // 24 + 2)]
    found = [(starts_at, _minutes(starts_at, here))]
    for day in days[1:]:
        if _minutes(day, here) != found[-1][1]:
            found.append((_changed(day - timedelta(days=1), day, here), _minutes(day, here)))
    return tuple(found)


def _changed(before: datetime, after: datetime, here: ZoneInfo) -> datetime:
    """The first minute with the later offset."""
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=((after - before) // 2) // timedelta(minutes=1))
        before, after = (middle, after) if _minutes(middle, here) == _minutes(before, here) else (before, middle)
    return after


def _minutes(at: datetime, here: ZoneInfo) -> int:
    return int((at.astimezone(here).utcoffset() or timedelta()).total_seconds() // 60)
