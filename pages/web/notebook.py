"""Where this installation notes how far the trail of each operation reached, signed, beside the operations."""

from data.custody.marks import MarkBook
from data.custody.signing import FILE, signer_in
from pages.web.home import data_folder


def notebook() -> MarkBook:
    """The marks that are noted of trails; a trail cut at its end no longer reaches them."""
    folder = data_folder()
    return MarkBook(folder / "marks" / "trails", signer_in(folder / FILE))
