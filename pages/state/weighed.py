"""Scenarios as they were worked out, kept by operation, revision, moment and changes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.model import Plan, Scenario
from pages.state import answers
from pages.state.workspace import Workspace
from routing.force.comparing import ScenarioOutlook
from routing.force.covered import PhaseCover
from routing.force.money import MoneyAsked, main_currency
from routing.force.scenarios import with_scenario
from routing.force.weighing import Values, phase_values

AS_IT_IS = "Plan as it is"


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighed:
    """The plan as it is (`scenario` None), or with a scenario, and what it comes to; no cover without roads."""

    scenario: Scenario | None
    plan: Plan
    outlook: ScenarioOutlook
    cover: tuple[PhaseCover, ...]
    by_phase: Mapping[str, Values]

    @property
    def name(self) -> str:
        """What its column is called."""
        return self.scenario.name if self.scenario else AS_IT_IS


def weighed(work: Workspace, scenarios: Sequence[Scenario | None]) -> tuple[Weighed, ...]:
    """What the plan as it is, or with each of these scenarios, comes to from now on."""
    asked = MoneyAsked(now=work.now, currency=main_currency(work.plan))
    return tuple(_weighed(work, scenario, asked) for scenario in scenarios)


def _weighed(work: Workspace, scenario: Scenario | None, asked: MoneyAsked) -> Weighed:
    ground = answers.ground_of_scenarios(work.key, work.operation)
    key = f"{work.key_at(ground)}|{work.now.isoformat()}|{_digest(scenario)}"
    plan = with_scenario(work.plan, scenario).plan if scenario else work.plan
    cover = answers.scenario_cover(key, work.index, plan, work.now) if work.index and plan.phases else ()
    outlook = answers.scenario_outlook(key, work.plan, scenario, asked)
    by_phase = {str(phase.id): phase_values(plan, phase, outlook, cover) for phase in plan.phases}
    return Weighed(scenario=scenario, plan=plan, outlook=outlook, cover=cover, by_phase=by_phase)


def _digest(scenario: Scenario | None) -> str:
    return hashlib.sha256(repr(scenario).encode()).hexdigest()[:24] if scenario else ""
