"""Locking and wiping this machine: the key forgotten by every program, or destroyed with all that could open it."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from data.custody.wiping import destroy
from data.errors import StoreError
from data.identity.medium import FILE
from data.settings import settings
from data.store.on_disk import PART, make_own
from data.store.take_over import PLAIN
from pages.web import shelf
from pages.web.custody import SIGN
from pages.web.gate import here
from pages.web.home import data_folder

ASKED = "lock.asked"
"""A file by which one program asks all others of this machine to forget the key."""


def ask_to_lock() -> None:
    """Have every program of this machine forget the key, and end all sessions.

    Raises
    ------
    StoreError
        When the key would be found again by itself, or nobody could open it again.
    """
    if settings().database_url is not None or settings().key_file is not None:
        msg = "The operations of a server are not locked by a passphrase here; stop its service instead."
        raise StoreError(msg)
    register = here.register()
    if not register.slots.are_there():
        msg = "There is no account yet whose passphrase opens the operations again; set this machine up first."
        raise StoreError(msg)
    make_own(data_folder() / ASKED)
    shelf.lock()
    register.sessions.end_all()


def lock_if_asked() -> None:
    """Forget the key when another program asked for that."""
    asked = data_folder() / ASKED
    if asked.exists():
        shelf.lock()
        asked.unlink(missing_ok=True)


def wipe() -> tuple[Path, ...]:
    """The files that are destroyed: all that opens operations of this machine, and what lay open of them.

    Raises
    ------
    StoreError
        When something of it is still there.
    """
    with suppress(OSError):
        # a program that runs forgets the key within a second, whatever becomes of the files
        make_own(data_folder() / ASKED)
    shelf.lock()
    with suppress(StoreError):
        register = here.register()
        register.sessions.end_all()
        register.slots.destroy()
        register.close()
    here.forget()
    return destroy(dict.fromkeys(_all_that_opens()))


def _all_that_opens() -> Iterator[Path]:
    folder, operations, key = data_folder(), shelf.operations_folder(), shelf.key_path()
    people = folder / FILE
    yield from (key, people, *(people.with_name(people.name + end) for end in ("-wal", "-shm", "-journal")))
    yield folder / SIGN
    yield from key.parent.glob(f"{key.name}.*{PART}")
    # operations of versions before encryption, their copies and journals, can be read by anybody
    yield from operations.glob(f"*{PLAIN}*")
    yield from operations.glob(f"*{PART}*")
