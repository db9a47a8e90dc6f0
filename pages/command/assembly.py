"""Files given on the command line as one plan, so that they are asked exactly as the pages ask."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

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

_File: TypeAlias = tuple[Path, ZoneFile | SectorFile | CorridorFile]
_MOMENT = timedelta(microseconds=1)


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
    zone_files = [(path, read_zones(path)) for path in zones]
    sector_files = [(path, read_sectors(path)) for path in sectors]
    corridor_files = [(path, read_corridors(path)) for path in (corridor,) if path]
    files: list[_File] = [*zone_files, *sector_files, *corridor_files]
    own = _Ids(files)
    plan = Plan(
        name="Files given",
        zones=tuple(_zone(own, path, zone) for path, file in zone_files for zone in file.zones),
        barriers=tuple(_barrier(own, path, barrier) for path, file in zone_files for barrier in file.barriers),
        sectors=tuple(_sector(own, path, sector) for path, file in sector_files for sector in file.sectors),
        corridors=tuple(_corridor(own, path, line) for path, file in corridor_files for line in file.corridors),
        contributors=_contributors([file for _, file in sector_files]),
        phases=_phases(own, sector_files, at),
    )
    read = [finding for _, file in files for finding in file.findings]
    return Assembled(plan=plan, findings=(*read, *own.findings))


class _Ids:
    """Id of each record of each file, used once over all files."""

    def __init__(self, files: Sequence[_File]) -> None:
        named = [(number, path, own) for number, (path, file) in enumerate(files) for own in _ids_of(file)]
        first: dict[str, int] = {}
        for number, _, own in named:
            first.setdefault(own, number)
        wishes = [own if first[own] == number else f"{slug(path.stem)}-{own}" for number, path, own in named]
        taken = distinct_ids([*_contributor_ids(files), *wishes])[-len(wishes) :] if wishes else ()
        self._own = {(path, own): new for (_, path, own), new in zip(named, taken, strict=True)}
        self.findings = tuple(_renamed(path, own, new) for (path, own), new in self._own.items() if own != new)
        self._taken = set(taken)

    def of(self, path: Path, record_id: str) -> str:
        """The id a record of this file has in the plan."""
        return self._own[path, record_id]

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


def _contributor_ids(files: Sequence[_File]) -> list[str]:
    owners = [c.id for _, file in files if isinstance(file, SectorFile) for c in file.contributors]
    return list(dict.fromkeys(owners))


def _zone(own: _Ids, path: Path, zone: Zone) -> Zone:
    return replace(zone, id=ZoneId(own.of(path, zone.id)))


def _barrier(own: _Ids, path: Path, barrier: Barrier) -> Barrier:
    area = ZoneId(own.of(path, barrier.area_id))
    return replace(barrier, id=BarrierId(own.of(path, barrier.id)), area_id=area)


def _sector(own: _Ids, path: Path, sector: Sector) -> Sector:
    return replace(sector, id=SectorId(own.of(path, sector.id)))


def _corridor(own: _Ids, path: Path, corridor: Corridor) -> Corridor:
    return replace(corridor, id=CorridorId(own.of(path, corridor.id)))


def _contributors(files: Sequence[SectorFile]) -> tuple[Contributor, ...]:
    by_id = {c.id: c for file in reversed(files) for c in file.contributors}
    return tuple(by_id.values())


def _phases(own: _Ids, files: Sequence[tuple[Path, SectorFile]], at: datetime) -> tuple[Phase, ...]:
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


def _active(own: _Ids, files: Sequence[tuple[Path, SectorFile]]) -> Mapping[str, list[SectorId]]:
    """Sectors active in each phase by its name, in the order the phases are first named."""
    active: dict[str, list[SectorId]] = defaultdict(list)
    every = [(path, sector.id, file) for path, file in files for sector in file.sectors]
    for path, sector, file in every:
        for name in file.phases_named.get(sector, ()):
            active[name].append(SectorId(own.of(path, sector)))
    return active or ({ALL: [SectorId(own.of(path, sector)) for path, sector, _ in every]} if every else {})


def _renamed(path: Path, own: str, new: str) -> Finding:
    return Finding(
        code="id-renamed",
        severity=Severity.NOTE,
        subject=new,
        message=f"The id {own} of {path.name} is used in another file too; it is {new} here.",
        remedy="Give each record an id of its own when the files are used together.",
    )
