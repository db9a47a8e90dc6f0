"""Rounds against trying everything, and the replay against rounds with a fault in them."""

from dataclasses import replace
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import RoutingError
from routing.replay.rounds import faults_of_rounds
from routing.rounds.case import Case, Fleet, Stop
from routing.rounds.solve import solve


@st.composite
def cases(draw):
    """Up to four sites and two vehicles, with times so short that not all can always be served."""
    count = draw(st.integers(1, 4))
    drive_s = tuple(
        tuple(draw(st.integers(1, 30)) if a != b else 0 for b in range(count + 1)) for a in range(count + 1)
    )
    stops = []
    for number in range(count):
        opens_s = draw(st.integers(0, 40))
        stops.append(
            Stop(
                name=f"s{number}",
                amount=draw(st.integers(1, 5)),
                opens_s=opens_s,
                closes_s=opens_s + draw(st.integers(0, 40)),
                service_s=draw(st.integers(0, 8)),
            )
        )
    fleet = Fleet(
        count=draw(st.integers(1, 2)),
        capacity=draw(st.integers(1, 12)),
        starts_s=0,
        ends_s=draw(st.integers(20, 90)),
        returns=draw(st.booleans()),
    )
    return Case(stops=tuple(stops), fleet=fleet, drive_s=drive_s)


def driven(case, order):
    """What one vehicle drives over an order as early as it can, or None where it breaks a rule."""
    clock_s = here = total_s = 0
    for place in order:
        stop = case.stops[place - 1]
        total_s += case.drive_s[here][place]
        clock_s = max(clock_s + case.drive_s[here][place], stop.opens_s) + stop.service_s
        if clock_s > stop.closes_s:
            return None
        here = place
    back_s = case.drive_s[here][0] if case.fleet.returns and order else 0
    full = sum(case.stops[place - 1].amount for place in order) > case.fleet.capacity
    return None if full or clock_s + back_s > case.fleet.ends_s else total_s + back_s


def best_by_trying(case):
    """The least unserved and the least driving for that, over every way to share and order sites."""
    places = range(1, len(case.stops) + 1)
    total = sum(stop.amount for stop in case.stops)
    best = total, 0
    for owner in product(range(case.fleet.count + 1), repeat=len(case.stops)):
        shares = [[p for p, own in zip(places, owner, strict=True) if own == v] for v in range(1, case.fleet.count + 1)]
        costs = [
            min((cost for order in permutations(share) if (cost := driven(case, order)) is not None), default=None)
            for share in shares
        ]
        if None not in costs:
            served = sum(case.stops[place - 1].amount for share in shares for place in share)
            best = min(best, (total - served, sum(costs)))
    return best


@settings(max_examples=30, deadline=None)
@given(cases())
def test_rounds_are_those_of_trying_everything_and_the_replay_finds_nothing(case):
    found = solve(case, limit_s=5)
    unserved = sum(case.stops[place - 1].amount for place in found.unserved)
    assert (unserved, found.driven_s) == best_by_trying(case)
    assert (found.least_unserved, found.least_driven_s, found.is_proven) == (unserved, found.driven_s, True)
    assert faults_of_rounds(case, found) == ()


@settings(max_examples=8, deadline=None)
@given(cases())
def test_beyond_few_sites_the_solver_alone_finds_the_same(case):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("routing.rounds.solve.MOST_STOPS", 0)
        found = solve(case, limit_s=5)
    assert (found.least_unserved, found.driven_s) == best_by_trying(case)


LINE = Case(
    stops=tuple(Stop(name=name, amount=4, opens_s=100, closes_s=400, service_s=10) for name in "ab"),
    fleet=Fleet(count=1, capacity=8, starts_s=0, ends_s=500),
    drive_s=((0, 50, 100), (50, 0, 50), (100, 50, 0)),
)


def told(case=LINE, **said):
    """The rounds of the line, changed in one thing, and the first fault the replay finds in it."""
    found = solve(LINE, limit_s=5)
    own = found.rounds[0]
    visit = {key: value for key, value in said.items() if key in {"arrives_s", "begins_s", "leaves_s"}}
    round_ = {key: value for key, value in said.items() if key in {"leaves_from_s", "back_s"}}
    visits = (replace(own.visits[0], **visit), *own.visits[1:])
    changes = {"leaves_s": round_["leaves_from_s"]} if "leaves_from_s" in round_ else round_
    rounds = (replace(own, visits=visits, **changes),)
    return " ".join(faults_of_rounds(case, replace(found, rounds=rounds, unserved=said.get("unserved", ()))))


@pytest.mark.parametrize(
    ("case", "said", "fault"),
    [
        (LINE, {}, ""),
        (LINE, {"arrives_s": 99}, "after the time told"),
        (LINE, {"begins_s": 90}, "before that opens"),
        (LINE, {"leaves_s": 101}, "before it has served"),
        (LINE, {"leaves_from_s": -1}, "it leaves before it may"),
        (LINE, {"back_s": 7}, "back at another time"),
        (LINE, {"unserved": (1,)}, "a is served 1 times and told as served 0 times"),
        (replace(LINE, fleet=replace(LINE.fleet, capacity=7)), {}, "carries 8 and holds 7"),
        (replace(LINE, fleet=replace(LINE.fleet, ends_s=200)), {}, "too late"),
        (replace(LINE, stops=tuple(replace(stop, closes_s=105) for stop in LINE.stops)), {}, "after that has closed"),
    ],
)
def test_the_replay_names_what_is_wrong(case, said, fault):
    assert fault in told(case, **said)
    assert bool(told(case, **said)) == bool(fault)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"drive_s": ((0,),)}, "driving times"),
        ({"drive_s": ((0, -1, 1), (1, 0, 1), (1, 1, 0))}, "below 0"),
        ({"fleet": Fleet(count=0, capacity=1, starts_s=0, ends_s=1)}, "no vehicle"),
        ({"stops": tuple(replace(stop, amount=0) for stop in LINE.stops)}, "less than 1"),
        ({"stops": (), "drive_s": ((0,),)}, "no site"),
    ],
)
def test_a_case_that_makes_no_sense_is_refused_once_with_the_remedy(changed, message):
    with pytest.raises(RoutingError, match=message):
        replace(LINE, **changed)
