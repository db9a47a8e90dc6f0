"""The operation on one clock: phases, sector states, zones in force and departures as bars."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.model import Plan, SectorState, Validity

MARGIN = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One span on one row; `phase_id` tells in which phase it stands, `clipped` that it goes on beyond."""

    group: str
    row: str
    label: str
    state: str
    starts_at: datetime
    ends_at: datetime
    phase_id: str | None = None
    clipped: bool = False


def timeline_of(plan: Plan) -> tuple[Bar, ...]:
    """All bars of a plan: phases, then sectors, zones with barriers, and convoys; empty without phases."""
    if not plan.phases:
        return ()
    span = (plan.phases[0].starts_at - MARGIN, max(p.ends_at for p in plan.phases) + MARGIN)
    return (*_phases(plan), *_sectors(plan), *_zones(plan, span), *_convoys(plan))


def _phases(plan: Plan) -> Iterator[Bar]:
    for phase in plan.phases:
        yield Bar(
            group="phase",
            row="Phases",
            label=phase.name,
            state="phase",
            starts_at=phase.starts_at,
            ends_at=phase.ends_at,
            phase_id=phase.id,
        )


def _sectors(plan: Plan) -> Iterator[Bar]:
    for sector in plan.sectors:
        for phase in plan.phases:
            state = phase.state_of(sector.id)
            if state is not SectorState.NOT_ESTABLISHED:
                yield Bar(
                    group="sector",
                    row=sector.name,
                    label=sector.name,
                    state=state.value,
                    starts_at=phase.starts_at,
                    ends_at=phase.ends_at,
                    phase_id=phase.id,
                )


def _zones(plan: Plan, span: tuple[datetime, datetime]) -> Iterator[Bar]:
    zones = {str(z.id): z for z in plan.zones}
    for barrier in plan.barriers:
        zone = zones.get(str(barrier.area_id))
        if zone is None:
            continue
        for validity in _spans(plan, zone.valid, barrier.valid, barrier.phases):
            starts_at, ends_at = validity.starts_at or span[0], validity.ends_at or span[1]
            clipped = max(starts_at, span[0]), min(ends_at, span[1])
            if clipped[0] < clipped[1]:
                yield Bar(
                    group="zone",
                    row=zone.name,
                    label=zone.name,
                    state=barrier.kind.value,
                    starts_at=clipped[0],
                    ends_at=clipped[1],
                    clipped=validity.starts_at is None or validity.ends_at is None or clipped != (starts_at, ends_at),
                )


def _spans(plan: Plan, zone: Validity, barrier: Validity, phases: tuple[str, ...]) -> Iterator[Validity]:
    both = _overlap(zone, barrier)
    if both is None:
        return
    if not phases:
        yield both
        return
    for phase in plan.phases:
        part = (
            _overlap(both, Validity(starts_at=phase.starts_at, ends_at=phase.ends_at)) if phase.id in phases else None
        )
        if part is not None:
            yield part


def _overlap(one: Validity, other: Validity) -> Validity | None:
    starts = [s for s in (one.starts_at, other.starts_at) if s is not None]
    ends = [e for e in (one.ends_at, other.ends_at) if e is not None]
    starts_at, ends_at = max(starts, default=None), min(ends, default=None)
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        return None
    return Validity(starts_at=starts_at, ends_at=ends_at)


def _convoys(plan: Plan) -> Iterator[Bar]:
    for convoy in plan.convoys:
        yield Bar(
            group="convoy",
            row="Convoys",
            label=convoy.name,
            state=convoy.priority.value,
            starts_at=convoy.departs_at,
            ends_at=convoy.departs_at,
        )
