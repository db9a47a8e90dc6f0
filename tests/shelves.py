"""Operations as an installation keeps them, from outside it."""

from data.store.folder import FolderShelf
from data.store.key_file import made_key_in


def shelf_in(home):
    """The shelf of an installation whose data lie in a folder; its key is made where there is none."""
    return FolderShelf(home / "operations", made_key_in(home / "key"))
