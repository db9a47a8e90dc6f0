"""Copying: a backup put where it was asked for, read again there, and only then noted as a good one."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from data.custody.copies import Copied
from data.custody.parcel import opened, read_bytes, write_file
from data.errors import NotAllowed, StoreError
from data.identity.principal import Principal
from data.service.custody import READERS, House, back_up


def back_up_to(
    who: Principal, house: House, name: str, path: Path, *, at: datetime, passphrase: str | None = None
) -> Copied:
    """The backup of an operation as it was put into a new file, and read again from there.

    Raises
    ------
    NotAllowed
        When the person does not carry copies.
    StoreError
        When it cannot be written, or does not read as it was written.
    """
    content = back_up(who, house, name, at, passphrase)
    write_file(path, content)
    again = read_bytes(path)
    if again != content:
        msg = f"{path.name} does not read as it was written; do not rely on that disk, and put the copy elsewhere."
        raise StoreError(msg)
    parcel = opened(again, passphrase or house.key)
    copied = Copied(operation=name, mark=parcel.label.mark, at=at, where=str(path))
    if house.copies is not None:
        house.copies.note(copied)
    return copied


def last_copies(who: Principal, house: House) -> Mapping[str, Copied]:
    """The newest good copy of each operation.

    Raises
    ------
    NotAllowed
        When the person neither audits nor carries copies.
    """
    if not who.has(*READERS):
        msg = "Copies are looked after by an administrator."
        raise NotAllowed(msg)
    return house.copies.last() if house.copies else {}
