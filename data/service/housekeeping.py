"""Keeping house: what is due erased in every operation, and histories held against the marks that were noted."""

from dataclasses import dataclass
from datetime import datetime

from data.errors import StoreError
from data.identity.principal import Principal, Role
from data.service import erasing
from data.service.custody import House

ITSELF = Principal(id="machine", name="Retention", roles=frozenset({Role.ADMINISTRATOR}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a round found: when it was, how many operations there are, how many do not hold, what was erased.

    `is_door_whole` says whether what happened at the door is as it was written and noted.
    """

    at: datetime
    operations: int
    broken: int
    erased: int
    hindered: int
    is_door_whole: bool = True


def keep_house(house: House, now: datetime) -> Kept:
    """One round over all operations; one that cannot be read is counted and keeps nobody from the rest."""
    found = [_kept(house, name, now) for name in house.shelf.names()]
    return Kept(
        at=now,
        operations=len(found),
        broken=sum(broken for broken, _, _ in found),
        erased=sum(erased for _, erased, _ in found),
        hindered=sum(hindered for _, _, hindered in found),
    )


def _kept(house: House, name: str, now: datetime) -> tuple[int, int, int]:
    """Whether the history of an operation is broken, how many records were erased, how many rules were hindered.

    A history that does not hold is left as it is: nothing is erased from what somebody has yet to look into.
    """
    try:
        store = house.shelf.open(name)
        if house.marks.checked(name, store):
            return 1, 0, 0
        # what is made up is no danger to anybody, and is to be looked at for years
        done = () if store.read().plan.illustrative else erasing.retain(ITSELF, store, now)
        house.marks.keep(name, store.anchor(), now)
    except StoreError:
        return 1, 0, 0
    return 0, sum(one.records for one in done), sum(bool(one.hindered) for one in done)
