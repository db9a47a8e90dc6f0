"""Conditions of an order in sentences, what would lift them, and why each sector starts when it does."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from data.model import Phase, Plan, RoeClass
from pages.look.clock import local_day
from pages.look.words import percent
from pages.parts.order.words import people, thousands
from pages.state.ordering import Why, Worked
from routing.force.consents import consent_for
from routing.force.gates import mandate_end
from routing.force.ordering import roll_of
from routing.force.otherwise import OtherStart
from routing.force.serving import TASKS, arrival_of, bars_in, is_kept_elsewhere, task_of
from routing.sequencing.answer import Condition, Status
from routing.sequencing.answer import Sequence as Order
from routing.sequencing.case import Rule
from routing.sequencing.conflict import Conflict

LIFTED_BY = {
    Rule.COUNT: "Bring another unit of its kind.",
    Rule.APPROVAL: "Have it come sooner or stay longer: approvals, instruments, transfer of authority, rotation.",
    Rule.CAVEAT: "Have the caveat lifted or wider rules granted there.",
    Rule.CONSENT: "Obtain the consent that is missing, and record from when to when it holds.",
    Rule.MANDATE_END: "Have the mandate extended, or cut the phase where it ends.",
    Rule.CONTIGUITY: "Hold a sector beside it first, or give this rule a price.",
    Rule.CONTINUITY: "Give this rule a price, so that a sector may be given up.",
    Rule.STRENGTH: "Bring more people, or assume that fewer are needed.",
    Rule.ENGAGEMENT: "Have wider rules of engagement granted to a unit that could stand there.",
    Rule.QUICK_REACTION: "Bring a quick reaction unit nearer or sooner, or allow more minutes.",
    Rule.MEDICAL: "Bring a medical unit nearer or sooner, or allow more minutes.",
    Rule.POLICE: "Bring police mentors sooner, or give this rule a price.",
    Rule.MONEY: "Have more money signed, sooner, or free of earmarks.",
    Rule.FIXING: "Let go of it under Held by hand.",
}
MOST_OTHERS = 4
KEPT = "it is fixed in another sector then"


def conditions(worked: Worked, found: Conflict, about: int | None = None) -> tuple[dict[str, str], ...]:
    """What cannot hold together, and what would lift each; `about` leaves out the start of that sector itself."""
    told = {
        condition_words(worked, condition): _lifted_by(worked, condition)
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


def condition_words(worked: Worked, condition: Condition) -> str:
    """A condition in a sentence, days as dates and ranks as words."""
    if condition.unit_class is not None:
        return _of_units(worked, condition, condition.unit_class)
    if condition.rule is Rule.MANDATE_END:
        ends = mandate_end(worked.stored.plan)
        day = local_day(ends, worked.stored.plan.time_zone) if ends else "a day nobody knows"
        return f"The mandate ends on {day}, and no sector is held in a phase that reaches beyond."
    if condition.rule is Rule.MONEY:
        return _of_money(worked, condition)
    return condition.text if condition.sector is None else _of_sector(worked, condition, condition.sector)


def _of_sector(worked: Worked, condition: Condition, row: int) -> str:
    sector, asked = worked.case.sectors[row], worked.assumed
    if condition.rule is Rule.CONSENT:
        return _consent(worked, row)
    if condition.rule is Rule.STRENGTH:
        return f"{sector.name} needs {_by_age(sector.strength_by_age)}."
    told = {
        Rule.ENGAGEMENT: f"needs a unit whose rules of engagement are “{_engagement(sector.engagement)}” or wider",
        Rule.QUICK_REACTION: f"needs a quick reaction unit that may act within {asked.force_min:g} minutes by road",
        Rule.MEDICAL: f"needs a medical unit that may act within {asked.care_min:g} minutes by road",
        Rule.POLICE: "needs police mentors, in it or in a sector beside it, from its second phase held on",
        Rule.CONTIGUITY: "has no crossing of its own: a sector beside it must be held one phase earlier",
        Rule.CONTINUITY: "is not given up once it is held, while the mandate lasts",
        Rule.FIXING: "was fixed by hand: see Held by hand",
    }
    words = told.get(condition.rule)
    return f"{sector.name} {words}." if words else condition.text


def _consent(worked: Worked, row: int) -> str:
    plan, sector = worked.stored.plan, worked.stored.plan.sectors[row]
    since = worked.case.sectors[row].consent_from
    lacking = [phase for n, phase in enumerate(plan.phases) if worked.case.is_within_mandate(n)][:since]
    missing = [word for phase in lacking for word in consent_for(plan, sector.id, phase.starts_at).missing]
    # of a party that says different things over time, the latest
    who = "; ".join(f"{name}: {state}" for name, state in {word.name: word.state.value for word in missing}.items())
    until = f" ({who})" if who else ""
    if since is None:
        return f"Consent does not cover {sector.name} to the end of the mandate{until}."
    return f"Consent covers {sector.name} only from {phase_words(plan, since)} on{until}."


def _of_units(worked: Worked, condition: Condition, row: int) -> str:
    unit_class, plan = worked.case.units[row], worked.stored.plan
    if condition.rule is Rule.COUNT:
        many = "There is one" if unit_class.number == 1 else f"There are {unit_class.number}:"
        return f"{many} {unit_class.name}, for one sector at a time."
    if condition.rule is Rule.APPROVAL and unit_class.available_from is not None:
        last = unit_class.available_from + (unit_class.available_phases or len(plan.phases)) - 1
        until = "" if last >= len(plan.phases) - 1 else f" until the end of {phase_words(plan, last)}"
        comes = _comes(worked, row)
        return f"{unit_class.name} can serve from {phase_words(plan, unit_class.available_from)} on{until}{comes}."
    if condition.sector is None:
        return condition.text
    where = plan.sectors[condition.sector].name
    if condition.rule is Rule.FIXING and condition.phase is not None:
        barred = _barred(worked, row, (condition.sector, condition.phase))
        place = f"{where} in {phase_words(plan, condition.phase)}"
        return f"{unit_class.name} in {place}: {barred or 'fixed by hand'}."
    barred = _barred(worked, row, (condition.sector, unit_class.available_from or 0))
    return f"{unit_class.name} may not act in {where}{f': {barred}' if barred else ''}."


def _comes(worked: Worked, row: int) -> str:
    """When a unit comes, where that is after the first phase begins."""
    plan, asked = worked.stored.plan, worked.assumed.asked
    unit = roll_of(plan, asked).units[row][0]
    arrives = arrival_of(plan, unit, asked.dates)
    is_late = arrives is not None and arrives > plan.phases[0].starts_at
    return f"; it comes on {local_day(arrives, plan.time_zone)}" if arrives and is_late else ""


def _barred(worked: Worked, row: int, place: tuple[int, int]) -> str:
    plan = worked.stored.plan
    unit = roll_of(plan, worked.assumed.asked).units[row][0]
    if is_kept_elsewhere(plan, unit, place):
        return KEPT
    told = bars_in(plan, unit, task_of(unit) or TASKS[unit.kind][0], place)
    return " ".join(dict.fromkeys(hindrance.message for hindrance in told)).removesuffix(".")


def _of_money(worked: Worked, condition: Condition) -> str:
    case, currency = worked.case, worked.assumed.asked.currency
    if condition.contributor is not None:
        return f"No source of money may pay for {case.contributors[condition.contributor].name}."
    if condition.purse is None:
        return condition.text
    purse = case.purses[condition.purse]
    return f"{purse.name}: {thousands(sum(purse.arrives), currency)} are signed or received, by the phase they come in."


def _lifted_by(worked: Worked, condition: Condition) -> str:
    """The remedy; what bars a unit in one phase is a caveat, unless somebody held it by hand."""
    if condition.unit_class is not None and condition.sector is not None:
        phase = worked.case.units[condition.unit_class].available_from if condition.phase is None else condition.phase
        barred = _barred(worked, condition.unit_class, (condition.sector, phase or 0))
        if barred == KEPT:
            return "Take “fixed” off its assignment there."
        return LIFTED_BY[Rule.CAVEAT if barred else Rule.FIXING]
    return LIFTED_BY.get(condition.rule, "Give this rule a price.")


def head(worked: Worked, sector: int) -> str:
    """When a sector starts, in one sentence."""
    plan, name, start = worked.stored.plan, worked.case.sectors[sector].name, worked.order.start(sector)
    if start is None:
        return f"{name} is not started in any phase."
    day = local_day(plan.phases[start].starts_at, plan.time_zone)
    return f"{name} starts in {phase_words(plan, start)}, on {day}."


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


def phase_words(plan: Plan, row: int) -> str:
    """A phase by its number and name."""
    return f"phase {row + 1} ({plan.phases[row].name})" if 0 <= row < len(plan.phases) else "after the last phase"


def _phases(plan: Plan, rows: Iterable[int]) -> str:
    return " or ".join(phase_words(plan, row) for row in sorted(rows)).replace(" or phase ", " or ")


def _by_age(strengths: tuple[int, ...]) -> str:
    ages = ("in its first phase held", "in its second", "in its third")
    told = [
        f"{n:,} people {age}" if not i else f"{n:,} {age}"
        for i, (n, age) in enumerate(zip(strengths, ages, strict=False))
    ]
    return f"{', '.join(told)}{' and later' if len(told) > 1 else ' and in all later ones'}"


def _engagement(rank: int) -> str:
    return next((roe.value.replace("_", " ") for roe in RoeClass if roe.rank == rank), f"class {rank}")
