"""The plan as a draft would make it, what a person should know of its shapes, and why some are not in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shapely import LineString, MultiPolygon, Point, Polygon

from data.model import Barrier, BarrierId, Plan, Sector, Site, Source, Validity, Zone
from geo.bounds import Bounds, beyond_m
from geo.errors import PassageError
from geo.repair import repaired
from pages.look.words import kilometres
from pages.state import nouns
from pages.state.corners import corner_count
from pages.state.draft import DRAWN, Act, Draft, Form, Geometry, Sketch
from pages.state.nouns import NOUNS, VOCABULARY, Drawable

MOST_CORNERS = 20_000
"""A shape of more corners is loaded from a file, where it is read outside the app."""
FAR_M = 300_000.0
"""Beyond all ground the operation knows by this much, a corner has slipped or longitude and latitude are swapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The plan as it would be.

    `remarks` are what a person should know of the shapes, `refused` why some are not in the plan:
    until there are none of those, what is on the screen is not what would be saved.
    """

    plan: Plan
    remarks: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def preview(plan: Plan, draft: Draft, by: Source, ground: Bounds | None = None) -> Preview:
    """The plan with the draft in it; an area that crosses itself counts as all the ground it encloses.

    `ground` is west, south, east and north of all the operation knows; a shape far beyond it is refused.
    """
    remarks: list[str] = []
    refused: list[str] = []
    after = plan
    for record_id, sketch in draft.shapes.items():
        try:
            after, remark = _after_shape(after, record_id, sketch, by, ground)
        except PassageError as error:
            refused.append(str(error))
            continue
        remarks += remark
    after = _closing_new_zones(plan, after, draft.forms, by)
    for record_id, form in draft.forms.items():
        try:
            after = _after_form(plan, after, record_id, form, by)
        except PassageError as error:
            refused.append(str(error))
    return Preview(plan=after, remarks=tuple(remarks), refused=tuple(refused))


def _after_shape(
    plan: Plan, record_id: str, sketch: Sketch | None, by: Source, ground: Bounds | None
) -> tuple[Plan, tuple[str, ...]]:
    if sketch is None:
        return _without(plan, record_id), ()
    known = plan.find(record_id)
    if not isinstance(known, Drawable) and not (DRAWN.fullmatch(record_id) and sketch.kind in NOUNS):
        raise PassageError(f"{record_id[:40]} is not in this plan any more; discard the draft.")
    named = known.name if isinstance(known, Drawable) else f"The new {NOUNS[sketch.kind].words}"
    shape, remark = _sound(named, sketch.geometry, ground)
    if isinstance(known, Drawable):
        return plan.with_record(nouns.moved(known, shape, by)), remark
    return plan.with_record(nouns.fresh(plan, sketch.kind, record_id, shape, by)), remark


def _sound(name: str, shape: Geometry, ground: Bounds | None) -> tuple[Geometry, tuple[str, ...]]:
    """A shape that can be kept, with what had to be mended."""
    count = corner_count(shape)
    if count > MOST_CORNERS:
        raise PassageError(
            f"{name} has {count:,} corners; at most {MOST_CORNERS:,} can be drawn or typed. "
            "Simplify it, or load it from a file on the page Data."
        )
    off_m = beyond_m(ground, shape) if ground else 0.0
    if off_m > FAR_M:
        raise PassageError(
            f"{name} reaches {kilometres(off_m)} beyond all ground of this operation; "
            "move that corner back, or write longitude before latitude."
        )
    match shape:
        case Polygon() | MultiPolygon():
            return _mended(name, shape)
        case LineString() if shape.length == 0:
            raise PassageError(f"{name} has no length; give it two different points or delete it.")
        case LineString() | Point():
            return shape, ()


def _mended(name: str, area: Polygon | MultiPolygon) -> tuple[Geometry, tuple[str, ...]]:
    mended = repaired(area)
    if mended is None:
        raise PassageError(f"{name} encloses no ground any more; move its corners apart or delete it.")
    if mended.place is None:
        return mended.area, ()
    lon, lat = mended.place
    told = f"{name} crosses itself at {lon:.5f}, {lat:.5f}: all the ground it encloses counts. "
    return mended.area, (told + "Move that corner if this is not meant.",)


def _without(plan: Plan, record_id: str) -> Plan:
    """The plan without a record, the barriers on it and what phases say of it."""
    known = plan.find(record_id)
    if not isinstance(known, Drawable):
        return plan
    phases = [
        replace(phase, sector_states=tuple(pair for pair in phase.sector_states if pair[0] != record_id))
        for phase in plan.phases
        if any(sector == record_id for sector, _ in phase.sector_states)
    ]
    convoys = [c.name for c in plan.convoys if record_id in (c.origin, *c.stops_named, c.destination)]
    if convoys:
        raise PassageError(
            f"{known.name} cannot be deleted: {', '.join(convoys[:3])} starts, stops or ends there. "
            "Send the convoy elsewhere first, or discard this."
        )
    return plan.with_record(*phases).without(record_id, *(b.id for b in plan.barriers if b.area_id == record_id))


def _closing_new_zones(before: Plan, plan: Plan, forms: Mapping[str, Form], by: Source) -> Plan:
    """New zones close their roads above everything else until something else is said of them."""
    act = Act(priority=nouns.above_all(before))
    for zone in plan.zones:
        if before.find(zone.id) is None and zone.id not in forms:
            plan = _acting(plan, zone, act, by)
    return plan


def _after_form(before: Plan, plan: Plan, record_id: str, form: Form, by: Source) -> Plan:
    record = plan.find(record_id)
    if not isinstance(record, Drawable):
        if before.find(record_id) is None and not DRAWN.fullmatch(record_id):
            raise PassageError(f"{record_id[:40]} is not in this plan any more; discard the draft.")
        return plan
    saved = before.find(record_id)
    changed = replace(record, **_fields(record, form, saved.source if isinstance(saved, Drawable) else by, by))
    plan = plan.with_record(changed)
    if isinstance(changed, Zone) and form.act is not None:
        return _acting(plan, changed, form.act, by)
    return _with_states(plan, changed, form) if isinstance(changed, Sector) else plan


def _fields(record: Drawable, form: Form, stated: Source, by: Source) -> dict[str, Any]:
    """The fields of a record as a form says them; a source that the form leaves as `stated` stays the record's."""
    told = (form.reporter, form.confidence) != (stated.name, stated.confidence)
    source = Source(name=form.reporter, reported_at=by.reported_at, confidence=form.confidence)
    own: dict[str, Any] = {
        "name": form.name,
        "name_ar": form.name_ar,
        "valid": form.valid,
        "note": form.note,
        "source": source if told else record.source,
    }
    if type(record) in VOCABULARY and form.kind is not None:
        own["kind"] = VOCABULARY[type(record)](form.kind)
    if not isinstance(record, Site):
        own["owner"] = form.owner
    return own | ({"exposure": form.exposure} if isinstance(record, Zone) else {})


def _with_states(plan: Plan, sector: Sector, form: Form) -> Plan:
    said = dict(form.states)
    changed = [
        phase.with_sector_state(sector.id, said[phase.id])
        for phase in plan.phases
        if phase.id in said and phase.state_of(sector.id) is not said[phase.id]
    ]
    return plan.with_record(*changed)


def _acting(plan: Plan, zone: Zone, act: Act, by: Source) -> Plan:
    """The plan in which a zone does this to roads; a barrier that does so already stays as it is."""
    barrier = nouns.barrier_of(plan, zone.id)
    if barrier is not None and act == nouns.act_of(plan, zone.id):
        return plan
    if act.kind is None:
        return plan.without(barrier.id) if barrier else plan
    made = Barrier(
        id=barrier.id if barrier else BarrierId(f"{zone.id}-barrier"),
        area_id=zone.id,
        kind=act.kind,
        value=act.value,
        priority=act.priority,
        phases=act.phases,
        valid=barrier.valid if barrier else Validity(),
        source=by,
    )
    return plan.with_record(made)
