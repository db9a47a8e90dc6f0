"""Words for the pieces of a clash."""

from typing import Any

from data.model import COLLECTION_OF, Plan
from pages.parts.record.changed import label_of_field, spoken
from pages.parts.titles import label_of
from pages.state.clash import WHOLE, Piece


def label_of_piece(plan: Plan, piece: Piece) -> str:
    """What a piece is called: its field, and the record it says something of."""
    name, key = piece.path
    if piece.path == WHOLE:
        return "The record itself"
    record = plan.find(key) if key else None
    return f"{label_of_field(name).capitalize()}{f': {label_of(plan, record)}' if record else f' {key}' if key else ''}"


def said(value: Any, plan: Plan) -> str:
    """A value in words; a record as such is there or removed."""
    if type(value) in COLLECTION_OF:
        return "there"
    return "removed or not given" if value is None else spoken(value, plan.time_zone)
