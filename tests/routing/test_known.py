"""Ways stretch by stretch: every metre told once, and nothing unknown told as known."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from data.model import Passability
from routing.known import (
    InformationAge,
    exposed_stretches,
    exposure_weight,
    ground_of,
    information_age,
    newest,
    reported_stretches,
)
from tests import builders
from tests.asciimap import HERE, area_m
from tests.builders import NOON, bridge_report, road_report, zone


def way(*places):
    return LineString([HERE.degrees(np.array(place, float)) for place in places])


LINE = way((0, 0), (4000, 0))
ENDS = st.tuples(st.floats(0, 4000), st.floats(0, 4000)).map(sorted).filter(lambda ends: ends[1] - ends[0] > 100)


@settings(deadline=None, max_examples=30)
@given(st.lists(ENDS, max_size=5))
def test_every_metre_of_a_way_is_in_one_stretch(ends):
    reports = [road_report(f"r{n}", place=way((start, 0), (end, 0))) for n, (start, end) in enumerate(ends)]
    stretches = reported_stretches(LINE, ground_of(reports))
    assert stretches[0].start_m == 0
    assert stretches[-1].end_m == pytest.approx(4000, abs=5)
    assert all(one.end_m == other.start_m for one, other in pairwise(stretches))


@settings(deadline=None, max_examples=30)
@given(st.lists(ENDS, min_size=1, max_size=5), st.floats(0, 4000))
def test_a_report_speaks_of_what_it_lies_on_and_of_nothing_far_from_it(ends, at_m):
    reports = [road_report(f"r{n}", place=way((start, 0), (end, 0))) for n, (start, end) in enumerate(ends)]
    here = next(s for s in reversed(reported_stretches(LINE, ground_of(reports))) if s.start_m <= at_m)
    assert {n for n, (start, end) in enumerate(ends) if start + 1 < at_m < end - 1} <= set(here.rows)
    assert set(here.rows) <= {n for n, (start, end) in enumerate(ends) if start - 30 < at_m < end + 30}


def test_a_report_on_a_road_that_only_crosses_the_way_says_nothing_of_it_but_one_on_a_bridge_does():
    crossing = road_report(place=way((1000, -500), (1000, 500)))
    assert [s.rows for s in reported_stretches(LINE, ground_of([crossing]))] == [()]
    bridge = bridge_report(place=Point(HERE.degrees(np.array([1000.0, 0.0]))))
    assert [s.rows for s in reported_stretches(LINE, ground_of([bridge]))] == [(), (0,), ()]


def test_a_border_report_speaks_of_no_road():
    assert [s.rows for s in reported_stretches(LINE, ground_of([builders.border_report()]))] == [()]


@given(st.integers(-48, 200))
def test_information_is_fresh_then_aging_then_unknown_and_unknown_wherever_the_report_counts_as_unknown(hours):
    report, at = road_report(stale_after=timedelta(hours=72)), NOON + timedelta(hours=hours)
    expected = "unknown" if not 0 <= hours <= 72 else "fresh" if hours <= 36 else "aging"
    assert information_age(report, at) == expected
    assert (information_age(report, at) is InformationAge.UNKNOWN) == (report.passability(at) is Passability.UNKNOWN)


def test_information_without_a_date_is_of_unknown_age():
    assert information_age(road_report(source=builders.source(reported_at=None)), NOON) is InformationAge.UNKNOWN


def test_the_newest_word_counts_and_no_word_is_unknown():
    assert newest([InformationAge.UNKNOWN, InformationAge.AGING, InformationAge.FRESH]) is InformationAge.FRESH
    assert newest([]) is InformationAge.UNKNOWN


def test_exposure_adds_up_where_zones_lie_over_one_another():
    zones = [
        zone("a", area=area_m(1000, -50, 3000, 50), exposure=0.4),
        zone("b", area=area_m(2000, -50, 3500, 50), exposure=0.8),
    ]
    stretches = exposed_stretches(LINE, zones)
    assert [round(s.start_m, -1) for s in stretches] == pytest.approx([0, 1000, 2000, 3000, 3500], abs=10)
    assert [exposure_weight(s, zones) for s in stretches] == pytest.approx([0, 0.4, 1.2, 0.8, 0])
