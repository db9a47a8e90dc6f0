"""Everything that acts on roads at a moment: one block for each record, kept by what it was made from."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
import shapely

from data.model.barrier import Barrier, BarrierKind
from data.model.finding import Finding
from data.model.plan import Plan
from data.model.sector import Sector
from data.model.zone import Zone
from geo.lines import Floats, Rows
from geo.overlay import intervals_inside
from routing.costs.blocks import (
    AREAS,
    DANGERS,
    EACH_SEGMENT,
    LIMITS,
    REPORTS,
    STRETCHES,
    Block,
    Blocks,
    Effect,
    Key,
    Stretches,
    in_order,
)
from routing.costs.limits import limit_block
from routing.costs.reports import ReportMatch, report_matches
from routing.index import NetworkIndex
from routing.kept import Shelf
from routing.question import Terms, UnknownPolicy

__all__ = ["AREAS", "DANGERS", "LIMITS", "REPORTS", "Effect", "Effects", "Key", "effects_of"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Effects:
    """The blocks of everything in force; the columns of their stretches, with the row in `effects` that acts there."""

    blocks: Blocks
    findings: tuple[Finding, ...] = ()

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What each block does."""
        return tuple(block.effect for block in self.blocks)

    @cached_property
    def segment(self) -> Rows:
        """The segment of each stretch."""
        return np.concatenate([np.empty(0, np.int64), *(block.stretches[0] for block in self.blocks)])

    @cached_property
    def start_m(self) -> Floats:
        """Where each stretch starts on its segment."""
        return np.concatenate([np.empty(0), *(block.stretches[1] for block in self.blocks)])

    @cached_property
    def end_m(self) -> Floats:
        """Where each stretch ends on its segment."""
        return np.concatenate([np.empty(0), *(block.stretches[2] for block in self.blocks)])

    @cached_property
    def effect(self) -> Rows:
        """The row in `effects` of what acts on each stretch."""
        return np.repeat(np.arange(len(self.blocks)), [len(block.segment) for block in self.blocks])

    def values(self, name: str) -> Floats:
        """One attribute of each effect, as numbers."""
        return np.array([float(getattr(effect, name)) for effect in self.effects], float)

    def without(self, lifted: frozenset[Key]) -> "Effects":
        """The same without the closures of these causes; whatever lay beneath them now acts."""
        return self._without(lifted, closures_only=True)

    def ignoring(self, causes: frozenset[Key]) -> "Effects":
        """The same as if these causes did nothing at all."""
        return self._without(causes, closures_only=False)

    def _without(self, causes: frozenset[Key], *, closures_only: bool) -> "Effects":
        if not causes:
            return self
        spared = [closures_only and not block.effect.closed for block in self.blocks]
        left = (b if keep else _without(b, causes) for b, keep in zip(self.blocks, spared, strict=True))
        return replace(self, blocks=tuple(block for block in left if block is not None))


def _without(block: Block, causes: frozenset[Key]) -> Block | None:
    """What is left of a block once these causes say nothing."""
    kind, name = block.effect.cause
    if name != EACH_SEGMENT:
        return None if block.effect.cause in causes else block
    return block.without_segments(np.array([int(row) for other, row in causes if other == kind], np.int64))


_EFFECTS = Shelf[Hashable, tuple[Plan, Effects]](most=48)
"""By plan and terms: as many as convoys that leave under different circumstances."""


def effects_of(index: NetworkIndex, plan: Plan, question: Terms) -> Effects:
    """Everything that acts on the roads at the moment of the question."""
    own = question.at, question.unknown, question.restricted_factor, question.vehicle, question.unknown_limits
    key = (id(plan), *own)
    _, effects = index.memory.on(_EFFECTS).get(key, lambda: (plan, _effects(index, plan, question)))
    return effects


def _effects(index: NetworkIndex, plan: Plan, question: Terms) -> Effects:
    acting = [(_barrier_effect(b, area), area) for b, area in barriers_in_force(plan, question.at)]
    dangers = [
        (Effect(layer=DANGERS, cause=("zone", z.id), exposure=z.exposure), z)
        for z in zones_in_force(plan, question.at)
        if z.exposure > 0
    ]
    matches, findings = report_matches(index, plan, question.at)
    inside = stretches_inside(index, [area for _, area in acting + dangers])
    return Effects(
        blocks=in_order(
            [
                *(Block(effect, inside[area.id]) for effect, area in acting + dangers),
                *(Block(_report_effect(match, question), match.stretches) for match in matches),
                *_limit_blocks(index, question),
            ]
        ),
        findings=tuple(findings),
    )


def _limit_blocks(index: NetworkIndex, question: Terms) -> Iterator[Block]:
    """What the limits of roads say to the vehicle of the question, each of its own segment."""
    if question.vehicle is None:
        return
    block = limit_block(index, question)
    said = Effect(layer=LIMITS, cause=("limit", EACH_SEGMENT))
    yield Block(replace(said, closed=True), _whole(index, ("exceeded", question.vehicle), block.closed))
    if block.policy is not UnknownPolicy.USE:
        doubt = replace(said, unknown=True, closed=block.policy is UnknownPolicy.CLOSED)
        yield Block(doubt, _whole(index, ("doubtful", question.vehicle), block.doubtful))


def _whole(index: NetworkIndex, key: Hashable, rows: Rows) -> Stretches:
    """These segments from end to end."""
    return index.memory.on(STRETCHES).get(key, lambda: (rows, np.zeros(len(rows)), index.lines.length_m[rows]))


def stretches_inside(index: NetworkIndex, areas: Sequence[Zone | Sector]) -> dict[str, Stretches]:
    """The stretches of all roads inside each area, by its id; an area of the same corners is not clipped again."""
    shapes = {str(area.id): area.area for area in areas}
    keys: dict[str, Hashable] = {name: ("area", shapely.to_wkb(shape)) for name, shape in shapes.items()}
    found = {name: index.memory.on(STRETCHES).find(key) for name, key in keys.items()}
    missing = [name for name, stretches in found.items() if stretches is None]
    inside = intervals_inside(index.lines, [shapes[name] for name in missing])
    ends = np.searchsorted(inside.area, np.arange(len(missing) + 1))
    for i, name in enumerate(missing):
        own = slice(int(ends[i]), int(ends[i + 1]))
        stretches = inside.line[own].copy(), inside.start_m[own].copy(), inside.end_m[own].copy()
        index.memory.on(STRETCHES).put(keys[name], stretches)
        found[name] = stretches
    return {name: stretches for name, stretches in found.items() if stretches is not None}


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
