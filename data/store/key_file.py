"""The key of a folder while nobody has a passphrase yet: a file that only its owner may read."""

import os
import re
from pathlib import Path

from data.errors import StoreError
from data.store.keys import KEY_BYTES, Key, new_key
from data.store.on_disk import write_new

_OTHERS = 0o007
_KEY = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")


def key_in(path: Path) -> Key:
    """The key kept in a file.

    Raises
    ------
    StoreError
        When there is none, others may read it, or it is not a key.
    """
    try:
        is_open, text = path.stat().st_mode & _OTHERS, path.read_text(encoding="ascii").strip()
    except FileNotFoundError as fault:
        msg = f"The key {path} is not there; restore it from a copy. Without it no operation can be read."
        raise StoreError(msg) from fault
    except (OSError, UnicodeDecodeError) as fault:
        msg = f"The key {path} cannot be read ({fault}); check who may read it."
        raise StoreError(msg) from fault
    if is_open:
        msg = f"Everybody on this machine can read the key {path}; take that right away (chmod 600) and start again."
        raise StoreError(msg)
    if not _KEY.fullmatch(text):
        msg = f"{path} does not hold a key; restore it from a copy. Without it no operation can be read."
        raise StoreError(msg)
    return Key(bytes.fromhex(text))


def made_key_in(path: Path) -> Key:
    """The key kept in a file, made there first where there is none; whoever comes second gets the same.

    Raises
    ------
    StoreError
        When it can be neither read nor written.
    """
    if not path.exists():
        _lay_down(path, new_key())
    return key_in(path)


def _lay_down(path: Path, key: Key) -> None:
    try:
        write_new(path, key.secret.hex().encode())
    except FileExistsError:
        return
    except OSError as fault:
        msg = f"The key of this machine cannot be kept in {path} ({fault.strerror}); check free space and rights."
        raise StoreError(msg) from fault


def destroy(path: Path) -> None:
    """Write over the file of a key and remove it.

    Raises
    ------
    StoreError
        When it is still there.
    """
    try:
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except OSError as fault:
        msg = f"The key {path} is sealed, but could not be removed ({fault.strerror}); remove it by hand."
        raise StoreError(msg) from fault
