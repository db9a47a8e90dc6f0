"""What the app does by itself at its start and once a day; see `data.service.housekeeping`."""

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from data.errors import StoreError
from data.identity.register import Register
from data.service import housekeeping, people
from data.service.housekeeping import Kept
from pages.web import shelf
from pages.web.custody import house
from pages.web.notebook import note_door, noted_at_door
from pages.web.watch.log import Facts, say
from pages.web.watch.words import Event, State

EVERY = timedelta(days=1)
LOOKED_EVERY_S = 60.0
"""How often it is looked whether a day is over, or a locked machine was opened."""

_LOCK = threading.Lock()
_LAST: dict[str, Kept] = {}


def last() -> Kept | None:
    """The last round in this process; None before the first."""
    return _LAST.get(str(shelf.operations_folder()))


def is_due(now: datetime) -> bool:
    """Whether a round is to be made: none was made for a day, and the operations are open."""
    known = last()
    return (known is None or now - known.at >= EVERY) and not shelf.is_locked() and shelf.is_in_use()


def keep_house(now: datetime, register: Register | None = None) -> Kept:
    """One round over all operations of this installation, and over what happened at its door."""
    with _LOCK:
        kept = replace(housekeeping.keep_house(house(), now), is_door_whole=_is_door_whole(register, now))
        _LAST[str(shelf.operations_folder())] = kept
    if kept.broken or not kept.is_door_whole:
        say(Event.DOUBTED, Facts(state=State.BAD))
    return kept


def _is_door_whole(register: Register | None, now: datetime) -> bool:
    if register is None:
        return True
    if people.visits_verified(housekeeping.ITSELF, register, noted_at_door()):
        return False
    note_door(register, now)
    return True


async def go_round(register: Register) -> None:
    """Keep house at the start and once a day, until the app ends."""
    while True:
        try:
            if await asyncio.to_thread(is_due, datetime.now(UTC)):
                await asyncio.to_thread(keep_house, datetime.now(UTC), register)
        except (StoreError, OSError) as fault:
            # locked or unreadable just now: what is wrong is said by the checks, and it is tried again
            say(Event.WORK_FAILED, error=fault)
        await asyncio.sleep(LOOKED_EVERY_S)
