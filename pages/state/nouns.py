"""What can be drawn by hand: from the kind of a drawing to the record it becomes, and back to what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from data.model import Barrier, ControlLine, ControlLineKind, Plan, Sector, Site, SiteKind, Source, Zone, ZoneKind
from pages.state.draft import Act, Form, Geometry

Drawable: TypeAlias = Zone | Sector | ControlLine | Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """What a kind of drawing becomes: its class, the field that holds its shape, what a new one is."""

    record: type[Drawable]
    shape: str
    words: str
    fresh: Mapping[str, Any] = field(default_factory=dict)


NOUNS: Mapping[str, Noun] = MappingProxyType(
    {
        "sector": Noun(record=Sector, shape="area", words="sector"),
        "zone": Noun(record=Zone, shape="area", words="zone", fresh={"kind": ZoneKind.HAZARD, "exposure": 1.0}),
        "line": Noun(record=ControlLine, shape="line", words="line", fresh={"kind": ControlLineKind.PHASE_LINE}),
        "holding_point": Noun(
            record=Site, shape="point", words="holding point", fresh={"kind": SiteKind.HOLDING_POINT}
        ),
        "checkpoint": Noun(record=Site, shape="point", words="checkpoint", fresh={"kind": SiteKind.CHECKPOINT}),
        "site": Noun(record=Site, shape="point", words="other site", fresh={"kind": SiteKind.OTHER}),
    },
)
"""By the name of the kind of drawing."""

VOCABULARY: Mapping[type[Drawable], type[StrEnum]] = MappingProxyType(
    {Zone: ZoneKind, ControlLine: ControlLineKind, Site: SiteKind},
)
"""The words a record's kind may be; a sector has none."""

_FRESH_NAMES = {Zone: "zone", Sector: "sector", ControlLine: "line", Site: "place"}


def kind_of(record: Drawable) -> str:
    """The kind of drawing a record is."""
    if isinstance(record, Site):
        return record.kind.value if record.kind.value in NOUNS else "site"
    return next(name for name, noun in NOUNS.items() if noun.record is type(record))


def drawn_records(plan: Plan) -> tuple[Drawable, ...]:
    """Everything of a plan that can be drawn by hand."""
    return (*plan.zones, *plan.sectors, *plan.control_lines, *plan.sites)


def shape_of(record: Drawable) -> Geometry:
    """Where a record lies."""
    shape: Geometry = getattr(record, NOUNS[kind_of(record)].shape)
    return shape


def fresh(plan: Plan, kind: str, record_id: str, shape: Geometry, source: Source) -> Drawable:
    """A new record of a kind of drawing, under a name not used yet."""
    noun = NOUNS[kind]
    fields: dict[str, Any] = {"id": record_id, "name": _new_name(plan, noun), noun.shape: shape, "source": source}
    return noun.record(**fields, **noun.fresh)


def moved(record: Drawable, shape: Geometry, source: Source) -> Drawable:
    """A record in another place, as the one who moved it says."""
    changes: dict[str, Any] = {NOUNS[kind_of(record)].shape: shape, "source": source}
    return replace(record, **changes)


def form_of(plan: Plan, record: Drawable) -> Form:
    """What is said of a record of a plan."""
    zone = isinstance(record, Zone)
    return Form(
        name=record.name,
        name_ar=record.name_ar,
        kind=None if isinstance(record, Sector) else record.kind.value,
        owner=None if isinstance(record, Site) else record.owner,
        exposure=record.exposure if isinstance(record, Zone) else 0.0,
        valid=record.valid,
        reporter=record.source.name,
        confidence=record.source.confidence,
        note=record.note,
        act=act_of(plan, record.id) if zone else None,
        states=tuple((p.id, p.state_of(record.id)) for p in plan.phases) if isinstance(record, Sector) else (),
    )


def act_of(plan: Plan, zone_id: str) -> Act:
    """What a zone of a plan does, by the barrier that counts most."""
    barrier = barrier_of(plan, zone_id)
    if barrier is None:
        return Act(kind=None, priority=above_all(plan))
    return Act(kind=barrier.kind, value=barrier.value, priority=barrier.priority, phases=barrier.phases)


def barrier_of(plan: Plan, zone_id: str) -> Barrier | None:
    """The barrier of a zone that counts most; None when it has none."""
    own = [barrier for barrier in plan.barriers if barrier.area_id == zone_id]
    return max(own, key=lambda barrier: barrier.priority, default=None)


def above_all(plan: Plan) -> int:
    """A priority above that of every barrier of a plan."""
    return max((barrier.priority for barrier in plan.barriers), default=0) + 1


def _new_name(plan: Plan, noun: Noun) -> str:
    words = noun.words if noun.record is Site and noun.words != "other site" else _FRESH_NAMES[noun.record]
    taken = {record.name for record in drawn_records(plan)}
    number = 1
    while f"New {words} {number}" in taken:
        number += 1
    return f"New {words} {number}"
