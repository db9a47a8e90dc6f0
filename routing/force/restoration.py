"""How far rebuilding has come: days worked under cover at each site, and when a service is back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.model import CivicService, Phase, Plan, Restoration, RestorationId, RestorationStep, SiteId, Validity
from routing.force.covered import PhaseCover
from routing.force.spans import ALWAYS, LAST, Spans, common, since, together


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """When a step is finished, or is to be; None where cover ends before, or nobody knows of cover."""

    name: str
    is_done: bool
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a restoration has come; `restored_at` is when all its steps are finished, None without any."""

    restoration: RestorationId
    site: SiteId
    service: CivicService
    people_served: int | None
    steps: tuple[StepProgress, ...]
    restored_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """People who have a service back; sites whose people were not reported are counted apart."""

    service: CivicService
    people: int
    not_reported: int
    why: tuple[RestorationId, ...]


def restoration_progress(plan: Plan, cover: Mapping[SiteId, Spans], begins_at: datetime) -> tuple[Progress, ...]:
    """How each restoration goes on from a moment, given when its site has cover; of sites not given nobody knows."""
    return tuple(_progress(restoration, cover, begins_at) for restoration in plan.restorations)


def progress_under(plan: Plan, cover: Sequence[PhaseCover], begins_at: datetime) -> tuple[Progress, ...]:
    """How each restoration goes on from a moment, if crews work in those phases in which their site is covered."""
    told = {one.phase_id: {place.place_id for place in one.sites if place.covered} for one in cover}
    spans = {
        site.id: together(*(_span(phase) for phase in plan.phases if site.id in told.get(phase.id, ())))
        for site in plan.sites
    }
    return restoration_progress(plan, spans, begins_at)


def served_by(progress: tuple[Progress, ...], at: datetime) -> tuple[Served, ...]:
    """People with each service back at a moment."""
    back = [one for one in progress if one.restored_at is not None and one.restored_at <= at]
    return tuple(
        Served(
            service=service,
            people=sum(one.people_served or 0 for one in back if one.service is service),
            not_reported=sum(one.people_served is None for one in back if one.service is service),
            why=tuple(one.restoration for one in back if one.service is service),
        )
        for service in CivicService
    )


def worked_until(spans: Spans, begins_at: datetime, work_days: float) -> datetime | None:
    """When so many days have been worked within spans from a moment on; None where the spans end before."""
    left = timedelta(days=work_days)
    if not left:
        return begins_at
    for span in common(spans, (since(begins_at),)):
        starts_at, ends_at = span.starts_at or begins_at, span.ends_at or LAST
        if ends_at - starts_at >= left:
            return starts_at + left
        left -= ends_at - starts_at
    return None


def _span(phase: Phase) -> Validity:
    return Validity(starts_at=phase.starts_at, ends_at=phase.ends_at)


def _progress(restoration: Restoration, cover: Mapping[SiteId, Spans], begins_at: datetime) -> Progress:
    steps = tuple(_steps(restoration.steps, cover.get(restoration.site), begins_at))
    return Progress(
        restoration=restoration.id,
        site=restoration.site,
        service=restoration.service,
        people_served=restoration.people_served,
        steps=steps,
        restored_at=_last(steps),
    )


def _last(steps: tuple[StepProgress, ...]) -> datetime | None:
    finished = [step.finished_at for step in steps if step.finished_at is not None]
    return max(finished) if steps and len(finished) == len(steps) else None


def _steps(steps: tuple[RestorationStep, ...], cover: Spans | None, begins_at: datetime) -> Iterator[StepProgress]:
    """Each step begins when the one before it is finished; what was worked on a step before now is not known."""
    free: datetime | None = begins_at
    for step in steps:
        spans = cover if step.needs_cover else ALWAYS
        if step.done_at is not None:
            finished: datetime | None = step.done_at
        elif free is None or spans is None:
            finished = None
        else:
            finished = worked_until(spans, free, step.work_days)
        free = finished and max(finished, begins_at)
        yield StepProgress(name=step.name, is_done=step.done_at is not None, finished_at=finished)
