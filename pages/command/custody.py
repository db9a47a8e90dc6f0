"""`passage custody`: copies of an operation made, restored and moved, its history verified, and the machine wiped."""

import argparse
import platform
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from data.custody.parcel import read_bytes, write_file
from data.errors import StoreError
from data.service import copying, custody, erasing, wiping
from data.settings import settings
from data.store.anchors import read_anchor
from data.store.erasure import Asked
from data.store.protocol import Anchor
from pages.command import asking, choosing
from pages.command.outcome import DONE, NO, Outcome
from pages.command.wording import finding_lines
from pages.web.custody import house
from pages.web.gate.here import forget
from pages.web.gate.machine import machine


def outcome(arguments: argparse.Namespace) -> Outcome:
    """What was done, or found; code 1 when a history does not hold."""
    return _ACTIONS[arguments.action](arguments)


def _back_up(arguments: argparse.Namespace) -> Outcome:
    who, place = asking.asked_by(arguments), house()
    file, now, word = _file(arguments), datetime.now(UTC), _passphrase(arguments)
    copied = copying.back_up_to(who, place, arguments.name, file, at=now, passphrase=word)
    return _packed(arguments, copied.mark, place.signer.sign)


def _move_out(arguments: argparse.Namespace) -> Outcome:
    who, file, place = asking.asked_by(arguments), _file(arguments), house()
    content = custody.move_out(who, place, arguments.name, datetime.now(UTC), _passphrase(arguments))
    write_file(file, content)
    return _packed(arguments, custody.label(who, content).mark, place.signer.sign)


def _packed(arguments: argparse.Namespace, mark: Anchor, sign: str) -> Outcome:
    said = f"Wrote {arguments.file}: {arguments.name} up to {mark}, signed by {sign}."
    return _told(said, mark=str(mark), signed_by=sign)


def _restore(arguments: argparse.Namespace) -> Outcome:
    who, content = asking.asked_by(arguments), read_bytes(_file(arguments))
    return _told(custody.restore(who, house(arguments.trust), arguments.name, content, _passphrase(arguments)))


def _move_in(arguments: argparse.Namespace) -> Outcome:
    who, content, word = asking.asked_by(arguments), read_bytes(_file(arguments)), _passphrase(arguments)
    place = house(arguments.trust)
    look = custody.look(who, place, arguments.name, content, word)
    choices = choosing.choices(look.clashes, mine=arguments.mine, theirs=arguments.theirs)
    if lines := choosing.open_lines(look.clashes, choices):
        return Outcome(document={"said": lines[0], "open": list(lines[1:])}, lines=lines, code=NO)
    arrived = custody.move_in(who, place, arguments.name, content, passphrase=word, choices=choices)
    said = f"{look.told} {arguments.name} now stands at revision {arrived.seq}. {arrived.told}".strip()
    return _told(said, revision=arrived.seq, waiting=arrived.waiting)


def _verify(arguments: argparse.Namespace) -> Outcome:
    marks = (read_anchor(arguments.mark),) if arguments.mark else ()
    faults = custody.verify(asking.asked_by(arguments), house(), arguments.name, marks)
    if not faults:
        return _told(f"{arguments.name} is as it was written, and as it was noted.")
    lines = (f"{arguments.name} does not hold.", *finding_lines(faults))
    return Outcome(document={"said": lines[0], "faults": [one.message for one in faults]}, lines=lines, code=NO)


def _mark(arguments: argparse.Namespace) -> Outcome:
    """The mark of now as a signed line; or whether the history bears out the one that is given."""
    if arguments.mark:
        return _verify(arguments)
    return _told(custody.mark(asking.asked_by(arguments), house(), arguments.name, datetime.now(UTC)))


def _retain(arguments: argparse.Namespace) -> Outcome:
    who = asking.asked_by(arguments)
    done = erasing.retain(who, house().shelf.open(arguments.name), datetime.now(UTC))
    lines = tuple(one.told for one in done) or ("Nothing was due.",)
    return Outcome(document={"done": list(lines)}, lines=lines)


def _erase(arguments: argparse.Namespace) -> Outcome:
    keys = frozenset(choosing.key_of(text) for text in arguments.record)
    if not keys or not arguments.reason:
        msg = "Say what is erased, and why: --record convoy/v --reason REASON, with --field NAME for single fields."
        raise StoreError(msg)
    who = asking.asked_by(arguments)
    store = house().shelf.open(arguments.name)
    asked = Asked(keys=keys, fields=tuple(arguments.field))
    done = erasing.erase(who, store, asked, reason=arguments.reason)
    versions, photos = len(done.parts), len(done.photos)
    said = f"Erased in {versions} versions, with {photos} photographs. Copies made before still hold it; destroy them."
    return _told(said, versions=versions, photos=photos)


def _lock(_: argparse.Namespace) -> Outcome:
    wiping.lock(asking.owner(), machine())
    return _told("Locked: the key is forgotten and everybody is signed out. It opens when somebody signs in.")


def _wipe(arguments: argparse.Namespace) -> Outcome:
    here = platform.node()
    if arguments.name != here:
        msg = f"Nothing was wiped. Give the name of this machine, {here}, to destroy what opens its operations."
        raise StoreError(msg)
    wiped = wiping.wipe(asking.wiped_by(arguments), machine(), datetime.now(UTC))
    forget()
    names = ", ".join(path.name for path in wiped) or "nothing was there"
    server = " Operations on the database server are still there." if settings().database_url else ""
    return _told(f"Wiped: {names}. The operations in this folder cannot be opened again, by anybody.{server}")


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
    "mark": _mark,
    "retain": _retain,
    "erase": _erase,
    "lock": _lock,
    "wipe": _wipe,
}
