"""What the app does by itself at its start and once a day: what is due erased, histories held against marks."""

import asyncio
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from data.errors import StoreError
from data.identity.principal import Principal, Role
from data.service import erasing
from data.service.custody import House
from pages.web import shelf
from pages.web.custody import house
from pages.web.watch.log import Facts, say
from pages.web.watch.words import Event, State

EVERY = timedelta(days=1)
LOOKED_EVERY_S = 60.0
"""How often it is looked whether a day is over, or a locked machine was opened."""
ITSELF = Principal(id="machine", name="Retention", roles=frozenset({Role.ADMINISTRATOR}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the last round found: when it was, how many operations there are, how many do not hold, what was erased."""

    at: datetime
    operations: int
    broken: int
    erased: int
    hindered: int


_LOCK = threading.Lock()
_LAST: dict[str, Kept] = {}


def last() -> Kept | None:
    """The last round in this process; None before the first."""
    return _LAST.get(str(shelf.operations_folder()))


def is_due(now: datetime) -> bool:
    """Whether a round is to be made: none was made for a day, and the operations are open."""
    known = last()
    return (known is None or now - known.at >= EVERY) and not shelf.is_locked() and shelf.is_in_use()


def keep_house(now: datetime) -> Kept:
    """One round over all operations; one that cannot be read is counted and keeps nobody from the rest."""
    with _LOCK:
        place = house()
        found = [_kept(place, name, now) for name in place.shelf.names()]
        kept = Kept(
            at=now,
            operations=len(found),
            broken=sum(broken for broken, _, _ in found),
            erased=sum(erased for _, erased, _ in found),
            hindered=sum(hindered for _, _, hindered in found),
        )
        _LAST[str(shelf.operations_folder())] = kept
    if kept.broken:
        say(Event.DOUBTED, Facts(state=State.BAD))
    return kept


async def go_round() -> None:
    """Keep house at the start and once a day, until the app ends."""
    while True:
        try:
            if await asyncio.to_thread(is_due, datetime.now(UTC)):
                await asyncio.to_thread(keep_house, datetime.now(UTC))
        except (StoreError, OSError) as fault:
            # locked or unreadable just now: what is wrong is said by the checks, and it is tried again
            say(Event.WORK_FAILED, error=fault)
        await asyncio.sleep(LOOKED_EVERY_S)


def _kept(place: House, name: str, now: datetime) -> tuple[int, int, int]:
    """Whether the history of an operation is broken, how many records were erased, how many rules were hindered.

    A history that does not hold is left as it is: nothing is erased from what somebody has yet to look into.
    """
    try:
        store = place.shelf.open(name)
        if place.marks.checked(name, store):
            return 1, 0, 0
        # what is made up is no danger to anybody, and is to be looked at for years
        done = () if store.read().plan.illustrative else erasing.retain(ITSELF, store, now)
        place.marks.keep(name, store.anchor(), now)
    except StoreError:
        return 1, 0, 0
    return 0, sum(one.records for one in done), sum(bool(one.hindered) for one in done)
