"""Accounts: who they are, what they are given, and who is in. All of it is for administrators."""

from data.errors import NotAllowed
from data.identity.account import Account, Session, Visit
from data.identity.accounts import Rights
from data.identity.principal import Principal, Role
from data.identity.register import Register
from data.model import Finding
from data.service.severe import require_fresh
from data.store.protocol import Anchor


def accounts(who: Principal, register: Register) -> tuple[Account, ...]:
    """Everybody who has an account, by name."""
    _require_administrator(who)
    return register.accounts.all()


def signed_in(who: Principal, register: Register) -> tuple[Session, ...]:
    """Everybody who is signed in, the newest first."""
    _require_administrator(who)
    return register.sessions.all()


def visits(who: Principal, register: Register, most: int = 200) -> tuple[Visit, ...]:
    """What was tried at the door and changed about accounts of late; for auditors too."""
    if not who.has(Role.ADMINISTRATOR, Role.AUDITOR):
        message = "What happened at the door is for administrators and auditors."
        raise NotAllowed(message)
    return register.accounts.visits(most)


def visits_verified(who: Principal, register: Register, noted: tuple[Anchor, ...] = ()) -> tuple[Finding, ...]:
    """Everything in what happened at the door that is not as it was written or noted; for auditors too."""
    if not who.has(Role.ADMINISTRATOR, Role.AUDITOR):
        message = "What happened at the door is verified by administrators and auditors."
        raise NotAllowed(message)
    return register.accounts.visit_faults(noted)


def names(who: Principal, register: Register) -> dict[str, str]:
    """Names of all accounts by their ids; for auditors too."""
    if not who.has(Role.ADMINISTRATOR, Role.AUDITOR):
        message = "Who did what is for administrators and auditors."
        raise NotAllowed(message)
    return {one.id: one.name for one in register.accounts.all()}


def invite(who: Principal, register: Register, name: str, rights: Rights) -> str:
    """Make an account: the token of the link by which its person comes in for the first time."""
    _require_administrator(who)
    require_fresh(who)
    return register.accounts.invite(name, rights, by=who.id)[1]


def invite_again(who: Principal, register: Register, account_id: str) -> str:
    """The token of a new link for somebody who lost theirs, or their passphrase; all their sessions end."""
    _require_administrator(who)
    require_fresh(who)
    token = register.accounts.invite_again(account_id, by=who.id)
    register.sessions.end_of(account_id)
    return token


def give(who: Principal, register: Register, account_id: str, rights: Rights) -> None:
    """Give somebody other rights; they have to sign in anew."""
    _require_administrator(who)
    require_fresh(who)
    register.give(account_id, rights, by=who.id)


def word_of(who: Principal, register: Register, account_id: str) -> str:
    """What the provider knows somebody by."""
    _require_administrator(who)
    return register.accounts.word_of(account_id)


def tie(who: Principal, register: Register, account_id: str, word: str) -> None:
    """Let somebody sign in through the provider that knows them by this word; all their sessions end."""
    _require_administrator(who)
    require_fresh(who)
    register.accounts.tie(account_id, word, by=who.id)
    register.sessions.end_of(account_id)


def disable(who: Principal, register: Register, account_id: str, *, is_disabled: bool = True) -> None:
    """Keep somebody out from this moment on, or let them in again."""
    _require_administrator(who)
    require_fresh(who)
    register.disable(account_id, by=who.id, is_disabled=is_disabled)


def end_sessions(who: Principal, register: Register, account_id: str) -> int:
    """End all sessions of somebody: how many there were. Everybody may end their own."""
    if account_id != who.id:
        _require_administrator(who)
    return register.sessions.end_of(account_id)


def _require_administrator(who: Principal) -> None:
    if not who.has(Role.ADMINISTRATOR):
        message = "Accounts are looked after by administrators; ask one of them."
        raise NotAllowed(message)
