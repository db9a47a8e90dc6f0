"""Who keeps the gate: the register, the key of the entrance and the live connections, for as long as the app runs."""

import asyncio
import contextlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.errors import StoreError
from data.identity.account import new_token
from data.identity.register import Register
from data.service.wiping import lock_if_asked
from pages.web.gate import keys
from pages.web.gate.here import register
from pages.web.gate.machine import machine
from pages.web.gate.sockets import Sockets
from pages.web.gate.told import Told, told

if TYPE_CHECKING:
    from pages.web.gate.provider import Provider

LOOKED_EVERY_S = 0.4
"""How often it is looked whether a live session was ended elsewhere, or by its limits."""
_KEPT_EVERY = 25


@dataclass(frozen=True, slots=True)
class Keeper:
    """What the gate decides by."""

    register: Register
    told: Told
    sockets: Sockets = field(default_factory=Sockets)
    key: str = field(default_factory=new_token)
    """Opens the entrance of a machine without accounts; another with every start."""
    provider: "Provider | None" = None

    def opens(self, key: str) -> bool:
        """Whether a key is that of the printed link, and still good."""
        return secrets.compare_digest(key.encode(), self.key.encode()) and not self.register.accounts.are_there()

    async def watch(self) -> None:
        """End live connections whose session is over, until the app ends."""
        looked = 0
        while True:
            await asyncio.sleep(LOOKED_EVERY_S)
            looked += 1
            # a store that cannot be read lets nobody new in; whoever is in stays for the moment
            with contextlib.suppress(StoreError):
                await asyncio.to_thread(_lock_if_asked)
                if keys := self.sockets.keys():
                    self.sockets.end(await asyncio.to_thread(self.register.sessions.over, keys))
                if looked % _KEPT_EVERY == 0:
                    await asyncio.to_thread(self.register.sessions.keep_acts)


def keeper() -> Keeper:
    """The keeper of this installation."""
    said = told()
    kept = Keeper(register(), said, provider=_provider(said))
    keys.begin(kept.register)
    kept.register.sessions.listen(lambda key: kept.sockets.end([key]))
    return kept


def _lock_if_asked() -> None:
    lock_if_asked(machine())


def _provider(said: Told) -> "Provider | None":
    if said.provider is None:
        return None
    from pages.web.gate.provider import Client, Provider  # noqa: PLC0415 - loaded only where a provider is set

    issuer, own, secret = said.provider
    return Provider(Client(issuer=issuer, id=own, secret=secret))
