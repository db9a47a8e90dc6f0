"""What an order counts on condition: hours of caveats, gates of phases and of hand-over, each told as it is taken."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from data.model import Finding, Handover, Plan, Severity
from routing.force.day_parts import day_parts
from routing.force.gating import OpenGate, lacks, open_gates
from routing.force.ordering import OrderAsked
from routing.sequencing.case import SequencingCase


def on_condition(plan: Plan, case: SequencingCase, asked: OrderAsked) -> tuple[Finding, ...]:
    """Every gate and every part of the day by which an order of this case is bound, or on which it rests."""
    return (*_gates(plan, asked), *_leads(plan, case, asked), *_hours(plan, asked))


def _gates(plan: Plan, asked: OrderAsked) -> Iterator[Finding]:
    for one in open_gates(plan, asked.gates):
        rests = one.met_from == one.phase
        yield Finding(
            code="order-on-gate" if rests else "order-behind-gate",
            severity=Severity.DOUBT if rests else Severity.NOTE,
            subject=plan.phases[one.phase].id,
            message=f"Gate “{one.gate.condition}” of {_phase(plan, one.phase)}: {_how(plan, one)}; {_so(plan, one)}.",
            remedy="Record it as met, with evidence, once it is; or change what is assumed of it.",
        )


def _how(plan: Plan, one: OpenGate) -> str:
    """On what the word on a gate rests."""
    if one.is_assumed:
        return "taken as met by assumption" if one.met_from == one.phase else "taken as not met by assumption"
    if one.earliest is not None:
        return f"due by {one.earliest.astimezone(ZoneInfo(plan.time_zone)):%Y-%m-%d}, with all it waits for"
    known = "recorded as not met" if one.gate.met is False else "nobody knows whether it is met"
    return f"{known}, and it has no date, or waits for one that has none"


def _so(plan: Plan, one: OpenGate) -> str:
    """What a gate does to an order."""
    if one.met_from is None:
        return "no sector starts in that phase or later"
    if one.met_from == one.phase:
        return "sectors may start in that phase"
    return f"no sector starts before {_phase(plan, one.met_from)}"


def _leads(plan: Plan, case: SequencingCase, asked: OrderAsked) -> Iterator[Finding]:
    """Of each sector that could have a local share, whether and from when that may become joint or local lead."""
    for row, sector in enumerate(case.sectors):
        own = [one for one in plan.handovers if one.sector == plan.sectors[row].id]
        if sector.local_from_age is None and not own:
            continue
        since = sector.handed_over_from
        taken = any(one.id in asked.gates.handed_over for one in own)
        led = "lead stays international" if since is None else f"joint or local lead from {_phase(plan, since)} on"
        yield Finding(
            code="order-before-handover" if since is None else "order-after-handover",
            severity=Severity.NOTE if since is None else Severity.DOUBT,
            subject=plan.sectors[row].id,
            message=f"{sector.name}: {led}; {_passed(own, is_taken=taken)}.",
            remedy="Record the four criteria with evidence and the joint decision with its date.",
        )


def _passed(own: list[Handover], *, is_taken: bool) -> str:
    if is_taken:
        return "its gate of hand-over is taken as passed by assumption"
    if not own:
        return "no gate of hand-over is recorded"
    missing = min((lacks(one) for one in own), key=len)
    return ", ".join(missing) if missing else "its gate of hand-over is met, or decided for a date, and is counted on"


def _hours(plan: Plan, asked: OrderAsked) -> Iterator[Finding]:
    names = {contributor.id: contributor.name for contributor in plan.contributors}
    told: dict[tuple[str, str], list[str]] = {}
    for phase, parts in zip(plan.phases, day_parts(plan, asked.hours), strict=True):
        for part in parts:
            who = ", ".join(name for one, name in names.items() if one in part.away)
            told.setdefault((part.told, who), []).append(phase.name)
    for (hours, who), phases in told.items():
        yield Finding(
            code="order-by-hours",
            severity=Severity.NOTE,
            subject=", ".join(phases),
            message=f"{hours[0].upper()}{hours[1:]} caveats keep {who} from acting: what a sector needs must be there "
            "then without them.",
            remedy="Have the hours widened, say in which hours sectors need cover, or give the rule a price.",
        )


def _phase(plan: Plan, row: int) -> str:
    return f"phase {row + 1} ({plan.phases[row].name})"
