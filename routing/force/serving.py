"""In which phases a unit can serve, and in which sectors it may not act though present, as far as that is known.

A phase counts where a unit serves in all of it. What depends on the hour of the day is left out here, but for units
left without any hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import product

from data.model import (
    ApprovalState,
    ApprovalStep,
    ContributorId,
    DateEstimate,
    ForceStage,
    InstrumentKind,
    Phase,
    Plan,
    TaskKind,
    Unit,
    UnitKind,
    Validity,
)
from routing.force.asking import Asked, Hindrance
from routing.force.consents import consent_for, usable_spans
from routing.force.hindrances import (
    barred_by_caveat,
    deciding_grants,
    instrument_not_in_force,
    no_hour_left,
    rules_too_narrow,
)
from routing.force.presence import authority_spans, pledge_of
from routing.force.spans import FIRST, LAST, Spans, common, overlap

HOLDS_GROUND = frozenset({UnitKind.MANOEUVRE, UnitKind.POLICE})
TASKS = {
    UnitKind.MANOEUVRE: (TaskKind.ROUTE_SECURITY, TaskKind.ESCORT, TaskKind.PROTECT_SITE, TaskKind.CHECKPOINT),
    UnitKind.POLICE: (TaskKind.PROTECT_SITE, TaskKind.CHECKPOINT, TaskKind.ROUTE_SECURITY),
    UnitKind.QUICK_REACTION: (TaskKind.QUICK_REACTION,),
    UnitKind.MEDICAL: (TaskKind.CASUALTY_EVACUATION,),
    UnitKind.POLICE_MENTOR: (TaskKind.TRAINING,),
}
"""What units of a kind are given to do, best first; other kinds hold no ground and give no help."""

_LAST_MOMENT = timedelta(seconds=1)
_DOUBT = {ApprovalState.GRANTED: 0, ApprovalState.PENDING: 30, ApprovalState.NOT_STARTED: 60}
"""How shaky a step is, in per cent; with any other state a unit does not come."""
_Place = tuple[int, int]


class DateView(StrEnum):
    """Which of three dates is taken for the one that comes true."""

    EARLIEST = "earliest"
    LIKELY = "likely"
    LATEST = "latest"

    def of(self, estimate: DateEstimate) -> datetime:
        """The date taken."""
        date: datetime = getattr(estimate, self.value)
        return date

    @property
    def of_leaving(self) -> "DateView":
        """The date taken for what one hopes comes late."""
        mirrored = {DateView.EARLIEST: DateView.LATEST, DateView.LATEST: DateView.EARLIEST}
        return mirrored.get(self, self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What a unit can be counted on for; `phases` it serves in, `bars` are sectors and phases it may not act in.

    `engagement` is the rank of the narrowest rules it has anywhere it may act, `doubt` how shaky its approval is, in
    per cent. `missing` says in words why it serves in no phase.
    """

    task: TaskKind
    phases: tuple[int, ...] = ()
    bars: frozenset[_Place] = frozenset()
    engagement: int = 0
    doubt: int = 0
    missing: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Muster:
    """The units of a plan asked one after the other; what is alike for units of a contributor is asked once."""

    plan: Plan
    dates: DateView
    _usable: dict[str, Spans] = field(default_factory=dict)
    _places: dict[tuple[ContributorId, TaskKind], dict[_Place, int | None]] = field(default_factory=dict)

    def service(self, unit: Unit) -> Service | None:
        """What a unit can be counted on for; None for kinds that hold no ground and give no help."""
        if unit.kind not in TASKS:
            return None
        task = task_of(unit)
        if task is None:
            return Service(task=TASKS[unit.kind][0], missing=("it is not able to do what is asked of its kind",))
        if missing := tuple(_undated(self.plan, unit)):
            return Service(task=task, missing=missing)
        phases = tuple(row for row, phase in enumerate(self.plan.phases) if self._serves(unit, task, phase))
        ranks = {
            place: None if is_kept_elsewhere(self.plan, unit, place) else rank
            for place, rank in self._ranks(unit, task).items()
            if place[1] in phases
        }
        open_to = [rank for rank in ranks.values() if rank is not None]
        if not open_to:
            return Service(task=task, missing=(self._why_never(unit, task, phases),))
        bars = frozenset(place for place, rank in ranks.items() if rank is None)
        doubt = max((_DOUBT.get(step.state, 0) for step in _steps(self.plan, unit)), default=0)
        return Service(task=task, phases=phases, bars=bars, engagement=min(open_to), doubt=doubt)

    def _serves(self, unit: Unit, task: TaskKind, phase: Phase) -> bool:
        presence = common(_present(self.plan, unit, self.dates), authority_spans(self.plan, unit))
        agreed = common(self._consent(unit.contributor), self._consent(task))
        return lasts(common(presence, agreed), phase) and not any(_unlawful(self.plan, unit, task, phase))

    def _consent(self, about: ContributorId | TaskKind) -> Spans:
        if about not in self._usable:
            self._usable[about] = usable_spans(self.plan, about)
        return self._usable[about]

    def _ranks(self, unit: Unit, task: TaskKind) -> dict[_Place, int | None]:
        """By sector and phase the rank of the rules there; None where its people may not act."""
        key = unit.contributor, task
        if key not in self._places:
            everywhere = product(range(len(self.plan.sectors)), range(len(self.plan.phases)))
            self._places[key] = {place: _rank(self.plan, unit, task, place) for place in everywhere}
        return self._places[key]

    def _why_never(self, unit: Unit, task: TaskKind, phases: tuple[int, ...]) -> str:
        if phases:
            return "its caveats, its rules of engagement or what was fixed bar it from every sector"
        there = [phase for phase in self.plan.phases if lasts(_present(self.plan, unit, self.dates), phase)]
        if not there:
            return "no phase lies whole between its arrival and the end of its approvals or its rotation"
        unlawful = [next(_unlawful(self.plan, unit, task, phase), "") for phase in there]
        if all(unlawful):
            return unlawful[-1]
        about = (unit.contributor, task)
        missing = [word for one in about for word in consent_for(self.plan, one, there[-1].starts_at).missing]
        if missing:
            told = dict.fromkeys(f"{word.name} is {word.state.value}" for word in missing)
            return f"consent to its contributor or its task is missing: {', '.join(told)}"
        return "authority over it is not transferred throughout any phase it is there for"


def task_of(unit: Unit) -> TaskKind | None:
    """What a unit is given to do: the best it is able to; the usual where nobody said what it is able to do."""
    usual = TASKS[unit.kind]
    return usual[0] if not unit.capabilities else next((task for task in usual if task in unit.capabilities), None)


def bars_in(plan: Plan, unit: Unit, task: TaskKind, place: _Place) -> tuple[Hindrance, ...]:
    """What is known to keep a unit from a task in a sector in a phase, its presence and the hour apart."""
    return tuple(
        hindrance
        for asked in _asked(plan, unit, task, place)
        for check in (rules_too_narrow, barred_by_caveat, no_hour_left)
        for hindrance in check(asked)
        if hindrance.is_known
    )


def is_kept_elsewhere(plan: Plan, unit: Unit, place: _Place) -> bool:
    """Whether a fixed assignment keeps a unit in other sectors than this in a phase."""
    phase, sector = plan.phases[place[1]], plan.sectors[place[0]].id
    span = Validity(starts_at=phase.starts_at, ends_at=phase.ends_at)
    own = {a.sector for a in plan.assignments if a.fixed and a.unit == unit.id and overlap(a.valid, span)}
    return bool(own) and sector not in own


def lasts(spans: Spans, phase: Phase) -> bool:
    """Whether one of the spans holds all through a phase."""
    return any(
        (span.starts_at or FIRST) <= phase.starts_at and (span.ends_at or LAST) >= phase.ends_at for span in spans
    )


def arrival_of(plan: Plan, unit: Unit, dates: DateView) -> datetime | None:
    """When a unit is, or is expected to be, deployed with all it waits for; None where nobody knows."""
    deployed = unit.date_of(ForceStage.DEPLOYED)
    if deployed is None:
        return None
    came = deployed.reached_at or (dates.of(deployed.expected) if deployed.expected else None)
    awaited = [came, *(_comes(step, dates) for step in _steps(plan, unit))]
    return None if None in awaited else max(date for date in awaited if date)


def _comes(step: ApprovalStep, dates: DateView) -> datetime | None:
    if step.state is ApprovalState.GRANTED:
        return max(step.decided_at or FIRST, step.valid.starts_at or FIRST)
    return max(dates.of(step.expected), step.valid.starts_at or FIRST) if step.expected else None


def _present(plan: Plan, unit: Unit, dates: DateView) -> Spans:
    """From arrival until approvals end or it rotates out; the date of leaving is taken on the cautious side."""
    arrives = arrival_of(plan, unit, dates)
    ends_at = min(_leaves(plan, unit, dates), default=None)
    if arrives is None or (ends_at is not None and ends_at <= arrives):
        return ()
    return (Validity(starts_at=None if arrives == FIRST else arrives, ends_at=ends_at),)


def _leaves(plan: Plan, unit: Unit, dates: DateView) -> Iterator[datetime]:
    """When approvals of a unit end, and when it rotates out."""
    yield from (step.valid.ends_at for step in _steps(plan, unit) if step.valid.ends_at)
    rotated = unit.date_of(ForceStage.ROTATED)
    if rotated and rotated.reached_at:
        yield rotated.reached_at
    elif rotated and rotated.expected:
        yield dates.of_leaving.of(rotated.expected)


def _undated(plan: Plan, unit: Unit) -> Iterator[str]:
    if unit.strength is None:
        yield "its strength is not reported"
    if any(step.state not in _DOUBT for step in _steps(plan, unit)):
        yield "its approval was refused or withdrawn"
    elif arrival_of(plan, unit, DateView.LIKELY) is None:
        yield "nobody knows when it is deployed with all its approvals"


def _unlawful(plan: Plan, unit: Unit, task: TaskKind, phase: Phase) -> Iterator[str]:
    """Instruments on record that are not in force in a phase; the mandate has a rule of its own."""
    if not plan.sectors:
        return
    for at in (phase.starts_at, phase.ends_at - _LAST_MOMENT):
        asked = Asked(plan=plan, unit=unit, task=task, sector=plan.sectors[0], at=at)
        for hindrance in instrument_not_in_force(asked):
            of_mandate = any(getattr(plan.find(one), "kind", None) is InstrumentKind.MANDATE for one in hindrance.why)
            if hindrance.is_known and not of_mandate:
                names = [str(getattr(plan.find(one), "name", "")) for one in hindrance.why]
                yield f"a legal instrument it needs is not in force: {', '.join(filter(None, names))}"


def _rank(plan: Plan, unit: Unit, task: TaskKind, place: _Place) -> int | None:
    if bars_in(plan, unit, task, place):
        return None
    grants = [grant for asked in _asked(plan, unit, task, place) for grant in deciding_grants(asked)]
    return min((grant.roe.rank for grant in grants), default=0)


def _asked(plan: Plan, unit: Unit, task: TaskKind, place: _Place) -> Iterator[Asked]:
    """The question at the first and the last moment of a phase."""
    phase = plan.phases[place[1]]
    for at in dict.fromkeys((phase.starts_at, phase.ends_at - _LAST_MOMENT)):
        yield Asked(plan=plan, unit=unit, task=task, sector=plan.sectors[place[0]], at=at, at_any_hour=True)


def _steps(plan: Plan, unit: Unit) -> tuple[ApprovalStep, ...]:
    pledge = pledge_of(plan, unit)
    return pledge.steps if pledge else ()
