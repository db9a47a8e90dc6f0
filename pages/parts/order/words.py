"""An order of sectors in figures and sentences: how good it is, what it is worth, what changes with it."""

from collections.abc import Iterator, Sequence

from data.model import Plan
from pages.state.ordering import Worked
from routing.force.tradeoffs import Weighed
from routing.sequencing.answer import Sequence as Order
from routing.sequencing.answer import Status, Terms
from routing.sequencing.case import Rule, SequencingCase, Weights

MILLION, HUNDRED, LEAST = 1_000_000, 100, 0.005

TERMS = {
    "need": ("Need covered", "people whose sites aid reaches through held sectors, for each day; in units of need"),
    "exposure": ("Exposure of aid workers", "sector-days on ways used, each times one and the incidents told there"),
    "cost": ("Cost", "thousands of the currency"),
    "shaky": ("Shaky approvals", "unit-days times per cent of doubt: 30 where pending, 60 where not begun"),
    "local": ("Local lead", "sector-days times per cent of local share"),
    "change": ("Changed", "sectors and units by phase unlike the plan as saved"),
}
GAINS = frozenset({"need", "local"})
"""Terms of which more is better; the others are taken off."""

BREAKS = {
    Rule.APPROVAL: "a unit at work in a phase before it is approved or after it leaves",
    Rule.CAVEAT: "a unit in a phase in a sector its nation or its rules keep it out of",
    Rule.CONSENT: "a sector held in a phase without consent",
    Rule.MANDATE_END: "a sector held in a phase that reaches beyond the mandate",
    Rule.CONTIGUITY: "a sector that starts without a held neighbour",
    Rule.CONTINUITY: "a sector given up in a phase",
    Rule.STRENGTH: "a person of strength that is lacking in a phase",
    Rule.ENGAGEMENT: "a sector in a phase without a unit whose rules suffice",
    Rule.QUICK_REACTION: "a sector in a phase without quick reaction in reach",
    Rule.MEDICAL: "a sector in a phase without medical care in reach",
    Rule.POLICE: "a sector in a phase without police mentors in reach",
    Rule.MONEY: "a thousand of the currency that no source covers",
    Rule.HOURS: "a person, or help or rules for a sector, lacking in a part of the day in a phase",
    Rule.GATE: "a sector that starts before a condition of its phase is met",
    Rule.HANDOVER: "a sector in a phase under joint or local lead before its gate of hand-over is passed",
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


def thousands(amount: int, currency: str) -> str:
    """An amount counted in thousands.

    >>> thousands(950, "USD"), thousands(26_469, "USD")
    ('950,000 USD', '26.5 million USD')
    """
    return f"{_many(amount * 1000)} {currency}"


def people(need: int, worked: Worked) -> str:
    """Need by the day as people by the day."""
    return f"{_many(need * worked.assumed.asked.people_per_need)} person-days"


def amounts(worked: Worked, terms: Terms) -> dict[str, str]:
    """What an order comes to in each term, in units people know."""
    return {
        "need": people(terms.need, worked),
        "exposure": f"{terms.exposure:,} incident-days on the ways used",
        "cost": thousands(terms.cost, worked.assumed.asked.currency),
        "shaky": f"{terms.shaky / HUNDRED:,.0f} unit-days in doubt",
        "local": f"{terms.local / HUNDRED:,.0f} sector-days under local police",
        "change": f"{terms.change:,} sectors and units by phase",
    }


def terms(worked: Worked) -> tuple[dict[str, str], ...]:
    """The objective taken apart: each term, what it comes to, its weight and the points it adds or takes."""
    order, weights = worked.order, worked.assumed.asked.weights
    now = amounts(worked, order.terms)
    before = amounts(worked.before, worked.before.order.terms) if worked.before else {}
    rows = [
        {"What counts": TERMS[name][0], "Amount": now[name]}
        | ({"Answer before": before[name]} if before else {})
        | {"Weight": f"{getattr(weights, name):,}", "Points": _points(name, order.terms, weights)}
        for name in TERMS
    ]
    penalty = {"What counts": "Rules broken", "Amount": f"{len(order.breaches)} kinds"}
    penalty |= {"Answer before": f"{len(worked.before.order.breaches)} kinds"} if worked.before else {}
    return (*rows, penalty | {"Weight": "price each", "Points": _signed(-order.terms.penalty)})


def weighed(worked: Worked, found: Sequence[Weighed]) -> tuple[dict[str, str], ...]:
    """What each weight costs in all the others: how the terms change when it is made to weigh more."""
    weights = worked.assumed.asked.weights
    return tuple(
        {"If it weighs more": f"{TERMS[one.term][0]}: {getattr(weights, one.term):,} → {one.weight:,}"}
        | {TERMS[name][0]: _change(getattr(worked.order.terms, name), getattr(one.order.terms, name)) for name in TERMS}
        | {"Found": "proven best" if one.order.status is Status.PROVEN else _unproven(one.order)}
        for one in found
        if one.order.value is not None
    )


def _unproven(order: Order) -> str:
    return "not proven" if order.gap is None else f"at most {at_most(order.gap)} better possible"


def _change(was: int, now: int) -> str:
    """How an amount changes, in per cent where that says something."""
    if now == was:
        return "same"
    if not was:
        return f"from 0 to {_many(now)}"
    share = abs(now - was) / abs(was)
    return f"{'+' if now > was else '−'}{share:.0%}".replace("%", " %") if share >= LEAST else "nearly the same"


def origin(worked: Worked) -> str:
    """Where the figures of an answer come from: revision, roads, dates."""
    asked = worked.assumed.asked
    return (
        f"From revision {worked.stored.seq} of the plan and the assumptions beneath; {asked.dates.value} dates; "
        f"money in {asked.currency}, signed or received alone; searched for {worked.order.took_s:.1f} s."
    )


def changed(worked: Worked) -> tuple[dict[str, str], ...]:
    """Sectors whose start differs from the plan as saved, or from the answer before."""
    before = worked.before.order if worked.before and worked.before.order.value is not None else None
    rows = []
    for row, sector in enumerate(worked.case.sectors):
        orders = [worked.previous, *([before] if before else []), worked.order]
        starts = [start_words(worked.case, order.start(row)) for order in orders if order.active]
        if len(set(starts)) > 1:
            names = ["In the plan", *(["Answer before"] if before else []), "In this order"]
            rows.append({"Sector": sector.name, **dict(zip(names, starts, strict=True))})
    return tuple(rows)


def start_words(case: SequencingCase, start: int | None) -> str:
    """The phase in which a sector starts, in words."""
    return "never" if start is None else f"in phase {start + 1}, {case.phases[start].name}"


def taken_over(plan: Plan, ordered: Plan) -> str:
    """What would change in the plan if the order were saved, in one sentence."""
    states = sum(
        before.state_of(sector.id) is not after.state_of(sector.id)
        for before, after in zip(plan.phases, ordered.phases, strict=True)
        for sector in plan.sectors
    )
    gone = len({a.id for a in plan.assignments} - {a.id for a in ordered.assignments})
    new = len({a.id for a in ordered.assignments} - {a.id for a in plan.assignments})
    return f"{states} states of sectors by phase change; {gone} assignments not fixed give way to {new} new ones."


def counts(weights: Weights) -> Iterator[tuple[str, str, str, int]]:
    """Each weight: its field, its name, what one of it counts, and its value."""
    return ((name, title, counted, getattr(weights, name)) for name, (title, counted) in TERMS.items())


def _points(name: str, terms: Terms, weights: Weights) -> str:
    return _signed(getattr(terms, name) * getattr(weights, name) * (1 if name in GAINS else -1))


def _signed(worth: int) -> str:
    return f"{worth:+,}".replace("-", "−") if worth else "0"


def _many(number: int) -> str:
    return f"{number / MILLION:,.1f} million" if number >= MILLION else f"{number:,}"
