"""The register: accounts, sessions and what was tried, in one place."""

import threading
import time
from datetime import UTC, datetime

from data.identity.account import Account, Limits, Session
from data.identity.accounts import Accounts, Rights
from data.identity.attempts import Attempts, Bound
from data.identity.door import Clock
from data.identity.errors import IdentityError
from data.identity.medium import Medium
from data.identity.passphrases import folded, hashed, matches, require_passphrase
from data.identity.sessions import Sessions
from data.identity.slots import Slots
from data.store.keys import Cost, Key

OF_ONE_NAME, FROM_ONE_PLACE, OF_ONE_NAME_IN_ALL = 5, 30, 50
_AT_ONCE = 2


def _now() -> datetime:
    return datetime.now(UTC)


class Register:
    """Who may come in, and who is in.

    A wrong passphrase and an unknown name look alike and take as long. After five tries in vain with one
    name from one place nothing more is looked at for five minutes.
    """

    def __init__(
        self, medium: Medium, limits: Limits | None = None, clock: Clock = _now, cost: Cost | None = None
    ) -> None:
        self._medium = medium
        self.accounts = Accounts(medium, clock)
        self.sessions = Sessions(medium, clock, limits or Limits(), time.monotonic)
        self.slots = Slots(medium, cost)
        self._attempts = Attempts(time.monotonic)
        # each check takes 64 MB for a moment
        self._checking = threading.Semaphore(_AT_ONCE)

    def known(self, name: str, passphrase: str, *, origin: str) -> Account:
        """Whose name and passphrase these are.

        Raises
        ------
        IdentityError
            When the two do not go together, or this was tried too often.
        """
        bounds = _bounds(name, origin)
        self._attempts.require_few(bounds)
        found = self.accounts.named(name)
        account, secret = found or (None, None)
        with self._checking:
            # others may have failed while this one waited
            self._attempts.require_few(bounds)
            fits = matches(secret, passphrase)
        if account is None or not fits or account.is_disabled:
            self._attempts.failed(bounds)
            self._note("refused", account, origin, "" if account else "unknown name")
            msg = "Name and passphrase do not go together. Try again; capital letters and spaces count."
            raise IdentityError(msg)
        self._attempts.passed(bounds[0].what)
        return account

    def set_up(self, name: str, passphrase: str) -> Account:
        """Make the first account; guests must leave."""
        account = self.accounts.make_first(name, passphrase)
        self.sessions.end_guests()
        return account

    def accept(self, token: str, passphrase: str) -> Account:
        """Choose a passphrase by a link; whoever was in by an older one must leave."""
        account = self.accounts.accept(token, passphrase)
        self.sessions.end_of(account.id)
        return account

    def let_in(self, account: Account, *, origin: str, how: str = "") -> str:
        """Sign in somebody whose right to come in is settled: the token their browser is to hold."""
        token = self.sessions.begin(account)
        self._note("signed in", account, origin, how)
        return token

    def let_guest_in(self, *, origin: str) -> str:
        """Sign in a new guest."""
        return self.let_in(self.accounts.make_guest(), origin=origin)

    def sign_out(self, session: Session) -> None:
        """Sign somebody out, in all their windows."""
        self.sessions.end([session.key])
        self._note("signed out", session.account, "", "")

    def disable(self, account_id: str, *, by: str, is_disabled: bool = True) -> None:
        """Keep somebody out from this moment on, or let them in again."""
        self.accounts.disable(account_id, by=by, is_disabled=is_disabled)
        if is_disabled:
            self.slots.drop(account_id)
        self.sessions.end_of(account_id)

    def give(self, account_id: str, rights: Rights, *, by: str) -> None:
        """Give somebody other rights; they must sign in anew, so that nothing they saw before is left on a screen."""
        self.accounts.give(account_id, rights, by=by)
        self.sessions.end_of(account_id)

    def prove(self, session: Session, passphrase: str, *, origin: str) -> None:
        """Take note that somebody who is signed in gave their passphrase again.

        Raises
        ------
        IdentityError
            When it is not theirs, or this was tried too often.
        """
        self.known(session.account.name, passphrase, origin=origin)
        self.sessions.prove(session.key)

    def change_passphrase(self, session: Session, said: tuple[str, str], key: Key | None, *, origin: str) -> None:
        """Let somebody have another passphrase, given the one they had; all their other sessions end.

        The key of the operations is sealed under the new one in the same moment: neither is ever without the other.

        Raises
        ------
        IdentityError
            When the old one is not theirs, or the new one will not do.
        """
        old, new = said
        account = self.known(session.account.name, old, origin=origin)
        require_passphrase(new, account.name)
        secret, box = hashed(new), self.slots.box(key, new) if key else None
        with self._medium.writing() as connection:
            self.accounts.take_passphrase(connection, account.id, secret)
            if box is not None:
                self.slots.keep(connection, account.id, box)
        self.sessions.end_of(account.id, but=session.key)
        self.sessions.prove(session.key)

    def refused(self, origin: str, why: str) -> None:
        """Take note of somebody who was refused without being known."""
        self._note("refused", None, origin, why)

    def acted(self, act: str, *, by: str, detail: str) -> None:
        """Take note of what somebody did with this machine as a whole."""
        with self._medium.writing() as connection:
            self.accounts.note(connection, act, account=None, by=by, detail=detail)

    def close(self) -> None:
        """Let go of the tables."""
        self._medium.close()

    def _note(self, act: str, account: Account | None, origin: str, detail: str) -> None:
        who = account.id if account else None
        with self._medium.writing() as connection:
            self.accounts.note(connection, act, account=who, by=who, origin=origin, detail=detail)


def _bounds(name: str, origin: str) -> tuple[Bound, ...]:
    known = folded(name)
    return (
        Bound(f"{known}\n{origin}", OF_ONE_NAME),
        Bound(f"from {origin}", FROM_ONE_PLACE),
        Bound(f"name {known}", OF_ONE_NAME_IN_ALL),
    )
