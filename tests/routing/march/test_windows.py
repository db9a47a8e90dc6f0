"""A column that is on the road while opening rules forbid it is told, from its head to its tail."""

from datetime import timedelta

import pytest

from data.model import OpeningKind, SiteKind, Validity
from routing.march.review import march_findings
from routing.march.windows import shut_meetings
from tests import builders, march_builders
from tests.builders import NOON
from tests.routing.march.town import INDEX, ROADS, at, marched, planned, since_s

POST = {"kind": SiteKind.CHECKPOINT, "service_time_per_vehicle_s": 0.0}


def span(from_s, until_s):
    return Validity(starts_at=NOON + timedelta(seconds=from_s), ends_at=NOON + timedelta(seconds=until_s))


def shut(from_s, until_s, about=None):
    """Closed in this span, and open at all other times."""
    return march_builders.opening_rule(
        "shut", name="Curfew", kind=OpeningKind.CLOSURE, weekly=(), once=(span(from_s, until_s),), about=about
    )


def met(*records, count=11):
    """Seconds of being there and of being shut, for a column that takes 800 s and is 100 s long for 11 vehicles."""
    plan, _ = planned(*records, vehicle_count=count)
    found = shut_meetings(INDEX, plan, marched(*records, vehicle_count=count))
    return [
        tuple((round(since_s(one.starts_at)), round(since_s(one.ends_at))) for one in (meeting.there, *meeting.shut))
        for meeting in found
    ]


@pytest.mark.parametrize(
    ("from_s", "until_s", "told"),
    [
        (905, 2000, []),
        (850, 2000, [((0, 910), (850, 910))]),
        (100, 200, [((0, 910), (100, 200))]),
        (-500, 0, []),
    ],
)
def test_under_a_curfew_the_tail_counts_as_the_head_does(from_s, until_s, told):
    found = met(shut(from_s, until_s), count=10 if from_s == 905 else 11)
    assert found == told


def test_an_area_is_met_from_when_the_head_enters_it_until_the_tail_has_left():
    area = builders.zone("z", area=ROADS.zone("B", 100.0))
    ((there, _),) = met(area, shut(0, 5000, "z"))
    assert there == (390, 520)
    assert met(area, shut(0, 389, "z")) == []
    assert met(area, shut(521, 5000, "z")) == []


def test_a_checkpoint_is_met_while_the_column_passes_it_and_a_holding_point_it_passes_by_is_not():
    assert met(builders.site("post", point=at(4000), **POST), shut(505, 5000, "post")) == [((400, 510), (505, 510))]
    holding = builders.site("post", point=at(4000), kind=SiteKind.HOLDING_POINT, room_m=5000.0)
    assert met(holding, shut(0, 5000, "post")) == []


def test_of_a_column_nobody_counted_the_head_alone_is_looked_at_and_that_is_said():
    rules = (shut(700, 5000),)
    plan, _ = planned(*rules)
    (told,) = (f for f in march_findings(INDEX, plan, marched(*rules)) if f.code == "moves-while-shut")
    assert "until when is not known" in told.message
    assert told.severity.value == "problem"
