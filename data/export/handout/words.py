"""Times, spans and distances of what is handed out, in words: local time with its zone; not known is said so."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from data.model.handout import Handout, Told
from data.model.movement import Release

NOT_KNOWN = "not known"
NOBODY = "nobody yet"
"""Who owns a sector that nobody has taken."""
NOTIFIES = (
    "This document informs. It is a notification and no approval, no request granted and no promise of safety: "
    "no receipt, silence or answer to it permits anybody to move."
)
KEEP = (
    "Whoever knows this route can endanger those who drive it. Give it to nobody who does not need it; "
    "destroy it after."
)
ILLUSTRATIVE = "Illustrative: invented, never to be moved by."
_MINUTE = timedelta(minutes=1)


def here(at: datetime, zone: str) -> datetime:
    """A moment as clocks of a zone show it, without the zone, to the second below.

    >>> here(datetime.fromisoformat("2027-03-10T06:30:00.7+00:00"), "Asia/Gaza")
    datetime.datetime(2027, 3, 10, 8, 30)
    """
    return at.astimezone(ZoneInfo(zone)).replace(microsecond=0, tzinfo=None)


def second_after(at: datetime) -> datetime:
    """The first whole second not before a moment."""
    return at if at.microsecond == 0 else at.replace(microsecond=0) + timedelta(seconds=1)


def minute_after(at: datetime) -> datetime:
    """The first whole minute not before a moment."""
    below = at.replace(second=0, microsecond=0)
    return at if at == below else below + _MINUTE


def zone_words(moments: Iterable[datetime], zone: str) -> str:
    """The zone local times are in, with every offset that applies at these moments.

    >>> zone_words([datetime.fromisoformat("2027-03-10T06:30+00:00")], "Asia/Gaza")
    'Asia/Gaza (UTC+2)'
    """
    offsets = dict.fromkeys(_offset(at.astimezone(ZoneInfo(zone))) for at in sorted(moments))
    return f"{zone} ({', then '.join(offsets) or 'UTC'})"


def moments_of(handout: Handout) -> tuple[datetime, ...]:
    """Every moment a hand-out tells of the column and its parts."""
    told = (one for point in handout.points for part in point.parts for one in (part.arrives, part.clears))
    return tuple(one.at for one in told if one.at is not None)


def local_words(at: datetime, zone: str) -> str:
    """A moment in local time with its offset.

    >>> local_words(datetime.fromisoformat("2027-03-10T06:30+00:00"), "Asia/Gaza")
    '10 Mar 2027 08:30 UTC+2'
    """
    clock = at.astimezone(ZoneInfo(zone))
    return f"{clock.day} {clock:%b %Y %H:%M} {_offset(clock)}"


def told_words(told: Told, zone: str, *, is_tail: bool = False) -> str:
    """A told moment in local time, of a tail to the minute after; not known, or with `or later`, where it is so."""
    if told.at is None:
        return NOT_KNOWN
    at = minute_after(told.at) if is_tail else told.at
    return f"{local_words(at, zone)}{' or later' if told.is_earliest else ''}"


def release_words(release: Release | None, zone: str) -> str:
    """Whether way and times are released, and by whom; it is no approval by anybody else."""
    if release is None:
        return "NOT RELEASED – for those who plan alone"
    by = f"by {release.by}, confirmed by {release.confirmed_by}" if release.confirmed_by else f"by {release.by} alone"
    return f"released {by}, {local_words(release.at, zone)}"


def utc_words(at: datetime) -> str:
    """A moment in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def minutes_words(seconds: float | None) -> str:
    """A span in minutes; None is not known.

    >>> minutes_words(90), minutes_words(None)
    ('1.5 min', 'not known')
    """
    return NOT_KNOWN if seconds is None else f"{seconds / 60:.1f} min"


def km_words(metres: float | None) -> str:
    """A distance in kilometres; None is not known.

    >>> km_words(1234.0), km_words(None)
    ('1.2 km', 'not known')
    """
    return NOT_KNOWN if metres is None else f"{metres / 1000:.1f} km"


def many(count: int, what: str) -> str:
    """So many of a thing.

    >>> many(1, "sector"), many(2, "sector")
    ('1 sector', '2 sectors')
    """
    return f"{count} {what}{'' if count == 1 else 's'}"


def _offset(clock: datetime) -> str:
    minutes = int((clock.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")
