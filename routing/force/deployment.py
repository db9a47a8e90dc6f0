"""When a unit comes: the chain from approval to deployment, what is expected of it, and what slips if a step slips."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from data.model import (
    ApprovalState,
    AssignmentId,
    DateEstimate,
    ForceStage,
    Plan,
    StageDate,
    Unit,
    UnitId,
)
from routing.force.expected import P50, P80, latest, still_ahead
from routing.force.presence import STAGES_UP, pledge_of
from routing.force.records import record_of

GONE = frozenset({ApprovalState.REFUSED, ApprovalState.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStep:
    """A step on the way to deployment; `expected` is None while nobody ventures a date, or once it `is_done`.

    `by` is the latest of its own date and of all before it. `slack` is how far the likely date of this step lies
    before the likely date of deployment; None where either is not known. `why` is the record that says so.
    """

    name: str
    stage: ForceStage
    is_done: bool
    done_at: datetime | None = None
    expected: DateEstimate | None = None
    is_barred: bool = False
    by: DateEstimate | None = None
    slack: timedelta | None = None
    why: tuple[str, ...] = ()

    @property
    def date(self) -> DateEstimate | None:
        """Its own date, whether it happened or is expected."""
        return DateEstimate.of(self.done_at) if self.done_at else self.expected

    @property
    def is_undated(self) -> bool:
        """Whether nobody knows when it will be done."""
        return not self.is_done and not self.is_barred and self.expected is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """The chain of a unit; `expected` None where a step is undated or barred, which `undated` and `barred` name.

    `p50` and `p80` are the dates before which the unit is deployed with that chance, given that it is not yet at
    the moment asked. `is_overdue`: all dates have passed and the unit is not deployed.
    """

    unit: UnitId
    steps: tuple[ChainStep, ...]
    is_deployed: bool
    expected: DateEstimate | None
    p50: datetime | None
    p80: datetime | None
    is_overdue: bool
    undated: tuple[str, ...]
    barred: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a delayed step does to a unit.

    `absorbed` is deployment if later dates stand as given, `carried` if every later step keeps its distance;
    `late` are assignments that begin before the likely date of `carried`.
    """

    unit: UnitId
    before: DateEstimate
    absorbed: DateEstimate
    carried: DateEstimate
    late: tuple[AssignmentId, ...]


def deployment_of(plan: Plan, unit_id: UnitId, at: datetime) -> Deployment:
    """The chain of a unit as it is known at a moment."""
    steps = _with_slack(tuple(_forward(_chain(plan, record_of(plan, Unit, unit_id)))))
    undated = tuple(step.name for step in steps if step.is_undated)
    barred = tuple(step.name for step in steps if step.is_barred)
    ahead = not (undated or barred or steps[-1].is_done)
    dates = tuple(step.date for step in steps if step.date is not None)
    p50, p80 = (still_ahead(dates, share, at) if ahead else None for share in (P50, P80))
    return Deployment(
        unit=unit_id,
        steps=steps,
        is_deployed=steps[-1].is_done,
        expected=latest(dates) if ahead else None,
        p50=p50,
        p80=p80,
        is_overdue=ahead and p50 is None,
        undated=undated,
        barred=barred,
    )


def dates_to(chain: Deployment, stage: ForceStage) -> tuple[DateEstimate, ...] | None:
    """Dates of all steps up to a stage, or to the next one the plan lists; None where one cannot be dated."""
    wanted = STAGES_UP.index(stage)
    goal = min(STAGES_UP.index(step.stage) for step in chain.steps if STAGES_UP.index(step.stage) >= wanted)
    steps = [step for step in chain.steps if STAGES_UP.index(step.stage) <= goal]
    if any(step.is_undated or step.is_barred for step in steps):
        return None
    return tuple(step.date for step in steps if step.date is not None)


def slips(plan: Plan, of: str, step_name: str, by: timedelta, at: datetime) -> tuple[Slip, ...]:
    """What a delay of an open step does: one of a unit, or one of a pledge and so of all units under it."""
    under = [unit for unit in plan.units if of in {unit.id, unit.pledge}]
    chains = (deployment_of(plan, unit.id, at) for unit in under)
    return tuple(slip for chain in chains for slip in _slip(plan, chain, step_name, by))


def _slip(plan: Plan, chain: Deployment, step_name: str, by: timedelta) -> Iterator[Slip]:
    moved = next((step for step in chain.steps if step.name == step_name and step.expected), None)
    if moved is None or chain.expected is None:
        return
    after = STAGES_UP[STAGES_UP.index(moved.stage) + 1 :]
    carried = _with_delay(chain, by, lambda step: step is moved or step.stage in after)
    yield Slip(
        unit=chain.unit,
        before=chain.expected,
        absorbed=_with_delay(chain, by, lambda step: step is moved),
        carried=carried,
        late=tuple(
            a.id
            for a in plan.assignments
            if a.unit == chain.unit and a.valid.starts_at is not None and a.valid.starts_at < carried.likely
        ),
    )


def _with_delay(chain: Deployment, by: timedelta, is_later: Callable[[ChainStep], bool]) -> DateEstimate:
    return latest(_later(step.date, by) if is_later(step) else step.date for step in chain.steps if step.date)


def _later(date: DateEstimate, by: timedelta) -> DateEstimate:
    return DateEstimate(earliest=date.earliest + by, likely=date.likely + by, latest=date.latest + by)


def _chain(plan: Plan, unit: Unit) -> Iterator[ChainStep]:
    """Approvals of the pledge, then the stages the plan lists; deployment always."""
    pledge = pledge_of(plan, unit)
    for step in pledge.steps if pledge else ():
        is_done = step.state is ApprovalState.GRANTED
        yield ChainStep(
            name=step.kind.value,
            stage=ForceStage.APPROVED,
            is_done=is_done,
            done_at=step.decided_at if is_done else None,
            expected=None if is_done else step.expected,
            is_barred=step.state in GONE,
            why=(unit.pledge,) if unit.pledge else (),
        )
    for stage in STAGES_UP[1:]:
        entry = unit.date_of(stage)
        if entry is not None or stage is ForceStage.DEPLOYED:
            yield _stage_step(unit, stage, entry or StageDate(stage=stage))


def _stage_step(unit: Unit, stage: ForceStage, entry: StageDate) -> ChainStep:
    """A stage is done once the unit has come as far, or farther, whatever the day."""
    farther = STAGES_UP[STAGES_UP.index(stage) :]
    is_done = any(other.stage in farther and other.reached_at for other in unit.stages)
    return ChainStep(
        name=stage.value,
        stage=stage,
        is_done=is_done,
        done_at=entry.reached_at,
        expected=None if is_done else entry.expected,
        why=(unit.id,),
    )


def _forward(steps: Iterable[ChainStep]) -> Iterator[ChainStep]:
    """The steps with the latest date of each and all before it, None from the first on that nobody can date."""
    dates: list[DateEstimate] = []
    is_known = True
    for step in steps:
        is_known = is_known and not (step.is_undated or step.is_barred)
        dates += [step.date] if step.date else []
        yield replace(step, by=latest(dates) if is_known and dates else None)


def _with_slack(steps: tuple[ChainStep, ...]) -> tuple[ChainStep, ...]:
    end = steps[-1].by
    return tuple(replace(step, slack=end.likely - step.date.likely if end and step.date else None) for step in steps)
