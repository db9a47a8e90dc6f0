"""`passage custody`: copies of an operation made, restored and moved, its history verified, and the machine wiped."""

import argparse
import getpass
import platform
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from data.custody.marks import MarkBook
from data.custody.parcel import read_bytes, write_file
from data.custody.signing import signer_in
from data.custody.wiping import destroy
from data.errors import StoreError
from data.identity.medium import FILE
from data.identity.principal import Principal, Role
from data.service import custody, erasing
from data.service.custody import House
from data.store.anchors import read_anchor
from pages.command.outcome import DONE, NO, Outcome
from pages.command.wording import finding_lines
from pages.web import shelf
from pages.web.gate import keys
from pages.web.gate.here import register
from pages.web.home import data_folder

SIGN = "installation.key"


def outcome(arguments: argparse.Namespace) -> Outcome:
    """What was done, or found; code 1 when a history does not hold."""
    return _ACTIONS[arguments.action](arguments)


def house(trusted: str | None = None) -> House:
    """The installation as a keeper of operations."""
    folder = data_folder()
    signer = signer_in(folder / SIGN)
    kept = shelf.shelf()
    return House(
        shelf=kept,
        signer=signer,
        marks=MarkBook(folder / "marks", signer),
        key=shelf.held(),
        trusted=frozenset({trusted} if trusted else ()),
    )


def asked_by(arguments: argparse.Namespace) -> Principal:
    """Whoever signs in with an account; the owner of the machine while there are no accounts.

    Raises
    ------
    PassageError
        When nobody is named, or name and passphrase do not go together.
    """
    people = register()
    if not people.accounts.are_there():
        return _owner()
    if arguments.person is None:
        msg = "There are accounts here; say who asks: --as NAME, with the passphrase in --sign-in-file FILE or typed."
        raise StoreError(msg)
    kept: Path | None = arguments.sign_in_file
    word = kept.read_text(encoding="utf-8").strip() if kept else getpass.getpass("Your passphrase: ")
    account = people.known(arguments.person, word, origin="command line")
    keys.open_for(people, account, word)
    return account.principal


def _owner() -> Principal:
    user = getpass.getuser()
    roles = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
    return Principal(id=f"machine:{user}", name=f"{user} at the command line", roles=roles)


def _back_up(arguments: argparse.Namespace) -> Outcome:
    return _written(arguments, custody.back_up)


def _move_out(arguments: argparse.Namespace) -> Outcome:
    return _written(arguments, custody.move_out)


def _written(arguments: argparse.Namespace, made: Callable[..., bytes]) -> Outcome:
    who, file = asked_by(arguments), _file(arguments)
    content = made(who, house(), arguments.name, datetime.now(UTC), _passphrase(arguments))
    write_file(file, content)
    found = custody.label(who, content)
    said = f"Wrote {arguments.file}: {arguments.name} up to {found.mark}, signed by {found.origin}."
    return _told(said, mark=str(found.mark), signed_by=found.origin)


def _restore(arguments: argparse.Namespace) -> Outcome:
    who, content = asked_by(arguments), read_bytes(_file(arguments))
    return _told(custody.restore(who, house(), arguments.name, content, _passphrase(arguments)))


def _move_in(arguments: argparse.Namespace) -> Outcome:
    who, content, word = asked_by(arguments), read_bytes(_file(arguments)), _passphrase(arguments)
    place = house(arguments.trust)
    look = custody.look(who, place, arguments.name, content, word)
    stored = custody.move_in(who, place, arguments.name, content, passphrase=word)
    return _told(f"{look.told} {arguments.name} now stands at revision {stored.seq}.", revision=stored.seq)


def _verify(arguments: argparse.Namespace) -> Outcome:
    marks = (read_anchor(arguments.mark),) if arguments.mark else ()
    faults = custody.verify(asked_by(arguments), house(), arguments.name, marks)
    if not faults:
        return _told(f"{arguments.name} is as it was written, and as it was noted.")
    lines = (f"{arguments.name} does not hold.", *finding_lines(faults))
    return Outcome(document={"said": lines[0], "faults": [one.message for one in faults]}, lines=lines, code=NO)


def _retain(arguments: argparse.Namespace) -> Outcome:
    who = asked_by(arguments)
    done = erasing.retain(who, house().shelf.open(arguments.name), datetime.now(UTC))
    lines = tuple(one.told for one in done) or ("Nothing was due.",)
    return Outcome(document={"done": list(lines)}, lines=lines)


def _wipe(arguments: argparse.Namespace) -> Outcome:
    machine = platform.node()
    if arguments.name != machine:
        msg = f"Nothing was wiped. Give the name of this machine, {machine}, to destroy what opens its operations."
        raise StoreError(msg)
    shelf.lock()
    people = data_folder() / FILE
    beside = (people.with_name(people.name + end) for end in ("-wal", "-shm"))
    gone = destroy((shelf.key_path(), people, *beside, data_folder() / SIGN))
    names = ", ".join(path.name for path in gone) or "nothing was there"
    return _told(f"Wiped: {names}. The operations in this folder cannot be opened again; stop the app if it runs.")


def _file(arguments: argparse.Namespace) -> Path:
    file: Path | None = arguments.file
    if file is None:
        msg = "Say which file: --file FILE."
        raise StoreError(msg)
    return file


def _passphrase(arguments: argparse.Namespace) -> str | None:
    kept: Path | None = arguments.passphrase_file
    return kept.read_text(encoding="utf-8").strip() if kept else None


def _told(said: str, **more: object) -> Outcome:
    return Outcome(document={"said": said, **more}, lines=(said,), code=DONE)


_ACTIONS: Mapping[str, Callable[[argparse.Namespace], Outcome]] = {
    "back-up": _back_up,
    "restore": _restore,
    "move-out": _move_out,
    "move-in": _move_in,
    "verify": _verify,
    "retain": _retain,
    "wipe": _wipe,
}
