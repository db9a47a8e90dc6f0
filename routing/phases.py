"""The phase that holds at a moment."""

from datetime import datetime

from data.model import Phase, Plan


def phase_at(plan: Plan, at: datetime) -> Phase | None:
    """The phase that covers a moment; of two that overlap the one that started later."""
    covering = [p for p in plan.phases if p.starts_at <= at < p.ends_at]
    return covering[-1] if covering else None
