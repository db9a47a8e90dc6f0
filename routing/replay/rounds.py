"""Every vehicle of some rounds driven from place to place by the case alone, and every rule they break in words."""

from collections import Counter
from collections.abc import Iterator

from routing.rounds.case import DEPOT, Case, Round, Rounds, Stop, Visit


def faults_of_rounds(case: Case, found: Rounds) -> tuple[str, ...]:
    """What rounds would break; none where they can be driven as they are told."""
    told = [*_whole(case, found)]
    for number, own in enumerate(found.rounds, start=1):
        told += [f"Vehicle {number}: {fault}" for fault in _driven(case, own)]
    return tuple(told)


def _whole(case: Case, found: Rounds) -> Iterator[str]:
    """Rules about all vehicles together."""
    if len(found.rounds) > case.fleet.count:
        yield f"There are {len(found.rounds)} rounds and {case.fleet.count} vehicles."
    served = Counter(visit.place for own in found.rounds for visit in own.visits)
    for place in range(1, len(case.stops) + 1):
        expected = 0 if place in found.unserved else 1
        if served[place] != expected:
            yield f"{case.stops[place - 1].name} is served {served[place]} times and told as served {expected} times."


def _driven(case: Case, own: Round) -> Iterator[str]:
    """Drive one vehicle and look at the clock at every place."""
    if own.leaves_s < case.fleet.starts_s:
        yield "it leaves before it may."
    here, clock_s = DEPOT, own.leaves_s
    for visit in own.visits:
        yield from _served(case.stops[visit.place - 1], visit, clock_s + case.drive_s[here][visit.place])
        here, clock_s = visit.place, visit.leaves_s
    load = sum(case.stops[visit.place - 1].amount for visit in own.visits)
    if load > case.fleet.capacity:
        yield f"it carries {load} and holds {case.fleet.capacity}."
    done_s = clock_s + (case.drive_s[here][DEPOT] if case.fleet.returns else 0)
    if own.back_s != (done_s if case.fleet.returns else None):
        yield "it is back at another time than told."
    if done_s > case.fleet.ends_s:
        yield f"it is done {done_s - case.fleet.ends_s} s too late."


def _served(stop: Stop, visit: Visit, comes_s: int) -> Iterator[str]:
    """A vehicle that comes at a moment and serves as it is told."""
    if comes_s != visit.arrives_s:
        yield f"it is at {stop.name} {comes_s - visit.arrives_s} s after the time told."
    if visit.begins_s < max(comes_s, stop.opens_s):
        yield f"it serves {stop.name} before it is there, or before that opens."
    if visit.leaves_s < visit.begins_s + stop.service_s:
        yield f"it leaves {stop.name} before it has served."
    if visit.begins_s + stop.service_s > stop.closes_s:
        yield f"it serves {stop.name} for {visit.begins_s + stop.service_s - stop.closes_s} s after that has closed."
