"""What keeps a column that has a time from leaving later: each thing that binds, found by giving it a little more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from data.model import Plan
from data.model.ids import OpeningRuleId
from routing.index import NetworkIndex
from routing.march.openings import shuttings
from routing.march.timed import TimedQuestion, TimedWay, latest_departure

MORE = timedelta(minutes=30)
"""So much more of each thing is tried."""
LEAST = timedelta(minutes=1)
"""Leaving later by less is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What binds, and when the head could leave at the latest with `MORE` of it; all else stays.

    `rules` are those that would have to begin to shut later or to end sooner; `with_deadline` that the deadline
    binds as well. Of several named in one, none is enough by itself.
    """

    rules: tuple[OpeningRuleId, ...] = ()
    with_deadline: bool = False
    departs_at: datetime


def what_holds_back(index: NetworkIndex, plan: Plan, question: TimedQuestion, latest: TimedWay) -> tuple[Held, ...]:
    """What binds the latest departure, what gives most first; of several that bind only together, all in one.

    Nothing where not even more of everything lets it leave later: then roads, or room to wait, bind.
    """
    asking = _Asking(index, plan, question)
    rules = tuple(asking.rules())
    alone = (asking.held((), with_deadline=True), *(asking.held((own,), with_deadline=False) for own in rules))
    later = [held for held in alone if held is not None and held.departs_at >= latest.departs_at + LEAST]
    if later:
        return tuple(sorted(later, key=lambda held: held.departs_at, reverse=True))
    every = asking.held(rules, with_deadline=True)
    return (every,) if every is not None and every.departs_at >= latest.departs_at + LEAST else ()


class _Asking:
    """The latest departure asked again with more of something."""

    def __init__(self, index: NetworkIndex, plan: Plan, question: TimedQuestion) -> None:
        self.index, self.plan, self.question = index, plan, question

    def rules(self) -> Iterator[tuple[OpeningRuleId, ...]]:
        """Rules that shut anything while the column may move, each group once."""
        lon, lat = self.index.network.node_lon, self.index.network.node_lat
        ground = float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
        between = self.question.ready_at, self.question.deadline_at + MORE
        yield from dict.fromkeys(own.rules for own in shuttings(self.plan, between, ground))

    def held(self, rules: tuple[tuple[OpeningRuleId, ...], ...], *, with_deadline: bool) -> Held | None:
        """When the head could leave at the latest with more of these; None where no time is found."""
        more_s = int(MORE.total_seconds())
        found = latest_departure(
            self.index,
            self.plan,
            replace(
                self.question,
                deadline_at=self.question.deadline_at + (MORE if with_deadline else timedelta(0)),
                eased={**self.question.eased, **dict.fromkeys(rules, (more_s, more_s))},
            ),
        )
        if not isinstance(found, TimedWay):
            return None
        named = tuple(name for own in rules for name in own)
        return Held(rules=named, with_deadline=with_deadline, departs_at=found.departs_at)
