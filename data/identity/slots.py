"""Key slots: the key of the operations, sealed once for each account under its passphrase, as on encrypted disks."""

import sqlalchemy as sa

from data.identity.medium import Medium
from data.identity.passphrases import spelt
from data.identity.tables import SLOT
from data.store.keys import Cost, Key, sealed, unsealed


class Slots:
    """The sealed keys of an installation; without any slot the key lies open, and with none left nothing is read."""

    def __init__(self, medium: Medium, cost: Cost | None = None) -> None:
        self._medium, self._cost = medium, cost

    def are_there(self) -> bool:
        """Whether the key is sealed for anybody."""
        with self._medium.reading() as connection:
            return connection.execute(sa.select(SLOT.c.account).limit(1)).first() is not None

    def put(self, account_id: str, key: Key, passphrase: str) -> None:
        """Seal the key for an account, in place of what it had."""
        box = self.box(key, passphrase)
        with self._medium.writing() as connection:
            self.keep(connection, account_id, box)

    def box(self, key: Key, passphrase: str) -> str:
        """The key sealed under a passphrase."""
        return sealed(key, spelt(passphrase), self._cost)

    def keep(self, connection: sa.Connection, account_id: str, box: str) -> None:
        """Keep a sealed key for an account, in place of what it had."""
        connection.execute(SLOT.delete().where(SLOT.c.account == account_id))
        connection.execute(SLOT.insert().values(account=account_id, sealed=box))

    def open(self, account_id: str, passphrase: str) -> Key | None:
        """The key, opened with the passphrase of an account; None when the account has no slot.

        Raises
        ------
        StoreError
            When the passphrase does not open it, or the slot is damaged.
        """
        with self._medium.reading() as connection:
            box = connection.execute(sa.select(SLOT.c.sealed).where(SLOT.c.account == account_id)).scalar()
        return None if box is None else unsealed(box, spelt(passphrase))

    def drop(self, account_id: str) -> None:
        """Take an account's slot away, unless it is the last: nobody could read anything any more."""
        with self._medium.writing() as connection:
            others = connection.execute(sa.select(SLOT.c.account).where(SLOT.c.account != account_id)).first()
            if others is not None:
                connection.execute(SLOT.delete().where(SLOT.c.account == account_id))

    def destroy(self) -> None:
        """Destroy every slot; whatever was sealed by them cannot be read again."""
        with self._medium.writing() as connection:
            connection.execute(SLOT.delete())
