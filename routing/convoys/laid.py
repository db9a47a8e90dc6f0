"""The convoys of a day laid out as a case: what its rows mean, and how the convoys move as saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from data.model.movement import Convoy
from data.model.plan import Plan
from routing.convoys.asked import LeftOut, MovementAsked, Roster, Way
from routing.convoys.course import SAME_M
from routing.convoys.hours import Hours
from routing.convoys.join import Stretch
from routing.movement.case import Case, Route
from routing.movement.schedule import Movement, Schedule


@dataclass(frozen=True, kw_only=True, eq=False)
class LaidWay:
    """A way as a route of the case: the subject of each of its nodes, how far along the way each lies, its lead.

    Where a gate at its destination holds the column up, a last leg of a second lies behind that.
    """

    way: Way
    route: Route
    subjects: tuple[str | None, ...]
    along_m: tuple[float, ...]
    lead_s: int
    ends_at_gate: bool

    @property
    def behind_m(self) -> tuple[float, ...]:
        """How far along the way each node lies; of a place, just behind it, so that what is stood there counts."""
        end_m = self.way.table.distance_m
        told = zip(self.along_m, self.subjects, strict=True)
        return tuple(along_m if subject is None else min(along_m + SAME_M, end_m) for along_m, subject in told)

    def head_in_s(self, movement: Movement) -> int:
        """The second at which the head is at its destination; before a gate there takes its time."""
        last = len(self.route.legs) - (2 if self.ends_at_gate else 1)
        return movement.enters_s[last] + self.route.legs[last].traverse_s


@dataclass(frozen=True, kw_only=True, eq=False)
class Laid:
    """The movement of a day: rows of `columns` and `ways` are those of the columns and routes of the case.

    `saved` is how they move as the plan has them, whatever that breaks. `subjects` are the ids of the
    places at nodes, `spots` where nodes lie (longitude, latitude), `lines` which parts of roads make a segment.
    """

    plan: Plan
    asked: MovementAsked
    roster: Roster
    hours: Hours
    case: Case
    saved: Schedule
    ways: tuple[tuple[LaidWay, ...], ...]
    subjects: tuple[str | None, ...]
    stretches: tuple[Stretch, ...]

    @property
    def convoys(self) -> tuple[Convoy, ...]:
        """The convoys that take part, in the order of columns."""
        return tuple(one.convoy for one in self.roster.entrants)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The convoys that do not."""
        return self.roster.left_out

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The column of each convoy."""
        return {str(convoy.id): row for row, convoy in enumerate(self.convoys)}

    def departs_at(self, movement: Movement) -> datetime:
        """When the head of a column leaves its origin."""
        lead_s = self.ways[movement.column][movement.route].lead_s
        return self.hours.at(movement.enters_s[0] + lead_s)

    def arrives_at(self, movement: Movement) -> datetime:
        """When the head of a column is at its destination."""
        return self.hours.at(self.ways[movement.column][movement.route].head_in_s(movement))


def movement_of(laid: LaidWay, row: int, begins_s: int, waits_s: Mapping[str, int]) -> Movement:
    """A column that sets off at a second, is served wherever it comes, and waits so long at places by their ids."""
    enters, serves, at_s = [], [], begins_s
    services = [0, *(leg.service_s for leg in laid.route.legs)]
    for number, leg in enumerate(laid.route.legs):
        serves.append(at_s if services[number] else None)
        if number:
            at_s += services[number] + waits_s.get(laid.subjects[number] or "", 0)
        enters.append(at_s)
        at_s += leg.traverse_s
    return Movement(
        column=row,
        route=0,
        enters_s=tuple(enters),
        serves_s=(*serves, None),
    )
