"""What keeps a column from its times, and the smallest change that frees it: each change found by asking again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from data.model import Plan, SiteKind
from data.model.ids import OpeningRuleId, SiteId
from routing.index import NetworkIndex
from routing.march.openings import shuttings
from routing.march.timed import NoTimedWay, TimedQuestion, TimedWay, earliest_arrival, latest_departure
from routing.march.timed_places import has_room

AHEAD = timedelta(hours=24)
"""How far earlier departures and later deadlines are looked for."""
STEP_S = 60
"""Openings are lengthened by whole minutes."""
MOST_LONGER_S = 12 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterDeadline:
    """With the deadline at this moment and nothing else changed the column is in by it."""

    deadline_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReadiness:
    """Were it ready at this moment, it would be in by the deadline."""

    ready_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FewerVehicles:
    """With so many vehicles in one column it gets through; the others march as another column."""

    vehicle_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LongerOpening:
    """Were the rules to begin to shut so much later, or to end so much sooner, it would get through."""

    rules: tuple[OpeningRuleId, ...]
    shuts_later_s: int = 0
    opens_sooner_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreRoom:
    """With so much room at these places, which it would wait at, it gets through."""

    places: tuple[SiteId, ...]
    room_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRules:
    """Were people let move at all in the time asked about, which these rules shut throughout, it would get through."""

    rules: tuple[OpeningRuleId, ...]


Change: TypeAlias = LaterDeadline | EarlierReadiness | FewerVehicles | LongerOpening | NoRules | MoreRoom


@dataclass(frozen=True, kw_only=True)
class Freed:
    """A change and the way it opens, found by asking again with nothing else changed."""

    change: Change
    way: TimedWay


def what_frees(
    index: NetworkIndex, plan: Plan, question: TimedQuestion, vehicle_count: int | None = None
) -> tuple[Freed, ...]:
    """For a question without an answer, the smallest change of each kind that gives it one.

    None of a kind means that no change of that kind alone is enough, as far as it is looked for. Without a
    `vehicle_count` shorter columns are not looked for: its pass time and road space go with it.
    """
    asking = _Asking(index, plan, question)
    found = (*asking.other_times(), *asking.shorter(vehicle_count), *asking.longer_openings(), *asking.more_room())
    return tuple(found)


class _Asking:
    """A question asked again with one thing changed."""

    def __init__(self, index: NetworkIndex, plan: Plan, question: TimedQuestion) -> None:
        self.index, self.plan, self.question = index, plan, question

    def first(self, **changed: object) -> TimedWay | None:
        """The earliest arrival with something changed."""
        asked = replace(self.question, **changed)  # type: ignore[arg-type]  # names are fields of a question
        found = earliest_arrival(self.index, self.plan, asked)
        return None if isinstance(found, NoTimedWay) else found

    def other_times(self) -> Iterator[Freed]:
        """The least later deadline, and the least earlier readiness."""
        way = self.first(deadline_at=self.question.deadline_at + AHEAD)
        if way is not None:
            yield Freed(change=LaterDeadline(deadline_at=way.clears_at), way=way)
        asked = replace(self.question, ready_at=self.question.ready_at - AHEAD)
        sooner = latest_departure(self.index, self.plan, asked)
        if isinstance(sooner, TimedWay):
            yield Freed(change=EarlierReadiness(ready_at=sooner.departs_at), way=sooner)

    def shorter(self, vehicle_count: int | None) -> Iterator[Freed]:
        """The longest column that gets through, its pass time and road space in proportion."""
        count = vehicle_count or 1

        def with_fewer(fewer: int) -> TimedWay | None:
            left, space_m = count - fewer, self.question.road_space_m
            return self.first(
                pass_s=self.question.pass_s * left / count,
                road_space_m=None if space_m is None else space_m * left / count,
            )

        fewer, way = _least(with_fewer, count - 1)
        if way is not None:
            yield Freed(change=FewerVehicles(vehicle_count=count - fewer), way=way)

    def longer_openings(self) -> Iterator[Freed]:
        """By rules that shut together, how much later they would have to begin or sooner to end."""
        between = self.question.ready_at, self.question.deadline_at
        ground = self._ground()
        most = MOST_LONGER_S // STEP_S
        for rules in dict.fromkeys(own.rules for own in shuttings(self.plan, between, ground)):
            freed = tuple(self._longer(rules, most))
            yield from freed or self._without(rules)

    def _longer(self, rules: tuple[OpeningRuleId, ...], most: int) -> Iterator[Freed]:
        later, way = _least(lambda steps: self._eased(rules, steps, 0), most)
        if way is not None:
            yield Freed(change=LongerOpening(rules=rules, shuts_later_s=later * STEP_S), way=way)
        sooner, way = _least(lambda steps: self._eased(rules, 0, steps), most)
        if way is not None:
            yield Freed(change=LongerOpening(rules=rules, opens_sooner_s=sooner * STEP_S), way=way)

    def _without(self, rules: tuple[OpeningRuleId, ...]) -> Iterator[Freed]:
        found = earliest_arrival(self.index, self.plan.without(*rules), self.question)
        if isinstance(found, TimedWay):
            yield Freed(change=NoRules(rules=rules), way=found)

    def _eased(self, rules: tuple[OpeningRuleId, ...], later: int, sooner: int) -> TimedWay | None:
        return self.first(eased={**self.question.eased, rules: (later * STEP_S, sooner * STEP_S)})

    def _ground(self) -> tuple[float, float, float, float]:
        lon, lat = self.index.network.node_lon, self.index.network.node_lat
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def more_room(self) -> Iterator[Freed]:
        """The sites too small, or of unknown room, at which it would wait."""
        space_m = self.question.road_space_m
        if space_m is None:
            return
        room = space_m, self.question.roomier, 0
        small = [
            site.id for site in self.plan.sites if site.kind is SiteKind.HOLDING_POINT and not has_room(site, room)
        ]
        way = self.first(roomier=self.question.roomier | frozenset(small)) if small else None
        if way is not None:
            used = tuple(dict.fromkeys(wait.place for wait in way.waits if wait.place in small))
            yield Freed(change=MoreRoom(places=tuple(SiteId(str(name)) for name in used), room_m=space_m), way=way)


def _least(frees: Callable[[int], TimedWay | None], most: int) -> tuple[int, TimedWay | None]:
    """The least number from 1 to `most` that frees, more freeing as well; with the way it opens, None for none."""
    way = frees(most) if most > 0 else None
    if way is None:
        return most, None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        found = frees(middle)
        low, high, way = (low, middle, found) if found is not None else (middle, high, way)
    return high, way
