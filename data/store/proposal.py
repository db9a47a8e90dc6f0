"""Proposal: changes that wait for a second person, and what was decided about them."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from data.errors import StalePlan
from data.store.change import Change


class Verdict(StrEnum):
    """What became of a proposal."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided what about a proposal, when, and why."""

    proposal: str
    verdict: Verdict
    by_id: str
    by: str
    at: datetime
    reason: str = ""

    @property
    def told(self) -> str:
        """Why, or what was decided where nobody said why."""
        return self.reason.strip() or f"A proposal was {self.verdict.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Changes one person made that come into force when a second person confirms; `base` is what they were made on."""

    id: str
    by_id: str
    by: str
    at: datetime
    reason: str
    base: int
    changes: tuple[Change, ...]
    decision: Decision | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided."""
        return self.decision is None


def new_id() -> str:
    """An id for a proposal."""
    return secrets.token_hex(8)


NOT_THERE = "There is no such proposal in this operation; look at what waits now."


def require_waiting(made: Decision | None) -> None:
    """Refuse to decide about what is decided.

    Raises
    ------
    StalePlan
        Saying who decided what.
    """
    if made is not None:
        message = f"{made.by} has {made.verdict.value} this already; look at what waits now."
        raise StalePlan(message)
