"""Passphrases and names: what is asked of them, and how a passphrase is kept so that nobody can read it."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.identity.errors import IdentityError

FEWEST = 15
MOST = 200
_MOST_OF_NAME = 80
_FEWEST_KINDS = 6
# argon2id under the second choice of RFC 9106, for machines of little memory
_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("whoever asks for an unknown name waits as long as for a known one")


def hashed(passphrase: str) -> str:
    """An argon2id hash of a passphrase, with its salt and cost."""
    return _HASHER.hash(spelt(passphrase))


def matches(secret: str | None, passphrase: str) -> bool:
    """Whether the passphrase is the one that was hashed; as slow where there is no hash."""
    try:
        return _HASHER.verify(secret or _NOBODYS, spelt(passphrase)) and secret is not None
    except (VerificationError, InvalidHashError):
        return False


def require_passphrase(passphrase: str, name: str) -> None:
    """Refuse what is guessed easily.

    Raises
    ------
    IdentityError
        Saying what to do.
    """
    plain = spelt(passphrase)
    if len(plain) < FEWEST:
        msg = f"Choose a passphrase of at least {FEWEST} characters; four or five words are easy to remember."
        raise IdentityError(msg)
    if len(plain) > MOST:
        msg = f"Choose a passphrase of at most {MOST} characters."
        raise IdentityError(msg)
    rest = plain.casefold().replace(folded(name), "")
    if len(set(rest)) < _FEWEST_KINDS:
        msg = "Choose a passphrase that is not your name and not a few characters again and again."
        raise IdentityError(msg)


def tidy(name: str) -> str:
    """A name as it is kept: composed, without blanks around or doubled.

    Raises
    ------
    IdentityError
        When it is empty, too long, or holds signs that cannot be seen.

    >>> tidy("  Mona   Haddad ")
    'Mona Haddad'
    """
    kept = " ".join(unicodedata.normalize("NFC", name).split())
    if not kept:
        msg = "Give a name; it stands in the history beside everything you do."
        raise IdentityError(msg)
    if len(kept) > _MOST_OF_NAME:
        msg = f"Give a name of at most {_MOST_OF_NAME} characters."
        raise IdentityError(msg)
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} for sign in kept):
        msg = "Give the name without signs that cannot be seen."
        raise IdentityError(msg)
    return kept


def folded(name: str) -> str:
    """A name by which it is found, however it is written."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def spelt(passphrase: str) -> str:
    """A passphrase in one spelling, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", passphrase)
