"""Note: what somebody saw or was told about a record or a place, with a photograph or without."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from shapely import Point

from data.errors import PlanError
from data.model.ids import NoteId
from data.model.provenance import NOT_STATED, Source, require_aware
from geo.shapes import require_point

MOST_LETTERS = 4000
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark about the record `about`, or about a place in WGS 84: one of the two.

    `photo` is the SHA-256 of a photograph that the store keeps beside the plan; `author` wrote the
    note, `source` says so.
    """

    id: NoteId
    written_at: datetime
    author: str
    text: str = ""
    about: str | None = None
    place: Point | None = None
    photo: str | None = None
    source: Source = field(default_factory=lambda: Source(name=NOT_STATED))

    def __post_init__(self) -> None:
        require_aware(self.written_at, f"Time of note {self.id}")
        for fault in self._faults():
            raise PlanError(fault)
        if self.place is not None:
            require_point(self.place, f"Note {self.id}")

    def _faults(self) -> list[str]:
        tried = (
            ((self.about is None) == (self.place is None), "is about a record or a place; give one of the two"),
            (not self.text.strip() and self.photo is None, "says nothing; write something or add a photograph"),
            (len(self.text) > MOST_LETTERS, f"is longer than {MOST_LETTERS} letters; shorten it"),
            (not self.author.strip(), "has no author; say who wrote it"),
            (self.photo is not None and not _HASH.fullmatch(self.photo), "names no photograph by its SHA-256"),
        )
        return [f"Note {self.id} {fault}." for is_wrong, fault in tried if is_wrong]
