"""Timed ways against stepping through half seconds, on roads a few hundred metres long."""

from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.march.timed import TimedWay, WhyNot, earliest_arrival, latest_departure
from tests.asciimap import HERE, ascii_map
from tests.builders import NOON
from tests.routing.march.timing_cases import area, asked, closure, held_at, hours, seconds

DRAWN = ascii_map(
    """
A--B--C
|  |  |
D--E--F
"""
)
AROUND = ("A", "B", "C", "D", "E", "F", "AB", "BE", "EF")
HALF, UNTIL = 0.5, 400
MARGIN_M = 35.0


@st.composite
def spans(draw):
    starts = draw(st.integers(0, 300))
    return starts, starts + draw(st.integers(5, 250))


@st.composite
def cases(draw):
    ruled = draw(st.lists(st.tuples(st.sampled_from(AROUND), st.booleans(), spans()), min_size=1, max_size=4))
    held = draw(st.lists(st.sampled_from("BDE"), unique=True, max_size=2))
    return ruled, held, draw(st.integers(0, 40)), draw(st.integers(0, 60))


def question_of(case):
    ruled, held, pass_s, ready_s = case
    records = []
    for number, (where, opens, pair) in enumerate(ruled):
        rule = hours if opens else closure
        records += [area(DRAWN, f"z{number}", where, MARGIN_M), rule(f"z{number}", pair)]
    records += [held_at(DRAWN, f"h{name}", name) for name in held]
    return asked(DRAWN, "AF", *records, pass_s=pass_s, ready_s=ready_s, until_s=UNTIL)


def metres(name):
    row, column = DRAWN.cell[name]
    return np.array([column * 100.0, -row * 100.0])


def shut_parts(street, ruled):
    """Where along a street each area lies, seconds from its first junction, with the spans in which it is shut."""
    start, end = metres(street[0]), metres(street[1])
    length_s = np.abs(end - start).sum() / 10
    for where, opens, pair in ruled:
        corners = np.array([metres(name) for name in where])
        low, high = corners.min(axis=0) - MARGIN_M, corners.max(axis=0) + MARGIN_M
        steps = np.arange(0, length_s + HALF / 2, HALF)
        places = start + np.outer(steps / length_s, end - start)
        inside = steps[((places >= low - 0.1) & (places <= high + 0.1)).all(axis=1)]
        if len(inside) > 1:
            times = [(-1e9, pair[0]), (pair[1], 1e9)] if opens else [pair]
            yield inside.min(), inside.max(), times


def stepped(case, *, last):
    """The first arrival, or with `last` the last departure, found by stepping; None where there is none."""
    ruled, held, pass_s, ready_s = case
    streets = {name: list(shut_parts(name, ruled)) for name in DRAWN.segment}
    took = {name: int(np.abs(metres(name[1]) - metres(name[0])).sum() / 10 / HALF) for name in streets}
    latest = int((UNTIL - pass_s) / HALF)
    first = int(ready_s / HALF)

    def may_enter(name, at):
        return not any(
            at * HALF + begin < until - 0.01 and at * HALF + end + pass_s > from_ + 0.01
            for begin, end, times in streets[name]
            for from_, until in times
        )

    def reached_from(start):
        """Whether and when the destination is reached leaving at one of the moments."""
        known = {("A", at) for at in start}
        for at in range(first, latest + 1):
            for node in sorted({name for name, moment in known if moment == at}):
                if node in held:
                    known.add((node, at + 1))
                known |= {(s[1], at + took[s]) for s in streets if s[0] == node and may_enter(s, at)}
        return min((at for node, at in known if node == "F" and at <= latest), default=None)

    if last:
        leaving = next((at for at in range(latest, first - 1, -1) if reached_from([at]) is not None), None)
        return None if leaving is None else leaving * HALF
    arrival = reached_from(range(first, latest + 1))
    return None if arrival is None else arrival * HALF


def agrees(found, expected, moment, better):
    if isinstance(found, TimedWay):
        told = seconds(moment(found))
        return expected is not None and (abs(told - expected) < 0.05 if found.is_best else better(expected, told))
    return (expected is None) == (found.why in {WhyNot.NO_WAY, WhyNot.NOT_IN_TIME})


@settings(max_examples=20, deadline=None)
@given(cases())
def test_the_first_arrival_is_that_of_stepping_through_time(case):
    found = earliest_arrival(*question_of(case))
    assert agrees(found, stepped(case, last=False), lambda way: way.arrives_at, lambda a, b: a <= b + 0.05)


@settings(max_examples=8, deadline=None)
@given(cases())
def test_the_last_departure_is_that_of_stepping_through_time(case):
    found = latest_departure(*question_of(case))
    assert agrees(found, stepped(case, last=True), lambda way: way.departs_at, lambda a, b: a >= b - 0.05)


@settings(max_examples=40, deadline=None)
@given(cases(), st.booleans())
def test_no_vehicle_drives_where_and_when_it_is_shut(case, backwards):
    index, made, question = question_of(case)
    found = (latest_departure if backwards else earliest_arrival)(index, made, question)
    if not isinstance(found, TimedWay):
        return
    ruled, _, pass_s, ready_s = case
    departs_s, line_m = seconds(found.departs_at), HERE.metres(np.array(found.route.line.coords))
    along_m = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line_m, axis=0).T))])
    assert departs_s >= ready_s - 0.01
    assert seconds(found.clears_at) <= UNTIL + 0.01
    since = np.arange(0, found.head.since_s[-1], 0.5)
    at_m = found.head.along_at(since)
    driving = found.head.along_at(since + 0.01) > at_m
    places = np.column_stack([np.interp(at_m, along_m, line_m[:, k]) for k in (0, 1)])
    for where, opens, (from_, until) in ruled:
        corners = np.array([metres(name) for name in where])
        low, high = corners.min(axis=0) - MARGIN_M + 6, corners.max(axis=0) + MARGIN_M - 6
        inside = ((places >= low) & (places <= high)).all(axis=1) & driving
        for behind_s in np.linspace(0, pass_s, 4):
            clock = departs_s + since + behind_s
            is_open = ((clock >= from_) & (clock < until)) == opens
            assert is_open[inside].all()


def test_with_nothing_shut_the_way_is_the_fastest_and_takes_its_time():
    index, made, question = asked(DRAWN, "AF", pass_s=10)
    found = earliest_arrival(index, made, question)
    assert found.arrives_at - NOON == timedelta(seconds=80)
