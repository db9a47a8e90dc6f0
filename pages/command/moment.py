"""The moment a command looks at."""

from datetime import UTC, datetime

from data.errors import PlanError
from data.model.provenance import require_aware

_FIRST_YEAR, _LAST_YEAR = 1900, 9000


def aware(at: datetime | None) -> datetime:
    """The moment asked for, or now.

    Raises
    ------
    PlanError
        When it has no time zone, or lies outside the years that can be counted.
    """
    require_aware(at, "The time given with --at,")
    if at is not None and not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        msg = f"The time given with --at, {at.isoformat()}, is none a convoy can move at; correct its year."
        raise PlanError(msg)
    return at or datetime.now(UTC)
