"""Anchors: what is noted elsewhere of where the log ended, so that a history rewritten as a whole is noticed too."""

import re
from collections.abc import Iterable, Iterator

from data.errors import StoreError
from data.model import Finding, Severity
from data.store.log import Entry, Head
from data.store.protocol import ANCHOR_LETTERS, Anchor

_WRITTEN = re.compile(r"(\d{1,15})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})")


def anchor_of(head: Head) -> Anchor:
    """What is to be noted of the end of the log."""
    return Anchor(head.seq, head.hash[:ANCHOR_LETTERS])


def read_anchor(text: str) -> Anchor:
    """An anchor as somebody types it from a sheet.

    Raises
    ------
    StoreError
        When it is not written like one.
    """
    said = _WRITTEN.fullmatch(re.sub(r"\s+", "", text).lower())
    if said is None:
        msg = f"“{text[:60]}” is not the mark of a revision; copy it from the sheet, like 414-3f9a-1c22-88d0."
        raise StoreError(msg)
    return Anchor(int(said[1]), "".join(said.groups()[1:]))


def anchor_faults(log: Iterable[Entry], anchors: Iterable[Anchor], told: Iterable[Entry] = ()) -> Iterator[Finding]:
    """A finding for each anchor that neither the log bears out nor what other copies told."""
    elsewhere = {(entry.seq, entry.hash[:ANCHOR_LETTERS]) for entry in told}
    wanted: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        if (anchor.seq, anchor.start) not in elsewhere:
            wanted.setdefault(anchor.seq, []).append(anchor)
    for entry in log:
        for anchor in wanted.pop(entry.seq, ()):
            if not entry.hash.startswith(anchor.start):
                yield _fault(anchor, "the history up to this revision is not the one that was noted")
    for missing in wanted.values():
        yield _fault(missing[0], "the history does not reach this revision: what was saved until then is gone")


def _fault(anchor: Anchor, what: str) -> Finding:
    return Finding(
        code="history-not-as-noted",
        severity=Severity.PROBLEM,
        subject=f"revision {anchor.seq}",
        message=f"Mark {anchor}: {what}.",
        remedy="Do not rely on this operation; find out who could write to it, and restore it from a copy.",
    )
