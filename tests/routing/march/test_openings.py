from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import DailyHours, OpeningKind, Recurrence, Validity, Weekday
from routing.march.openings import shut_spans, shuttings
from tests.builders import crossing, plan, zone
from tests.march_builders import opening_rule

GROUND = (34.3, 31.2, 34.6, 31.6)
ZONES = ("Asia/Gaza", "Europe/Berlin", "America/Santiago", "Africa/Maputo")
MINUTES = st.integers(0, 1439).map(lambda m: time(m // 60, m % 60))


def hours(starts, ends, *days):
    return Recurrence(hours=DailyHours(starts=time.fromisoformat(starts), ends=time.fromisoformat(ends)), days=days)


def opened(kind=OpeningKind.OPENING_HOURS, rule_id="open", **said):
    return opening_rule(rule_id, kind=kind, **said)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shut(*rules, between=("2026-06-01", "2026-06-03"), zone_name="UTC", about=None):
    made = plan(zone("z"), crossing("x"), *rules, time_zone=zone_name)
    found = shuttings(made, (utc(between[0]), utc(between[1])), GROUND)
    return [(f"{s.starts_at:%d %H:%M}", f"{s.ends_at:%d %H:%M}") for s in shut_spans(found, (about,))]


def test_a_curfew_shuts_during_its_hours_and_hours_past_midnight_belong_to_the_day_they_start():
    friday = hours("20:00", "05:00", Weekday.FRIDAY)
    assert shut(opening_rule(weekly=(friday,)), between=("2026-06-04", "2026-06-09")) == [("05 20:00", "06 05:00")]


def test_opening_hours_shut_outside_them_and_rules_of_a_kind_unite_their_times():
    usual = opened(weekly=(hours("08:00", "16:00", Weekday.MONDAY),))
    more = opened(rule_id="more", weekly=(hours("15:00", "18:00", Weekday.MONDAY, Weekday.TUESDAY),))
    assert shut(usual, more) == [("01 00:00", "01 08:00"), ("01 18:00", "02 15:00"), ("02 18:00", "03 00:00")]


def test_rules_of_different_kinds_must_all_hold():
    open_ = opened(weekly=(hours("08:00", "16:00"),))
    pause = opened(OpeningKind.PAUSE, "pause", once=(Validity(starts_at=utc("2026-06-01T12:00")),))
    closure = opening_rule(
        "works",
        kind=OpeningKind.CLOSURE,
        weekly=(),
        once=(Validity(starts_at=utc("2026-06-01T13:00"), ends_at=utc("2026-06-01T14:00")),),
    )
    assert shut(open_, pause, closure, between=("2026-06-01", "2026-06-02")) == [
        ("01 00:00", "01 12:00"),
        ("01 13:00", "01 14:00"),
        ("01 16:00", "02 00:00"),
    ]


def test_outside_its_validity_a_rule_says_nothing():
    valid = Validity(starts_at=utc("2026-06-02"))
    assert shut(opened(weekly=(hours("08:00", "16:00"),), valid=valid)) == [
        ("02 00:00", "02 08:00"),
        ("02 16:00", "03 00:00"),
    ]


def test_daylight_shuts_the_night_of_the_place_and_of_the_widest_area_for_the_operation():
    def night(about):
        rule = opening_rule(kind=OpeningKind.DAYLIGHT, weekly=(), about=about)
        return shut(rule, about=about, between=("2026-06-01", "2026-06-02"))

    assert night("x") == [("01 00:00", "01 02:38"), ("01 16:42", "02 00:00")]
    assert night(None)[0] >= night("x")[0]


def test_rules_about_one_place_leave_others_open():
    assert shut(opened(weekly=(hours("08:00", "16:00"),), about="x"), about="z") == []


@pytest.mark.parametrize(
    ("zone_name", "between", "curfew", "open_"),
    [
        # the night has an hour more: a curfew until 02:30 ends at the later 02:30, opening from 02:30 starts then
        ("Europe/Berlin", ("2026-10-24T20:00", "2026-10-25T06:00"), ["24 21:00", "25 01:30"], ["25 01:30", "25 04:00"]),
        # 02:30 does not exist: the curfew ends at the later reading
        ("Europe/Berlin", ("2026-03-28T20:00", "2026-03-29T06:00"), ["28 22:00", "29 01:30"], ["29 01:30", "29 03:00"]),
    ],
)
def test_where_the_clocks_change_a_span_is_read_to_the_safe_side(zone_name, between, curfew, open_):
    night = opening_rule(weekly=(hours("23:00", "02:30"),))
    assert list(shut(night, between=between, zone_name=zone_name)[0]) == curfew
    day = opened(weekly=(hours("02:30", "05:00"),))
    gaps = shut(day, between=between, zone_name=zone_name)
    assert [gaps[0][1], gaps[1][0]] == open_


def is_in(weekly, local):
    """Whether a local clock time lies in hours of the week; told from the clock alone."""
    names = list(Weekday)
    for own in weekly:
        days = own.days or tuple(Weekday)
        yesterday = names[(local.weekday() - 1) % 7]
        starts, ends, now = own.hours.starts, own.hours.ends, local.time()
        if starts < ends:
            if names[local.weekday()] in days and starts <= now < ends:
                return True
        elif (names[local.weekday()] in days and now >= starts) or (yesterday in days and now < ends):
            return True
    return False


@st.composite
def recurrences(draw):
    starts, ends = draw(st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] != pair[1]))
    days = draw(st.lists(st.sampled_from(Weekday), unique=True, max_size=4))
    return Recurrence(hours=DailyHours(starts=starts, ends=ends), days=tuple(days))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.lists(recurrences(), min_size=1, max_size=2),
    st.sampled_from([OpeningKind.CURFEW, OpeningKind.OPENING_HOURS]),
    st.integers(0, 364),
)
def test_no_moment_is_open_that_the_clock_says_is_shut(zone_name, weekly, kind, first_day):
    starts_at = utc("2026-01-01") + timedelta(days=first_day)
    between = starts_at, starts_at + timedelta(days=3)
    made = plan(opening_rule(kind=kind, weekly=tuple(weekly)), time_zone=zone_name)
    spans = shut_spans(shuttings(made, between, GROUND), (None,))
    zone_info = ZoneInfo(zone_name)
    offsets = {(starts_at + timedelta(hours=h)).astimezone(zone_info).utcoffset() for h in range(-48, 121)}
    for minutes in range(0, 3 * 1440, 7):
        at = starts_at + timedelta(minutes=minutes)
        clock_shut = is_in(weekly, at.astimezone(zone_info)) == kind.shuts
        told_shut = any(span.holds_at(at) for span in spans)
        assert told_shut or not clock_shut
        assert len(offsets) > 1 or told_shut == clock_shut
