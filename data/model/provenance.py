"""Where a thing comes from: files behind a network, sources behind a record, spans it holds for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from data.errors import PlanError

NOT_STATED = "not stated"
"""Name of a source that nobody gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """One file behind a network: what it was, when its content dates from, who must be credited.

    `data_at` is the date the file states for its content (None: it states none), `attribution`
    the credit that every map, print and export must show.
    """

    file_name: str
    sha256: str
    format: str
    data_at: datetime | None = None
    licence: str | None = None
    attribution: str | None = None


class Confidence(StrEnum):
    """How far a report is believed."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


def require_aware(moment: datetime | None, what: str) -> None:
    """Refuse a moment without a time zone.

    Raises
    ------
    PlanError
        Naming `what`, when `moment` carries no zone.
    """
    if moment is not None and moment.tzinfo is None:
        msg = f"{what} {moment.isoformat()} has no time zone; say which zone it is in."
        raise PlanError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who says so, since when, and how far it is believed."""

    name: str
    reported_at: datetime | None = None
    confidence: Confidence = Confidence.UNKNOWN

    def __post_init__(self) -> None:
        require_aware(self.reported_at, f"Report time of source {self.name}")

    def age(self, at: datetime) -> timedelta | None:
        """Age of the report at a moment; None when its time is unknown."""
        return None if self.reported_at is None else at - self.reported_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """The span [starts_at, ends_at) in which something holds; None leaves that side open.

    >>> Validity().holds_at(datetime.fromisoformat("2026-01-01T00:00+00:00"))
    True
    """

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(self.starts_at, "Start of validity")
        require_aware(self.ends_at, "End of validity")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            msg = f"Validity ends {self.ends_at.isoformat()}, not after it starts {self.starts_at.isoformat()}."
            raise PlanError(msg)

    def holds_at(self, at: datetime) -> bool:
        """Whether `at` lies in the span; the end itself does not."""
        started = self.starts_at is None or self.starts_at <= at
        return started and (self.ends_at is None or at < self.ends_at)
