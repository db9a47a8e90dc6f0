"""From an order that was worked out back to the plan: states of sectors by phase, and units at work in them."""

from collections.abc import Iterator
from dataclasses import replace

from data.model import Assignment, AssignmentId, Phase, Plan, SectorState, Unit, Validity
from routing.force.ordering import OrderAsked, roll_of
from routing.force.serving import TASKS, task_of
from routing.sequencing.answer import Sequence


def with_order(plan: Plan, order: Sequence, asked: OrderAsked) -> Plan:
    """The plan as the order has it; assignments that were fixed stay, all others give way.

    Units of a class are alike, so any of them may be named; one stays where it was in the phase before if
    its class is still there.
    """
    phases = tuple(_phase(plan, row, order) for row in range(len(plan.phases)))
    fixed = tuple(assignment for assignment in plan.assignments if assignment.fixed)
    taken = {assignment.id for assignment in fixed}
    made = tuple(a for a in _assignments(plan, order, asked) if a.id not in taken)
    return replace(plan, phases=phases, assignments=(*fixed, *made))


def _phase(plan: Plan, row: int, order: Sequence) -> Phase:
    states = tuple((sector.id, order.states[n][row]) for n, sector in enumerate(plan.sectors))
    told = tuple((sector, state) for sector, state in states if state is not SectorState.NOT_ESTABLISHED)
    return replace(plan.phases[row], sector_states=told)


def _assignments(plan: Plan, order: Sequence, asked: OrderAsked) -> Iterator[Assignment]:
    classes = list(roll_of(plan, asked).units)
    where: dict[str, int] = {}
    for row, phase in enumerate(plan.phases):
        posts = [(a.unit_class, a.sector) for a in order.assignments if a.phase == row for _ in range(a.number)]
        where = dict(_named(classes, posts, where))
        for unit in plan.units:
            if unit.id in where:
                yield _assignment(plan, unit, where[unit.id], phase)


def _named(
    classes: list[tuple[Unit, ...]], posts: list[tuple[int, int]], before: dict[str, int]
) -> Iterator[tuple[str, int]]:
    """Which unit stands in which sector: those that need not move first, then the others in their order."""
    left = list(posts)
    moving: list[tuple[int, Unit]] = []
    for row, units in enumerate(classes):
        for unit in units:
            post = row, before.get(unit.id, -1)
            if post in left:
                left.remove(post)
                yield unit.id, post[1]
            else:
                moving.append((row, unit))
    for row, unit in moving:
        free = next((post for post in left if post[0] == row), None)
        if free is not None:
            left.remove(free)
            yield unit.id, free[1]


def _assignment(plan: Plan, unit: Unit, sector: int, phase: Phase) -> Assignment:
    return Assignment(
        id=AssignmentId(f"order-{phase.id}-{unit.id}"),
        unit=unit.id,
        sector=plan.sectors[sector].id,
        task=task_of(unit) or TASKS[unit.kind][0],
        valid=Validity(starts_at=phase.starts_at, ends_at=phase.ends_at),
    )
