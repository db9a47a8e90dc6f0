"""Where this installation notes how far the trail of each operation reached, signed, beside the operations."""

from data.custody.marks import MarkBook
from data.custody.signing import FILE, signer_in
from data.identity.principal import Principal
from data.service import trail
from data.store.protocol import PlanStore
from pages.web.home import data_folder


def notebook() -> MarkBook:
    """The marks that are noted of trails; a trail cut at its end no longer reaches them."""
    folder = data_folder()
    return MarkBook(folder / "marks" / "trails", signer_in(folder / FILE))


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
