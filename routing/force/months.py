"""Calendar months by the clock of a place, and which part of a month spans fill, by its actual days."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from itertools import count, islice

from data.model import Validity
from routing.force.spans import Spans, common


def month_of(at: datetime, zone: tzinfo = UTC) -> Validity:
    """The month a moment lies in where clocks show `zone`.

    >>> month_of(datetime(2026, 12, 5, tzinfo=UTC)).ends_at.year
    2027
    """
    here = at.astimezone(zone)
    return _month(here.year, here.month, zone)


def months_from(at: datetime, number: int, zone: tzinfo = UTC) -> tuple[Validity, ...]:
    """So many months, beginning with the one a moment lies in."""
    return tuple(islice(_months(at.astimezone(zone), zone), number))


def months_between(earlier: datetime, later: datetime, zone: tzinfo = UTC) -> int:
    """How many months lie between those of two moments.

    >>> months_between(datetime(2026, 11, 30, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    2
    """
    one, other = earlier.astimezone(zone), later.astimezone(zone)
    return (other.year - one.year) * 12 + other.month - one.month


def part_of(month: Validity, spans: Spans) -> Decimal:
    """Which part of a month spans fill, 0 to 1."""
    held = sum(_seconds(span) for span in common(spans, (month,)))
    return Decimal(held) / Decimal(_seconds(month))


def _months(here: datetime, zone: tzinfo) -> Iterator[Validity]:
    for number in count(here.year * 12 + here.month - 1):
        yield _month(number // 12, number % 12 + 1, zone)


def _month(year: int, month: int, zone: tzinfo) -> Validity:
    return Validity(starts_at=_first(year, month, zone), ends_at=_first(year + month // 12, month % 12 + 1, zone))


def _first(year: int, month: int, zone: tzinfo) -> datetime:
    return datetime(year, month, 1, tzinfo=zone).astimezone(UTC)


def _seconds(span: Validity) -> int:
    assert span.starts_at is not None and span.ends_at is not None  # noqa: S101, PT018  parts of a month have both ends
    return round((span.ends_at - span.starts_at).total_seconds())
