"""What was edited in a table and not saved: rows that differ from those of a revision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pages.parts.force.leaves import Row
from pages.parts.force.sheets import KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDraft:
    """Rows of a sheet that differ from a revision: new or changed ones by key, and keys of those taken away."""

    base: int
    changed: Mapping[str, Row] = field(default_factory=dict)
    added: tuple[Row, ...] = ()
    gone: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.changed or self.added or self.gone)

    @property
    def count(self) -> int:
        """How many rows differ."""
        return len(self.changed) + len(self.added) + len(self.gone)

    @property
    def touched(self) -> frozenset[str]:
        """Keys of the rows that differ and are saved already."""
        return self.gone.union(self.changed)

    def applied(self, rows: Sequence[Row]) -> list[Row]:
        """The rows as the draft has them."""
        return [*(self.changed.get(row[KEY], row) for row in rows if row[KEY] not in self.gone), *self.added]

    def without(self, keys: frozenset[str]) -> "SheetDraft":
        """The draft that leaves these rows as they are saved."""
        kept = {key: row for key, row in self.changed.items() if key not in keys}
        return replace(self, changed=kept, gone=self.gone - keys)


def draft_of(base: int, saved: Sequence[Row], rows: Sequence[Row]) -> SheetDraft:
    """What differs between saved rows and rows as they were edited."""
    known = {row[KEY]: row for row in saved}
    seen = {row.get(KEY) for row in rows}
    return SheetDraft(
        base=base,
        changed={row[KEY]: row for row in rows if row.get(KEY) in known and row != known[row[KEY]]},
        added=tuple(row for row in rows if not row.get(KEY)),
        gone=frozenset(key for key in known if key not in seen),
    )
