"""What happened at the door, as a chain: each line holds the one before, so that none is changed or gone unnoticed."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from data.identity.tables import LAID_OUT, VISIT
from data.model import Finding, Severity
from data.store.log import GENESIS
from data.store.protocol import ANCHOR_LETTERS, Anchor

_SAID = ("at", "act", "account", "by", "origin", "detail")


def add(connection: sa.Connection, row: dict[str, Any]) -> None:
    """Keep a line at the end of the chain; one writer at a time."""
    connection.execute(sa.select(LAID_OUT.c.layout).with_for_update())
    last = connection.execute(sa.select(VISIT).order_by(VISIT.c.number.desc()).limit(1)).mappings().first()
    number, prev = (last["number"] + 1, last["hash"]) if last else (1, GENESIS)
    connection.execute(VISIT.insert().values(number=number, prev=prev, hash=_hash(number, prev, row), **row))


def chain_up(connection: sa.Connection) -> None:
    """Lead what was kept without links into a chain; whatever was done to it before cannot be told any more."""
    prev = GENESIS
    for row in connection.execute(sa.select(VISIT).order_by(VISIT.c.number)).mappings().all():
        own = _hash(row["number"], prev, row)
        connection.execute(VISIT.update().where(VISIT.c.number == row["number"]).values(prev=prev, hash=own))
        prev = own


def end(connection: sa.Connection) -> Anchor | None:
    """What is to be noted elsewhere of where the chain ends; nothing before the first line."""
    asked = sa.select(VISIT.c.number, VISIT.c.hash).order_by(VISIT.c.number.desc()).limit(1)
    row = connection.execute(asked).first()
    return None if row is None else Anchor(row.number, row.hash[:ANCHOR_LETTERS])


def faults(connection: sa.Connection, anchors: Iterable[Anchor] = ()) -> Iterator[Finding]:
    """What at the door is not as it was written, or not as it was noted elsewhere."""
    prev, wanted = GENESIS, {anchor.seq: anchor for anchor in anchors}
    for row in connection.execute(sa.select(VISIT).order_by(VISIT.c.number)).mappings():
        if (row["prev"], row["hash"]) != (prev, _hash(row["number"], prev, row)):
            yield _fault(row["number"], "is not what was written then, or one before it is gone")
        prev = row["hash"]
        noted = wanted.pop(row["number"], None)
        if noted is not None and not prev.startswith(noted.start):
            yield _fault(row["number"], "is not the one that was noted")
    for missing in wanted.values():
        yield _fault(missing.seq, "was noted, and is not there any more")


def _hash(number: int, prev: str, row: Any) -> str:
    said = [number, prev, *(row[name] for name in _SAID)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _fault(number: int, what: str) -> Finding:
    return Finding(
        code="door-changed",
        severity=Severity.PROBLEM,
        subject=f"visit {number}",
        message=f"Line {number} of what happened at the door {what}.",
        remedy="Do not rely on this list; find out who could write to the accounts, and compare with a copy.",
    )
