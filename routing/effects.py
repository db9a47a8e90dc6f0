"""Everything that acts on roads at a moment, as one set of columns: stretch of segment, what, by whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from data.model.barrier import Barrier, BarrierKind
from data.model.finding import Finding
from data.model.plan import Plan
from data.model.sector import Sector
from data.model.zone import Zone
from geo.lines import Floats, Rows
from geo.overlay import Inside, intervals_inside
from routing.index import NetworkIndex
from routing.question import Terms
from routing.reports import ReportMatch, report_matches

AREAS, REPORTS, DANGERS = 0, 1, 2
"""Layers. In the first two the highest rank alone acts on a place; dangers of all zones add up.
What different layers say about a place holds together: no barrier opens a road reported closed."""

Key = tuple[str, str]
"""Kind and id of what acts: ("zone", "z1"), ("sector", …), ("report", …), ("gate", node row)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one cause does to every stretch it lies on; neutral unless said otherwise."""

    layer: int
    cause: Key
    rank: float = 0.0
    closed: bool = False
    factor: float = 1.0
    added_s_per_km: float = 0.0
    unknown: bool = False
    exposure: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Columns `segment`, `start_m`, `end_m`, and the row in `effects` that acts there."""

    segment: Rows
    start_m: Floats
    end_m: Floats
    effect: Rows
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...] = ()

    def values(self, name: str) -> Floats:
        """One attribute of the effect at each stretch, as numbers."""
        return np.array([float(getattr(e, name)) for e in self.effects])[self.effect]

    def without(self, lifted: frozenset[Key]) -> "Effects":
        """The same without the closures of these causes; whatever lay beneath them now acts."""
        return self._kept(np.array([not (e.closed and e.cause in lifted) for e in self.effects], bool))

    def ignoring(self, causes: frozenset[Key]) -> "Effects":
        """The same as if these causes did nothing at all."""
        return self._kept(np.array([e.cause not in causes for e in self.effects], bool))

    def _kept(self, acts: NDArray[np.bool_]) -> "Effects":
        kept = acts[self.effect]
        return replace(
            self,
            segment=self.segment[kept],
            start_m=self.start_m[kept],
            end_m=self.end_m[kept],
            effect=self.effect[kept],
        )


def effects_of(index: NetworkIndex, plan: Plan, question: Terms) -> Effects:
    """Everything that acts on the roads at the moment of the question."""
    acting = [(_barrier_effect(b, area), area.area) for b, area in barriers_in_force(plan, question.at)]
    dangers = [
        (Effect(layer=DANGERS, cause=("zone", z.id), exposure=z.exposure), z.area)
        for z in zones_in_force(plan, question.at)
        if z.exposure > 0
    ]
    matches, findings = report_matches(index, plan, question.at)
    inside = intervals_inside(index.lines, [area for _, area in acting + dangers])
    reported = [_report_effect(match, question) for match in matches]
    return _joined([e for e, _ in acting + dangers], inside, reported, matches, findings)


def zones_in_force(plan: Plan, at: datetime) -> tuple[Zone, ...]:
    """Zones whose validity holds at a moment."""
    return tuple(z for z in plan.zones if z.valid.holds_at(at))


def barriers_in_force(plan: Plan, at: datetime) -> Iterator[tuple[Barrier, Zone | Sector]]:
    """Barriers that act at a moment, with their areas.

    A barrier acts when its own validity and that of its area hold, and it names no phase or one
    that covers the moment.
    """
    now = {p.id for p in plan.phases if p.starts_at <= at < p.ends_at}
    for barrier in plan.barriers:
        area = plan.get(barrier.area_id)
        in_phase = not barrier.phases or not now.isdisjoint(barrier.phases)
        if in_phase and isinstance(area, Zone | Sector) and barrier.valid.holds_at(at) and area.valid.holds_at(at):
            yield barrier, area


def area_key(area: Zone | Sector) -> Key:
    """How causes name this area."""
    return ("zone" if isinstance(area, Zone) else "sector", area.id)


def _barrier_effect(barrier: Barrier, area: Zone | Sector) -> Effect:
    value = barrier.value or 0.0
    return Effect(
        layer=AREAS,
        cause=area_key(area),
        rank=barrier.priority,
        closed=barrier.kind is BarrierKind.CLOSED,
        factor=value if barrier.kind is BarrierKind.SCALED else 1.0,
        added_s_per_km=value if barrier.kind is BarrierKind.ADDED else 0.0,
    )


def _report_effect(match: ReportMatch, question: Terms) -> Effect:
    return Effect(
        layer=REPORTS,
        cause=("report", match.report_id),
        rank=match.rank,
        closed=match.is_closed(question.unknown),
        factor=question.restricted_factor if match.is_restricted else 1.0,
        unknown=match.is_unknown,
    )


def _joined(
    effects: list[Effect],
    inside: Inside,
    reported: list[Effect],
    matches: Sequence[ReportMatch],
    findings: Sequence[Finding],
) -> Effects:
    none = np.empty(0, np.int64)
    rows = [np.full(len(m.segment), len(effects) + i) for i, m in enumerate(matches)]
    return Effects(
        segment=np.concatenate([inside.line, none, *(m.segment for m in matches)]),
        start_m=np.concatenate([inside.start_m, *(m.start_m for m in matches)]),
        end_m=np.concatenate([inside.end_m, *(m.end_m for m in matches)]),
        effect=np.concatenate([inside.area, none, *rows]),
        effects=(*effects, *reported),
        findings=tuple(findings),
    )
