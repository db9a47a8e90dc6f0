"""A draft: what was drawn, moved, changed or deleted by hand and is looked at before it is saved."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from shapely import LineString, MultiPolygon, Point, Polygon

from data.model import BarrierKind, Confidence, PhaseId, SectorState, Validity

Geometry: TypeAlias = Polygon | MultiPolygon | LineString | Point

DRAWN = re.compile(r"drawn-[a-z0-9]{1,24}")
"""Ids of what was drawn in the browser; no other id may bring a new record."""


class Sketch(NamedTuple):
    """A drawn shape and the name of its kind."""

    kind: str
    geometry: Geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a zone does to roads; without a kind it does nothing."""

    kind: BarrierKind | None = BarrierKind.CLOSED
    value: float | None = None
    priority: int = 0
    phases: tuple[PhaseId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a person says of a drawn record; fields its kind does not have stay as they are here.

    `kind` is the word of the record's own vocabulary, `owner` a contributor's id or, for a zone, a name;
    `act` is a zone's alone, `states` a sector's.
    """

    name: str
    name_ar: str | None = None
    kind: str | None = None
    owner: str | None = None
    exposure: float = 0.0
    valid: Validity = field(default_factory=Validity)
    reporter: str = ""
    confidence: Confidence = Confidence.UNKNOWN
    note: str | None = None
    act: Act | None = None
    states: tuple[tuple[PhaseId, SectorState], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Shapes by record, None for one deleted, and what is said of changed records.

    `base` is the revision it was begun on, None while nobody began; `issue` counts how often shapes
    were handed out anew to whoever draws.
    """

    shapes: Mapping[str, Sketch | None] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    base: int | None = None
    issue: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs from the plan."""
        return not self.shapes and not self.forms

    @property
    def touched(self) -> frozenset[str]:
        """Ids of all records it draws, moves, changes or deletes."""
        return frozenset(self.shapes) | frozenset(self.forms)

    @property
    def digest(self) -> str:
        """What tells drafts of other content apart."""
        shapes = [(key, sketch and (sketch.kind, sketch.geometry.wkb)) for key, sketch in sorted(self.shapes.items())]
        return hashlib.sha256(repr((shapes, sorted(self.forms.items()))).encode()).hexdigest()[:24]

    def with_shapes(self, shapes: Mapping[str, Sketch | None]) -> "Draft":
        """The draft after these were drawn, moved or deleted."""
        return replace(self, shapes={**self.shapes, **shapes}) if shapes else self

    def with_form(self, record_id: str, form: Form) -> "Draft":
        """The draft after something else was said of a record."""
        return replace(self, forms={**self.forms, record_id: form})

    def without(self, record_ids: Collection[str]) -> "Draft":
        """The draft that leaves these records as they are saved, its shapes handed out anew."""
        shapes = {key: sketch for key, sketch in self.shapes.items() if key not in record_ids}
        forms = {key: form for key, form in self.forms.items() if key not in record_ids}
        return replace(self, shapes=shapes, forms=forms).handed_out()

    def on(self, base: int) -> "Draft":
        """The draft as if it had been begun on another revision, its shapes handed out anew."""
        return self if base == self.base else replace(self, base=base).handed_out()

    def handed_out(self) -> "Draft":
        """The draft whose shapes whoever draws must take over."""
        return replace(self, issue=self.issue + 1)

    def dropped(self) -> "Draft":
        """Nothing drafted any more."""
        return Draft(issue=self.issue + 1)
