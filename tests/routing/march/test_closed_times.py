"""Whether a column is anywhere while that is shut: 8 km at ten metres a second from noon on, its tail 120 s behind."""

from datetime import time, timedelta

import pytest

from data.model import DailyHours, OpeningKind, Recurrence, SiteKind, Validity
from routing.march.closed_times import closed_time_findings
from routing.march.table import march_table
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders, march_builders
from tests.builders import NOON
from tests.routing.march.town import INDEX, at, planned


def found(*records, **convoy):
    plan, own = planned(*records, **{"vehicle_count": 12, "vehicle_gap_m": 100, **convoy})
    route = find_route(INDEX, plan, convoy_question(plan, own, Terms(at=NOON)))
    return [own.code for own in closed_time_findings(plan, march_table(INDEX, plan, own, route))]


def shut(from_s, to_s=86_400, about=None, kind=OpeningKind.CLOSURE):
    span = Validity(starts_at=NOON + timedelta(seconds=from_s), ends_at=NOON + timedelta(seconds=to_s))
    return march_builders.opening_rule("rule", kind=kind, weekly=(), once=(span,), about=about)


@pytest.mark.parametrize(
    ("from_s", "codes"), [(922, []), (915, ["march-in-closed-time"]), (-60, ["march-in-closed-time"])]
)
def test_the_tail_must_be_in_before_the_operation_shuts(from_s, codes):
    assert found(shut(from_s)) == codes


def test_a_curfew_in_local_time_is_met_by_a_column_on_the_road():
    hours = Recurrence(hours=DailyHours(starts=time(12, 10), ends=time(13)))
    curfew = march_builders.opening_rule("rule", kind=OpeningKind.CURFEW, weekly=(hours,))
    assert found(curfew) == ["march-in-closed-time"]
    assert found(curfew, departs_at=NOON - timedelta(hours=1)) == []


@pytest.mark.parametrize(
    ("from_s", "to_s", "is_met"), [(0, 399, False), (0, 402, True), (519, 900, True), (523, 900, False)]
)
def test_a_place_is_asked_from_the_head_until_the_tail(from_s, to_s, is_met):
    place = builders.site("post", point=at(4000), kind=SiteKind.HOLDING_POINT)
    assert found(place, shut(from_s, to_s, "post")) == ["march-in-closed-time"] * is_met


def test_a_sector_is_asked_only_while_the_column_is_in_it():
    west, north = at(3000).x, at(0).y
    area = builders.box(west, north - 0.01, at(5000).x, north + 0.01)
    sector = builders.sector("middle", area=area)
    assert found(sector, shut(0, 290, "middle")) == []
    assert found(sector, shut(0, 310, "middle")) == ["march-in-closed-time"]


def test_hours_shut_outside_themselves():
    assert found(shut(0, 1000, kind=OpeningKind.OPENING_HOURS)) == []
    assert found(shut(60, 1000, kind=OpeningKind.OPENING_HOURS)) == ["march-in-closed-time"]


def test_times_nobody_knows_are_a_doubt_and_no_pass():
    assert found(shut(5000), vehicle_count=None) == ["closed-times-unknown"]
    assert found(vehicle_count=None) == []
