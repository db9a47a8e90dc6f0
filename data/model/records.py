"""Every kind of record of a plan, the collection it stands in, and what it is called."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

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
from data.model.rules import Caveat, LegalInstrument, RoeGrant, TaskRequirement
from data.model.scenario import Scenario
from data.model.sector import Sector
from data.model.status import StatusReport
from data.model.zone import Zone

Record: TypeAlias = (
    Zone
    | Sector
    | Barrier
    | Phase
    | Site
    | Crossing
    | Corridor
    | ControlLine
    | StatusReport
    | Convoy
    | Contributor
    | Incident
    | Note
    | Unit
    | Pledge
    | Assignment
    | TaskRequirement
    | RoeGrant
    | Caveat
    | Headquarters
    | CommandRelation
    | LegalInstrument
    | Party
    | Consent
    | FundingSource
    | Commitment
    | ExchangeRate
    | Cost
    | LocalForce
    | Handover
    | Restoration
    | Settlement
    | Scenario
    | VehicleType
    | MarchProfile
    | OpeningRule
    | PassingReport
    | MissionOutcome
)

COLLECTION_OF: Mapping[type, str] = MappingProxyType(
    {
        Zone: "zones",
        Sector: "sectors",
        Barrier: "barriers",
        Phase: "phases",
        Site: "sites",
        Crossing: "crossings",
        Corridor: "corridors",
        ControlLine: "control_lines",
        StatusReport: "status_reports",
        Convoy: "convoys",
        Contributor: "contributors",
        Incident: "incidents",
        Note: "notes",
        Unit: "units",
        Pledge: "pledges",
        Assignment: "assignments",
        TaskRequirement: "task_requirements",
        RoeGrant: "roe_grants",
        Caveat: "caveats",
        Headquarters: "headquarters",
        CommandRelation: "command_relations",
        LegalInstrument: "legal_instruments",
        Party: "parties",
        Consent: "consents",
        FundingSource: "funding_sources",
        Commitment: "commitments",
        ExchangeRate: "exchange_rates",
        Cost: "costs",
        LocalForce: "local_forces",
        Handover: "handovers",
        Restoration: "restorations",
        Settlement: "settlements",
        Scenario: "scenarios",
        VehicleType: "vehicle_types",
        MarchProfile: "march_profiles",
        OpeningRule: "opening_rules",
        PassingReport: "passing_reports",
        MissionOutcome: "mission_outcomes",
    },
)
"""The plan's collection for each kind of record."""


def called(noun: type) -> str:
    """What a kind of record is called in a sentence.

    >>> called(CommandRelation)
    'Command relation'
    """
    if noun is StatusReport:
        return "Report"
    return re.sub(r"(?<=[a-z])[A-Z]", lambda found: " " + found[0].lower(), noun.__name__)
