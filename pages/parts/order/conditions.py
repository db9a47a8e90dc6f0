"""Conditions of an order in the operator's words, and what would lift each."""

from dataclasses import replace

from data.model import Plan, RoeClass
from pages.look.clock import local_day
from pages.parts.order.words import thousands
from pages.state.ordering import Worked
from routing.force.consents import consent_for
from routing.force.gates import mandate_end
from routing.force.gating import lacks
from routing.force.ordering import roll_of
from routing.force.serving import TASKS, arrival_of, bars_in, is_kept_elsewhere, task_of
from routing.sequencing.answer import Condition
from routing.sequencing.case import Rule

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
    Rule.HOURS: "Bring units that can act then, have hours of caveats widened, or say in which hours cover is needed.",
    Rule.GATE: "Have it met and recorded, or change what is assumed of it.",
    Rule.HANDOVER: "Record all four criteria with evidence and the joint decision, or assume it passed.",
    Rule.FIXING: "Let go of it under Held by hand.",
}
KEPT = "it is fixed in another sector then"


def condition_words(worked: Worked, condition: Condition) -> str:
    """A condition in a sentence, days as dates and ranks as words."""
    if condition.need is not None:
        return _at_hours(worked, condition, condition.need)
    if condition.unit_class is not None:
        return _of_units(worked, condition, condition.unit_class)
    if condition.rule is Rule.MANDATE_END:
        ends = mandate_end(worked.stored.plan)
        day = local_day(ends, worked.stored.plan.time_zone) if ends else "a day nobody knows"
        return f"The mandate ends on {day}, and no sector is held in a phase that reaches beyond."
    if condition.rule is Rule.MONEY:
        return _of_money(worked, condition)
    return condition.text if condition.sector is None else _of_sector(worked, condition, condition.sector)


def _at_hours(worked: Worked, condition: Condition, need: Rule) -> str:
    """What a sector needs at hours at which caveats keep some from acting, and whom."""
    asleep = {
        unit.contributor
        for unit in worked.case.units
        for phase, part in unit.away
        if worked.case.phases[phase].day_parts[part] == condition.hours
    }
    names = ", ".join(worked.case.contributors[row].name for row in sorted(asleep))
    whole = condition_words(worked, replace(condition, rule=need, need=None)).removesuffix(".")
    return f"{whole} – {condition.hours}, too, when caveats keep {names} from acting."


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
        Rule.HANDOVER: f"stays under international lead until {handover_words(worked, row)}",
    }
    words = told.get(condition.rule)
    return f"{sector.name} {words}." if words else condition.text


def handover_words(worked: Worked, row: int) -> str:
    """From when the gate of hand-over of a sector is passed, or what it lacks."""
    plan, since = worked.stored.plan, worked.case.sectors[row].handed_over_from
    if since is not None:
        return phase_words(plan, since)
    own = [lacks(one) for one in plan.handovers if one.sector == plan.sectors[row].id]
    fewest = min(own, key=len, default=("none is recorded",))
    return f"its gate of hand-over is passed ({', '.join(fewest)})"


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


def lifted_by(worked: Worked, condition: Condition) -> str:
    """The remedy; what bars a unit in one phase is a caveat, unless somebody held it by hand."""
    if condition.unit_class is not None and condition.sector is not None:
        phase = worked.case.units[condition.unit_class].available_from if condition.phase is None else condition.phase
        barred = _barred(worked, condition.unit_class, (condition.sector, phase or 0))
        if barred == KEPT:
            return "Take “fixed” off its assignment there."
        return LIFTED_BY[Rule.CAVEAT if barred else Rule.FIXING]
    return LIFTED_BY.get(condition.rule, "Give this rule a price.")


def phase_words(plan: Plan, row: int) -> str:
    """A phase by its number and name."""
    return f"phase {row + 1} ({plan.phases[row].name})" if 0 <= row < len(plan.phases) else "after the last phase"


def _by_age(strengths: tuple[int, ...]) -> str:
    ages = ("in its first phase held", "in its second", "in its third")
    told = [
        f"{n:,} people {age}" if not i else f"{n:,} {age}"
        for i, (n, age) in enumerate(zip(strengths, ages, strict=False))
    ]
    return f"{', '.join(told)}{' and later' if len(told) > 1 else ' and in all later ones'}"


def _engagement(rank: int) -> str:
    return next((roe.value.replace("_", " ") for roe in RoeClass if roe.rank == rank), f"class {rank}")
