"""The key of a file: made by chance, kept only sealed under a passphrase, destroyed by destroying what seals it."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data.errors import StoreError

KEY_BYTES = 32
FORMAT = 1
_ABOUT = b"passage key 1"
_NONCE_BYTES = 12
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """What a file is encrypted with; never shown, not even by a traceback."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            msg = f"A key has {KEY_BYTES} bytes, this one {len(self.secret)}."
            raise StoreError(msg)

    def __repr__(self) -> str:
        return "Key(…)"

    @property
    def for_pages(self) -> str:
        """The key as SQLCipher takes it: the bytes themselves and the salt of the checks on pages.

        Were the salt not told, it would be read from the first bytes of the file, and a power loss that
        spoils these while they are written would make all else unreadable.
        """
        salt = hashlib.blake2b(self.secret, digest_size=_SALT_BYTES, person=b"passage pages").hexdigest()
        return f"x'{self.secret.hex()}{salt}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """How much work it is to try one passphrase: argon2id over so much memory, so many times.

    The default is the second choice of RFC 9106, for machines of little memory.
    """

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4


def new_key() -> Key:
    """A key that nobody has seen."""
    return Key(secrets.token_bytes(KEY_BYTES))


def sealed(key: Key, passphrase: str, cost: Cost | None = None) -> str:
    """The key as text that only the passphrase opens."""
    work, salt, nonce = cost or Cost(), secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    box = AESGCM(stretched(passphrase, salt, work)).encrypt(nonce, key.secret, _ABOUT)
    said = {"format": FORMAT, "salt": salt.hex(), "nonce": nonce.hex(), "sealed": box.hex(), **asdict(work)}
    return json.dumps(said, sort_keys=True)


def unsealed(text: str, passphrase: str) -> Key:
    """The key that was sealed.

    Raises
    ------
    StoreError
        When the passphrase is another, or the text is not what was written.
    """
    said = _read(text)
    try:
        work = Cost(memory_kib=said["memory_kib"], passes=said["passes"], lanes=said["lanes"])
        salt, nonce, box = (bytes.fromhex(said[name]) for name in ("salt", "nonce", "sealed"))
        return Key(AESGCM(stretched(passphrase, salt, work)).decrypt(nonce, box, _ABOUT))
    except InvalidTag as fault:
        msg = "This passphrase does not open the key; try it again, capital letters and spaces count."
        raise StoreError(msg) from fault
    except (KeyError, TypeError, ValueError) as fault:
        raise StoreError(_DAMAGED) from fault


_DAMAGED = "The sealed key is damaged; restore it from a copy. Without it nothing can be read."
_MOST_KIB = 1_048_576


def _read(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError as fault:
        raise StoreError(_DAMAGED) from fault
    if not isinstance(said, dict) or not isinstance(said.get("format"), int):
        raise StoreError(_DAMAGED)
    if said["format"] > FORMAT:
        msg = "The key was sealed by a newer version; update before opening it."
        raise StoreError(msg)
    if not 0 < int(said.get("memory_kib", 0)) <= _MOST_KIB:
        raise StoreError(_DAMAGED)
    return said


def stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The secret that a passphrase stands for, after so much work."""
    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
