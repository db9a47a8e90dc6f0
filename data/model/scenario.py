"""Scenario: named changes, in order, by which a plan is compared with how it might go otherwise."""

from dataclasses import dataclass
from enum import StrEnum

from data.errors import PlanError
from data.model.approval import ApprovalState
from data.model.consent import ConsentState
from data.model.ids import ScenarioId
from data.model.money import CommitmentState
from data.model.rules import RoeClass


class ScenarioChangeKind(StrEnum):
    """What is different: each kind has a subject, and all but the first a value of its own."""

    LEAVE_OUT = "leave_out"
    SET_RULES = "set_rules"
    SET_APPROVAL = "set_approval"
    SHIFT_APPROVAL = "shift_approval"
    SET_CONSENT = "set_consent"
    SET_COMMITMENT = "set_commitment"


_VALUE_OF = {
    ScenarioChangeKind.SET_RULES: "roe",
    ScenarioChangeKind.SET_APPROVAL: "approval",
    ScenarioChangeKind.SHIFT_APPROVAL: "days",
    ScenarioChangeKind.SET_CONSENT: "consent",
    ScenarioChangeKind.SET_COMMITMENT: "commitment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioChange:
    """One change; `subject` is the id of a record, which may be gone from the plan by the time it is applied.

    Left out are a contributor, with all it brings, or a single record; rules are set for all grants of a
    contributor or for one grant, approvals for all steps of a pledge, or shifted by `days` as far as still open.
    """

    kind: ScenarioChangeKind
    subject: str
    roe: RoeClass | None = None
    approval: ApprovalState | None = None
    days: float | None = None
    consent: ConsentState | None = None
    commitment: CommitmentState | None = None

    def __post_init__(self) -> None:
        given = {name for name in _VALUE_OF.values() if getattr(self, name) is not None}
        wanted = {_VALUE_OF[self.kind]} if self.kind in _VALUE_OF else set()
        if given != wanted:
            what = next(iter(wanted), "nothing but its subject")
            msg = f"The change {self.kind.value} of {self.subject} must say {what}; take out what belongs to others."
            raise PlanError(msg)
        if self.days is not None and not abs(self.days) <= MOST_DAYS:
            msg = f"The change of {self.subject} shifts by {self.days} days; give at most {MOST_DAYS}."
            raise PlanError(msg)


MOST_DAYS = 3650
"""Ten years: a shift beyond is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A way things might go: changes to the plan it stands in, made one after the other."""

    id: ScenarioId
    name: str
    name_ar: str | None = None
    changes: tuple[ScenarioChange, ...] = ()
    note: str | None = None
