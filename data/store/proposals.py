"""Rows of proposals: changes that wait for a second person, kept beside the plan they are meant for.

Rows are only ever added: what was proposed, and what somebody decided about it, both stay.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from data.model import Record
from data.store.change import Change
from data.store.codec import decoded, encoded, kind_of
from data.store.proposal import Decision, Proposal, Verdict, require_waiting
from data.store.tables import DECISION, PROPOSAL


def add(connection: sa.Connection, proposal: Proposal) -> None:
    """Keep a proposal."""
    connection.execute(PROPOSAL.insert().values(**_row(proposal)))


def decide(connection: sa.Connection, decision: Decision) -> None:
    """Keep what was decided about a proposal.

    Raises
    ------
    StalePlan
        When there is no such proposal, or it is decided already.
    """
    known = connection.execute(PROPOSAL.select().where(PROPOSAL.c.id == decision.proposal)).one_or_none()
    made = connection.execute(DECISION.select().where(DECISION.c.proposal == decision.proposal)).one_or_none()
    require_waiting(is_known=known is not None, made=None if made is None else _decision(made))
    said = {"verdict": decision.verdict.value, "by_id": decision.by_id, "by_name": decision.by}
    when = {"at": _written(decision.at), "reason": decision.reason}
    connection.execute(DECISION.insert().values(proposal=decision.proposal, **said, **when))


def kept(connection: sa.Connection, *, waiting: bool) -> tuple[Proposal, ...]:
    """Every proposal with what was decided about it, or only what waits, the newest first."""
    made = {row.proposal: _decision(row) for row in connection.execute(DECISION.select())}
    meant = PROPOSAL.select().order_by(PROPOSAL.c.at.desc(), PROPOSAL.c.id)
    rows = connection.execute(meant.where(PROPOSAL.c.id.not_in(sa.select(DECISION.c.proposal))) if waiting else meant)
    return tuple(_proposal(row, made.get(row.id)) for row in rows)


def _row(proposal: Proposal) -> dict[str, Any]:
    who = {"by_id": proposal.by_id, "by_name": proposal.by}
    what = {"base": proposal.base, "reason": proposal.reason, "body": written(proposal.changes)}
    return {"id": proposal.id, "at": _written(proposal.at), **who, **what}


def _proposal(row: Any, decision: Decision | None) -> Proposal:
    at = datetime.fromisoformat(row.at)
    who = {"id": row.id, "by_id": row.by_id, "by": row.by_name, "at": at}
    return Proposal(**who, reason=row.reason, base=row.base, changes=read(row.body), decision=decision)


def _decision(row: Any) -> Decision:
    at = datetime.fromisoformat(row.at)
    who = {"by_id": row.by_id, "by": row.by_name, "at": at}
    return Decision(proposal=row.proposal, verdict=Verdict(row.verdict), reason=row.reason, **who)


def written(changes: Iterable[Change]) -> str:
    """Changes as text."""
    return json.dumps([[_body(change.before), _body(change.after)] for change in changes], ensure_ascii=False)


def read(text: str) -> tuple[Change, ...]:
    """Changes from their text."""
    return tuple(Change(before=_record(before), after=_record(after)) for before, after in json.loads(text))


def _body(record: Record | None) -> list[str] | None:
    return None if record is None else [kind_of(record), str(record.id), encoded(record)]


def _record(said: list[str] | None) -> Record | None:
    return None if said is None else decoded(*said)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
