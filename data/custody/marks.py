"""Kept marks: where each history ended when it was last looked at, noted beside the operations and signed."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.custody.signing import Signer, is_signed
from data.errors import StoreError
from data.model import Finding, Severity
from data.store.anchors import read_anchor
from data.store.on_disk import make_own
from data.store.plan_store import PlanStore
from data.store.protocol import Anchor
from data.store.shelf import require_name

ENDING = ".marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark of an operation's history as it was noted, and by which installation."""

    operation: str
    anchor: Anchor
    noted_at: datetime
    public: bytes


def mark_line(operation: str, anchor: Anchor, at: datetime, signer: Signer) -> str:
    """A mark as one signed line, to be kept or handed out as a file."""
    said = _said(operation, str(anchor), at.isoformat())
    return json.dumps({**json.loads(said), "public": signer.public.hex(), "signature": signer.signed(said).hex()})


def read_mark(line: str) -> Mark:
    """A mark from its signed line.

    Raises
    ------
    StoreError
        When it is not one, or was altered.
    """
    try:
        said = json.loads(line)
        operation, anchor, at = (str(said[name]) for name in ("operation", "mark", "noted_at"))
        public, signature = (bytes.fromhex(said[name]) for name in ("public", "signature"))
        noted_at = datetime.fromisoformat(at)
    except (KeyError, TypeError, ValueError) as fault:
        msg = "This is not a signed mark of a history; choose the file that was handed out with the briefing."
        raise StoreError(msg) from fault
    if not is_signed(public, signature, _said(operation, anchor, at)):
        msg = f"The mark {anchor[:30]} was altered since it was signed; do not rely on it."
        raise StoreError(msg)
    return Mark(operation=operation, anchor=read_anchor(anchor), noted_at=noted_at, public=public)


class MarkBook:
    """The marks an installation keeps of its operations, one file for each, only ever added to."""

    def __init__(self, folder: Path, signer: Signer) -> None:
        self._folder = folder
        self._signer = signer

    def keep(self, name: str, anchor: Anchor, at: datetime) -> None:
        """Note where a history ends, unless that is noted already."""
        if anchor in self.kept(name):
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_own(self._file(name))
        with self._file(name).open("a", encoding="utf-8") as file:
            file.write(mark_line(name, anchor, at, self._signer) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def kept(self, name: str) -> tuple[Anchor, ...]:
        """The marks that are noted of an operation and that this installation signed."""
        return tuple(mark.anchor for mark in self._read(name) if isinstance(mark, Mark))

    def checked(self, name: str, store: PlanStore) -> tuple[Finding, ...]:
        """Everything in an operation that no longer fits together, or is not as it was noted."""
        altered = [mark for mark in self._read(name) if isinstance(mark, Finding)]
        return (*store.verify(self.kept(name)), *altered)

    def _read(self, name: str) -> Iterator[Mark | Finding]:
        path = self._file(name)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for number, line in enumerate(lines, start=1):
            try:
                mark = read_mark(line)
            except StoreError as fault:
                yield _altered(name, number, str(fault))
                continue
            yield (
                mark
                if (mark.operation, mark.public) == (name, self._signer.public)
                else _altered(name, number, "It was signed by another installation, or for another operation.")
            )

    def _file(self, name: str) -> Path:
        require_name(name)
        return self._folder / f"{name}{ENDING}"


def _said(operation: str, anchor: str, at: str) -> bytes:
    return json.dumps({"operation": operation, "mark": anchor, "noted_at": at}, sort_keys=True).encode()


def _altered(name: str, number: int, why: str) -> Finding:
    return Finding(
        code="mark-altered",
        severity=Severity.PROBLEM,
        subject=f"{name}, line {number}",
        message=f"Line {number} of the marks noted of {name} cannot be relied on: {why}",
        remedy="Find out who could write to the marks of this machine; compare with a printed briefing.",
    )
