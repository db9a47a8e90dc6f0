"""Times of a convoy are told in words that never call impossible what was only not worked out."""

from datetime import timedelta

import pytest

from data.sources.demo import demo_plan
from pages.parts.march.times.words import change_words, why_words
from routing.march.binding import EarlierReadiness, FewerVehicles, LaterDeadline, LongerOpening, MoreRoom
from routing.march.timed import NoTimedWay, TimedQuestion, WhyNot
from routing.question import Terms
from tests.builders import NOON

QUESTION = TimedQuestion(
    terms=Terms(at=NOON),
    stops=("a", "b"),
    ready_at=NOON,
    deadline_at=NOON + timedelta(hours=4),
    pass_s=600,
)


@pytest.mark.parametrize("why", WhyNot)
def test_every_reason_has_words_of_its_own_with_the_hours_asked_for(why):
    told = why_words(NoTimedWay(why=why, least_s=3600), QUESTION, "Asia/Gaza")
    assert len({why_words(NoTimedWay(why=one), QUESTION, "Asia/Gaza") for one in WhyNot}) == len(WhyNot)
    assert ("15:00 (UTC+3)" in told) is (why is not WhyNot.GAVE_UP)


def test_a_search_that_was_given_up_is_not_worked_out_and_not_no_way():
    told = why_words(NoTimedWay(why=WhyNot.GAVE_UP), QUESTION, "UTC")
    assert told.startswith("Not worked out")
    assert "does not mean that there is none" in told
    assert "no way" not in told.lower()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (LaterDeadline(deadline_at=NOON), "tail be in by 1 Jun 2026 15:00"),
        (EarlierReadiness(ready_at=NOON), "ready by 1 Jun 2026 15:00"),
        (FewerVehicles(vehicle_count=7), "7 of its 24 vehicles"),
        (
            LongerOpening(rules=("rule-curfew-night",), shuts_later_s=600),
            "Night curfew: let people move for 10 min longer",
        ),
        (
            LongerOpening(rules=("rule-hours-zikim",), opens_sooner_s=300),
            "Hours of Zikim: let people move 5 min sooner",
        ),
        (MoreRoom(places=("holding-zikim",), room_m=1500.0), "1.5 km of column at Holding point Zikim"),
    ],
)
def test_every_change_that_frees_is_told_by_the_names_people_know(change, told):
    plan = demo_plan()
    assert told in change_words(plan, change, plan.get("convoy-1"), "Asia/Gaza")
