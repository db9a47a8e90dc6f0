"""Records of a plan by their id, as what they are asked for."""

from typing import TypeVar

from data.errors import UnknownSubject
from data.model import Plan, Record
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
