"""Rounds as convoys of the plan, one for each vehicle, so that all that holds for convoys holds for them."""

from collections.abc import Iterator

from data.model import Convoy, Plan, PlannedWait, Serial
from data.model.ids import ConvoyId, SiteId
from data.model.march import MarchUnit, MarchVehicle
from routing.rounds.case import DEPOT, Round
from routing.visits.gate import Checked


def convoys_of(found: Checked, organisation: str) -> tuple[Convoy, ...]:
    """One convoy for each vehicle that leaves; it waits at each site for as long as it is served there."""
    plan, convoys = found.laid.plan, list[Convoy]()
    for number, own in enumerate(found.rounds.rounds, start=1):
        made = _convoy(found, number, own, organisation)
        plan = plan.with_record(made) if plan.find(made.id) is None else plan
        convoys.append(made)
    return tuple(convoys)


def _convoy(found: Checked, number: int, own: Round, organisation: str) -> Convoy:
    laid = found.laid
    stops = [visit.place for visit in own.visits]
    led, last = (stops, DEPOT) if own.back_s is not None else (stops[:-1], stops[-1])
    ends_s = own.back_s if own.back_s is not None else own.visits[-1].arrives_s
    waits_s = {visit.place: visit.leaves_s - visit.arrives_s for visit in own.visits}
    day = f"{laid.asked.day:%m%d}"
    return Convoy(
        id=ConvoyId(_fresh(laid.plan, f"convoy-round-{day}-{number}")),
        name=f"Round {number}, {laid.asked.day:%-d %b}",
        organisation=organisation,
        origin=laid.asked.depot,
        destination=laid.places[last].id,
        via=tuple(laid.places[place].id for place in led),
        departs_at=laid.clock.at(own.leaves_s),
        deadline_at=laid.clock.at(max(ends_s, laid.case.fleet.ends_s)),
        vehicle_count=1,
        serials=tuple(_serial(found)),
        waits=tuple(
            PlannedWait(place=SiteId(str(laid.places[place].id)), wait_s=float(waits_s[place]))
            for place in led
            if waits_s[place] > 0
        ),
    )


def _serial(found: Checked) -> Iterator[Serial]:
    kind = found.laid.asked.carriers.type
    if kind is not None:
        unit = MarchUnit(name="1", vehicles=(MarchVehicle(type=kind, count=1),))
        yield Serial(name="1", units=(unit,))


def _fresh(plan: Plan, stem: str) -> str:
    taken = {str(convoy.id) for convoy in plan.convoys}
    return next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
