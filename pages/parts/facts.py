"""What is known of one record, as labelled lines: what, who, since when, source, age, confidence."""

from collections.abc import Iterator
from datetime import datetime

from data.model import (
    BarrierKind,
    ControlLine,
    Crossing,
    Incident,
    Plan,
    Record,
    Sector,
    Site,
    Source,
    StatusReport,
    Validity,
    Zone,
)
from pages.look import words
from pages.look.clock import age, local

Fact = tuple[str, str]


def title_of(record: Record) -> str:
    """The name a record goes by, in both scripts where both are known."""
    name: str = getattr(record, "name", record.id)
    name_ar: str | None = getattr(record, "name_ar", None)
    return f"{name} · {name_ar}" if name_ar else name


def facts_of(plan: Plan, record: Record, at: datetime) -> tuple[Fact, ...]:
    """The lines for one record at a moment; what is not known is said, never left out."""
    facts = [*_own(plan, record, at), *_barriers(plan, record)]
    valid: Validity | None = getattr(record, "valid", None)
    source: Source | None = getattr(record, "source", None)
    note: str | None = getattr(record, "note", None)
    if valid is not None:
        facts.append(("Valid", span(valid, plan.time_zone)))
    if source is not None:
        facts += _source(source, at)
    return (*facts, *([("Note", note)] if note else []))


def barrier_words(kind: BarrierKind, value: float | None) -> str:
    """What a barrier does to roads, in words."""
    match kind:
        case BarrierKind.CLOSED:
            return "closed to all"
        case BarrierKind.SCALED:
            return f"driving takes {value:g} times as long"
        case BarrierKind.ADDED:
            return f"{value:g} s added for each kilometre inside"


def span(valid: Validity, zone: str) -> str:
    """A validity in local time."""
    start = local(valid.starts_at, zone) if valid.starts_at else "no start given"
    end = local(valid.ends_at, zone) if valid.ends_at else "no end given"
    return f"{start} to {end}"


def _own(plan: Plan, record: Record, at: datetime) -> Iterator[Fact]:
    match record:
        case Zone():
            yield "Kind", record.kind.value.replace("_", " ")
            yield "Declared by", record.owner or "not stated"
            yield "Exposure weight", f"{record.exposure:g}"
        case Sector():
            yield "Owner", title_of(plan.get(record.owner)) if record.owner else "nobody yet"
        case ControlLine():
            yield "Kind", record.kind.value.replace("_", " ")
            yield "Owner", title_of(plan.get(record.owner)) if record.owner else "nobody yet"
        case Site():
            yield "Kind", record.kind.value.replace("_", " ")
            yield "Capacity", words.count(record.capacity, record.capacity_unit or "")
        case Crossing():
            yield from _crossing(plan, record, at)
        case StatusReport():
            yield "Status", record.status.value
            yield "Counts as", record.passability(at).value
            yield "Believed for", age(record.stale_after)
        case Incident():
            yield "Kind", record.kind
            yield "Happened", local(record.happened_at, plan.time_zone)
            yield "Summary", record.summary
        case _:
            return


def _crossing(plan: Plan, crossing: Crossing, at: datetime) -> Iterator[Fact]:
    reports = [r for r in plan.status_reports if r.crossing_id == crossing.id]
    told = [f"{r.status.value} ({r.source.name}, {age(r.source.age(at))} old)" for r in reports]
    yield "Status", "; ".join(told) or "no report: unknown"
    seconds = crossing.service_time_per_vehicle_s
    yield "Time for each vehicle", "not reported" if seconds is None else f"{seconds / 60:.0f} min"


def _barriers(plan: Plan, record: Record) -> Iterator[Fact]:
    for barrier in plan.barriers:
        if barrier.area_id == record.id:
            yield f"Barrier, priority {barrier.priority}", barrier_words(barrier.kind, barrier.value)


def _source(source: Source, at: datetime) -> Iterator[Fact]:
    yield "Source", f"{source.name}, confidence {source.confidence.value}"
    yield "Age of the report", age(source.age(at))
