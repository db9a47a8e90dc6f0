"""What every record goes by, also those that nobody gave a name."""

from data.model import (
    Assignment,
    CommandRelation,
    Commitment,
    Consent,
    ExchangeRate,
    Handover,
    Plan,
    Pledge,
    Record,
    Restoration,
    RoeGrant,
    TaskRequirement,
)
from pages.look.clock import local_day
from pages.look.force_words import spoken
from pages.parts.facts import title_of


def label_of(plan: Plan, record: Record) -> str:
    """The name of a record, or what it says of which others; the Arabic name beside it where one is known."""
    match record:
        case Consent(party=party, about=about, task=task):
            what = called(plan, about) if about else spoken(task) if task else ""
            return f"{called(plan, party)} on {what}"
        case Pledge(contributor=contributor):
            return f"{called(plan, contributor)}: {title_of(record)}"
        case Commitment(funding_source=source, amount=amount, currency=currency):
            return f"{called(plan, source)}: {amount:,.0f} {currency}"
        case RoeGrant(contributor=contributor, roe=roe, sector=sector, phase=phase):
            where = " in ".join(called(plan, one) for one in (sector, phase) if one)
            return f"{called(plan, contributor)}: {spoken(roe)}, {where or 'everywhere'}"
        case CommandRelation(subject=subject, level=level, headquarters=headquarters):
            return f"{called(plan, subject)}: {spoken(level)} to {called(plan, headquarters)}"
        case _:
            return _other(plan, record)


def called(plan: Plan, record_id: str) -> str:
    """The label of the record with this id; the id itself where the plan has none."""
    record = plan.find(record_id)
    return label_of(plan, record).split(" · ")[0] if record else record_id


def _other(plan: Plan, record: Record) -> str:
    match record:
        case Assignment(unit=unit, task=task, sector=sector):
            return f"{called(plan, unit)}: {spoken(task)} in {called(plan, sector)}"
        case TaskRequirement(task=task):
            return f"What is required for: {spoken(task)}"
        case ExchangeRate(currency=currency, into=into, at=at):
            return f"{currency} into {into}, {local_day(at, plan.time_zone)}"
        case Handover(sector=sector):
            return f"Hand-over of {called(plan, sector)}"
        case Restoration(service=service, site=site):
            return f"{spoken(service).capitalize()} at {called(plan, site)}"
        case _:
            return title_of(record)
