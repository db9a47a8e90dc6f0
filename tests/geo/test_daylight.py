"""Sunrise and sunset agree with published almanacs."""

from datetime import UTC, datetime, timedelta

import pytest

from geo.daylight import SECOND, changes_of_daylight, is_daylight, sun_height_deg

MINUTES = timedelta(minutes=4)


@pytest.mark.parametrize(
    ("lon", "lat", "rises", "sets"),
    [
        (0.0, 51.48, "2026-03-20T06:04", "2026-03-20T18:13"),  # Greenwich, equinox
        (34.78, 32.08, "2026-06-21T02:34", "2026-06-21T16:50"),  # eastern Mediterranean, longest day
        (34.78, 32.08, "2026-12-21T04:37", "2026-12-21T14:40"),  # and the shortest
    ],
)
def test_light_begins_at_sunrise_and_ends_at_sunset(lon, lat, rises, sets):
    rise, set_ = (datetime.fromisoformat(told).replace(tzinfo=UTC) for told in (rises, sets))
    assert not is_daylight(lon, lat, rise - MINUTES)
    assert is_daylight(lon, lat, rise + MINUTES)
    assert is_daylight(lon, lat, set_ - MINUTES)
    assert not is_daylight(lon, lat, set_ + MINUTES)


def test_beyond_the_circle_the_sun_does_not_set_in_summer():
    hours = [datetime(2026, 6, 21, hour, tzinfo=UTC) for hour in range(24)]
    assert all(is_daylight(20, 70, at) for at in hours)
    assert not any(is_daylight(20, -70, at) for at in hours)


def test_at_noon_the_sun_of_the_equinox_stands_above_the_equator():
    assert sun_height_deg(0, 0, datetime(2026, 3, 20, 12, 7, tzinfo=UTC)) == pytest.approx(90, abs=0.5)


def test_each_change_is_the_first_second_of_light_or_of_dark():
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    changes = list(changes_of_daylight(34.4, 31.4, (noon, noon + timedelta(days=1))))
    assert [is_daylight(34.4, 31.4, at) for at in changes] == [False, True]
    assert [is_daylight(34.4, 31.4, at - SECOND) for at in changes] == [True, False]
