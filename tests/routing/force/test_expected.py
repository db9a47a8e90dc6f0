"""Three-point dates give the chances of a beta distribution with its mode at the likely date."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import DateEstimate
from routing.force.expected import chance_by, latest, latest_quantile, mean, quantile, still_ahead

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
SHARES = st.sampled_from([0.01, 0.2, 0.5, 0.8, 0.99])


def estimate(earliest, likely, last):
    return DateEstimate(earliest=T0 + earliest * DAY, likely=T0 + likely * DAY, latest=T0 + last * DAY)


ESTIMATES = st.lists(st.integers(0, 60), min_size=3, max_size=3).map(lambda days: estimate(*sorted(days)))


def days(moment):
    return (moment - T0) / DAY


def test_the_mean_weighs_the_likely_date_four_times():
    assert days(mean(estimate(0, 30, 60))) == 30
    assert days(mean(estimate(6, 6, 18))) == 8


@pytest.mark.parametrize("points", [(0, 10, 100), (0, 0, 40), (0, 40, 40), (5, 20, 30)])
def test_quantiles_are_those_of_the_drawn_distribution(points):
    first, likely, last = points
    mode = (likely - first) / (last - first)
    drawn = first + (last - first) * np.random.default_rng(7).beta(1 + 4 * mode, 5 - 4 * mode, 200_000)
    for share in (0.1, 0.5, 0.8, 0.95):
        assert days(quantile(estimate(*points), share)) == pytest.approx(
            np.quantile(drawn, share), abs=(last - first) / 150
        )


def test_the_latest_of_free_dates_comes_later_than_each_and_as_drawn():
    two = (estimate(0, 10, 40), estimate(5, 10, 30))
    rng = np.random.default_rng(11)
    drawn = np.maximum(40 * rng.beta(2, 4, 200_000), 5 + 25 * rng.beta(1.8, 4.2, 200_000))
    assert days(latest_quantile(two, 0.8)) == pytest.approx(np.quantile(drawn, 0.8), abs=0.2)


@given(ESTIMATES, SHARES, SHARES)
def test_quantiles_lie_within_and_do_not_fall(one, share, other):
    low, high = sorted((share, other))
    assert one.earliest <= quantile(one, low) <= quantile(one, high) <= one.latest


@given(ESTIMATES)
def test_a_single_date_has_no_spread(one):
    fixed = DateEstimate.of(one.likely)
    assert mean(fixed) == quantile(fixed, 0.5) == fixed.likely


@given(st.lists(ESTIMATES, min_size=1, max_size=4), SHARES)
def test_all_have_come_no_earlier_than_the_last_of_them(given_, share):
    assert latest_quantile(given_, share) >= max(quantile(one, share) for one in given_) - timedelta(seconds=2)
    assert latest(given_).earliest <= latest_quantile(given_, share) <= latest(given_).latest


@given(ESTIMATES, SHARES, st.integers(0, 60))
def test_what_has_not_come_yet_is_expected_later_or_overdue(one, share, day):
    now = T0 + day * DAY
    ahead = still_ahead((one,), share, now)
    if one.latest <= now:
        assert ahead is None
    else:
        assert ahead >= max(now, quantile(one, share) - timedelta(seconds=2))


@given(ESTIMATES, st.integers(-5, 65))
def test_chance_rises_from_0_to_1(one, day):
    at = T0 + day * DAY
    assert 0 <= chance_by(one, at) <= chance_by(one, at + DAY) <= 1
    assert chance_by(one, one.latest) == 1
