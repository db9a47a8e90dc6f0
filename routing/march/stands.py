"""Where a column stands on its way: halts of its profile, gates, queues as recorded, and planned waits."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.model.march import HaltRule, MarchProfile
from data.model.movement import Convoy
from data.model.place import Crossing, Site, SiteKind
from data.model.plan import Plan
from routing.columns import Progress
from routing.march.arithmetic import gate_pass_s, halt_s, processing_s
from routing.march.following import Stand, StandReason
from routing.march.parts import Part
from routing.march.places import CriticalPoint, PlaceKind
from routing.march.waits import Waiting, known_wait

_SAME_HALT_S = 60.0
"""Halts of two rules that fall closer together than this are one, the longer of the two."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Marching:
    """A column on its way before it is timed: what its stands follow from."""

    plan: Plan
    convoy: Convoy
    profile: MarchProfile
    drive: Progress
    column: Part
    points: tuple[CriticalPoint, ...]
    waiting: Waiting

    @property
    def distance_m(self) -> float:
        """Length of the way, metres."""
        return float(self.drive.along_m[-1])

    def place(self, subject: str | None) -> Site | Crossing | None:
        """The site or crossing of an id, or None."""
        found = None if subject is None else self.plan.find(subject)
        return found if isinstance(found, Site | Crossing) else None


def stands_of(march: Marching) -> tuple[Stand, ...]:
    """Every place at which the head stands, in the order it comes to them."""
    found = [*_halts(march), *_at_points(march)]
    return tuple(sorted(found, key=lambda stand: stand.along_m))


def is_gate(place: Site | Crossing | None) -> bool:
    """Whether vehicles are dealt with one by one at a place."""
    is_post = isinstance(place, Crossing) or (isinstance(place, Site) and place.kind is SiteKind.CHECKPOINT)
    return is_post or (isinstance(place, Site) and place.service_time_per_vehicle_s is not None)


def gate_takes_s(place: Site | Crossing, vehicle_count: int | None) -> float | None:
    """How long a gate takes for so many vehicles; None while count or service time is not known."""
    return processing_s(vehicle_count, place.service_time_per_vehicle_s, place.lanes)


def has_room(place: Site | Crossing | None, standing_m: float | None) -> bool | None:
    """Whether a column that stands on so many metres fits a place clear of the road; None is not known."""
    room_m = place.room_m if isinstance(place, Site) else None
    return None if room_m is None or standing_m is None else standing_m <= room_m


def _halts(march: Marching) -> Iterator[Stand]:
    total_s, done_s = float(march.drive.since_s[-1]), -_SAME_HALT_S
    due = sorted(
        ((at_s, rule) for rule in march.profile.halts for at_s in _due_s(rule, total_s)), key=lambda one: one[0]
    )
    for at_s, _ in due:
        if at_s - done_s < _SAME_HALT_S:
            continue
        done_s = at_s
        rules = [rule for own_s, rule in due if 0 <= own_s - at_s < _SAME_HALT_S]
        lengths = [halt_s(rule.halt_s, rule.per_vehicles, march.column.vehicle_count) for rule in rules]
        known = [length for length in lengths if length is not None]
        along_m = float(march.drive.along_at(march.drive.since_s[:1] + at_s)[0])
        wait_s = max(known) if len(known) == len(lengths) else None
        yield Stand(along_m=along_m, wait_s=wait_s, reason=StandReason.HALT, name="Halt")


def _due_s(rule: HaltRule, total_s: float) -> Iterator[float]:
    """Driving times after which a rule asks for a halt, before the way is driven."""
    at_s = rule.every_s if rule.first_after_s is None else rule.first_after_s
    while at_s < total_s:
        yield at_s
        at_s += rule.every_s


def _at_points(march: Marching) -> Iterator[Stand]:
    waits_s = {str(wait.place): wait.wait_s for wait in march.convoy.waits}
    for point in march.points:
        place = march.place(point.subject)
        if place is None:
            continue
        if point.subject in waits_s:
            room = has_room(place, march.column.standing_m) is True
            wait_s = waits_s.pop(point.subject)
            yield _stand(point, wait_s, StandReason.WAIT, off_road=room)
        if point.kind is PlaceKind.START:
            continue
        yield from _queue(march, point, place)
        if is_gate(place):
            yield _stand(point, _gate_delay_s(march, place), StandReason.GATE)


def _gate_delay_s(march: Marching, place: Site | Crossing) -> float | None:
    """How long a gate holds the column up beyond passing it: it forms up again behind the gate and goes on as one.

    None where that is not known, and where no lane is open.
    """
    passes_s = march.column.pass_time_s
    takes_s = gate_pass_s(passes_s, gate_takes_s(place, march.column.vehicle_count))
    return None if takes_s is None or passes_s is None or math.isinf(takes_s) else takes_s - passes_s


def _queue(march: Marching, point: CriticalPoint, place: Site | Crossing) -> Iterator[Stand]:
    """The wait recorded at a place, where waits are counted and one has been recorded."""
    known = known_wait(march.plan, place.id)
    if march.waiting is not Waiting.PLANNED and known is not None:
        room = has_room(place, march.column.standing_m) is True
        yield _stand(point, known.of(march.waiting), StandReason.QUEUE, off_road=room)


def _stand(point: CriticalPoint, wait_s: float | None, reason: StandReason, *, off_road: bool = False) -> Stand:
    return Stand(
        along_m=point.along_m,
        wait_s=wait_s,
        reason=reason,
        name=point.name,
        place=point.subject,
        off_road=off_road,
    )


def waits_elsewhere(convoy: Convoy, points: Sequence[CriticalPoint]) -> tuple[str, ...]:
    """Places of planned waits that do not lie on the way."""
    met = {point.subject for point in points}
    return tuple(str(wait.place) for wait in convoy.waits if wait.place not in met)
