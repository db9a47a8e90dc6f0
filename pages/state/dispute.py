"""A dispute: what this session changed and could not save, because others had changed the same."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from data.model import Record
from pages.state.clash import Side

DRAFT = "draft"
"""Where a change was held that was drawn on a map; other changes are held as the table of this name, or nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What was changed since revision `base`, why, and where it is held until it is saved.

    `all_of` is whose changes are chosen throughout before a person looks at single ones; `issue` counts how often
    the choice was begun anew. `shown` is which version of each record it was last shown against.
    """

    base: int
    changed: Mapping[str, Record | None]
    reason: str
    held_as: str = ""
    all_of: Side | None = None
    issue: int = 0
    shown: tuple[tuple[str, int], ...] | None = None

    def against(self, shown: tuple[tuple[str, int], ...]) -> "Dispute":
        """The dispute as it is shown against these versions; what was chosen against others is chosen anew."""
        if self.shown in {None, shown}:
            return replace(self, shown=shown)
        return replace(self, shown=shown, all_of=None, issue=self.issue + 1)
