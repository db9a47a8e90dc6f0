"""For whom: a person in the words of a store that judges rows itself."""

from contextlib import AbstractContextManager

from data.errors import NotAllowed
from data.identity.principal import Principal
from data.service.seen import View, sight_of
from data.store.asker import Asker, asked_by
from data.store.plan_store import PlanStore


def asker_of(who: Principal) -> Asker:
    """A person in the words of a database."""
    return Asker(
        person=who.id,
        roles=frozenset(role.value for role in who.roles),
        clearance=who.clearance.value,
        sectors=who.sectors,
    )


def on_behalf_of(who: Principal) -> AbstractContextManager[None]:
    """A block whose saves the store judges once more as this person's."""
    return asked_by(asker_of(who))


def require_agreed(view: View, who: Principal, store: PlanStore, seq: int) -> View:
    """The view, unless the store itself would keep back something in it.

    Raises
    ------
    NotAllowed
        When service and store do not agree; nothing is shown then.
    """
    if not sight_of(who):
        return view
    kept_back = store.kept_back(asker_of(who), [str(record.id) for record in view.plan.records()], seq=seq)
    if kept_back:
        message = (
            f"Nothing is shown: the app would show {len(kept_back)} records that the database keeps back from you. "
            "Tell whoever looks after the server; somebody else can open the operation meanwhile."
        )
        raise NotAllowed(message)
    return view
