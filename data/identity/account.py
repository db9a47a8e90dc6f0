"""Accounts as values: who somebody is, and what they may be given."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.identity.principal import Principal, Role
from data.model.sharing import Sensitivity

TOKEN_BYTES = 32
FRESH = timedelta(minutes=15)
"""How long after somebody gave their passphrase nobody asks for it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may come in. Without a passphrase of their own they have not followed their link yet."""

    id: str
    name: str
    roles: frozenset[Role]
    clearance: Sensitivity
    sectors: frozenset[str]
    is_guest: bool
    is_disabled: bool
    has_passphrase: bool
    made_at: datetime

    @property
    def principal(self) -> Principal:
        """The person as operations see them."""
        return Principal(
            id=self.id,
            name=self.name,
            roles=self.roles,
            clearance=self.clearance,
            sectors=self.sectors,
            is_guest=self.is_guest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is signed in; `key` tells sessions apart and opens nothing.

    `proved_at` is when they last gave their passphrase again.
    """

    key: str
    account: Account
    began_at: datetime
    acted_at: datetime
    proved_at: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether they gave their passphrase a short while ago; guests have none to give."""
        return self.account.is_guest or now - (self.proved_at or self.began_at) <= FRESH


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long somebody stays signed in: without an act of their own, and at most."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Something that was tried at the door, or changed about an account."""

    at: datetime
    act: str
    account: str | None
    by: str | None
    origin: str
    detail: str


def new_token() -> str:
    """What a browser holds, or a link carries: 256 bits by chance."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def key_of(token: str) -> str:
    """What is kept of a token: it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()
