"""Records with the texts of their parts in one cell: a consent is entered together with what it asks in return."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from data.model import Plan, Record
from pages.parts.force.leaves import Leaf, Row, leaves_of
from pages.parts.force.sheets import RecordSheet


@dataclass(frozen=True, kw_only=True)
class WordedSheet(RecordSheet):
    """One row for each record, its `parts` told by their texts and put before the column `ahead_of`.

    A part whose text stays keeps all else that is known of it; a new text makes a part of which nothing else is.
    """

    parts: str
    part: type
    ahead_of: str

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Its cells."""
        leaves = [leaf for leaf in leaves_of(self.noun) if leaf.path not in {*self.without, self.parts}]
        place = next(n for n, leaf in enumerate(leaves) if leaf.path == self.ahead_of)
        texts = Leaf(path=self.parts, kind=str, many=True, is_optional=True)
        return (*leaves[:place], texts, *leaves[place:])

    def cells(self, record: Record, plan: Plan) -> Row:
        """The cells of a record."""
        return super().cells(record, plan) | {self.parts: [part.text for part in getattr(record, self.parts)]}

    def whole(self, old: Record | None, said: dict[str, Any]) -> dict[str, Any]:
        """The fields said, with all else that is known of parts whose text stays."""
        said = super().whole(old, said)
        known = {part.text: part for part in getattr(old, self.parts, ())}
        if self.parts in said:
            said[self.parts] = tuple(known.get(text) or self.part(text=text) for text in said[self.parts])
        return said
