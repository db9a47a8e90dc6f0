"""Retention: what is erased when it is no longer needed, by kind of record and age, from a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from data.model import Convoy, Incident, MissionOutcome, Note, PassingReport, Plan, Record, StatusReport
from data.store.codec import decoded
from data.store.erasure import Asked
from data.store.snapshot import Image, Key
from data.store.whole import Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is erased of a kind of record so long after what it tells of; without fields, the whole record."""

    kind: str
    after: timedelta
    fields: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The rule in words."""
        what = ", ".join(map(_in_words, self.fields)) or "all of it"
        hours = self.after.total_seconds() / 3600
        age = f"{hours:.0f} hours" if self.after < timedelta(days=7) else f"{self.after.days} days"
        return f"{self.kind.replace('_', ' ').capitalize()}: {what}, {age} after"


def _in_words(field: str) -> str:
    """The name of a field in words.

    >>> _in_words("serials.units.vehicles.call_sign")
    'call sign of vehicles'
    """
    *path, name = field.replace("_", " ").split(".")
    return f"{name} of {path[-1]}" if path else name


WAY = ("via", "corridor", "waits", "commander", "radio", "serials.commander", "serials.units.commander")
NAMES = ("author", "source.name")

RULES = (
    Rule(kind="passing_report", after=timedelta(hours=72)),
    Rule(kind="convoy", after=timedelta(days=90), fields=(*WAY, "serials.units.vehicles.call_sign")),
    Rule(kind="note", after=timedelta(days=90), fields=NAMES),
    Rule(kind="mission_outcome", after=timedelta(days=90), fields=("note", "source.name")),
    Rule(kind="status_report", after=timedelta(days=180), fields=("source.name",)),
    Rule(kind="incident", after=timedelta(days=365), fields=("source.name",)),
)
"""What is kept how long when nobody decided otherwise."""


def held_in(plan: Plan) -> frozenset[str]:
    """Ids of what is not erased: records an inquiry holds, released convoys nobody has told the end of, and theirs."""
    ended = {outcome.convoy for outcome in plan.mission_outcomes}
    released = {convoy.id for convoy in plan.convoys if convoy.release is not None and convoy.id not in ended}
    kept = {*plan.held, *released}
    about = {str(record.id) for record in plan.records() if _convoy_of(record) in kept}
    return frozenset(map(str, {*kept, *about}))


def _convoy_of(record: Record) -> object:
    return record.about if isinstance(record, Note) else getattr(record, "convoy", None)


def due(whole: Whole, rules: tuple[Rule, ...], now: datetime) -> tuple[tuple[Rule, Asked], ...]:
    """What each rule asks to be erased now, nothing that is held; rules that find nothing are left out."""
    newest, held = _newest(whole), held_in(whole.plan())
    convoys = {image.id: image for image in newest.values() if image.kind == "convoy"}
    found = []
    for rule in rules:
        of_kind = (image for image in newest.values() if image.kind == rule.kind)
        keys = frozenset(i.key for i in of_kind if i.id not in held and _is_due(i, convoys, rule, now))
        if keys:
            found.append((rule, Asked(keys=keys, fields=rule.fields)))
    return tuple(found)


def _newest(whole: Whole) -> Mapping[Key, Image]:
    """The last text that is left of each record, of those that were removed too."""
    return {entry.image.key: entry.image for entry in whole.every() if entry.image.body}


def _is_due(image: Image, convoys: Mapping[str, Image], rule: Rule, now: datetime) -> bool:
    record = decoded(image.kind, image.id, image.body)
    moment = _TOLD_OF[type(record)](record) or _of_convoy(record, convoys)
    return moment is not None and moment + rule.after < now


def _of_convoy(record: Record, convoys: Mapping[str, Image]) -> datetime | None:
    image = convoys.get(str(getattr(record, "convoy", "")))
    convoy = decoded(image.kind, image.id, image.body) if image else None
    return convoy.departs_at if isinstance(convoy, Convoy) else None


def _last(record: Any, *names: str) -> datetime | None:
    return max((moment for name in names if (moment := getattr(record, name)) is not None), default=None)


_TOLD_OF: Mapping[type[Record], Callable[[Any], datetime | None]] = MappingProxyType(
    {
        PassingReport: lambda record: _last(record, "arrived_at", "cleared_at"),
        Convoy: lambda record: _last(record, "departs_at", "deadline_at"),
        Note: lambda record: record.written_at,
        MissionOutcome: lambda record: record.ended_at,
        StatusReport: lambda record: record.source.reported_at,
        Incident: lambda record: record.happened_at,
    }
)
"""The moment a record tells of, by which its age counts."""
