"""Gates as a graph: circles among them, the earliest date of each phase, and the end of the mandate as a hard stop."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import networkx as nx

from data.model import (
    Assignment,
    ContributorId,
    Finding,
    Gate,
    InstrumentKind,
    Phase,
    PhaseId,
    Plan,
    Severity,
)
from routing.force.records import day_of, named
from routing.force.spans import LAST, Spans, together


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDate:
    """When a gate can be met at the earliest, gates before it included; `is_known` False where nobody can say.

    `earliest` None and known: it is met, or waits for nothing that has a date. `waits_for` are the gates before it
    that are not met.
    """

    phase: PhaseId
    key: str
    gate: Gate
    earliest: datetime | None
    is_known: bool
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseEntry:
    """When a phase can begin at the earliest by its gates; None where a gate named in `undated` cannot be dated."""

    phase: PhaseId
    planned: datetime
    earliest: datetime | None
    gates: tuple[GateDate, ...]
    undated: tuple[str, ...]


def gate_graph(plan: Plan) -> "nx.DiGraph[str]":
    """Gates by the key they are called, each with an edge to every gate that waits for it."""
    gates = dict(_keyed(plan))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(gates)
    graph.add_edges_from((before, key) for key, (_, gate) in gates.items() for before in gate.after if before in gates)
    return graph


def gate_cycles(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Gates that wait for one another in a circle, each circle once."""
    graph = gate_graph(plan)
    parts = [
        part for part in nx.strongly_connected_components(graph) if len(part) > 1 or _waits_for_itself(graph, part)
    ]
    order = list(graph)
    return tuple(
        sorted((tuple(sorted(part, key=order.index)) for part in parts), key=lambda part: order.index(part[0]))
    )


def phase_entries(plan: Plan) -> tuple[PhaseEntry, ...]:
    """The earliest date of each phase, no earlier than planned."""
    dates = gate_dates(plan)
    return tuple(_entry(phase, [date for date in dates if date.phase == phase.id]) for phase in plan.phases)


def gate_dates(plan: Plan) -> tuple[GateDate, ...]:
    """The earliest date of each gate, in the plan's order; gates in or behind a circle cannot be dated."""
    graph, gates = gate_graph(plan), dict(_keyed(plan))
    circling = {key for cycle in gate_cycles(plan) for key in cycle}
    behind = circling | {after for key in circling for after in nx.descendants(graph, key)}
    known: dict[str, GateDate] = {}
    for key in nx.topological_sort(graph.subgraph(set(graph) - behind)):
        known[key] = _dated(key, gates[key], known)
    for key in behind:
        phase, gate = gates[key]
        known[key] = GateDate(
            phase=phase.id, key=key, gate=gate, earliest=None, is_known=gate.met is True, waits_for=gate.after
        )
    return tuple(known[key] for key in gates)


def mandate_spans(plan: Plan, contributor: ContributorId | None = None) -> Spans | None:
    """When a mandate is in force, for a contributor where one is named; None where no mandate has dates."""
    mandates = [
        instrument.in_force
        for instrument in plan.legal_instruments
        if instrument.kind is InstrumentKind.MANDATE
        and instrument.in_force is not None
        and (contributor is None or instrument.covers(contributor))
    ]
    return together(*mandates) if mandates else None


def mandate_end(plan: Plan, contributor: ContributorId | None = None) -> datetime | None:
    """When the last mandate ends; None where none is recorded or it has no end."""
    spans = mandate_spans(plan, contributor)
    return spans[-1].ends_at if spans else None


def beyond_mandate(plan: Plan) -> Iterator[Phase | Assignment]:
    """Phases and assignments that go on after the mandate has ended."""
    end = mandate_end(plan)
    yield from (phase for phase in plan.phases if end is not None and phase.ends_at > end)
    for assignment in plan.assignments:
        contributor = next(unit.contributor for unit in plan.units if unit.id == assignment.unit)
        own_end = mandate_end(plan, contributor)
        if own_end is not None and (assignment.valid.ends_at or LAST) > own_end:
            yield assignment


def gate_findings(plan: Plan) -> Iterator[Finding]:
    """Circles among gates, names that lead nowhere or are used twice, phases before their gates or past the mandate."""
    yield from _graph_findings(plan)
    for entry in phase_entries(plan):
        if entry.earliest is not None and entry.earliest > entry.planned:
            late = max((date for date in entry.gates if date.earliest), key=lambda date: date.earliest or LAST)
            yield Finding(
                code="phase-before-gate",
                severity=Severity.PROBLEM,
                subject=entry.phase,
                message=f"Phase {named(plan, entry.phase)} is planned for {day_of(plan, entry.planned)}, but "
                f"{late.gate.condition} is not due before {day_of(plan, entry.earliest)}.",
                remedy="Move the start of the phase, or the date of the condition.",
            )
    for record in beyond_mandate(plan):
        yield Finding(
            code="mandate-end-crossed",
            severity=Severity.PROBLEM,
            subject=record.id,
            message=f"{named(plan, record.id)} goes on after the mandate has ended.",
            remedy="End it with the mandate, or record the mandate's extension.",
        )


def _graph_findings(plan: Plan) -> Iterator[Finding]:
    conditions = {key: gate.condition for key, (_, gate) in _keyed(plan)}
    for cycle in gate_cycles(plan):
        yield Finding(
            code="gate-cycle",
            severity=Severity.PROBLEM,
            subject=", ".join(cycle),
            message=f"These conditions wait for one another in a circle and can never be met: "
            f"{', '.join(conditions[key] for key in cycle)}.",
            remedy="Take one of them out of what another waits for.",
        )
    named = Counter(gate.name for phase in plan.phases for gate in phase.gates if gate.name)
    for name, times in named.items():
        if times > 1:
            yield Finding(
                code="gate-name-twice",
                severity=Severity.DOUBT,
                subject=name,
                message=f"{times} conditions are called {name}; what waits for it waits for the first.",
                remedy="Give each condition a name of its own.",
            )
    for phase in plan.phases:
        for missing in sorted({name for gate in phase.gates for name in gate.after} - set(named)):
            yield Finding(
                code="gate-missing",
                severity=Severity.PROBLEM,
                subject=phase.id,
                message=f"A condition of {phase.name} waits for {missing}, which no condition is called.",
                remedy="Name the condition that is meant, or take the name out.",
            )


def _keyed(plan: Plan) -> Iterator[tuple[str, tuple[Phase, Gate]]]:
    """Each gate by its name; by phase and number where it has none, or the name is taken."""
    taken: set[str] = set()
    for phase in plan.phases:
        for number, gate in enumerate(phase.gates, start=1):
            key = gate.name if gate.name and gate.name not in taken else f"{phase.id} {number}"
            taken.add(key)
            yield key, (phase, gate)


def _waits_for_itself(graph: "nx.DiGraph[str]", part: set[str]) -> bool:
    return any(graph.has_edge(key, key) for key in part)


def _dated(key: str, keyed: tuple[Phase, Gate], known: Mapping[str, GateDate]) -> GateDate:
    phase, gate = keyed
    before = [known[name] for name in gate.after if name in known]
    open_before = [date for date in before if date.gate.met is not True]
    dates = [date for date in (gate.due_at, *(date.earliest for date in open_before)) if date is not None]
    is_dated = gate.due_at is not None and all(date.is_known for date in open_before) and set(gate.after) <= set(known)
    return GateDate(
        phase=phase.id,
        key=key,
        gate=gate,
        earliest=None if gate.met is True or not is_dated else max(dates),
        is_known=gate.met is True or is_dated,
        waits_for=tuple(date.key for date in open_before),
    )


def _entry(phase: Phase, dates: list[GateDate]) -> PhaseEntry:
    undated = tuple(date.key for date in dates if not date.is_known)
    latest = max((date.earliest for date in dates if date.earliest), default=phase.starts_at)
    return PhaseEntry(
        phase=phase.id,
        planned=phase.starts_at,
        earliest=None if undated else max(phase.starts_at, latest),
        gates=tuple(dates),
        undated=undated,
    )
