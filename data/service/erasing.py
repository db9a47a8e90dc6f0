"""Erasing: what is taken out of an operation for good, on request and by the rules of retention, for who may."""

from dataclasses import dataclass
from datetime import datetime

from data.custody.retention import RULES, Rule, due
from data.errors import NotAllowed, StoreError
from data.identity.principal import Principal, Role
from data.store.erasure import Asked, Erasing, NothingToErase
from data.store.protocol import PlanStore

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


def erase(who: Principal, store: PlanStore, asked: Asked, *, reason: str) -> Erasing:
    """What was taken out of every version of some records.

    Raises
    ------
    NotAllowed
        When the person neither administers nor coordinates.
    StoreError
        When there is nothing to erase, or it cannot be erased by itself.
    """
    if not who.has(*KEEPERS):
        message = "Records are erased by an administrator or a coordinator."
        raise NotAllowed(message)
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


def _retained(who: Principal, store: PlanStore, rule: Rule, asked: Asked) -> Retained | None:
    try:
        done = erase(who, store, asked, reason=f"Retention: {rule.told}")
    except NothingToErase:
        return None
    except StoreError as fault:
        return Retained(rule=rule, records=0, versions=0, hindered=str(fault))
    return Retained(rule=rule, records=len(asked.keys), versions=len(done.parts))
