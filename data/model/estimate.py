"""Dates nobody can be sure of: an earliest, a likely and a latest one."""

from dataclasses import dataclass
from datetime import datetime

from data.errors import PlanError
from data.model.provenance import require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class DateEstimate:
    """When something is expected; all three are the same where only one date was given.

    >>> day = datetime.fromisoformat("2026-03-01T00:00+00:00")
    >>> DateEstimate.of(day).latest == day
    True
    """

    earliest: datetime
    likely: datetime
    latest: datetime

    def __post_init__(self) -> None:
        for moment in (self.earliest, self.likely, self.latest):
            require_aware(moment, "Expected date")
        if not self.earliest <= self.likely <= self.latest:
            msg = "The earliest expected date must not lie after the likely one, nor that after the latest; reorder."
            raise PlanError(msg)

    @staticmethod
    def of(moment: datetime) -> "DateEstimate":
        """The estimate of a single date."""
        return DateEstimate(earliest=moment, likely=moment, latest=moment)
