from datetime import UTC, datetime, timedelta

import pytest
from astral import Observer
from astral.sun import elevation
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.march.daylight import daylight

GAZA = (34.4, 31.4, 34.4, 31.4)
TROMSO = (18.95, 69.65, 18.95, 69.65)


def day(text, days=1):
    starts_at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return starts_at, starts_at + timedelta(days=days)


def test_the_sun_is_up_over_gaza_from_the_almanacs_sunrise_to_its_sunset():
    (span,) = daylight(GAZA, day("2026-06-21"))
    assert abs(span.starts_at - datetime(2026, 6, 21, 2, 39, tzinfo=UTC)) < timedelta(minutes=2)
    assert abs(span.ends_at - datetime(2026, 6, 21, 16, 49, tzinfo=UTC)) < timedelta(minutes=2)


def test_a_margin_narrows_both_ends_and_below_zero_widens_them():
    (plain,), (narrow,), (wide,) = (daylight(GAZA, day("2026-06-21"), margin) for margin in (0, 1800, -1800))
    half = timedelta(minutes=30)
    assert (narrow.starts_at, narrow.ends_at) == (plain.starts_at + half, plain.ends_at - half)
    assert (wide.starts_at, wide.ends_at) == (plain.starts_at - half, plain.ends_at + half)


@pytest.mark.parametrize("margin_s", [0, 3600, -3600])
def test_where_the_sun_does_not_set_all_is_daylight_and_where_it_does_not_rise_nothing(margin_s):
    summer, winter = day("2026-06-20", 3), day("2026-12-20", 3)
    assert [(s.starts_at, s.ends_at) for s in daylight(TROMSO, summer, margin_s)] == [summer]
    assert daylight(TROMSO, winter, margin_s) == ()


def test_over_an_area_the_light_of_every_corner_counts():
    between = day("2026-06-21")
    both = daylight((30.0, 31.0, 40.0, 32.0), between)
    east, west = daylight((40.0, 31.0, 40.0, 31.0), between), daylight((30.0, 31.0, 30.0, 31.0), between)
    assert both[0].starts_at >= west[0].starts_at > east[0].starts_at
    assert both[0].ends_at <= east[0].ends_at < west[0].ends_at


@settings(max_examples=15, deadline=None)
@given(
    st.floats(-179, 179),
    st.floats(-85, 85),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  zones are drawn
)
def test_at_every_moment_daylight_says_where_the_sun_stands(lon, lat, starts_at):
    place, between = Observer(lat, lon), (starts_at, starts_at + timedelta(days=2))
    spans = daylight((lon, lat, lon, lat), between)
    for minutes in range(7, 2880, 97):
        at = starts_at + timedelta(minutes=minutes)
        height = elevation(place, at, with_refraction=False)
        if abs(height + 0.833) > 0.25:
            assert any(span.holds_at(at) for span in spans) == (height > -0.833)
