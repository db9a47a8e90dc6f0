"""A plan without one of its records, and without all that hangs on it; what merely names it lets go of it."""

from collections.abc import Iterator
from dataclasses import replace

from data.model import Commitment, ControlLine, Headquarters, LegalInstrument, Note, Plan, Record, Sector
from data.model.references import named_by

_LETS_GO = (Sector, ControlLine, Headquarters, LegalInstrument, Commitment, Note)
"""Records that stay when what they name is gone; a commitment not without its source."""


def plan_without(plan: Plan, record_id: str) -> Plan:
    """The plan without a record and all that hangs on it.

    Sectors and headquarters stay without their owner. Money kept for it alone and legal instruments that cover
    it alone go with it: without a name in them they would stand for everybody.

    Raises
    ------
    PlanError
        When what stays cannot do without it.
    """
    gone = _gone(plan, record_id)
    loosened = [_loosened(record, gone) for record in _naming(plan, gone)]
    return plan.with_record(*(record for record in loosened if record)).without(*gone)


def _gone(plan: Plan, record_id: str) -> set[str]:
    """The record and, step by step, all that cannot stand without what is gone already."""
    gone: set[str] = {record_id}
    while True:
        more = {record.id for record, what in _namings(plan, gone) if not _stays(record, what, gone)}
        if more <= gone:
            return gone
        gone |= more


def _stays(record: Record, what: str, gone: set[str]) -> bool:
    match record:
        case Commitment(earmarks=names, funding_source=source):
            return what != source and not gone.issuperset(names)
        case LegalInstrument(contributors=names):
            return not gone.issuperset(names)
        case Headquarters(superior=superior):
            return what != superior
        case _:
            return isinstance(record, _LETS_GO)


def _naming(plan: Plan, gone: set[str]) -> Iterator[Record]:
    naming = {record.id: record for record, _ in _namings(plan, gone)}
    yield from (record for record in naming.values() if record.id not in gone)


def _namings(plan: Plan, gone: set[str]) -> Iterator[tuple[Record, str]]:
    yield from ((record, what) for record in plan.records() for what, _ in named_by(record) if what in gone)


def _loosened(record: Record, gone: set[str]) -> Record | None:
    match record:
        case Sector() | ControlLine():
            return replace(record, owner=None)
        case Headquarters():
            return replace(record, contributor=None)
        case LegalInstrument():
            return replace(record, contributors=tuple(name for name in record.contributors if name not in gone))
        case Commitment():
            return replace(record, earmarks=tuple(name for name in record.earmarks if name not in gone))
        case _:
            return None
