"""Accounts as they are kept: made, found, changed and disabled."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from data.identity.account import Account, key_of, new_token
from data.identity.door import Door, at_of
from data.identity.errors import IdentityError
from data.identity.passphrases import folded, hashed, require_passphrase, tidy
from data.identity.principal import Role
from data.identity.tables import ACCOUNT, INVITATION, OUTSIDE
from data.model.sharing import Sensitivity

INVITED_FOR = timedelta(hours=72)
GUEST_ROLES = frozenset({Role.COORDINATOR, Role.SECURITY_CELL, Role.AUDITOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What an account is given: roles, clearance, and the sectors that are its own as a member of a security cell."""

    roles: frozenset[Role]
    clearance: Sensitivity
    sectors: frozenset[str] = frozenset()


ALL_RIGHTS = Rights(roles=frozenset(Role), clearance=Sensitivity.SEVERE)
"""What the first account of a machine is given."""


class Accounts(Door):
    """The accounts of an installation, and what happens about them."""

    def are_there(self) -> bool:
        """Whether anybody but guests has an account."""
        with self._medium.reading() as connection:
            return connection.execute(sa.select(ACCOUNT.c.id).where(~ACCOUNT.c.is_guest).limit(1)).first() is not None

    def all(self) -> tuple[Account, ...]:
        """Everybody who has an account, by name; guests are not among them."""
        with self._medium.reading() as connection:
            rows = connection.execute(sa.select(ACCOUNT).where(~ACCOUNT.c.is_guest).order_by(ACCOUNT.c.folded))
            return tuple(account_of(row) for row in rows.mappings())

    def of(self, account_id: str) -> Account:
        """One account.

        Raises
        ------
        IdentityError
            When there is none.
        """
        return account_of(self._row(ACCOUNT.c.id == account_id))

    def named(self, name: str) -> tuple[Account, str | None] | None:
        """The account of a name and the hash of its passphrase."""
        with self._medium.reading() as connection:
            asked = sa.select(ACCOUNT).where(ACCOUNT.c.folded == folded(name), ~ACCOUNT.c.is_guest)
            row = connection.execute(asked).mappings().first()
        return None if row is None else (account_of(row), row["secret"])

    def known_as(self, words: Iterable[str]) -> Account | None:
        """The account of somebody whom the provider knows by one of these words; nobody when that is not plain."""
        with self._medium.reading() as connection:
            known = OUTSIDE.c.known_as.in_([folded(word) for word in words])
            rows = connection.execute(sa.select(ACCOUNT).join(OUTSIDE).where(known, ~ACCOUNT.c.is_guest)).mappings()
            found = [account_of(row) for row in rows]
        return found[0] if len(found) == 1 else None

    def word_of(self, account_id: str) -> str:
        """What the provider knows somebody by; nothing where they sign in with a passphrase."""
        with self._medium.reading() as connection:
            return (
                connection.execute(sa.select(OUTSIDE.c.known_as).where(OUTSIDE.c.account == account_id)).scalar() or ""
            )

    def tie(self, account_id: str, word: str, *, by: str) -> None:
        """Let somebody sign in through the provider that knows them by this word; none takes that away.

        Raises
        ------
        IdentityError
            When somebody else is known by it.
        """
        known = folded(word)
        with self._medium.writing() as connection:
            taken = sa.select(OUTSIDE.c.account).where(OUTSIDE.c.known_as == known, OUTSIDE.c.account != account_id)
            if connection.execute(taken).first():
                msg = "Somebody else here is known to the provider by this; look at the list of accounts."
                raise IdentityError(msg)
            connection.execute(OUTSIDE.delete().where(OUTSIDE.c.account == account_id))
            if known:
                connection.execute(OUTSIDE.insert().values(account=account_id, known_as=known))
            self.note(connection, "provider tied" if known else "provider untied", account=account_id, by=by)

    def make_first(self, name: str, passphrase: str) -> Account:
        """The first account of this machine, with all rights.

        Raises
        ------
        IdentityError
            When there is one already, or name or passphrase will not do.
        """
        require_passphrase(passphrase, kept := tidy(name))
        secret = hashed(passphrase)
        with self._medium.writing() as connection:
            if connection.execute(sa.select(ACCOUNT.c.id).where(~ACCOUNT.c.is_guest)).first():
                msg = "This machine has been set up already; sign in."
                raise IdentityError(msg)
            row = self._new(connection, kept, ALL_RIGHTS, secret=secret)
            self.note(connection, "set up", account=row["id"], by=row["id"])
        return account_of(row)

    def make_guest(self) -> Account:
        """A new guest, who may do everything in the illustrative operation."""
        rights = Rights(roles=GUEST_ROLES, clearance=Sensitivity.SEVERE)
        with self._medium.writing() as connection:
            number = 1 + len(connection.execute(sa.select(ACCOUNT.c.id).where(ACCOUNT.c.is_guest)).all())
            row = self._new(connection, f"Guest {number}", rights, is_guest=True)
            self.note(connection, "guest", account=row["id"], by=row["id"])
        return account_of(row)

    def invite(self, name: str, rights: Rights, *, by: str) -> tuple[Account, str]:
        """A new account and the token of the link by which its person comes in for the first time.

        Raises
        ------
        IdentityError
            When the name is taken or will not do.
        """
        with self._medium.writing() as connection:
            row = self._new(connection, tidy(name), rights)
            self.note(connection, "account made", account=row["id"], by=by, detail=_told(rights))
            token = self._link(connection, row["id"])
        return account_of(row), token

    def invite_again(self, account_id: str, *, by: str) -> str:
        """The token of a new link for somebody who lost theirs, or their passphrase; the old ones are void.

        Raises
        ------
        IdentityError
            When nobody would be left to look after accounts.
        """
        with self._medium.writing() as connection:
            _change(connection, account_id, secret=None)
            _require_administrator(connection)
            self.note(connection, "new link", account=account_id, by=by)
            return self._link(connection, account_id)

    def invited(self, token: str) -> Account | None:
        """Whom a link is for; nobody when it was used, is too old or was never given out."""
        with self._medium.reading() as connection:
            asked = (
                sa.select(ACCOUNT)
                .join(INVITATION)
                .where(INVITATION.c.key == key_of(token), INVITATION.c.ends_at > self._now(), ~ACCOUNT.c.is_disabled)
            )
            row = connection.execute(asked).mappings().first()
        return None if row is None else account_of(row)

    def accept(self, token: str, passphrase: str) -> Account:
        """Choose a passphrase by a link, which is void from then on.

        Raises
        ------
        IdentityError
            When the link is void, or the passphrase will not do.
        """
        account = self.invited(token)
        if account is None:
            msg = "This link was used or is too old; ask whoever sent it for a new one."
            raise IdentityError(msg)
        require_passphrase(passphrase, account.name)
        secret = hashed(passphrase)
        with self._medium.writing() as connection:
            if not connection.execute(INVITATION.delete().where(INVITATION.c.key == key_of(token))).rowcount:
                msg = "This link was used already; sign in, or ask for a new one."
                raise IdentityError(msg)
            _change(connection, account.id, secret=secret)
            self.note(connection, "passphrase chosen", account=account.id, by=account.id)
        return self.of(account.id)

    def give(self, account_id: str, rights: Rights, *, by: str) -> None:
        """Give an account other rights.

        Raises
        ------
        IdentityError
            When nobody would be left to look after accounts.
        """
        with self._medium.writing() as connection:
            _change(connection, account_id, **_columns(rights))
            _require_administrator(connection)
            self.note(connection, "rights changed", account=account_id, by=by, detail=_told(rights))

    def disable(self, account_id: str, *, by: str, is_disabled: bool = True) -> None:
        """Keep somebody out, or let them in again.

        Raises
        ------
        IdentityError
            When nobody would be left to look after accounts.
        """
        with self._medium.writing() as connection:
            _change(connection, account_id, is_disabled=is_disabled)
            connection.execute(INVITATION.delete().where(INVITATION.c.account == account_id))
            _require_administrator(connection)
            self.note(connection, "disabled" if is_disabled else "enabled", account=account_id, by=by)

    def take_passphrase(self, connection: sa.Connection, account_id: str, secret: str) -> None:
        """Let an account have another passphrase, known by its hash."""
        _change(connection, account_id, secret=secret)
        self.note(connection, "passphrase changed", account=account_id, by=account_id)

    def _row(self, which: sa.ColumnElement[bool]) -> Any:
        with self._medium.reading() as connection:
            row = connection.execute(sa.select(ACCOUNT).where(which)).mappings().first()
        if row is None:
            msg = "There is no such account any more; look at the list again."
            raise IdentityError(msg)
        return row

    def _new(
        self, connection: sa.Connection, name: str, rights: Rights, *, secret: str | None = None, is_guest: bool = False
    ) -> dict[str, Any]:
        key = f"guest {secrets.token_hex(8)}" if is_guest else folded(name)
        if connection.execute(sa.select(ACCOUNT.c.id).where(ACCOUNT.c.folded == key)).first():
            msg = f"There is an account named {name} already; take another name."
            raise IdentityError(msg)
        who = {"id": secrets.token_hex(8), "name": name, "folded": key, "secret": secret, "made_at": self._now()}
        row = {**who, **_columns(rights), "is_guest": is_guest, "is_disabled": False}
        connection.execute(ACCOUNT.insert().values(row))
        return row

    def _link(self, connection: sa.Connection, account_id: str) -> str:
        token = new_token()
        connection.execute(INVITATION.delete().where(INVITATION.c.account == account_id))
        ends_at = self._now() + INVITED_FOR.total_seconds()
        connection.execute(INVITATION.insert().values(key=key_of(token), account=account_id, ends_at=ends_at))
        return token


def account_of(row: Any) -> Account:
    """An account from its row."""
    return Account(
        id=row["id"],
        name=row["name"],
        roles=frozenset(Role(word) for word in json.loads(row["roles"])),
        clearance=Sensitivity(row["clearance"]),
        sectors=frozenset(json.loads(row["sectors"])),
        is_guest=row["is_guest"],
        is_disabled=row["is_disabled"],
        has_passphrase=row["secret"] is not None,
        made_at=at_of(row["made_at"]),
    )


def _columns(rights: Rights) -> dict[str, Any]:
    return {
        "roles": json.dumps(sorted(rights.roles)),
        "clearance": int(rights.clearance),
        "sectors": json.dumps(sorted(rights.sectors)),
    }


def _told(rights: Rights) -> str:
    return f"{', '.join(sorted(rights.roles)) or 'no role'}; {rights.clearance.name.lower()}"


def _change(connection: sa.Connection, account_id: str, **columns: Any) -> None:
    changed = connection.execute(ACCOUNT.update().where(ACCOUNT.c.id == account_id).values(columns)).rowcount
    if not changed:
        msg = "There is no such account any more; look at the list again."
        raise IdentityError(msg)


def _require_administrator(connection: sa.Connection) -> None:
    able = (~ACCOUNT.c.is_disabled, ~ACCOUNT.c.is_guest, ACCOUNT.c.secret.is_not(None))
    rows = connection.execute(sa.select(ACCOUNT.c.roles).where(*able)).scalars()
    if not any(Role.ADMINISTRATOR in json.loads(roles) for roles in rows):
        msg = "Nobody would be left to look after accounts; make somebody else an administrator first."
        raise IdentityError(msg)
