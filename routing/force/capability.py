"""People over time by contributor: what is pledged, approved, funded, trained, staged and deployed, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from data.model import ApprovalState, ContributorId, DateEstimate, ForceStage, Plan, Pledge, Unit, UnitKind
from routing.force.deployment import GONE, dates_to, deployment_of
from routing.force.expected import P50, P80, still_ahead
from routing.force.presence import STAGES_UP, approval_spans, authority_spans, deployed_spans, pledge_of, stage_spans
from routing.force.spans import NEVER, Spans, common, common_of_all, edges, hold_at, since, together, without


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How many from a moment on; bodies whose strength was not reported are counted apart, never as 0 people.

    `starts_at` None is before anything changed. `why` are the pledges and units that make it up.
    """

    starts_at: datetime | None
    people: int
    not_reported: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """People of a contributor (of one kind, or all) who have come as far as a stage, or farther.

    `share` None: what happened, up to the moment asked. Else what is expected from that moment on with this
    chance, the bodies that have come so far included; `overdue` and `undated` name those nobody can date.
    """

    contributor: ContributorId
    kind: UnitKind | None
    stage: ForceStage
    share: float | None
    levels: tuple[Level, ...]
    overdue: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()

    def at(self, moment: datetime) -> Level:
        """The level at a moment."""
        return [level for level in self.levels if level.starts_at is None or level.starts_at <= moment][-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """A pledge or unit with when it stands at a stage; `ahead` is None where nobody can date what is to come."""

    id: str
    people: int | None
    held: Spans
    ahead: Spans | None = NEVER
    is_overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    plan: Plan
    stage: ForceStage
    share: float | None
    now: datetime


def curves(plan: Plan, now: datetime, *, by_kind: bool = False) -> tuple[Curve, ...]:
    """What happened up to a moment, and what is expected from it with 50 and with 80 per cent, stage by stage."""
    return tuple(
        _curve(_Asked(plan=plan, stage=stage, share=share, now=now), contributor.id, kind)
        for contributor in plan.contributors
        for kind in (_kinds(plan, contributor.id) if by_kind else (None,))
        for stage in STAGES_UP
        for share in (None, P50, P80)
    )


def strength_at(plan: Plan, contributor: ContributorId, stage: ForceStage, at: datetime) -> Level:
    """People of a contributor known to have come as far as a stage, or farther, at a moment."""
    return _curve(_Asked(plan=plan, stage=stage, share=None, now=at), contributor, None).at(at)


def _kinds(plan: Plan, contributor: ContributorId) -> tuple[UnitKind, ...]:
    held = {unit.kind for unit in plan.units if unit.contributor == contributor}
    return tuple(kind for kind in UnitKind if kind in held)


def _curve(asked: _Asked, contributor: ContributorId, kind: UnitKind | None) -> Curve:
    bodies = tuple(_bodies(asked, contributor, kind))
    return Curve(
        contributor=contributor,
        kind=kind,
        stage=asked.stage,
        share=asked.share,
        levels=_levels(asked, bodies),
        overdue=tuple(body.id for body in bodies if body.is_overdue),
        undated=tuple(body.id for body in bodies if body.ahead is None),
    )


def _levels(asked: _Asked, bodies: tuple[_Body, ...]) -> tuple[Level, ...]:
    """Up to now for what happened, from now on for what is expected."""
    spans = {body.id: together(*body.held, *(body.ahead or NEVER)) for body in bodies}
    moments = sorted({moment for held in spans.values() for moment in edges(held)})
    starts: list[datetime | None]
    if asked.share is None:
        starts = [None, *(moment for moment in moments if moment <= asked.now)]
    else:
        starts = [asked.now, *(moment for moment in moments if moment > asked.now)]
    return tuple(
        _level(starts_at, [body for body in bodies if _stands(spans[body.id], starts_at)]) for starts_at in starts
    )


def _stands(spans: Spans, at: datetime | None) -> bool:
    return any(span.starts_at is None for span in spans) if at is None else hold_at(spans, at)


def _level(starts_at: datetime | None, bodies: list[_Body]) -> Level:
    return Level(
        starts_at=starts_at,
        people=sum(body.people for body in bodies if body.people is not None),
        not_reported=sum(body.people is None for body in bodies),
        why=tuple(body.id for body in bodies),
    )


def _bodies(asked: _Asked, contributor: ContributorId, kind: UnitKind | None) -> Iterator[_Body]:
    """Pledges where stages are those of a pledge and no kind is asked for, units otherwise."""
    by_pledge = asked.stage in {ForceStage.PLEDGED, ForceStage.APPROVED} and kind is None
    for pledge in asked.plan.pledges if by_pledge else ():
        if pledge.contributor == contributor:
            yield _pledge_body(asked, pledge, pledge.id, pledge.personnel)
    for unit in asked.plan.units:
        if unit.contributor == contributor and kind in {None, unit.kind} and not (by_pledge and unit.pledge):
            yield _unit_body(asked, unit)


def _unit_body(asked: _Asked, unit: Unit) -> _Body:
    pledge = pledge_of(asked.plan, unit)
    if pledge is not None and asked.stage in {ForceStage.PLEDGED, ForceStage.APPROVED}:
        return _pledge_body(asked, pledge, unit.id, unit.strength)
    deployed = asked.stage is ForceStage.DEPLOYED
    held = deployed_spans(asked.plan, unit) if deployed else stage_spans(unit, asked.stage)
    leaves = _leaving(asked, unit)
    body = partial(_Body, id=unit.id, people=unit.strength, held=without(held, leaves))
    if asked.share is None or stage_spans(unit, asked.stage):
        return body()
    dates = dates_to(deployment_of(asked.plan, unit.id, asked.now), asked.stage)
    if not dates:
        return body(ahead=None)
    ahead = _ahead(asked, dates)
    limits = authority_spans(asked.plan, unit) if deployed else (since(None),)
    return body(ahead=without(common(ahead, limits), leaves), is_overdue=not ahead)


def _pledge_body(asked: _Asked, pledge: Pledge, body_id: str, people: int | None) -> _Body:
    body = partial(_Body, id=body_id, people=people)
    announced: Spans = (since(pledge.announced_at),)
    if asked.stage is ForceStage.PLEDGED:
        return body(held=announced)
    held = common(announced, approval_spans(pledge))
    open_steps = [step for step in pledge.steps if step.state is not ApprovalState.GRANTED]
    if asked.share is None or not open_steps:
        return body(held=held)
    dates = tuple(step.expected for step in open_steps if step.expected and step.state not in GONE)
    if len(dates) < len(open_steps):
        return body(held=held, ahead=None)
    ahead = _ahead(asked, dates)
    return body(
        held=held, ahead=common(ahead, common_of_all((step.valid,) for step in pledge.steps)), is_overdue=not ahead
    )


def _ahead(asked: _Asked, dates: tuple[DateEstimate, ...]) -> Spans:
    """From the date expected with the share asked; never, where all dates have passed."""
    assert asked.share is not None  # noqa: S101  what happened is asked for without one
    moment = still_ahead(dates, asked.share, asked.now)
    return NEVER if moment is None else (since(moment),)


def _leaving(asked: _Asked, unit: Unit) -> Spans:
    """When a unit is expected to have been rotated out."""
    entry = unit.date_of(ForceStage.ROTATED)
    return _ahead(asked, (entry.expected,)) if asked.share and entry and entry.expected else NEVER
