"""Conditions of an order in sentences, what would lift them, and why each sector starts when it does."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from data.model import Phase, Plan
from pages.look.clock import local_day
from pages.look.words import percent
from pages.parts.order.conditions import condition_words, handover_words, lifted_by, phase_words
from pages.parts.order.words import people
from pages.state.ordering import Why, Worked
from routing.force.otherwise import OtherStart
from routing.sequencing.answer import Sequence as Order
from routing.sequencing.answer import Status
from routing.sequencing.case import Rule
from routing.sequencing.conflict import Conflict

MOST_OTHERS = 4


def conditions(worked: Worked, found: Conflict, about: int | None = None) -> tuple[dict[str, str], ...]:
    """What cannot hold together, and what would lift each; `about` leaves out the start of that sector itself."""
    told = {
        condition_words(worked, condition): lifted_by(worked, condition)
        for condition in found.conditions
        if not (condition.rule is Rule.FIXING and condition.unit_class is None and condition.sector == about)
    }
    return tuple({"What stands in the way": words, "What would lift it": lifted} for words, lifted in told.items())


def breaches(worked: Worked) -> tuple[dict[str, str], ...]:
    """Soft rules that the order breaks, where, how often and at what price."""
    return tuple(
        {
            "Condition broken": condition_words(worked, breach.condition),
            "Phase": worked.case.phases[breach.phase].name if breach.phase >= 0 else "–",
            "Times": f"{breach.amount:,}",
            "Price": f"{breach.penalty:,}",
        }
        for breach in worked.order.breaches
    )


def together(found: Conflict, count: int) -> str:
    """How some conditions stand in the way, and whether each was shown to be needed."""
    if not found.is_minimal:
        return "these cannot all be met; there was no time to show that every one of them is needed"
    one, several = "this alone stands in the way", "these cannot all be met; without any one of them the rest could"
    return one if count == 1 else several


def head(worked: Worked, sector: int) -> str:
    """When a sector starts, and who leads in it."""
    plan, name, start = worked.stored.plan, worked.case.sectors[sector].name, worked.order.start(sector)
    if start is None:
        return f"{name} is not started in any phase."
    day = local_day(plan.phases[start].starts_at, plan.time_zone)
    return f"{name} starts in {phase_words(plan, start)}, on {day}. {_lead(worked, sector)}"


def _lead(worked: Worked, sector: int) -> str:
    """From when lead is no longer international, as far as a local share is there at all."""
    order, case = worked.order, worked.case.sectors[sector]
    since = next((phase for phase, led in enumerate(order.led[sector] if order.led else ()) if led), None)
    if since is not None:
        return f"It is under joint or local lead from {phase_words(worked.stored.plan, since)} on."
    if case.local_from_age is None:
        return "Lead is international: no local share is counted on."
    return f"Lead is international until {handover_words(worked, sector)}."


def posts(worked: Worked, sector: int, phase: Phase) -> str:
    """Who stands in a sector in a phase, in one sentence."""
    plan, ordered = worked.stored.plan, worked.ordered
    if ordered is None:
        return ""
    there = [
        a for a in ordered.assignments if a.sector == plan.sectors[sector].id and a.valid.holds_at(phase.starts_at)
    ]
    names = [f"{getattr(plan.find(a.unit), 'name', a.unit)} ({a.task.value.replace('_', ' ')})" for a in there]
    return f"In {phase.name}: {', '.join(names)}." if names else f"In {phase.name}: no unit."


def other_words(worked: Worked, why: Why) -> Iterator[tuple[str, tuple[dict[str, str], ...]]]:
    """Other starts tried, alike ones together: a sentence each, and the conditions that rule them out."""
    if worked.order.start(why.sector) == 0:
        yield "There is no phase before it.", ()
    for alike in _alike(worked, why):
        yield _told(worked, why.sector, alike)
    if left := _left(worked, why):
        yield f"{left} other phases were not tried: the search was stopped or time ran out.", ()


def _left(worked: Worked, why: Why) -> int:
    start, case = worked.order.start(why.sector), worked.case
    within = sum(case.is_within_mandate(phase) for phase in range(len(case.phases) if start is None else start))
    return 0 if why.never else within - len(why.others)


def _alike(worked: Worked, why: Why) -> Iterator[list[OtherStart]]:
    """Phases beside each other with the same answer."""

    def answer(one: OtherStart) -> object:
        return one.conflict or (one.is_settled, one.order.value, _starts(worked, one.order, why.sector))

    for _, alike in groupby(why.others, key=answer):
        yield list(alike)


def _told(worked: Worked, sector: int, alike: Sequence[OtherStart]) -> tuple[str, tuple[dict[str, str], ...]]:
    one, when = alike[-1], _phases(worked.stored.plan, [other.phase for other in alike])
    if not one.is_settled:
        return f"Whether it could start in {when} is not known: time ran out before that was settled.", ()
    if one.order.status is Status.INFEASIBLE:
        return _ruled_out(worked, sector, one, when)
    return f"It could start in {when}: nothing rules that out. {_price(worked, sector, one.order)}", ()


def _ruled_out(worked: Worked, sector: int, one: OtherStart, when: str) -> tuple[str, tuple[dict[str, str], ...]]:
    if one.conflict is None:
        return f"It cannot start in {when}: no order allows it. Time ran out before the conditions were found.", ()
    rows = conditions(worked, one.conflict, sector)
    return f"It cannot start in {when}: {together(one.conflict, len(rows))}.", rows


def _price(worked: Worked, sector: int, other: Order) -> str:
    """What starting it then costs, and what other sectors would do."""
    value, loss = worked.order.value or 0, (worked.order.value or 0) - (other.value or 0)
    is_exact = worked.order.gap == 0 and other.status is Status.PROVEN
    so = _starts(worked, other, sector)
    more = " and others change" if len(so) > MOST_OTHERS else ""
    then = f" Other starts then: {'; '.join(so[:MOST_OTHERS])}{more}." if so else ""
    if loss <= 0:
        return f"That order is worth as much.{then}"
    share = percent(loss / value) if value > 0 else f"{loss:,} points"
    need = people(max(0, worked.order.terms.need - other.terms.need), worked)
    lost = f", {need} of need not covered" if worked.order.terms.need > other.terms.need else ""
    best = "The best order with that start" if is_exact else "The best order found with that start"
    return f"{best} is worth {share} less{lost}.{then}"


def _starts(worked: Worked, other: Order, sector: int) -> tuple[str, ...]:
    """Other sectors that start otherwise."""
    return tuple(
        f"{row.name} {_short(now)} instead of {_short(was)}"
        for n, row in enumerate(worked.case.sectors)
        if n != sector
        for was, now in [(worked.order.start(n), other.start(n) if other.active else worked.order.start(n))]
        if was != now
    )


def _short(start: int | None) -> str:
    return "never" if start is None else f"in phase {start + 1}"


def _phases(plan: Plan, rows: Iterable[int]) -> str:
    return " or ".join(phase_words(plan, row) for row in sorted(rows)).replace(" or phase ", " or ")
