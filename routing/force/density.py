"""Security forces for each thousand people, sector by sector."""

from collections.abc import Sequence
from datetime import datetime

from data.model import Plan, Sector
from routing.force.covered import Density, PlaceCover
from routing.force.permits import Outcome, assigned_permits


def densities(plan: Plan, homes: Sequence[PlaceCover], at: datetime) -> tuple[Density, ...]:
    """The density of each sector: units there that may act, and vetted local forces, against its people."""
    acting = {
        (assignment.sector, assignment.unit)
        for assignment, permit in assigned_permits(plan, at)
        if permit.outcome is Outcome.MAY_ACT
    }
    strength = {unit.id: unit.strength for unit in plan.units}
    return tuple(
        _density(plan, sector, [strength[unit] for where, unit in sorted(acting) if where == sector.id], homes)
        for sector in plan.sectors
    )


def _density(plan: Plan, sector: Sector, strengths: Sequence[int | None], homes: Sequence[PlaceCover]) -> Density:
    local = [force.vetted for force in plan.local_forces if force.sector == sector.id]
    forces = _sum([*strengths, *local])
    people = _sum([home.people for home in homes if sector.id in home.sectors])
    return Density(
        sector=sector.id,
        forces=forces,
        people=people,
        per_thousand=1000.0 * forces / people if forces is not None and people else None,
    )


def _sum(figures: Sequence[int | None]) -> int | None:
    """The sum, None where any figure is not reported."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None
