"""Answers as calm, aligned lines for people."""

from collections.abc import Iterable, Iterator, Sequence

from data.model import Finding, Severity
from pages.look.words import kilometres

__all__ = ["aligned", "duration", "finding_lines", "kilometres", "percent", "position"]

_SIGN = {Severity.PROBLEM: "▲", Severity.DOUBT: "?", Severity.NOTE: "·"}
_SHOWN = 40
_MINUTE_S = 60


def duration(span_s: float) -> str:
    """A span in hours and minutes, or in seconds below a minute.

    >>> duration(42), duration(3_900)
    ('42 s', '1 h 05 min')
    """
    if round(span_s) < _MINUTE_S:
        return f"{span_s:.0f} s"
    hours, minutes = divmod(round(span_s / _MINUTE_S), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def percent(share: float) -> str:
    """A share to a tenth of a percent, rounded down: 100.0 % is said only of the whole.

    >>> percent(0.99999), percent(1.0)
    ('99.9 %', '100.0 %')
    """
    return f"{int(share * 1000) / 10:.1f} %"


def position(place: Sequence[float]) -> str:
    """Longitude and latitude to about a metre."""
    return f"{place[0]:.5f}, {place[1]:.5f}"


def aligned(pairs: Iterable[tuple[str, str]], indent: int = 0) -> Iterator[str]:
    """Label and value on each line, the values below one another."""
    rows = list(pairs)
    width = max((len(label) for label, _ in rows), default=0)
    for label, value in rows:
        yield f"{'':{indent}}{label:<{width}}  {value}"


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """The findings, problems first, each with its remedy."""
    if not findings:
        yield "No findings."
        return
    order = list(Severity)
    ranked = sorted(findings, key=lambda f: order.index(f.severity))
    counts = (f"{n} {s.value}{'s' if n != 1 else ''}" for s in order if (n := sum(f.severity is s for f in ranked)))
    yield f"Findings: {', '.join(counts)}"
    for finding in ranked[:_SHOWN]:
        yield f"  {_SIGN[finding.severity]} {finding.message}"
        yield f"      {finding.remedy}"
    if len(ranked) > _SHOWN:
        yield f"  … and {len(ranked) - _SHOWN} more; ask with --json for all."
