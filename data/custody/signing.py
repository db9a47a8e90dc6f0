"""The installation's own key: what it signs can be told from what anybody else wrote, or changed since."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data.errors import StoreError

FILE = "installation.key"
"""Name of the file an installation's own key is kept in."""

SIGNATURE_BYTES = 64
KEY_BYTES = 32
_LETTERS = 16


class Signer:
    """The key of an installation; what it signs, its `sign` says who did."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def __repr__(self) -> str:
        return f"Signer({self.sign})"

    @property
    def public(self) -> bytes:
        """What others check the signature with."""
        return self._key.public_key().public_bytes_raw()

    @property
    def sign(self) -> str:
        """How people tell this installation from others."""
        return sign_of(self.public)

    def signed(self, content: bytes) -> bytes:
        """The signature of some bytes."""
        return self._key.sign(content)


def sign_of(public: bytes) -> str:
    """An installation's key as people compare it: `3f9a-1c22-88d0-77b1`.

    >>> sign_of(bytes(32))
    '0000-0000-0000-0000'
    """
    start = public.hex()[:_LETTERS]
    return "-".join(start[at : at + 4] for at in range(0, _LETTERS, 4))


def is_signed(public: bytes, signature: bytes, content: bytes) -> bool:
    """Whether these bytes are what the holder of a key signed."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def signer_in(path: Path) -> Signer:
    """The key kept in a file, made by chance where there is none yet, readable by nobody else.

    Raises
    ------
    StoreError
        When the file holds something else.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "wb") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        file.flush()
        os.fsync(file.fileno())
    return _read(path)


def _read(path: Path) -> Signer:
    secret = path.read_bytes()
    if len(secret) != KEY_BYTES:
        msg = f"{path.name} does not hold the key of this installation; restore it from a copy, or remove it."
        raise StoreError(msg)
    return Signer(Ed25519PrivateKey.from_private_bytes(secret))
