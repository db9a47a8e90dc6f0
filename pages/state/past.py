"""The operation as it was: which revision the address of a page asks for, and who left it so."""

from dataclasses import dataclass
from datetime import datetime

from data.errors import StoreError
from data.identity.principal import Principal
from data.service.seen import sight_of
from pages.state import history_answers

ASOF = "asof"
"""Under which name the address of a page carries the revision."""
MOST_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A revision that is looked at instead of the newest one, and the save it belongs to."""

    seq: int
    at: datetime
    actor: str
    reason: str
    newest: int

    def refuse(self) -> None:
        """Say that nothing is saved here.

        Raises
        ------
        StoreError
            Always.
        """
        msg = f"Nothing is saved while you see the operation as of revision {self.seq}. Go back to now first."
        raise StoreError(msg)


def past_of(operation: str, asked: str, newest: int, who: Principal) -> Past | None:
    """The revision asked for; None where the operation has none of this number.

    A save is seen whole: asked for by one of its revisions, it is its last one.
    """
    seq = int(asked) if asked.isdecimal() and len(asked) < MOST_DIGITS else 0
    if not 1 <= seq <= newest:
        return None
    made = history_answers.last_of_save(f"{operation}@{seq}~{sight_of(who)}", operation, seq, who)
    return Past(seq=made.seq, at=made.at, actor=made.actor, reason=made.reason, newest=newest)
