"""Files that are there whole or not at all, and still there after a power loss."""

import os
import secrets
from pathlib import Path


def part_of(path: Path) -> Path:
    """A name beside a file under which it can be written unseen; another each time."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")


def put_new(part: Path, path: Path) -> None:
    """Give a written file its name, never in place of one that is there.

    Raises
    ------
    FileExistsError
        When there is one.
    """
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


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power loss."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
