"""The moment a command looks at."""

from datetime import UTC, datetime

from data.model.provenance import require_aware


def aware(at: datetime | None) -> datetime:
    """The moment asked for, or now.

    Raises
    ------
    PlanError
        When it has no time zone.
    """
    require_aware(at, "The time given with --at,")
    return at or datetime.now(UTC)
