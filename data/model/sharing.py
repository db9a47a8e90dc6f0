"""Sharing: how much harm which record can do in the wrong hands, and so who may see it."""

from dataclasses import dataclass
from enum import IntEnum

from data.model.checks import require_once


class Sensitivity(IntEnum):
    """How much harm a record can do in the wrong hands, in the four steps of the humanitarian data guidelines."""

    LOW = 0
    MODERATE = 1
    HIGH = 2
    SEVERE = 3


ANY_RECORD = Sensitivity.HIGH
"""What a kind of record counts as that nobody has spoken of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """The information sharing protocol of an operation: a step for kinds of records, and for single ones.

    A kind that is not listed counts as `ANY_RECORD`. What is said of a single record, by its id, goes
    before what is said of its kind.
    """

    kinds: tuple[tuple[str, Sensitivity], ...] = ()
    records: tuple[tuple[str, Sensitivity], ...] = ()

    def __post_init__(self) -> None:
        require_once(tuple(kind for kind, _ in self.kinds), "A kind of record in the sharing protocol")
        require_once(tuple(record for record, _ in self.records), "A record in the sharing protocol")

    def of_record(self, kind: str, record_id: str) -> Sensitivity:
        """The step of one record of a kind."""
        of_kind = dict(self.kinds).get(kind, ANY_RECORD)
        return dict(self.records).get(record_id, of_kind)


NOTHING_SAID = Sharing()
"""The protocol of an operation for which nobody has written one."""
