"""Relation: how a copy of an operation stands to the one that is kept here, and what either lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from data.store.log import Entry, revision
from data.store.protocol import Revision
from data.store.snapshot import BESIDE
from data.store.whole import Whole

MOST_TOLD = 5


class Stand(StrEnum):
    """How a copy stands to what is kept here."""

    SAME = "same"
    OLDER = "older"
    NEWER = "newer"
    APART = "apart"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How a copy stands to what is kept here: the revisions it lacks, and those that are only in it."""

    stand: Stand
    lacking: tuple[Revision, ...]
    only_there: tuple[Revision, ...]

    @property
    def told(self) -> str:
        """What would be lost with the copy in the place of what is here, in a sentence."""
        match self.stand:
            case Stand.SAME:
                return "The copy holds exactly what is kept here."
            case Stand.NEWER:
                return f"The copy holds everything that is kept here, and more: {told(self.only_there)}."
            case Stand.OLDER:
                return f"The copy is older; it lacks {told(self.lacking)}."
            case Stand.APART:
                return (
                    f"The two went apart: the copy lacks {told(self.lacking)}; only it holds {told(self.only_there)}."
                )
        return "The copy is of another operation."


def relation(here: Whole, copy: Whole) -> Relation:
    """How a copy stands to what is kept here."""
    if here.log[0].hash != copy.log[0].hash:
        return Relation(stand=Stand.OTHER, lacking=_told(here.log), only_there=_told(copy.log))
    lacking = _told(tuple(entry for entry in here.every() if entry.hash not in copy.by_hash))
    only_there = _told(tuple(entry for entry in copy.every() if entry.hash not in here.by_hash))
    stands = {
        (False, False): Stand.SAME,
        (True, False): Stand.OLDER,
        (False, True): Stand.NEWER,
        (True, True): Stand.APART,
    }
    return Relation(stand=stands[bool(lacking), bool(only_there)], lacking=lacking, only_there=only_there)


def told(revisions: tuple[Revision, ...]) -> str:
    """Revisions as a sentence names them: which save, by whom, why, and what it changed."""
    saves = [_save(tuple(group)) for _, group in groupby(revisions, key=lambda one: one.commit)]
    more = f"; and {len(saves) - MOST_TOLD} more saves" if len(saves) > MOST_TOLD else ""
    return "; ".join(saves[:MOST_TOLD]) + more


def _save(revisions: tuple[Revision, ...]) -> str:
    first = revisions[0]
    names = list(dict.fromkeys(_named(one) for one in revisions))
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""  # noqa: PLR2004 - as many as fit a line
    at = f"{first.at:%-d %b %Y %H:%M} UTC"
    return f"revision {first.seq} by {first.actor}, {at}, “{first.reason}” ({', '.join(names[:2])}{more})"


def _named(one: Revision) -> str:
    kind = one.kind.replace("_", " ")
    return kind if one.kind in BESIDE else f"{kind} {one.record_id}"


def _told(entries: tuple[Entry, ...]) -> tuple[Revision, ...]:
    return tuple(_revisions(entries))


def _revisions(entries: tuple[Entry, ...]) -> Iterator[Revision]:
    for entry in entries:
        if entry.image.kind not in BESIDE or not entry.image.deleted:
            yield revision(entry)
