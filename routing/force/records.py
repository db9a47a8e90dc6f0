"""Records of a plan by their id, as what they are asked for."""

from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from data.errors import UnknownSubject
from data.model import Assignment, Plan, Record
from data.model.records import called

Kind = TypeVar("Kind", bound=Record)


def record_of(plan: Plan, kind: type[Kind], record_id: str) -> Kind:
    """The record of this kind with this id.

    Raises
    ------
    UnknownSubject
        When the plan has no such record, or one of another kind.
    """
    record = plan.get(record_id)
    if not isinstance(record, kind):
        wanted, found = called(kind).lower(), called(type(record)).lower()
        raise UnknownSubject(f"{record_id} is a {found}, not a {wanted}; give the id of a {wanted}.")
    return record


def named(plan: Plan, record_id: str) -> str:
    """What a record is called; its id where it has no name, or the plan has none of this id."""
    record = plan.find(record_id)
    if isinstance(record, Assignment):
        return f"{named(plan, record.unit)}'s task in {named(plan, record.sector)}"
    return str(getattr(record, "name", None) or record_id)


def day_of(plan: Plan, at: datetime) -> str:
    """The date of a moment where the operation is."""
    return f"{at.astimezone(ZoneInfo(plan.time_zone)):%Y-%m-%d}"
