"""What keeps the times of a march table from being known, in words, and which of its times that touches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.model.march import Density
from data.model.place import Crossing, Site
from routing.march.following import Behind, Stand, StandReason
from routing.march.places import PlaceKind
from routing.march.stands import Marching, is_gate
from routing.march.waits import Waiting, known_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Something nobody knows of a march; `along_m` is where it holds the head up for a time nobody knows.

    None is nowhere: then only the tail is not known. `code` tells pages what kind it is.
    """

    code: str
    message: str
    remedy: str
    subject: str | None = None
    along_m: float | None = None

    def delays_arrival(self, place_m: float, behind: Behind) -> bool:
        """Whether somebody so far behind the head may reach a place later than told."""
        return self.along_m is not None and place_m > max(self.along_m - behind.space_m, 0.0)

    def delays_clearing(self, place_m: float, behind: Behind) -> bool:
        """Whether somebody so far behind the head may leave a place later than told."""
        return self.along_m is not None and place_m >= self.along_m - behind.space_m


def unknowns_of(march: Marching, stands: Sequence[Stand]) -> tuple[Unknown, ...]:
    """Everything nobody knows of a march, what holds for all of it first."""
    return (*_length(march), *(_stand(march, stand) for stand in stands if stand.wait_s is None), *_unrecorded(march))


def _length(march: Marching) -> Iterator[Unknown]:
    if march.column.vehicle_count is None:
        yield Unknown(
            code="vehicle_count",
            message="The number of vehicles was not reported: when the tail clears a place is not known.",
            remedy="Ask for the vehicles and enter them.",
            subject=march.convoy.id,
        )
    elif march.column.ends is None and march.profile.density is Density.PHYSICAL and march.distance_m > 0:
        yield Unknown(
            code="vehicle_length",
            message=f"The profile {march.profile.name} counts the length of vehicles, and not all are stated: when "
            "the tail clears a place is not known.",
            remedy="State the length of every vehicle type, or take a profile that counts gaps alone.",
            subject=march.convoy.id,
        )


def _stand(march: Marching, stand: Stand) -> Unknown:
    if stand.reason is StandReason.HALT:
        why, remedy = "the number of vehicles was not reported", "Ask for the vehicles and enter them."
    else:
        why, remedy = _gate_words(march, march.place(stand.place))
    return Unknown(
        code=f"{stand.reason.value}_time",
        message=f"How long the column stands at {stand.name} is not known: {why}. Later times are the earliest.",
        remedy=remedy,
        subject=stand.place,
        along_m=stand.along_m,
    )


def _gate_words(march: Marching, place: Site | Crossing | None) -> tuple[str, str]:
    if place is None or place.service_time_per_vehicle_s is None:
        return "its time for a vehicle was not reported", "Ask how long it takes for a vehicle and enter it."
    if place.lanes == 0:
        return "no lane is open", "Do not send the column this way before a lane opens."
    if march.column.vehicle_count is None:
        return "the number of vehicles was not reported", "Ask for the vehicles and enter them."
    return "the length of the column is not known", "State the length of every vehicle type."


def _unrecorded(march: Marching) -> Iterator[Unknown]:
    """Gates of which no wait was recorded, where recorded waits are to be counted."""
    if march.waiting is Waiting.PLANNED:
        return
    for point in march.points:
        place = march.place(point.subject)
        if place is None or not is_gate(place) or point.kind is PlaceKind.START:
            continue
        if known_wait(march.plan, place.id) is None:
            yield Unknown(
                code="wait_not_recorded",
                message=f"No wait was ever recorded at {point.name}: none is counted. Later times are the earliest.",
                remedy="Enter outcomes of missions that passed it.",
                subject=point.subject,
                along_m=point.along_m,
            )
