"""Locking and wiping a machine: the key forgotten by every program, or destroyed with all that could open it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.custody.signing import FILE as SIGN
from data.custody.signing import signer_in
from data.custody.wiping import destroy, note_wiped
from data.errors import NotAllowed, StoreError
from data.identity.medium import FILE
from data.identity.principal import Principal, Role
from data.identity.register import Register
from data.service.severe import require_fresh
from data.store.on_disk import PART, make_own
from data.store.take_over import PLAIN

ASKED = "lock.asked"
"""A file by which one program asks all others of this machine to forget the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine that keeps operations: its folders, the file of its key, and who may come in.

    `register` opens the accounts and `close` has this program forget the key. `is_served` is a machine whose key is
    found by itself after a restart, or whose operations lie on a server.
    """

    folder: Path
    operations: Path
    key: Path
    register: Callable[[], Register]
    close: Callable[[], None]
    is_served: bool = False


def lock(who: Principal, machine: Machine) -> None:
    """Have every program of a machine forget the key, and end all sessions; whoever is there may, and at once.

    Raises
    ------
    StoreError
        When the key would be found again by itself, or nobody could open it again.
    """
    if machine.is_served:
        msg = "The operations of a server are not locked by a passphrase here; stop its service instead."
        raise StoreError(msg)
    register = machine.register()
    if not register.slots.are_there():
        msg = "There is no account yet whose passphrase opens the operations again; set this machine up first."
        raise StoreError(msg)
    make_own(machine.folder / ASKED)
    machine.close()
    register.sessions.end_all()
    register.acted("locked", by=who.id, detail=who.name)


def lock_if_asked(machine: Machine) -> None:
    """Forget the key when another program asked for that."""
    asked = machine.folder / ASKED
    if asked.exists():
        machine.close()
        asked.unlink(missing_ok=True)


def wipe(who: Principal, machine: Machine, at: datetime) -> tuple[Path, ...]:
    """The files that are destroyed: all that opens operations of a machine, and what lay open of them.

    That it was done, and by whom, stays as a signed line beside what cannot be read any more.

    Raises
    ------
    NotAllowed
        When the person does not administer, or gave their passphrase some time ago.
    StoreError
        When something of it is still there.
    """
    if not who.has(Role.ADMINISTRATOR):
        message = "Machines are wiped by an administrator."
        raise NotAllowed(message)
    require_fresh(who)
    with suppress(OSError):
        # a program that runs forgets the key within a second, whatever becomes of the files
        make_own(machine.folder / ASKED)
    machine.close()
    with suppress(StoreError, OSError):
        note_wiped(machine.folder / "marks", signer_in(machine.folder / SIGN), who.name, at)
    with suppress(StoreError):
        register = machine.register()
        register.acted("wiped", by=who.id, detail=who.name)
        register.sessions.end_all()
        register.slots.destroy()
        register.close()
    return destroy(dict.fromkeys(_all_that_opens(machine)))


def _all_that_opens(machine: Machine) -> Iterator[Path]:
    key, people = machine.key, machine.folder / FILE
    yield from (key, people, *(people.with_name(people.name + end) for end in ("-wal", "-shm", "-journal")))
    yield machine.folder / SIGN
    yield from key.parent.glob(f"{key.name}.*{PART}")
    # operations of versions before encryption, their copies and journals, can be read by anybody
    yield from machine.operations.glob(f"*{PLAIN}*")
    yield from machine.operations.glob(f"*{PART}*")
