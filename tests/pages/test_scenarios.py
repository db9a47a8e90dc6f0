"""A scenario under the hand keeps its changes in order and says each of them in words."""

import pytest

from data.model import Scenario, ScenarioChange
from data.model import ScenarioChangeKind as Kind
from data.sources.demo import demo_plan
from pages.parts.scenarios.drafting import ScenarioDraft, fresh
from pages.parts.scenarios.words import FORMS, TITLES, VALUES, sentence
from routing.force.scenarios import CAN_BE_LEFT_OUT, with_scenario
from routing.force.weighing import Measure

CHANGES = tuple(ScenarioChange(kind=Kind.LEAVE_OUT, subject=name) for name in "abc")


@pytest.fixture(scope="module")
def plan():
    return demo_plan()


def draft(changes=CHANGES):
    return ScenarioDraft(base=1, scenario=Scenario(id="s", name="S", changes=changes))


def order(held):
    return "".join(change.subject for change in held.scenario.changes)


def test_changes_are_added_last_moved_and_taken_out():
    held = draft()
    assert order(held.with_change(ScenarioChange(kind=Kind.LEAVE_OUT, subject="d"))) == "abcd"
    assert order(held.without_change(1)) == "ac"
    assert order(held.moved(0, 1)) == "bac"
    assert order(held.moved(2, -1)) == "acb"
    assert held.moved(0, -1) == held.moved(2, 1) == held


def test_a_draft_leads_to_the_plan_with_it_or_without_it(plan):
    new = fresh(plan, 1, plan.scenarios[0])
    assert new.scenario.changes == plan.scenarios[0].changes
    assert plan.find(new.scenario.id) is None
    kept = new.applied(plan)
    assert kept.scenarios[-1] == new.scenario
    gone = ScenarioDraft(base=1, scenario=plan.scenarios[0], is_gone=True)
    assert gone.applied(plan).scenarios == plan.scenarios[1:]
    assert gone.applied(gone.applied(plan)) == gone.applied(plan)


def test_the_demo_holds_scenarios_whose_every_change_acts(plan):
    assert [one.name for one in plan.scenarios] == ["Rapid, robust", "Strict oversight", "Without Contributor A"]
    for scenario in plan.scenarios:
        assert with_scenario(plan, scenario).findings == ()


def test_a_change_is_said_with_the_names_of_what_it_is_about(plan):
    told = [sentence(plan, change) for scenario in plan.scenarios for change in scenario.changes]
    assert "Contributor A takes no part, nor anything it brings." in told
    assert "Contributor A: Second battalion: open approvals come 90 days later." in told
    assert not any(record.id in words for words in told for record in plan.records())


def test_every_kind_of_change_and_every_measure_can_be_chosen():
    assert {form.kind for form in FORMS} == set(Kind)
    left_out = {noun for form in FORMS for noun in form.nouns if form.kind is Kind.LEAVE_OUT}
    assert left_out == set(CAN_BE_LEFT_OUT)
    assert set(VALUES) == set(Kind) - {Kind.LEAVE_OUT, Kind.SHIFT_APPROVAL}
    assert set(TITLES) == set(Measure)
