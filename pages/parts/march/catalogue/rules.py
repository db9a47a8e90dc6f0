"""Opening rules as a table, one row for each of their times, and back to rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data.errors import PlanError
from data.model import OpeningRule, Plan, Recurrence, Validity
from pages.parts.force.leaves import Leaf, Row, built, cells_of, is_empty, leaves_of
from pages.parts.force.sheets import KEY, Told, fresh_id, outcome_of, reported

ONCE = "once."
_RULE = tuple(leaf for leaf in leaves_of(OpeningRule) if leaf.path != "source.reported_at")
_WEEKLY = tuple(leaves_of(Recurrence))
_SPAN = tuple(leaves_of(Validity))
_ONCE = tuple(Leaf(path=f"{ONCE}{leaf.path}", kind=datetime, is_optional=True) for leaf in _SPAN)
_CALLED = {
    "about": "Of what (empty: of everything)",
    "hours.starts": "Every day from",
    "hours.ends": "Every day until",
    "days": "Only on",
}
_FIRST = ("name", "kind", "about")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSheet:
    """One row for each time of an opening rule; rows of one name are one rule, its first says what it is about."""

    title: str = "Opening rules"
    is_open: bool = True

    def columns(self, _: Plan) -> tuple[Leaf, ...]:
        """Its columns."""
        own = {leaf.path: _column(leaf) for leaf in _RULE}
        rest = (leaf for path, leaf in own.items() if path not in _FIRST)
        return (*(own[path] for path in _FIRST), *map(_column, _WEEKLY), *_ONCE, *rest)

    def rows(self, plan: Plan) -> list[Row]:
        """Its rows as a plan has them."""
        return [row for rule in plan.opening_rules for row in self._rows_of(rule, plan.time_zone)]

    def told(self, plan: Plan, rows: Sequence[Row]) -> Told:
        """The plan with these rows in the place of its own."""
        grouped = _grouped(rows)
        changed: list[OpeningRule] = []
        faults, kept = [], set[str]()
        for name, own in grouped.items():
            old = self._old(plan, own, kept)
            kept |= {old.id} if old else set()
            try:
                if old is None or own != self._rows_of(old, plan.time_zone):
                    changed.append(self._rule(plan, old, own, {rule.id for rule in changed}))
            except (PlanError, ValueError, TypeError, OverflowError) as fault:
                faults.append(f"{name or 'A row without a name'}: {fault}")
        gone = [rule.id for rule in plan.opening_rules if rule.id not in kept]
        return outcome_of(plan, changed, gone, faults)

    def _rows_of(self, rule: OpeningRule, zone: str) -> list[Row]:
        times = [cells_of(own, _WEEKLY, zone) for own in rule.weekly]
        times += [{f"{ONCE}{path}": at for path, at in cells_of(own, _SPAN, zone).items()} for own in rule.once]
        empty: Row = {leaf.path: [] if leaf.many else None for leaf in (*_RULE, *_WEEKLY, *_ONCE)}
        first = cells_of(rule, _RULE, zone)
        return [
            empty | (first if number == 0 else {"name": rule.name}) | own | {KEY: f"{rule.id}#{number}"}
            for number, own in enumerate(times or [{}])
        ]

    def _old(self, plan: Plan, rows: Sequence[Row], taken: set[str]) -> OpeningRule | None:
        """The rule these rows were before: that of the first of them which no other rows are."""
        ids = [str(row[KEY]).rsplit("#", 1)[0] for row in rows if row.get(KEY)]
        found = [plan.find(one) for one in ids if one not in taken]
        return next((rule for rule in found if isinstance(rule, OpeningRule)), None)

    def _rule(self, plan: Plan, old: OpeningRule | None, rows: Sequence[Row], others: set[str]) -> OpeningRule:
        said = built(OpeningRule, _one(rows), _RULE, plan.time_zone)
        weekly = tuple(Recurrence(**_hours(row, plan.time_zone)) for row in rows if _holds(row, (*_WEEKLY,)))
        once = tuple(
            Validity(**built(Validity, _span(row), _SPAN, plan.time_zone)) for row in rows if _holds(row, _ONCE)
        )
        taken = {*others, *(str(record.id) for record in plan.records())}
        own_id: Any = old.id if old else fresh_id(OpeningRule, rows[0], taken)
        return OpeningRule(**{**said, **reported(old, said), "id": own_id, "weekly": weekly, "once": once})


def _column(leaf: Leaf) -> Leaf:
    """A cell as a column, which may be empty but for the name: what a rule is about stands in one of its rows."""
    return replace(leaf, is_optional=leaf.path != "name", called=_CALLED.get(leaf.path, ""))


def _grouped(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Rows by the name of their rule, in the order rules come first; empty rows are none."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if any(not is_empty(cell) for path, cell in row.items() if path != KEY):
            groups.setdefault(str(row.get("name") or ""), []).append(row)
    return groups


def _one(rows: Sequence[Row]) -> Row:
    """What the rows of a rule say of it together.

    Raises
    ------
    PlanError
        When they contradict each other.
    """
    said: Row = {}
    for leaf in _RULE:
        told = [row[leaf.path] for row in rows if not is_empty(row.get(leaf.path))]
        if any(one != told[0] for one in told):
            msg = f"its rows say different things under “{leaf.label}”; say it in one of them."
            raise PlanError(msg)
        said[leaf.path] = told[0] if told else None
    return said


def _hours(row: Row, zone: str) -> dict[str, Any]:
    said = built(Recurrence, row, _WEEKLY, zone)
    if "hours" not in said:
        msg = "days of the week need hours; give from when until when."
        raise PlanError(msg)
    return said


def _span(row: Row) -> Row:
    return {path.removeprefix(ONCE): cell for path, cell in row.items() if path.startswith(ONCE)}


def _holds(row: Row, leaves: tuple[Leaf, ...]) -> bool:
    return any(not is_empty(row.get(leaf.path)) for leaf in leaves)
