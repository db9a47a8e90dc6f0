"""Photographs beside the records: kept under the SHA-256 of their content, checked whenever they are read."""

import hashlib
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from data.errors import StoreError
from data.model import Finding, Severity
from data.store.tables import PHOTO


def keep(connection: sa.Connection, jpeg: bytes) -> str:
    """The name of a photograph that is now kept; one that is kept already stays as it is."""
    sha256 = name_of(jpeg)
    if _found(connection, sha256) is None:
        connection.execute(PHOTO.insert().values(sha256=sha256, jpeg=jpeg))
    return sha256


def kept(connection: sa.Connection, sha256: str) -> bytes:
    """The photograph of this name.

    Raises
    ------
    StoreError
        When it is not there, or is not what was kept.
    """
    return checked(sha256, _found(connection, sha256))


def faults(connection: sa.Connection, wanted: Iterable[str]) -> Iterator[Finding]:
    """A finding for each of these photographs that is missing or altered."""
    for sha256 in wanted:
        try:
            kept(connection, sha256)
        except StoreError as fault:
            yield fault_of(sha256, fault)


def name_of(jpeg: bytes) -> str:
    """SHA-256 of a photograph, by which it is known."""
    return hashlib.sha256(jpeg).hexdigest()


def checked(sha256: str, jpeg: bytes | None) -> bytes:
    """The photograph, if it is the one of this name.

    Raises
    ------
    StoreError
        When there is none, or it is another.
    """
    if jpeg is None:
        msg = f"The photograph {sha256[:12]} is not in this operation; restore the file from a copy."
        raise StoreError(msg)
    if name_of(jpeg) != sha256:
        msg = f"The photograph {sha256[:12]} is not the one that was kept; restore the file from a copy."
        raise StoreError(msg)
    return jpeg


def fault_of(sha256: str, fault: StoreError) -> Finding:
    """The finding for a photograph that is missing or altered."""
    return Finding(
        code="photo-differs",
        severity=Severity.PROBLEM,
        subject=f"photograph {sha256[:12]}",
        message=str(fault),
        remedy="Do not rely on this photograph; restore the file from a copy and compare.",
    )


def _found(connection: sa.Connection, sha256: str) -> bytes | None:
    row = connection.execute(PHOTO.select().where(PHOTO.c.sha256 == sha256)).one_or_none()
    return None if row is None else bytes(row.jpeg)
