"""What is handed out of a convoy says whether it was driven beside the others of its day, and what came of it."""

from dataclasses import replace
from datetime import timedelta

from routing.convoys.gate import conflicts
from routing.convoys.held import held_against_others
from routing.convoys.laying import laid_out
from routing.index import NetworkIndex
from tests.routing.convoys.test_movement_of_a_day import ASKED, JUNCTION, NOON, convoy, planned


def told(plan, name):
    laid = laid_out(NetworkIndex(JUNCTION.network), plan, ASKED)
    return held_against_others(laid, conflicts(laid), name)


def test_a_convoy_clear_of_the_others_has_passed():
    plan = planned(JUNCTION, convoy("one", "AC"), convoy("two", "DC", NOON + timedelta(hours=2)))
    assert told(plan, "one").is_passed is True
    assert "beside 1 other" in told(plan, "one").result


def test_a_convoy_in_conflict_has_not_and_says_with_whom():
    plan = planned(JUNCTION, convoy("one", "AC"), convoy("two", "DC"))
    assert told(plan, "one").is_passed is False
    assert "two" in told(plan, "one").result


def test_where_a_convoy_cannot_be_timed_nothing_is_settled_for_any():
    lost = replace(convoy("lost", "DC", NOON + timedelta(hours=2)), vehicle_count=None)
    plan = planned(JUNCTION, convoy("one", "AC"), lost)
    assert told(plan, "one").is_passed is None
    assert "Nobody can say where lost will be" in told(plan, "one").result
    assert told(plan, "lost").is_passed is None
    assert "vehicles" in told(plan, "lost").result
    assert told(plan, "nobody").is_passed is None
