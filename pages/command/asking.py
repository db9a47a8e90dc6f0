"""Who asks at the command line: whoever signs in with an account, or the owner of a machine without accounts."""

import argparse
import getpass
from typing import TYPE_CHECKING

from data.errors import StoreError
from data.identity.account import Account
from data.identity.principal import Principal, Role
from data.identity.register import Register
from pages.web.gate import keys
from pages.web.gate.here import register

if TYPE_CHECKING:
    from pathlib import Path


def asked_by(arguments: argparse.Namespace) -> Principal:
    """Whoever signs in with an account; the owner of the machine while there are no accounts.

    Raises
    ------
    PassageError
        When nobody is named, or name and passphrase do not go together.
    """
    people = register()
    if not people.accounts.are_there():
        return owner()
    account, word = _signed_in(people, arguments)
    keys.open_for(people, account, word)
    return account.principal


def _signed_in(people: Register, arguments: argparse.Namespace) -> tuple[Account, str]:
    if arguments.person is None:
        msg = "There are accounts here; say who asks: --as NAME, with the passphrase in --sign-in-file FILE or typed."
        raise StoreError(msg)
    kept: Path | None = arguments.sign_in_file
    word = kept.read_text(encoding="utf-8").strip() if kept else getpass.getpass("Your passphrase: ")
    return people.known(arguments.person, word, origin="command line"), word


def owner() -> Principal:
    """Whoever holds the files of this machine and their key."""
    user = getpass.getuser()
    roles = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
    return Principal(id=f"machine:{user}", name=f"{user} at the command line", roles=roles)


def wiped_by(arguments: argparse.Namespace) -> Principal:
    """Whoever signs in; where accounts cannot be read the owner, as whoever damaged them destroyed the slots too.

    Raises
    ------
    PassageError
        When nobody is named, or name and passphrase do not go together.
    """
    try:
        people = register()
        are_there = people.accounts.are_there()
    except StoreError:
        return owner()
    return _signed_in(people, arguments)[0].principal if are_there else owner()
