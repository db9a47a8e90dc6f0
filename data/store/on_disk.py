"""Files that are there whole or not at all, still there after a power loss, and their owner's alone."""

import contextlib
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

PART = ".part"
"""How names end of what is still being written."""
LEFT_AFTER_S = 3600.0
"""A file that nobody has written to for so long was left by a program that was stopped."""

_BESIDE = ("", "-wal", "-shm", "-journal")
_OTHERS = 0o077


@contextlib.contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A name to write a new file under, unseen; after the block it is synced and named, or gone when that failed.

    Raises
    ------
    FileExistsError
        When there is a file of the name already; it is never written over.
    """
    part = _part_of(path)
    try:
        make_own(part)
        yield part
        _put_new(part, path)
    finally:
        for end in _BESIDE:
            part.with_name(part.name + end).unlink(missing_ok=True)


def write_new(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read, whole or not at all.

    Raises
    ------
    FileExistsError
        When there is one of this name already.
    """
    with aside(path) as part:
        part.write_bytes(content)


def make_own(path: Path) -> None:
    """Make an empty file that only its owner may read, where there is none."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def keep_own(path: Path) -> None:
    """Take from everybody but its owner the right to read a file or folder; where that cannot be, it stays."""
    with contextlib.suppress(OSError):
        mode = path.stat().st_mode
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS & 0o777)


def clear_left(folder: Path) -> tuple[Path, ...]:
    """The files in a folder that a stopped program left half written, which are removed now."""
    before = time.time() - LEFT_AFTER_S
    return tuple(part for part in folder.glob(f"*{PART}*") if _is_left(part, before))


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power loss."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _part_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")


def _put_new(part: Path, path: Path) -> None:
    sync(part)
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # drives without links, as cards and sticks are formatted
        if path.exists():
            raise FileExistsError(path) from None
        part.rename(path)
    part.unlink(missing_ok=True)
    sync(path.parent)


def _is_left(part: Path, before: float) -> bool:
    try:
        if part.stat().st_mtime > before or not part.is_file():
            return False
        part.unlink()
    except OSError:
        # another program was quicker, or it is not ours to remove
        return False
    return True
