"""The book of copies: when the last good copy of each operation was made, how far it goes, and where it was put."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.errors import StoreError
from data.store.anchors import read_anchor
from data.store.protocol import Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A copy that was made, read again and found to be whole."""

    operation: str
    mark: Anchor
    at: datetime
    where: str


class CopyBook:
    """Copies as they were made, a line each, only ever added to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, copied: Copied) -> None:
        """Keep that a copy was made.

        Raises
        ------
        StoreError
            When it cannot be kept.
        """
        said = {
            "operation": copied.operation,
            "mark": str(copied.mark),
            "at": copied.at.isoformat(),
            "where": copied.where,
        }
        line = json.dumps(said, ensure_ascii=False) + "\n"
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            msg = f"The copy was made, but that cannot be noted ({fault.strerror}); check free space and rights."
            raise StoreError(msg) from fault

    def last(self) -> dict[str, Copied]:
        """The newest copy of each operation; lines that cannot be read tell of none."""
        try:
            lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return {}
        found = (copied for line in lines if (copied := _read(line)))
        return {copied.operation: copied for copied in sorted(found, key=lambda one: one.at)}


def _read(line: str) -> Copied | None:
    try:
        said = json.loads(line)
        at = datetime.fromisoformat(said["at"])
        return Copied(operation=said["operation"], mark=read_anchor(said["mark"]), at=at, where=said["where"])
    except (ValueError, KeyError, TypeError, StoreError):
        return None
