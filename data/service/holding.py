"""Holding: what of a copy that is moved in may be in force at once, and what waits for a second person."""

from datetime import datetime

from data.identity.principal import Principal
from data.model import Plan
from data.model.sharing import Sharing
from data.service.changes import Settings, changes_between, settings_between, with_changes
from data.service.rights import KEEPERS_SETTINGS
from data.service.saving import parts_in
from data.store.meeting import Held
from data.store.proposal import Proposal, new_id


def what_waits(who: Principal, at: datetime, plan: Plan, wanted: Plan, origin: str) -> Held:
    """What a copy brings, told apart as a save is: what looks safer than what stands here waits.

    A protocol that shows more, or a rule that does without a second person, is not taken from a copy at
    all: an administrator sets them here, with a reason.
    """
    if plan.one_person_suffices:
        return Held(plan=wanted)
    settings = _taken(plan, settings_between(plan, wanted))
    parts = parts_in(plan, changes_between(plan, wanted))
    if not parts.waiting:
        return Held(plan=with_settings(wanted, plan, settings))
    waiting = Proposal(
        id=new_id(),
        by_id=who.id,
        by=who.name,
        at=at,
        reason=f"Came with the copy from {origin}",
        base=0,
        changes=parts.waiting,
    )
    return Held(plan=with_changes(plan, parts.at_once, settings), waiting=waiting)


def with_settings(wanted: Plan, plan: Plan, settings: Settings) -> Plan:
    """The plan that is wanted, with only these of its settings, and the rest as they stand."""
    return with_changes(wanted, (), tuple({**plan.settings(), **dict(settings)}.items()))


def told_of_waiting(count: int) -> str:
    """How much of a copy waits, in a sentence that names nothing."""
    many = "1 change that looks safer waits" if count == 1 else f"{count} changes that look safer wait"
    return f"{many} for a second person, on the page To confirm."


def _taken(plan: Plan, settings: Settings) -> Settings:
    return tuple((name, value) for name, value in settings if name not in KEEPERS_SETTINGS or _is_stricter(plan, value))


def _is_stricter(plan: Plan, value: object) -> bool:
    """Whether a protocol keeps nothing less back than the one that stands, or a second person is needed from now on."""
    if not isinstance(value, Sharing):
        return value is False
    ids = {key for one in (plan.sharing, value) for key, _ in one.records}
    kinds = {kind for one in (plan.sharing, value) for kind, _ in one.kinds}
    about = [*((kind, "") for kind in kinds), *((kind, key) for kind in (*kinds, "") for key in ids)]
    return all(value.of_record(*one) >= plan.sharing.of_record(*one) for one in about)
