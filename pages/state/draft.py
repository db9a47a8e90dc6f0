"""A draft: zones drawn, moved, changed or deleted by hand that are looked at before they are saved."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shapely import Polygon

from data.model import Barrier, BarrierId, BarrierKind, PhaseId, Plan, Source, Validity, Zone, ZoneId, ZoneKind
from geo.errors import GeometryError
from geo.repair import repaired
from pages.map.drawing import Area

DRAWN = re.compile(r"drawn-[a-z0-9]{1,24}")
"""Ids of zones drawn in the browser; no other id may bring a new zone."""
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?)\s*[,\s]\s*(-?\d+(?:\.\d+)?)")
LEAST_CORNERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a zone is called and does to roads; without a kind it does nothing."""

    name: str
    kind: BarrierKind | None = BarrierKind.CLOSED
    value: float | None = None
    priority: int = 0
    phases: tuple[PhaseId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Areas by zone, None for one deleted, and what changed zones do.

    `issue` counts how often shapes were handed out anew to whoever draws.
    """

    areas: Mapping[str, Area | None] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    issue: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs from the plan."""
        return not self.areas and not self.acts

    @property
    def digest(self) -> str:
        """What tells drafts of other content apart."""
        shapes = [(zone_id, area.wkb if area else b"") for zone_id, area in sorted(self.areas.items())]
        return hashlib.sha256(repr((shapes, sorted(self.acts.items()))).encode()).hexdigest()[:24]

    def with_areas(self, areas: Mapping[str, Area | None]) -> "Draft":
        """The draft after these shapes were drawn, moved or deleted."""
        return replace(self, areas={**self.areas, **areas}) if areas else self

    def with_act(self, zone_id: str, act: Act) -> "Draft":
        """The draft after a zone was given another name or other effect."""
        return replace(self, acts={**self.acts, zone_id: act})

    def handed_out(self) -> "Draft":
        """The draft whose shapes whoever draws must take over."""
        return replace(self, issue=self.issue + 1)

    def dropped(self) -> "Draft":
        """Nothing drafted any more."""
        return Draft(issue=self.issue + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The plan as it would be.

    `remarks` are what a person should know of the shapes, `refused` why some are not in the plan:
    until there are none of those, what is on the screen is not what would be saved.
    """

    plan: Plan
    remarks: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def preview(plan: Plan, draft: Draft, source: Source) -> Preview:
    """The plan with the draft in it; a shape that crosses itself counts as all the ground it encloses."""
    after = _without(plan, [zone_id for zone_id, area in draft.areas.items() if area is None])
    remarks: list[str] = []
    refused: list[str] = []
    for zone_id, area in draft.areas.items():
        if area is None:
            continue
        try:
            zone, remark = _shaped(after, zone_id, area, source)
        except GeometryError as error:
            refused.append(str(error))
            continue
        after = after.with_record(zone)
        remarks += remark
    return Preview(plan=_with_acts(plan, after, draft, source), remarks=tuple(remarks), refused=tuple(refused))


def act_of(plan: Plan, zone: Zone) -> Act:
    """What a zone of a plan is called and does, by the barrier that counts most."""
    barrier = barrier_of(plan, zone.id)
    if barrier is None:
        return Act(name=zone.name, kind=None, priority=_above_all(plan))
    return Act(name=zone.name, kind=barrier.kind, value=barrier.value, priority=barrier.priority, phases=barrier.phases)


def barrier_of(plan: Plan, zone_id: str) -> Barrier | None:
    """The barrier of a zone that counts most; None when it has none."""
    own = [barrier for barrier in plan.barriers if barrier.area_id == zone_id]
    return max(own, key=lambda barrier: barrier.priority, default=None)


def corners_of(text: str) -> Polygon:
    """The area whose corners a text lists, "longitude, latitude" one to a line or parted by semicolons.

    Raises
    ------
    GeometryError
        Naming the line that cannot be read, or when there are too few.
    """
    lines = [line.strip() for line in re.split(r"[;\n]", text) if line.strip()]
    found = [_PAIR.fullmatch(line) for line in lines]
    for line, match in zip(lines, found, strict=True):
        if match is None:
            msg = f"“{line[:40]}” is no corner; write longitude, then latitude in degrees, such as 34.46, 31.52"
            raise GeometryError(msg)
    corners = [(float(match[1]), float(match[2])) for match in found if match]
    if len(set(corners)) < LEAST_CORNERS:
        msg = f"{len(set(corners))} different corners enclose no ground; give at least {LEAST_CORNERS}."
        raise GeometryError(msg)
    return Polygon(corners)


def corners_told(area: Area | None) -> str:
    """The corners of a plain area as `corners_of` reads them; nothing for one with holes or parts."""
    if not isinstance(area, Polygon) or area.interiors:
        return ""
    return "\n".join(f"{lon:.6f}, {lat:.6f}" for lon, lat in area.exterior.coords[:-1])


def fresh_id(plan: Plan, draft: Draft) -> str:
    """An id for a zone whose corners were typed."""
    number = 1
    while plan.find(f"drawn-{number}") or f"drawn-{number}" in draft.areas:
        number += 1
    return f"drawn-{number}"


def _shaped(plan: Plan, zone_id: str, area: Area, source: Source) -> tuple[Zone, list[str]]:
    """A zone in its new shape, with what had to be mended."""
    known = plan.find(zone_id)
    name = known.name if isinstance(known, Zone) else _new_name(plan)
    mended = repaired(area)
    if mended is None:
        msg = f"{name} encloses no ground any more; move its corners apart or delete it."
        raise GeometryError(msg)
    if not isinstance(known, Zone) and not DRAWN.fullmatch(zone_id):
        msg = f"{zone_id[:40]} is not a zone of this plan any more; discard the draft."
        raise GeometryError(msg)
    remark = [_crossing(name, mended.place)] if mended.place else []
    if isinstance(known, Zone):
        return replace(known, area=mended.area, source=source), remark
    zone = Zone(id=ZoneId(zone_id), name=name, area=mended.area, kind=ZoneKind.HAZARD, exposure=1.0, source=source)
    return zone, remark


def _crossing(name: str, place: tuple[float, float]) -> str:
    return (
        f"{name} crosses itself at {place[0]:.5f}, {place[1]:.5f}: all the ground it encloses counts. "
        "Move that corner if this is not meant."
    )


def _with_acts(before: Plan, plan: Plan, draft: Draft, source: Source) -> Plan:
    """The plan with what changed zones do; new ones are closed above everything else."""
    fresh = [zone for zone in plan.zones if before.find(zone.id) is None]
    acts = {str(zone.id): Act(name=zone.name, priority=_above_all(before)) for zone in fresh} | dict(draft.acts)
    for zone_id, act in acts.items():
        zone = plan.find(zone_id)
        if isinstance(zone, Zone):
            plan = _acting(plan, zone, act, source)
    return plan


def _acting(plan: Plan, zone: Zone, act: Act, source: Source) -> Plan:
    barrier = barrier_of(plan, zone.id)
    if act.name and act.name != zone.name:
        plan = plan.with_record(replace(zone, name=act.name, name_ar=None))
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
        source=source,
    )
    return plan.with_record(made)


def _without(plan: Plan, zone_ids: Sequence[str]) -> Plan:
    gone = [zone_id for zone_id in zone_ids if isinstance(plan.find(zone_id), Zone)]
    return plan.without(*gone, *(b.id for b in plan.barriers if b.area_id in gone))


def _new_name(plan: Plan) -> str:
    taken = {zone.name for zone in plan.zones}
    number = 1
    while f"New zone {number}" in taken:
        number += 1
    return f"New zone {number}"


def _above_all(plan: Plan) -> int:
    return max((barrier.priority for barrier in plan.barriers), default=0) + 1
