"""A scenario under the hand, not saved yet: its fields, its changes in order, and the plan it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.model import Plan, Scenario, ScenarioChange, ScenarioId

TABLE = "Scenario"
"""Under which a session keeps it among its edited tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioDraft:
    """A scenario as it is being edited, on which revision it was begun, and whether it is to be taken away."""

    base: int
    scenario: Scenario
    is_gone: bool = False

    @property
    def touched(self) -> frozenset[str]:
        """Id of the scenario, for others to see that it is being changed."""
        return frozenset({str(self.scenario.id)})

    def with_change(self, change: ScenarioChange) -> "ScenarioDraft":
        """With one more change, made last."""
        return self._with((*self.scenario.changes, change))

    def without_change(self, place: int) -> "ScenarioDraft":
        """Without the change at a place."""
        changes = self.scenario.changes
        return self._with((*changes[:place], *changes[place + 1 :]))

    def moved(self, place: int, by: int) -> "ScenarioDraft":
        """With the change at a place made earlier or later; as it is where there is no such place."""
        changes = list(self.scenario.changes)
        if not 0 <= place + by < len(changes):
            return self
        changes.insert(place + by, changes.pop(place))
        return self._with(changes)

    def applied(self, plan: Plan) -> Plan:
        """The plan with this scenario in it, or without it where it is taken away."""
        if self.is_gone:
            return plan.without(self.scenario.id) if plan.find(self.scenario.id) else plan
        return plan.with_record(self.scenario)

    def _with(self, changes: Sequence[ScenarioChange]) -> "ScenarioDraft":
        return replace(self, scenario=replace(self.scenario, changes=tuple(changes)))


def fresh(plan: Plan, base: int, like: Scenario | None = None) -> ScenarioDraft:
    """A new scenario, empty or with the changes of another."""
    taken = {str(record.id) for record in plan.records()}
    number = next(n for n in range(1, len(taken) + 2) if f"scenario-{n}" not in taken)
    name = f"{like.name}, changed" if like else f"Scenario {number}"
    changes = like.changes if like else ()
    return ScenarioDraft(base=base, scenario=Scenario(id=ScenarioId(f"scenario-{number}"), name=name, changes=changes))
