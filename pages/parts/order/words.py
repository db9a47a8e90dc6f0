"""An order of sectors in sentences: how good it is, what it is worth, and why each sector starts when it does."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from data.model import Plan, RoeClass
from pages.look.clock import local_day
from pages.look.words import percent
from pages.state.ordering import Why, Worked
from routing.sequencing.answer import Condition, Status
from routing.sequencing.answer import Sequence as Order
from routing.sequencing.case import Rule, SequencingCase, Weights
from routing.sequencing.conflict import Conflict
from routing.sequencing.explain import EarlierStart

TERMS = {
    "need": ("Need covered", "weight-days of sites that aid reaches through held sectors"),
    "exposure": ("Exposure of aid workers", "incidents told, and one more, for each sector-day on ways used"),
    "cost": ("Cost", "whole units of the currency"),
    "shaky": ("Shaky approvals", "unit-days times per cent of doubt"),
    "local": ("Local lead", "sector-days times per cent of local share"),
    "change": ("Changed", "sector-phases and unit-phases unlike the answer before"),
}
GAINS = frozenset({"need", "local"})
"""Terms of which more is better; the others are taken off."""

BREAKS = {
    Rule.APPROVAL: "a unit at work in a phase before it is approved or after its mandate",
    Rule.CAVEAT: "a unit in a phase in a sector its nation keeps it out of",
    Rule.APART: "two that cannot work together in one sector in a phase",
    Rule.CONSENT: "a sector held in a phase without consent",
    Rule.MANDATE_END: "a sector held in a phase that reaches beyond the mandate",
    Rule.CONTIGUITY: "a sector that starts without a held neighbour",
    Rule.CONTINUITY: "a sector given up in a phase",
    Rule.STRENGTH: "a point of strength that is lacking in a phase",
    Rule.ENGAGEMENT: "a sector in a phase without a unit whose rules suffice",
    Rule.QUICK_REACTION: "a sector in a phase without quick reaction in reach",
    Rule.MEDICAL: "a sector in a phase without medical care in reach",
    Rule.POLICE: "a sector in a phase without police mentors in reach",
    Rule.MONEY: "a unit of the currency that no purse covers",
}


def quality(order: Order) -> str:
    """How good an order is known to be, in one sentence."""
    if order.status is Status.INFEASIBLE:
        return "Conditions in conflict: no order can meet them all."
    if order.value is None:
        return "No order was found in the time allowed."
    if order.status is Status.PROVEN:
        return "Proven best: under these assumptions no order is worth more."
    ended = "the search was stopped" if order.status is Status.CANCELLED else "time was up"
    if order.gap is None:
        return f"Best found before {ended}; how much better another could be is not known."
    return f"Best found before {ended}: another could be worth at most {at_most(order.gap)} more."


def at_most(gap: float) -> str:
    """A gap in per cent, never told smaller than it is.

    >>> at_most(0.0), at_most(0.0001), at_most(0.0123), at_most(3.2)
    ('0 %', '0.1 %', '1.3 %', '320 %')
    """
    tenths = -int(-gap * 1000 // 1)
    return f"{tenths / 10:.1f} %".replace(".0 %", " %")


def terms(worked: Worked) -> tuple[dict[str, str], ...]:
    """The objective taken apart: each term, what it counts, its weight and what it adds or takes."""
    order, weights = worked.order, worked.assumed.asked.weights
    rows = [_term(name, getattr(order.terms, name), getattr(weights, name)) for name in TERMS]
    penalty = {
        "Term": "Rules broken",
        "Amount": f"{len(order.breaches)} kinds",
        "Weight": "price each",
        "Worth": _signed(-order.terms.penalty),
    }
    return (*rows, penalty)


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


def origin(worked: Worked) -> str:
    """Where the figures of an answer come from: revision, roads, dates."""
    asked = worked.assumed.asked
    return (
        f"From revision {worked.stored.seq} of the plan and the assumptions beside it; {asked.dates.value} dates; "
        f"money in {asked.currency}, signed or received alone; searched for {worked.order.took_s:.1f} s."
    )


def conflict_words(worked: Worked, conflict: Conflict) -> tuple[str, ...]:
    """The conditions of a conflict, without the question itself."""
    return tuple(dict.fromkeys(condition_words(worked, condition) for condition in conflict.conditions))


def condition_words(worked: Worked, condition: Condition) -> str:
    """A condition in a sentence, days as dates and ranks as words."""
    plan, case = worked.stored.plan, worked.case
    if condition.rule is Rule.MANDATE_END and condition.sector is None and case.mandate_ends_day is not None:
        ends = plan.phases[0].starts_at + timedelta(days=case.mandate_ends_day)
        day = local_day(ends, plan.time_zone)
        return f"The mandate ends on {day}, and no sector is held in a phase that reaches beyond."
    if condition.rule is Rule.ENGAGEMENT and condition.sector is not None:
        sector = case.sectors[condition.sector]
        return f"{sector.name} needs a unit whose rules of engagement are “{_engagement(sector.engagement)}” or wider."
    return condition.text


def reasons(worked: Worked, why: Why) -> tuple[str, ...]:
    """Why a sector starts when it does, sentence by sentence."""
    name, order = worked.case.sectors[why.sector].name, worked.order
    start = order.start(why.sector)
    if start is None:
        head = f"{name} is not started in any phase."
    else:
        first = worked.stored.plan.phases[start]
        day = local_day(first.starts_at, worked.stored.plan.time_zone)
        head = f"{name} starts in phase {start + 1}, {first.name}, on {day}."
    return (head, *_never(worked, why), *_earlier(worked, why, start))


def _never(worked: Worked, why: Why) -> Iterator[str]:
    if why.never is None:
        return
    own = [c for c in why.never.conditions if not (c.rule is Rule.FIXING and c.sector == why.sector)]
    told = " ".join(dict.fromkeys(condition_words(worked, condition) for condition in own))
    yield (
        "No order can start it, because this cannot be met:"
        if len(own) == 1
        else ("No order can start it, because these cannot all be met:")
    )
    yield told or "It was fixed by hand that it never starts."
    yield _minimal(why.never.is_minimal, len(own))


def _minimal(is_minimal: bool, count: int) -> str:  # noqa: FBT001 - one fact of an answer
    if not is_minimal:
        return "There was no time to show that all of these are needed."
    return "Without it the sector could start." if count == 1 else "Without any one of them the sector could start."


def _earlier(worked: Worked, why: Why, start: int | None) -> Iterator[str]:
    if why.explanation is None:
        return
    tried = why.explanation.earlier
    if start == 0:
        yield "There is no phase before it."
    for alike in _alike(tried):
        yield _in_the_way(worked, alike)
    left = (len(worked.case.phases) if start is None else start) - len(tried)
    if left:
        yield f"{left} earlier phases were not tried, because the search was stopped or time was up."


def _alike(tried: Iterable[EarlierStart]) -> Iterator[list[EarlierStart]]:
    """Phases beside each other with the same answer."""
    for _, alike in groupby(tried, key=lambda one: (one.conditions, one.is_minimal, one.loss, one.is_exact)):
        yield list(alike)


def _in_the_way(worked: Worked, alike: Sequence[EarlierStart]) -> str:
    names = " and ".join(worked.case.phases[one.phase].name for one in reversed(alike))
    one = alike[0]
    told = " ".join(dict.fromkeys(condition_words(worked, condition) for condition in one.conditions))
    doubt = "" if one.is_minimal else " There was no time to show that all of these are needed."
    if not told:
        return f"Not in {names}: nothing was found that stands in the way while all else stays. {_loss(worked, one)}"
    return f"Not in {names}: while all other sectors stay as they are, this stands in the way. {told}{doubt} " + _loss(
        worked, one
    )


def _loss(worked: Worked, one: EarlierStart) -> str:
    if one.loss is None:
        return (
            "Nor can any other order start it then."
            if one.is_exact
            else "Whether some other order could start it then was not settled in time."
        )
    value = worked.order.value or 0
    share = f", {percent(one.loss / value)} of the whole" if value > 0 and one.loss else ""
    if one.loss == 0:
        return (
            "Another order with that start is worth as much."
            if one.is_exact
            else ("What another order with that start would be worth was not settled in time.")
        )
    least = "" if one.is_exact else "at least "
    return f"With all else free to change, that start would cost {least}{one.loss:,} points{share}."


def changed(worked: Worked) -> tuple[dict[str, str], ...]:
    """Sectors whose start differs from the answer before."""
    if worked.before is None or worked.before.order.value is None or worked.order.value is None:
        return ()
    return tuple(
        {"Sector": sector.name, "Before": start_words(worked.case, was), "Now": start_words(worked.case, now)}
        for row, sector in enumerate(worked.case.sectors)
        for was, now in [(worked.before.order.start(row), worked.order.start(row))]
        if was != now
    )


def start_words(case: SequencingCase, start: int | None) -> str:
    """The phase in which a sector starts, in words."""
    return "never" if start is None else f"{start + 1} {case.phases[start].name}"


def taken_over(plan: Plan, ordered: Plan) -> str:
    """What would change in the plan if the order were taken over, in one sentence."""
    states = sum(
        before.state_of(sector.id) is not after.state_of(sector.id)
        for before, after in zip(plan.phases, ordered.phases, strict=True)
        for sector in plan.sectors
    )
    gone = len({a.id for a in plan.assignments} - {a.id for a in ordered.assignments})
    new = len({a.id for a in ordered.assignments} - {a.id for a in plan.assignments})
    return f"{states} states of sectors by phase change; {gone} assignments not fixed give way to {new} new ones."


def counts(weights: Weights) -> tuple[tuple[str, str, str, int], ...]:
    """Each weight: its field, its name, what one of it counts, and its value."""
    return tuple((name, title, counted, getattr(weights, name)) for name, (title, counted) in TERMS.items())


def _term(name: str, amount: int, weight: int) -> dict[str, str]:
    title, counted = TERMS[name]
    worth = amount * weight * (1 if name in GAINS else -1)
    return {"Term": title, "Amount": f"{amount:,} {counted}", "Weight": f"{weight:,}", "Worth": _signed(worth)}


def _signed(worth: int) -> str:
    return f"{worth:+,}".replace("-", "−") if worth else "0"


def _engagement(rank: int) -> str:
    return next((roe.value.replace("_", " ") for roe in RoeClass if roe.rank == rank), f"class {rank}")
