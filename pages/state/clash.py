"""Clashes: records that two people changed from the same one, taken apart into what can be chosen, and put together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeAlias

from data.model import Plan, Record, Sector

Path: TypeAlias = tuple[str, str]
"""A field, and what it says this of where it is a list of pairs, such as a sector in the states of a phase."""

WHOLE: Path = ("", "")
"""The record as such, where one removed it and the other did not."""


class Side(StrEnum):
    """Whose change counts."""

    THEIRS = "theirs"
    MINE = "mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What can be chosen by itself: as it was, as others saved it, as this session has it."""

    path: Path
    was: Any
    theirs: Any
    mine: Any

    @property
    def usual(self) -> Side | None:
        """Whose change counts where only one changed it; None where a person must say."""
        if self.was == self.theirs:
            return Side.MINE
        return Side.THEIRS if self.was == self.mine else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A record as both began from it, as others saved it and as this session has it; None where it is removed."""

    record_id: str
    was: Record | None
    theirs: Record | None
    mine: Record | None

    @property
    def shown(self) -> Record:
        """The record in whichever state there is of it."""
        found = self.theirs or self.mine or self.was
        assert found is not None  # noqa: S101 - a clash is about a record somebody has
        return found

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything in which the two differ."""
        if self.theirs is None or self.mine is None or type(self.theirs) is not type(self.mine):
            return (Piece(path=WHOLE, was=self.was, theirs=self.theirs, mine=self.mine),)
        return tuple(_pieces(self.was, self.theirs, self.mine))

    def merged(self, sides: Mapping[Path, Side]) -> Record | None:
        """The record in which each piece is as its side has it; what nobody chose is as saved."""
        mine = [piece for piece in self.pieces if sides.get(piece.path) is Side.MINE]
        if not mine or self.theirs is None or mine[0].path == WHOLE:
            return self.mine if mine else self.theirs
        said: dict[str, Any] = {}
        for piece in mine:
            name, key = piece.path
            said[name] = _with_pair(said.get(name, getattr(self.theirs, name)), key, piece.mine) if key else piece.mine
        return replace(self.theirs, **said)


def clashes(before: Plan, now: Plan, changed: Mapping[str, Record | None]) -> tuple[Clash, ...]:
    """The changed records, None for removed ones, that others changed otherwise since `before`."""
    found = (
        Clash(record_id=key, was=before.find(key), theirs=now.find(key), mine=mine) for key, mine in changed.items()
    )
    return tuple(one for one in found if one.theirs not in (one.was, one.mine))


def changed_between(before: Plan, after: Plan) -> dict[str, Record | None]:
    """Every record that differs, as it is after; None for those that are gone."""
    was = {str(record.id): record for record in before.records()}
    now = {str(record.id): record for record in after.records()}
    return {
        **{key: record for key, record in now.items() if was.get(key) != record},
        **{key: None for key in was if key not in now},
    }


def moved_together(before: Plan, changed: Mapping[str, Record | None]) -> tuple[frozenset[str], ...]:
    """Ids of sectors whose areas were changed along a boundary they share, in groups of two and more."""
    areas = {
        key: record.area
        for key, record in changed.items()
        if isinstance(record, Sector) and getattr(before.find(key), "area", None) != record.area
    }
    groups: list[frozenset[str]] = []
    for key, area in areas.items():
        beside = {other for other, shape in areas.items() if other != key and area.touches(shape)}
        joined = frozenset({key, *beside}).union(*(group for group in groups if group & {key, *beside}))
        groups = [group for group in groups if not group & joined] + [joined]
    return tuple(group for group in groups if len(group) > 1)


def settled(
    now: Plan,
    changed: Mapping[str, Record | None],
    chosen: Mapping[str, Record | None],
    together: Iterable[frozenset[str]] = (),
) -> Plan:
    """The newest plan with everything that was changed, and clashing records as they were chosen.

    Areas that moved together stay together: where one of them is left as others saved it, so are the rest.
    """
    wanted = {**changed, **chosen}
    for group in together:
        if any(_area(wanted.get(key)) == _area(now.find(key)) for key in group):
            wanted |= {key: _with_area(wanted.get(key), now.find(key)) for key in group}
    kept = [record for record in wanted.values() if record is not None]
    gone = [key for key, record in wanted.items() if record is None and now.find(key) is not None]
    return now.with_record(*kept).without(*gone)


def _pieces(was: Record | None, theirs: Record, mine: Record) -> Iterator[Piece]:
    for field in fields(theirs):
        trio = tuple(getattr(record, field.name, None) for record in (was, theirs, mine))
        if trio[1] == trio[2]:
            continue
        pairs = [_pairs(value) for value in trio]
        if pairs[1] is None or pairs[2] is None:
            yield Piece(path=(field.name, ""), was=trio[0], theirs=trio[1], mine=trio[2])
            continue
        first = pairs[0] or {}
        for key in dict.fromkeys((*pairs[1], *pairs[2])):
            one, other = pairs[1].get(key), pairs[2].get(key)
            if one != other:
                yield Piece(path=(field.name, key), was=first.get(key), theirs=one, mine=other)


def _pairs(value: Any) -> dict[str, Any] | None:
    """What a list of pairs says of each key; None for anything else."""
    if not isinstance(value, tuple) or not all(isinstance(one, tuple) and len(one) == len(WHOLE) for one in value):
        return None
    told = {str(key): said for key, said in value}
    return told if len(told) == len(value) else None


def _with_pair(value: tuple[Any, ...], key: str, said: Any) -> tuple[Any, ...]:
    kept = [pair for pair in value if str(pair[0]) != key]
    return tuple(kept) if said is None else (*kept, (key, said))


def _area(record: Record | None) -> Any:
    return getattr(record, "area", None)


def _with_area(record: Record | None, saved: Record | None) -> Record | None:
    if isinstance(record, Sector) and isinstance(saved, Sector):
        return replace(record, area=saved.area)
    return saved
