"""Erasing: what is taken out of an operation for good, on request and by the rules of retention, for who may."""

from dataclasses import dataclass, replace
from datetime import datetime

from data.custody.retention import RULES, Rule, due
from data.errors import NotAllowed, StoreError
from data.identity.principal import Principal, Role
from data.service.asking import on_behalf_of
from data.service.seen import may_see
from data.service.severe import require_fresh
from data.service.trail import refusal_noted
from data.store.erasure import Asked, Erasing, NothingToErase
from data.store.plan_store import PlanStore

KEEPERS = (Role.ADMINISTRATOR, Role.COORDINATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """What a rule of retention did: how many records and versions it went through; or why it could not."""

    rule: Rule
    records: int
    versions: int
    hindered: str = ""

    @property
    def told(self) -> str:
        """It in a sentence."""
        done = f"erased in {self.versions} versions of {self.records} records"
        return f"{self.rule.told}: {f'not erased: {self.hindered}' if self.hindered else done}."


@refusal_noted("erase")
def erase(who: Principal, store: PlanStore, asked: Asked, *, reason: str) -> Erasing:
    """What was taken out of every version of some records.

    Raises
    ------
    NotAllowed
        When the person neither administers nor coordinates.
    StoreError
        When there is nothing to erase, or it cannot be erased by itself.
    """
    _require_seen(who, store, asked)
    if not who.has(*KEEPERS):
        message = "Records are erased by an administrator or a coordinator."
        raise NotAllowed(message)
    require_fresh(who)
    if held := sorted({key for _, key in asked.keys} & set(store.read().plan.held)):
        message = f"{held[0]} is held for an inquiry and is not erased; let go of it first, with a reason."
        raise StoreError(message)
    return store.erase(asked, reason=reason, actor=who.name)


def retain(who: Principal, store: PlanStore, now: datetime, rules: tuple[Rule, ...] = RULES) -> tuple[Retained, ...]:
    """What the rules of retention erased now; rules that found nothing are left out.

    Raises
    ------
    NotAllowed
        When the person neither administers nor coordinates.
    """
    found = (_retained(who, store, rule, asked) for rule, asked in due(store.whole(), rules, now))
    return tuple(one for one in found if one is not None)


def _require_seen(who: Principal, store: PlanStore, asked: Asked) -> None:
    """Refuse who plans to erase what is kept back from them; an administrator erases what they do not see."""
    plan = store.read().plan
    named = (plan.find(key) for _, key in asked.keys)
    if not who.has(Role.ADMINISTRATOR) and any(
        record is not None and not may_see(plan, who, record, plan.sharing) for record in named
    ):
        message = "Not erased: it is about something that is kept back from you; ask an administrator."
        raise NotAllowed(message)


def _retained(who: Principal, store: PlanStore, rule: Rule, asked: Asked) -> Retained | None:
    try:
        done = erase(who, store, asked, reason=f"Retention: {rule.told}")
    except NothingToErase:
        return None
    except StoreError as fault:
        return Retained(rule=rule, records=0, versions=0, hindered=str(fault))
    return Retained(rule=rule, records=len(asked.keys), versions=len(done.parts))


@refusal_noted("hold")
def hold(who: Principal, store: PlanStore, record_id: str, *, is_held: bool, reason: str) -> int:
    """The revision since which a record is held for an inquiry, so that nothing erases it, or is so no more.

    Raises
    ------
    NotAllowed
        When the person neither administers nor coordinates.
    StoreError
        When there is no such record, or no reason is given.
    """
    if not who.has(*KEEPERS):
        message = "What is held for an inquiry is for an administrator or a coordinator."
        raise NotAllowed(message)
    seen = store.read()
    if is_held and seen.plan.find(record_id) is None:
        message = f"There is no record {record_id} in this operation; look its id up on its page."
        raise StoreError(message)
    others = tuple(one for one in seen.plan.held if one != record_id)
    plan = replace(seen.plan, held=(*others, record_id) if is_held else others)
    with on_behalf_of(who):
        return store.commit(plan, base=seen.seq, reason=reason, actor=who.name).seq
