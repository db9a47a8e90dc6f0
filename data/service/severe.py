"""Severe acts: what nobody does at a screen that was left open, so that a passphrase given long ago is not enough."""

from collections.abc import Iterable

from data.errors import AskAgain
from data.identity.principal import Principal
from data.model import Convoy
from data.service.changes import Settings
from data.store.change import Change


def require_fresh(who: Principal) -> None:
    """Refuse a severe act to somebody who gave their passphrase some time ago.

    Raises
    ------
    AskAgain
        Saying what to do.
    """
    if not who.is_fresh:
        message = (
            "Not done: you signed in some time ago, and this needs your passphrase again. Give it under “It is still "
            "me” beside the page, or sign out and in, then do this once more."
        )
        raise AskAgain(message)


def require_fresh_for(who: Principal, changes: Iterable[Change], settings: Settings = ()) -> None:
    """Refuse a save that releases a convoy, or lets the operation do without a second person; see `require_fresh`.

    Raises
    ------
    AskAgain
        Saying what to do.
    """
    if any(map(_releases, changes)) or ("one_person_suffices", True) in settings:
        require_fresh(who)


def _releases(change: Change) -> bool:
    after, was = change.after, change.before.release if isinstance(change.before, Convoy) else None
    return isinstance(after, Convoy) and after.release is not None and after.release != was
