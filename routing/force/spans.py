"""Spans of time as exact sets: what they have in common, together, and one without the other."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import reduce
from itertools import pairwise
from typing import TypeAlias

from data.model import Validity

Spans: TypeAlias = tuple[Validity, ...]
"""Spans in order, none touching the next."""

ALWAYS: Spans = (Validity(),)
NEVER: Spans = ()
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def together(*spans: Validity) -> Spans:
    """The moments in any of the spans."""
    joined: list[tuple[datetime, datetime]] = []
    for starts_at, ends_at in sorted(map(_ends, spans)):
        if joined and starts_at <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends_at))
        else:
            joined.append((starts_at, ends_at))
    return tuple(_span(*pair) for pair in joined)


def common(one: Iterable[Validity], other: Iterable[Validity]) -> Spans:
    """The moments in both."""
    others = tuple(map(_ends, other))
    pairs = ((max(a, c), min(b, d)) for a, b in map(_ends, one) for c, d in others)
    return together(*(_span(starts_at, ends_at) for starts_at, ends_at in pairs if starts_at < ends_at))


def common_of_all(each: Iterable[Spans]) -> Spans:
    """The moments in every one; of none, always."""
    return reduce(common, each, ALWAYS)


def outside(spans: Iterable[Validity]) -> Spans:
    """The moments in none of the spans.

    >>> outside(ALWAYS)
    ()
    """
    held = [FIRST, *(moment for pair in map(_ends, together(*spans)) for moment in pair), LAST]
    gaps = zip(held[::2], held[1::2], strict=True)
    return tuple(_span(starts_at, ends_at) for starts_at, ends_at in gaps if starts_at < ends_at)


def without(one: Iterable[Validity], other: Iterable[Validity]) -> Spans:
    """The moments in the first and not in the second."""
    return common(one, outside(other))


def since(moment: datetime | None) -> Validity:
    """From a moment on."""
    return Validity(starts_at=moment)


def hold_at(spans: Iterable[Validity], at: datetime) -> bool:
    """Whether a moment lies in any of the spans."""
    return any(span.holds_at(at) for span in spans)


def overlap(one: Validity, other: Validity) -> bool:
    """Whether two spans have a moment in common."""
    return bool(common((one,), (other,)))


def edges(spans: Iterable[Validity]) -> Iterator[datetime]:
    """Where spans start and end, as far as they do."""
    for span in spans:
        yield from (moment for moment in (span.starts_at, span.ends_at) if moment is not None)


def pieces(span: Validity, moments: Iterable[datetime]) -> Iterator[Validity]:
    """A span cut at moments, in order."""
    starts_at, ends_at = _ends(span)
    cuts = [starts_at, *sorted({moment for moment in moments if starts_at < moment < ends_at}), ends_at]
    yield from (_span(*pair) for pair in pairwise(cuts))


def _ends(span: Validity) -> tuple[datetime, datetime]:
    return span.starts_at or FIRST, span.ends_at or LAST


def _span(starts_at: datetime, ends_at: datetime) -> Validity:
    return Validity(
        starts_at=None if starts_at == FIRST else starts_at,
        ends_at=None if ends_at == LAST else ends_at,
    )
