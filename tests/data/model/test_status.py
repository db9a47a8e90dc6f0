"""A report says open only when it clearly says so, and only while it is fresh."""

from datetime import timedelta

import pytest
from hypothesis import given, settings

from data.model import BorderStatus, BridgeStatus, Passability, RoadStatus, Validity
from tests import builders, strategies
from tests.builders import NOON

OPEN, RESTRICTED = Passability.OPEN, Passability.RESTRICTED
CLOSED, UNKNOWN = Passability.CLOSED, Passability.UNKNOWN

MEANINGS = {
    "PASSABLE": OPEN,
    "OPEN": OPEN,
    "RESTRICTED": RESTRICTED,
    "NOT_PASSABLE": CLOSED,
    "CLOSED": CLOSED,
    "ALTERNATIVE_ROUTE": UNKNOWN,
    "ALTERNATIVE": UNKNOWN,
    "UNKNOWN": UNKNOWN,
    "UNSPECIFIED": UNKNOWN,
    "UNCLEAR": UNKNOWN,
}
ALL = [*RoadStatus, *BridgeStatus, *BorderStatus]
MAKERS = {
    RoadStatus: builders.road_report,
    BridgeStatus: builders.bridge_report,
    BorderStatus: builders.border_report,
}


@pytest.mark.parametrize("status", ALL, ids=repr)
def test_each_word_means_what_the_glossary_says(status):
    meaning = MEANINGS[status.value]
    assert MAKERS[type(status)](status=status).passability(NOON) is meaning


@pytest.mark.parametrize(
    ("hours", "said"),
    [(-1, UNKNOWN), (0, OPEN), (71, OPEN), (72, OPEN), (72.001, UNKNOWN), (1000, UNKNOWN)],
)
def test_a_report_counts_from_when_it_is_made_until_it_is_stale(hours, said):
    report = builders.road_report(status=RoadStatus.PASSABLE)
    assert report.passability(NOON + timedelta(hours=hours)) is said


def test_a_report_without_a_time_says_nothing():
    report = builders.road_report(source=builders.source(reported_at=None))
    assert report.passability(NOON) is UNKNOWN


def test_a_stale_closure_is_unknown_not_open():
    report = builders.road_report(status=RoadStatus.NOT_PASSABLE)
    assert report.passability(NOON + timedelta(days=30)) is UNKNOWN


def test_a_report_says_nothing_outside_the_span_it_is_for():
    report = builders.road_report(valid=Validity(starts_at=NOON + timedelta(hours=1)))
    assert report.passability(NOON) is UNKNOWN
    assert report.passability(NOON + timedelta(hours=1)) is OPEN


@settings(max_examples=100, deadline=None)
@given(strategies.status_reports(), strategies.moments())
def test_whatever_is_open_was_reported_open_and_is_fresh(report, at):
    if report.passability(at) is OPEN:
        assert report.status.value in {"OPEN", "PASSABLE"}
        assert timedelta(0) <= report.source.age(at) <= report.stale_after
        assert report.valid.holds_at(at)
