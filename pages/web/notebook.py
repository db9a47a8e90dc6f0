"""Where this installation notes how far the trail of each operation reached, signed, beside the operations."""

from datetime import datetime

from data.custody.marks import MarkBook
from data.custody.signing import FILE, signer_in
from data.identity.principal import Principal
from data.identity.register import Register
from data.service import trail
from data.store.plan_store import PlanStore
from data.store.protocol import Anchor
from pages.web.home import data_folder

DOOR = "door"


def notebook() -> MarkBook:
    """The marks that are noted of trails; a trail cut at its end no longer reaches them."""
    folder = data_folder()
    return MarkBook(folder / "marks" / "trails", signer_in(folder / FILE))


def noted_at_door() -> tuple[Anchor, ...]:
    """The marks that are noted of what happened at the door."""
    return _door().kept(DOOR)


def note_door(register: Register, at: datetime) -> None:
    """Note how far the list of what happened at the door reaches."""
    if (end := register.accounts.visits_end()) is not None:
        _door().keep(DOOR, end, at)


def note_handed_out(
    who: Principal, store: PlanStore, name: str, file: tuple[str, bytes], *, seq: int, about: str
) -> None:
    """Keep that a file, by what it is and what it holds, leaves an operation; it must not where this fails.

    Raises
    ------
    StoreError
        When it cannot be kept.
    """
    what, content = file
    trail.note_handed_out(who, store, what, content, seq=seq, about=about)
    notebook().keep(name, store.deeds(1)[0].anchor, store.now())


def _door() -> MarkBook:
    folder = data_folder()
    return MarkBook(folder / "marks" / "door", signer_in(folder / FILE))
