"""The installation as a keeper of operations: its shelf, its own key, the marks it notes and the copies it made."""

from pathlib import Path

from data.custody.copies import CopyBook
from data.custody.marks import MarkBook
from data.custody.signing import FILE, signer_in
from data.service.custody import House
from pages.web import shelf
from pages.web.home import data_folder
from pages.web.notebook import notebook


def house(trusted: str | None = None) -> House:
    """The installation as a keeper of operations; `trusted` is another whose copies are taken in."""
    folder = data_folder()
    signer = signer_in(folder / FILE)
    return House(
        shelf=shelf.shelf(),
        signer=signer,
        marks=MarkBook(folder / "marks", signer),
        copies=copies(),
        trails=notebook(),
        key=shelf.held(),
        trusted=frozenset({trusted} if trusted else ()),
    )


def copies() -> CopyBook:
    """The book of the copies that were made here."""
    return CopyBook(data_folder() / "copies.log")


def backups_folder() -> Path:
    """Where copies are put that are made on a page; made when it is not there."""
    folder = data_folder() / "backups"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder
