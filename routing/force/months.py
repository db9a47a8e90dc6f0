"""Calendar months in UTC, and which part of a month spans fill, by its actual days."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice

from data.model import Validity
from routing.force.spans import Spans, common


def month_of(at: datetime) -> Validity:
    """The month a moment lies in.

    >>> month_of(datetime(2026, 12, 5, tzinfo=UTC)).ends_at.year
    2027
    """
    utc = at.astimezone(UTC)
    starts_at = datetime(utc.year, utc.month, 1, tzinfo=UTC)
    return Validity(starts_at=starts_at, ends_at=_next(starts_at))


def months_from(at: datetime, number: int) -> tuple[Validity, ...]:
    """So many months, beginning with the one a moment lies in."""
    return tuple(islice(_months(month_of(at)), number))


def months_between(earlier: datetime, later: datetime) -> int:
    """How many months lie between those of two moments.

    >>> months_between(datetime(2026, 11, 30, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    2
    """
    one, other = earlier.astimezone(UTC), later.astimezone(UTC)
    return (other.year - one.year) * 12 + other.month - one.month


def part_of(month: Validity, spans: Spans) -> Decimal:
    """Which part of a month spans fill, 0 to 1."""
    held = sum(_seconds(span) for span in common(spans, (month,)))
    return Decimal(held) / Decimal(_seconds(month))


def _months(month: Validity) -> Iterator[Validity]:
    while True:
        yield month
        assert month.ends_at is not None  # noqa: S101  a month has an end
        month = Validity(starts_at=month.ends_at, ends_at=_next(month.ends_at))


def _next(starts_at: datetime) -> datetime:
    return starts_at.replace(year=starts_at.year + starts_at.month // 12, month=starts_at.month % 12 + 1)


def _seconds(span: Validity) -> int:
    assert span.starts_at is not None and span.ends_at is not None  # noqa: S101, PT018  parts of a month have both ends
    return round((span.ends_at - span.starts_at).total_seconds())
