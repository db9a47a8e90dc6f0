"""Which fields of which record name another, and where that other may stand."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from data.model.approval import Pledge
from data.model.barrier import Barrier
from data.model.civic import Restoration
from data.model.command import CommandRelation, Headquarters
from data.model.consent import Consent
from data.model.control import ControlLine
from data.model.force import Assignment, Unit
from data.model.local import Handover, LocalForce
from data.model.money import Commitment, Cost, FundingSource
from data.model.movement import Convoy, Waypoint
from data.model.note import Note
from data.model.opening import OpeningRule
from data.model.outcome import MissionOutcome, PassingReport
from data.model.phase import Phase
from data.model.records import COLLECTION_OF, Record
from data.model.rules import Caveat, LegalInstrument, RoeGrant
from data.model.sector import Sector
from data.model.status import StatusReport

_CONTRIBUTOR, _SECTOR, _PHASE = ("contributors",), ("sectors",), ("phases",)
_AREA, _PLACE, _PAID_FOR = ("zones", "sectors"), ("sites", "crossings"), ("contributors", "units", "sectors", "sites")

REFERENCES: Mapping[type[Record], Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        Sector: {"owner": _CONTRIBUTOR},
        ControlLine: {"owner": _CONTRIBUTOR},
        Barrier: {"area_id": _AREA, "phases": _PHASE},
        Phase: {"sector_states": _SECTOR, "sector_leads": _SECTOR},
        StatusReport: {"crossing_id": ("crossings",)},
        Convoy: {"origin": _PLACE, "destination": _PLACE, "profile": ("march_profiles",), "corridor": ("corridors",)},
        OpeningRule: {"about": ("zones", "sectors", "corridors", "crossings", "sites")},
        PassingReport: {"convoy": ("convoys",), "place": _PLACE},
        MissionOutcome: {"convoy": ("convoys",)},
        Note: {"about": tuple(name for name in COLLECTION_OF.values() if name != "notes")},
        Pledge: {"contributor": _CONTRIBUTOR},
        Unit: {"contributor": _CONTRIBUTOR, "pledge": ("pledges",), "base": ("sites",)},
        Assignment: {"unit": ("units",), "sector": _SECTOR},
        RoeGrant: {"contributor": _CONTRIBUTOR, "sector": _SECTOR, "phase": _PHASE},
        Caveat: {"contributor": _CONTRIBUTOR, "barred_sectors": _SECTOR},
        Headquarters: {"superior": ("headquarters",), "contributor": _CONTRIBUTOR},
        CommandRelation: {"subject": ("units", "contributors"), "headquarters": ("headquarters",)},
        LegalInstrument: {"contributors": _CONTRIBUTOR},
        Consent: {"party": ("parties",), "about": ("corridors", "sectors", "contributors")},
        FundingSource: {"contributor": _CONTRIBUTOR},
        Commitment: {"funding_source": ("funding_sources",), "earmarks": _PAID_FOR},
        Cost: {"about": _PAID_FOR},
        LocalForce: {"sector": _SECTOR},
        Handover: {"sector": _SECTOR, "phase": _PHASE},
        Restoration: {"site": ("sites",)},
    },
)
"""By kind of record: the fields that hold ids, and the collections these may stand in."""


def named_by(record: Record) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each id a record names, with the collections that may hold it; of pairs the first is the id."""
    for name, where in REFERENCES.get(type(record), {}).items():
        held = getattr(record, name)
        for one in held if isinstance(held, tuple) else (held,):
            what = one[0] if isinstance(one, tuple) else one
            if what and not isinstance(what, Waypoint):
                yield what, where
    if isinstance(record, Convoy):
        yield from record.ids_named()
    if isinstance(record, MissionOutcome):
        yield from ((wait.place, _PLACE) for wait in record.waits)
