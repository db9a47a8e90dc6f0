"""Who commands whom at a moment: the tree of headquarters and units, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

import networkx as nx

from data.model import (
    CommandLevel,
    CommandRelation,
    CommandRelationId,
    ContributorId,
    Finding,
    Headquarters,
    HeadquartersId,
    Plan,
    Severity,
    Unit,
    UnitId,
)
from routing.force.presence import relations_of
from routing.force.records import named
from routing.force.spans import overlap

TACTICAL = frozenset({CommandLevel.TACOM, CommandLevel.TACON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A level of authority handed to a headquarters; a relation of the unit itself goes before its contributor's."""

    level: CommandLevel
    headquarters: HeadquartersId
    relation: CommandRelationId


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandedUnit:
    """Under whom a unit stands; full command is always its contributor's.

    `tactical` is the headquarters that directs it: its own tactical controller, or who holds wider authority where
    none was named; None where there is nobody, or where several claim it, whom `rivals` names.
    """

    unit: UnitId
    full_command: ContributorId
    authorities: tuple[Authority, ...]
    tactical: HeadquartersId | None
    rivals: tuple[HeadquartersId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandNode:
    """A headquarters with those right below it; `depth` counts superiors, None where the way up never ends."""

    headquarters: HeadquartersId
    superior: HeadquartersId | None
    below: tuple[HeadquartersId, ...]
    units: tuple[UnitId, ...]
    depth: int | None
    is_in_cycle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTree:
    """All headquarters, from the head down, those in cycles last; and every unit with who commands it."""

    at: datetime
    nodes: tuple[CommandNode, ...]
    units: tuple[CommandedUnit, ...]
    orphans: tuple[UnitId, ...]
    cycles: tuple[tuple[HeadquartersId, ...], ...]


def command_tree(plan: Plan, at: datetime) -> CommandTree:
    """Who commands whom at a moment."""
    units = tuple(commanded(plan, unit, at) for unit in plan.units)
    cycles = command_cycles(plan)
    return CommandTree(
        at=at,
        nodes=tuple(_nodes(plan, units, frozenset(name for cycle in cycles for name in cycle))),
        units=units,
        orphans=tuple(unit.unit for unit in units if unit.tactical is None),
        cycles=cycles,
    )


def commanded(plan: Plan, unit: Unit, at: datetime) -> CommandedUnit:
    """Under whom a unit stands at a moment."""
    held = [relation for relation in relations_of(plan, unit) if relation.valid.holds_at(at)]
    deciding = [r for level in CommandLevel for r in _own_first(unit, [r for r in held if r.level is level])]
    controllers = _controllers(deciding)
    return CommandedUnit(
        unit=unit.id,
        full_command=unit.contributor,
        authorities=tuple(Authority(level=r.level, headquarters=r.headquarters, relation=r.id) for r in deciding),
        tactical=controllers[0] if len(controllers) == 1 else None,
        rivals=controllers if len(controllers) > 1 else (),
    )


def command_cycles(plan: Plan) -> tuple[tuple[HeadquartersId, ...], ...]:
    """Headquarters that are, over some steps, their own superiors; each cycle once."""
    graph = nx.DiGraph((h.id, h.superior) for h in plan.headquarters if h.superior)
    order = [h.id for h in plan.headquarters]
    circles = [part for part in nx.strongly_connected_components(graph) if _is_circle(graph, part)]
    return tuple(
        sorted((tuple(sorted(part, key=order.index)) for part in circles), key=lambda part: order.index(part[0]))
    )


def command_findings(plan: Plan, at: datetime) -> Iterator[Finding]:
    """Cycles, units present without one tactical controller, and authority given twice at the same time."""
    for cycle in command_cycles(plan):
        yield Finding(
            code="command-cycle",
            severity=Severity.PROBLEM,
            subject=", ".join(cycle),
            message=f"These headquarters are superiors of one another in a circle: "
            f"{', '.join(named(plan, one) for one in cycle)}.",
            remedy="Take the superior from the one that stands highest.",
        )
    yield from _controller_findings(plan, at)
    yield from _double_findings(plan)


def _own_first(unit: Unit, relations: list[CommandRelation]) -> list[CommandRelation]:
    own = [relation for relation in relations if relation.subject == unit.id]
    return own or relations


def _controllers(relations: list[CommandRelation]) -> tuple[HeadquartersId, ...]:
    """Who directs: those with the closest level of authority handed over."""
    tactical = [relation for relation in relations if relation.level in TACTICAL]
    closest = tactical or [relation for relation in relations if relation.level is CommandLevel.OPCON] or relations
    return tuple(dict.fromkeys(relation.headquarters for relation in closest))


def _is_circle(graph: "nx.DiGraph[HeadquartersId]", part: set[HeadquartersId]) -> bool:
    return len(part) > 1 or any(graph.has_edge(one, one) for one in part)


def _nodes(plan: Plan, units: tuple[CommandedUnit, ...], circling: frozenset[HeadquartersId]) -> Iterator[CommandNode]:
    known = {h.id: h for h in plan.headquarters}
    depths = {name: _depth(known, name) for name in known}
    for name in sorted(known, key=lambda name: (depths[name] is None, depths[name] or 0)):
        yield CommandNode(
            headquarters=name,
            superior=known[name].superior,
            below=tuple(h.id for h in plan.headquarters if h.superior == name),
            units=tuple(unit.unit for unit in units if unit.tactical == name),
            depth=depths[name],
            is_in_cycle=name in circling,
        )


def _depth(known: dict[HeadquartersId, Headquarters], name: HeadquartersId) -> int | None:
    """Steps up to the head; None where the way up never ends."""
    seen: list[HeadquartersId] = []
    superior: HeadquartersId | None = known[name].superior
    while superior is not None:
        if superior in seen:
            return None
        seen.append(superior)
        superior = known[superior].superior
    return len(seen)


def _controller_findings(plan: Plan, at: datetime) -> Iterator[Finding]:
    if not plan.command_relations:
        return
    for unit in plan.units:
        found = commanded(plan, unit, at)
        if unit.is_deployed(at) and found.tactical is None:
            several = ", ".join(named(plan, one) for one in found.rivals)
            yield Finding(
                code="command-several" if several else "command-orphan",
                severity=Severity.PROBLEM,
                subject=unit.id,
                message=f"{unit.name} is deployed, but "
                + (f"several direct it: {several}." if several else "nobody was given authority to direct it."),
                remedy="Let exactly one headquarters hold tactical control at any moment.",
            )


def _double_findings(plan: Plan) -> Iterator[Finding]:
    for one, other in combinations(plan.command_relations, 2):
        same = (one.subject, one.level) == (other.subject, other.level)
        if same and one.headquarters != other.headquarters and overlap(one.valid, other.valid):
            yield Finding(
                code="command-doubled",
                severity=Severity.PROBLEM,
                subject=f"{one.id}, {other.id}",
                message=f"{named(plan, one.subject)} stands under {one.level.value.replace('_', ' ')} of "
                f"{named(plan, one.headquarters)} and of {named(plan, other.headquarters)} at the same time.",
                remedy="End one of the two relations where the other begins.",
            )
