"""Files given on the command line as one plan, so that they are asked exactly as the pages ask."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Generic, TypeVar

from data.model import (
    Barrier,
    BarrierId,
    Contributor,
    Corridor,
    CorridorId,
    Finding,
    Phase,
    PhaseId,
    Plan,
    Sector,
    SectorId,
    SectorState,
    Severity,
    Zone,
    ZoneId,
)
from data.sources.areas import SectorFile, ZoneFile, read_sectors, read_zones
from data.sources.corridors import CorridorFile, read_corridors
from data.sources.fields import distinct_ids, slug

ALL = "all"
"""Name of the one phase when no sector names any: every sector is active in it."""

_MOMENT = timedelta(microseconds=1)
_F = TypeVar("_F", ZoneFile, SectorFile, CorridorFile)


@dataclass(frozen=True, slots=True)
class _Read(Generic[_F]):
    """A file that was read, with its turn on the command line: the same path may be given twice."""

    number: int
    path: Path
    file: _F


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """A plan made of files, and what is in doubt about them."""

    plan: Plan
    findings: tuple[Finding, ...]


def plan_from_files(
    *,
    at: datetime,
    zones: Sequence[Path] = (),
    sectors: Sequence[Path] = (),
    corridor: Path | None = None,
) -> Assembled:
    """The plan these files make up at a moment; an id used in two files is prefixed, and told.

    Phases last only for the moment: a sector secures in them when it is valid then.

    Raises
    ------
    SourceError
        When one of the files is not usable.
    """
    number = count()
    zone_files = [_Read(next(number), path, read_zones(path)) for path in zones]
    sector_files = [_Read(next(number), path, read_sectors(path)) for path in sectors]
    corridor_files = [_Read(next(number), path, read_corridors(path)) for path in (corridor,) if path]
    files: list[_Read[Any]] = [*zone_files, *sector_files, *corridor_files]
    own = _Ids(files)
    plan = Plan(
        name="Files given",
        zones=tuple(_zone(own, read, zone) for read in zone_files for zone in read.file.zones),
        barriers=tuple(_barrier(own, read, barrier) for read in zone_files for barrier in read.file.barriers),
        sectors=tuple(_sector(own, read, sector) for read in sector_files for sector in read.file.sectors),
        corridors=tuple(_corridor(own, read, line) for read in corridor_files for line in read.file.corridors),
        contributors=_contributors([read.file for read in sector_files]),
        phases=_phases(own, sector_files, at),
    )
    findings = [finding for read in files for finding in read.file.findings]
    return Assembled(plan=plan, findings=(*findings, *own.findings))


class _Ids:
    """Id of each record of each file, used once over all files."""

    def __init__(self, files: Sequence[_Read[Any]]) -> None:
        named = [(read, own) for read in files for own in _ids_of(read.file)]
        first: dict[str, int] = {}
        for read, own in named:
            first.setdefault(own, read.number)
        wishes = [own if first[own] == read.number else f"{slug(read.path.stem)}-{own}" for read, own in named]
        owners = _contributor_ids(files)
        self._taken = distinct_ids([*owners, *wishes])
        pairs = list(zip(named, self._taken[len(owners) :], strict=True))
        self._own = {(read.number, own): new for (read, own), new in pairs}
        self.findings = tuple(_renamed(read.path, own, new) for (read, own), new in pairs if own != new)

    def of(self, read: _Read[Any], record_id: str) -> str:
        """The id a record of this file has in the plan."""
        return self._own[read.number, record_id]

    def of_phases(self, names: Sequence[str]) -> tuple[str, ...]:
        """Ids for phases of these names."""
        # the plan keeps phases of one moment in the order of their ids
        wishes = [f"phase-{turn:03}-{slug(name)}" for turn, name in enumerate(names, start=1)]
        return distinct_ids([*self._taken, *wishes])[len(self._taken) :]


def _ids_of(file: ZoneFile | SectorFile | CorridorFile) -> Iterable[str]:
    match file:
        case ZoneFile():
            return [*(z.id for z in file.zones), *(b.id for b in file.barriers)]
        case SectorFile():
            return [s.id for s in file.sectors]
        case CorridorFile():
            return [c.id for c in file.corridors]


def _contributor_ids(files: Sequence[_Read[Any]]) -> list[str]:
    owners = [c.id for read in files if isinstance(read.file, SectorFile) for c in read.file.contributors]
    return list(dict.fromkeys(owners))


def _zone(own: _Ids, read: _Read[ZoneFile], zone: Zone) -> Zone:
    return replace(zone, id=ZoneId(own.of(read, zone.id)))


def _barrier(own: _Ids, read: _Read[ZoneFile], barrier: Barrier) -> Barrier:
    area = ZoneId(own.of(read, barrier.area_id))
    return replace(barrier, id=BarrierId(own.of(read, barrier.id)), area_id=area)


def _sector(own: _Ids, read: _Read[SectorFile], sector: Sector) -> Sector:
    return replace(sector, id=SectorId(own.of(read, sector.id)))


def _corridor(own: _Ids, read: _Read[CorridorFile], corridor: Corridor) -> Corridor:
    return replace(corridor, id=CorridorId(own.of(read, corridor.id)))


def _contributors(files: Sequence[SectorFile]) -> tuple[Contributor, ...]:
    by_id = {c.id: c for file in reversed(files) for c in file.contributors}
    return tuple(by_id.values())


def _phases(own: _Ids, files: Sequence[_Read[SectorFile]], at: datetime) -> tuple[Phase, ...]:
    active = _active(own, files)
    return tuple(
        Phase(
            id=PhaseId(phase_id),
            name=name,
            starts_at=at,
            ends_at=at + _MOMENT,
            sector_states=tuple((sector, SectorState.ACTIVE) for sector in dict.fromkeys(active[name])),
        )
        for name, phase_id in zip(active, own.of_phases(list(active)), strict=True)
    )


def _active(own: _Ids, files: Sequence[_Read[SectorFile]]) -> Mapping[str, list[SectorId]]:
    """Sectors active in each phase by its name, in the order the phases are first named."""
    active: dict[str, list[SectorId]] = defaultdict(list)
    every = [(read, sector.id) for read in files for sector in read.file.sectors]
    for read, sector in every:
        for name in read.file.phases_named.get(sector, ()):
            active[name].append(SectorId(own.of(read, sector)))
    # also without a single sector: that nothing is covered must be said
    return active or ({ALL: [SectorId(own.of(read, sector)) for read, sector in every]} if files else {})


def _renamed(path: Path, own: str, new: str) -> Finding:
    return Finding(
        code="id-renamed",
        severity=Severity.NOTE,
        subject=new,
        message=f"The id {own} of {path.name} is used in another file too; it is {new} here.",
        remedy="Give each record an id of its own when the files are used together.",
    )
