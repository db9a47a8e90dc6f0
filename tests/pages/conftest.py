"""Somebody who is signed in, for pages that are run without a gate before them."""

from datetime import UTC, datetime

import pytest

from data.identity.account import Account, Session
from data.identity.principal import Role
from data.model.sharing import Sensitivity
from pages.state import live, person

AT = datetime(2027, 3, 10, 6, tzinfo=UTC)


def account(**changes):
    """Somebody with all rights, but for what is changed."""
    usual = {
        "id": "mona",
        "name": "Mona Haddad",
        "roles": frozenset(Role),
        "clearance": Sensitivity.SEVERE,
        "sectors": frozenset(),
        "is_guest": False,
        "is_disabled": False,
        "has_passphrase": True,
        "made_at": AT,
    }
    return Account(**{**usual, **changes})


@pytest.fixture(autouse=True)
def sign_in(monkeypatch):
    """Sign in somebody with all rights; called, somebody else."""

    def as_(**changes):
        session = Session(key="0" * 64, account=account(**changes), began_at=datetime.now(UTC), acted_at=AT)
        monkeypatch.setattr(person, "_session", lambda: session)

    as_()
    return as_


@pytest.fixture(autouse=True)
def end_of_the_feed():
    """Let no thread of one test ask for operations in the home of the next."""
    yield
    live.listening().to(None)
    if live.feed.cache_info().currsize:
        live.feed().close()
        live.feed.cache_clear()
