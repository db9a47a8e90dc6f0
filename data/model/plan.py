"""Plan: everything the operation knows, as one frozen value that cannot contradict itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.errors import PlanError, UnknownSubject
from data.model.approval import Pledge
from data.model.barrier import Barrier
from data.model.civic import Restoration, Settlement
from data.model.command import CommandRelation, Headquarters
from data.model.consent import Consent, Party
from data.model.contributor import Contributor
from data.model.control import ControlLine
from data.model.force import Assignment, Unit
from data.model.local import Handover, LocalForce
from data.model.march import MarchProfile, VehicleType
from data.model.money import Commitment, Cost, ExchangeRate, FundingSource
from data.model.movement import Convoy
from data.model.note import Note
from data.model.opening import OpeningRule
from data.model.outcome import MissionOutcome, PassingReport
from data.model.phase import Phase
from data.model.place import Corridor, Crossing, Incident, Site
from data.model.records import COLLECTION_OF, Record, called
from data.model.references import named_by
from data.model.rules import Caveat, LegalInstrument, RoeGrant, TaskRequirement
from data.model.scenario import Scenario
from data.model.sector import Sector
from data.model.sharing import NOTHING_SAID, Sharing
from data.model.status import StatusReport
from data.model.zone import Zone

MOST_FAULTS_TOLD = 8


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An operation: its settings and its records, each id used once over all collections.

    `time_zone` is the IANA name times are shown in; `network_fingerprint` names the road network it
    was planned on (None: none chosen yet); `illustrative` marks made-up content. `sharing` says who may
    see what. Where `one_person_suffices`, nobody has to confirm what makes something look safer. `held` are the ids of
    records that an inquiry needs and nothing erases. Phases
    are kept in the order they start, all else in the order it was added.

    Raises
    ------
    PlanError
        Listing duplicates and ids that lead nowhere together, the first eight in words.
    """

    name: str
    time_zone: str = "UTC"
    illustrative: bool = False
    network_fingerprint: str | None = None
    sharing: Sharing = NOTHING_SAID
    one_person_suffices: bool = False
    held: tuple[str, ...] = ()
    zones: tuple[Zone, ...] = ()
    sectors: tuple[Sector, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    phases: tuple[Phase, ...] = ()
    sites: tuple[Site, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    corridors: tuple[Corridor, ...] = ()
    control_lines: tuple[ControlLine, ...] = ()
    status_reports: tuple[StatusReport, ...] = ()
    convoys: tuple[Convoy, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    incidents: tuple[Incident, ...] = ()
    notes: tuple[Note, ...] = ()
    units: tuple[Unit, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    task_requirements: tuple[TaskRequirement, ...] = ()
    roe_grants: tuple[RoeGrant, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    headquarters: tuple[Headquarters, ...] = ()
    command_relations: tuple[CommandRelation, ...] = ()
    legal_instruments: tuple[LegalInstrument, ...] = ()
    parties: tuple[Party, ...] = ()
    consents: tuple[Consent, ...] = ()
    funding_sources: tuple[FundingSource, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    exchange_rates: tuple[ExchangeRate, ...] = ()
    costs: tuple[Cost, ...] = ()
    local_forces: tuple[LocalForce, ...] = ()
    handovers: tuple[Handover, ...] = ()
    restorations: tuple[Restoration, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    vehicle_types: tuple[VehicleType, ...] = ()
    march_profiles: tuple[MarchProfile, ...] = ()
    opening_rules: tuple[OpeningRule, ...] = ()
    passing_reports: tuple[PassingReport, ...] = ()
    mission_outcomes: tuple[MissionOutcome, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "phases", tuple(sorted(self.phases, key=lambda p: (p.starts_at, p.id))))
        faults = [*self._duplicates(), *self._dangling(), *self._zone_faults()]
        if faults:
            more = len(faults) - MOST_FAULTS_TOLD
            raise PlanError(
                " ".join([*faults[:MOST_FAULTS_TOLD], *([f"And {more} more such faults."] if more > 0 else [])])
            )

    def records(self) -> Iterator[Record]:
        """Every record of the plan, collection by collection."""
        for name in COLLECTION_OF.values():
            yield from getattr(self, name)

    def get(self, record_id: str) -> Record:
        """The record with this id.

        Raises
        ------
        UnknownSubject
            When the plan has no such record.
        """
        try:
            return self._by_id[record_id]
        except KeyError:
            msg = f"The plan has nothing with the id {record_id}; it may have been removed."
            raise UnknownSubject(msg) from None

    def find(self, record_id: str) -> Record | None:
        """The record with this id, or None."""
        return self._by_id.get(record_id)

    def with_record(self, *records: Record) -> "Plan":
        """The plan with these records added, or put in the place of those with the same id."""
        changes: dict[str, Any] = {}
        for record in records:
            name = COLLECTION_OF[type(record)]
            kept: tuple[Record, ...] = changes.get(name, getattr(self, name))
            known = any(r.id == record.id for r in kept)
            changes[name] = tuple(record if r.id == record.id else r for r in kept) if known else (*kept, record)
        return replace(self, **changes)

    def without(self, *record_ids: str) -> "Plan":
        """The plan without these records and the notes about them.

        Raises
        ------
        UnknownSubject
            When one of them is not in the plan.
        PlanError
            When something that stays refers to one of them.
        """
        gone: set[str] = {self.get(record_id).id for record_id in record_ids}
        gone |= {note.id for note in self.notes if note.about in gone}
        kept: dict[str, Any] = {
            n: tuple(r for r in getattr(self, n) if r.id not in gone) for n in COLLECTION_OF.values()
        }
        return replace(self, **kept)

    def referring_to(self, record_id: str) -> tuple[Record, ...]:
        """Every record that refers to this one, each once, in the plan's order."""
        return tuple(dict.fromkeys(record for record, what, _ in self._references() if what == record_id))

    def settings(self) -> dict[str, object]:
        """The plan's own fields without its records."""
        collections = set(COLLECTION_OF.values())
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in collections}

    @cached_property
    def _by_id(self) -> Mapping[str, Record]:
        return MappingProxyType({r.id: r for r in self.records()})

    def _duplicates(self) -> Iterator[str]:
        seen: set[str] = set()
        for record in self.records():
            if record.id in seen:
                yield f"The id {record.id} is used twice; give one of the two another."
            seen.add(record.id)

    def _dangling(self) -> Iterator[str]:
        known = {name: {r.id for r in getattr(self, name)} for name in COLLECTION_OF.values()}
        for record, what, where in self._references():
            if not any(what in known[name] for name in where):
                yield f"{called(type(record))} {record.id} refers to {what}, which is not in the plan."

    def _references(self) -> Iterator[tuple[Record, str, tuple[str, ...]]]:
        """Each reference: the record that refers, the id it refers to, and the collections that may hold it."""
        for record in self.records():
            yield from ((record, what, where) for what, where in named_by(record))

    def _zone_faults(self) -> Iterator[str]:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            yield f"{self.time_zone} is not a time zone; use a name such as Asia/Gaza."
