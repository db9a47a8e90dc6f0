"""An order as the plan has it, and the plan as an order has it: states of sectors, and units at work in them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from data.model import Assignment, AssignmentId, Phase, Plan, SectorId, SectorState, Unit, UnitId, Validity
from routing.force.ordering import OrderAsked, roll_of
from routing.force.serving import TASKS, task_of
from routing.force.spans import overlap
from routing.sequencing.answer import Assignment as Post
from routing.sequencing.answer import Sequence, Status

HELD = frozenset({SectorState.ACTIVE, SectorState.HANDOVER, SectorState.LOCAL_LEAD})
"""States in which somebody holds a sector."""


def with_order(plan: Plan, order: Sequence, asked: OrderAsked) -> Plan:
    """The plan as the order has it; assignments that were fixed stay, all others give way.

    Units of a class are alike, so any of them may be named; one stays where it was in the phase before if
    its class is still there.
    """
    phases = tuple(_phase(plan, row, order) for row in range(len(plan.phases)))
    fixed = tuple(assignment for assignment in plan.assignments if assignment.fixed)
    made = tuple(a for a in _assignments(plan, order, asked) if not any(_is_said(a, one) for one in fixed))
    return replace(plan, phases=phases, assignments=(*fixed, *made))


def _is_said(made: Assignment, fixed: Assignment) -> bool:
    """Whether a fixed assignment says the same already, or has the same id."""
    same = (made.unit, made.sector) == (fixed.unit, fixed.sector) and overlap(made.valid, fixed.valid)
    return same or made.id == fixed.id


def order_of(plan: Plan, asked: OrderAsked) -> Sequence:
    """The order a plan already has, whatever rules it breaks: what a new one is held against.

    A unit counts in the first sector it is assigned to in a phase; those that take no part in an order do not count.
    """
    roll, rows = roll_of(plan, asked), {sector.id: row for row, sector in enumerate(plan.sectors)}
    posts = Counter(
        (roll.row_of(unit), rows[sector], phase)
        for phase in range(len(plan.phases))
        for unit, sector in _posts(plan, plan.phases[phase]).items()
    )
    states = tuple(tuple(phase.state_of(sector.id) for phase in plan.phases) for sector in plan.sectors)
    return Sequence(
        status=Status.CANCELLED,
        active=tuple(tuple(state in HELD for state in row) for row in states),
        states=states,
        assignments=tuple(
            Post(unit_class=row, sector=sector, phase=phase, number=number)
            for (row, sector, phase), number in posts.items()
            if row is not None
        ),
    )


def _posts(plan: Plan, phase: Phase) -> dict[UnitId, SectorId]:
    """By unit the first sector it is assigned to in a phase."""
    span = Validity(starts_at=phase.starts_at, ends_at=phase.ends_at)
    posts: dict[UnitId, SectorId] = {}
    for assignment in plan.assignments:
        if overlap(assignment.valid, span):
            posts.setdefault(assignment.unit, assignment.sector)
    return posts


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
