"""Why a sector does not stand secured in a phase, in sentences, each with what would change it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from data.model import Assignment, Phase, Plan, Sector, SectorId, SectorState
from routing.force.consents import consent_for
from routing.force.permits import Outcome, Permit, assigned_permits
from routing.force.secured import Footing

_Held = tuple[tuple[Assignment, Permit], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One thing a sector lacks to be secured, and what would mend it."""

    message: str
    change: str


def wants(
    plan: Plan, phase: Phase, at: datetime, footing: Mapping[SectorId, Footing]
) -> Mapping[SectorId, tuple[Want, ...]]:
    """What every sector lacks to be secured; nothing for those that are."""
    held = assigned_permits(plan, at)
    return {
        sector.id: ()
        if footing[sector.id] is Footing.SECURED
        else tuple(dict.fromkeys((*_state(phase, sector), *_consent(plan, sector, at), *_presence(plan, sector, held))))
        for sector in plan.sectors
    }


def _state(phase: Phase, sector: Sector) -> Iterator[Want]:
    state = phase.state_of(sector.id)
    if state is not SectorState.ACTIVE:
        word = str(state).replace("_", " ")
        yield Want(message=f"It is {word} in this phase.", change="Make it active in this phase.")
    starts_at, ends_at = sector.valid.starts_at, sector.valid.ends_at
    if (starts_at and starts_at > phase.starts_at) or (ends_at and ends_at < phase.ends_at):
        yield Want(
            message="It does not hold all through the phase.", change="Let it hold from start to end of the phase."
        )


def _consent(plan: Plan, sector: Sector, at: datetime) -> Iterator[Want]:
    for word in consent_for(plan, sector.id, at).missing:
        if word.covers is None:
            what = "; ".join(condition.text for condition in word.open_conditions)
            yield Want(
                message=f"{word.name} set conditions nobody has checked: {what}.",
                change=f"Check what {word.name} asks.",
            )
        else:
            yield Want(message=f"{word.name}: {word.state}.", change=f"Obtain the consent of {word.name}.")


def _presence(plan: Plan, sector: Sector, held: _Held) -> Iterator[Want]:
    own = [permit for assignment, permit in held if assignment.sector == sector.id]
    if not plan.units or any(permit.outcome is Outcome.MAY_ACT for permit in own):
        return
    if not own:
        yield Want(message="No unit has a task there at this moment.", change="Give a unit a task there.")
    for permit in own:
        for hindrance in permit.hindrances:
            mark = "" if hindrance.is_known else "Not known: "
            yield Want(message=f"{mark}{hindrance.message}", change=hindrance.change)
