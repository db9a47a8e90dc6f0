"""Every noun of an operation in one place: `from data.model import Plan, Sector`."""

from data.model.barrier import Barrier, BarrierKind
from data.model.contributor import Contributor
from data.model.finding import Finding, Severity
from data.model.ids import (
    BarrierId,
    ContributorId,
    ConvoyId,
    CorridorId,
    CrossingId,
    IncidentId,
    PhaseId,
    ReportId,
    SectorId,
    SiteId,
    ZoneId,
)
from data.model.movement import Convoy, Priority
from data.model.network import EDGES, NODES, SEGMENTS, TURN_BANS, RoadNetwork
from data.model.phase import Gate, Phase, SectorState
from data.model.place import Corridor, Crossing, Incident, Site, SiteKind
from data.model.plan import COLLECTION_OF, Plan, Record
from data.model.provenance import Confidence, Provenance, Source, Validity
from data.model.results import (
    AreaExposure,
    Coverage,
    CoverageGap,
    NoRoute,
    NoRouteReason,
    Obstacle,
    ReliedReport,
    Route,
    RoutePiece,
    RoutePolicy,
    Snap,
    Street,
)
from data.model.sector import Sector
from data.model.status import BorderStatus, BridgeStatus, Passability, RoadStatus, StatusReport
from data.model.zone import Zone, ZoneKind

__all__ = [
    "COLLECTION_OF",
    "EDGES",
    "NODES",
    "SEGMENTS",
    "TURN_BANS",
    "AreaExposure",
    "Barrier",
    "BarrierId",
    "BarrierKind",
    "BorderStatus",
    "BridgeStatus",
    "Confidence",
    "Contributor",
    "ContributorId",
    "Convoy",
    "ConvoyId",
    "Corridor",
    "CorridorId",
    "Coverage",
    "CoverageGap",
    "Crossing",
    "CrossingId",
    "Finding",
    "Gate",
    "Incident",
    "IncidentId",
    "NoRoute",
    "NoRouteReason",
    "Obstacle",
    "Passability",
    "Phase",
    "PhaseId",
    "Plan",
    "Priority",
    "Provenance",
    "Record",
    "ReliedReport",
    "ReportId",
    "RoadNetwork",
    "RoadStatus",
    "Route",
    "RoutePiece",
    "RoutePolicy",
    "Sector",
    "SectorId",
    "SectorState",
    "Severity",
    "Site",
    "SiteId",
    "SiteKind",
    "Snap",
    "Source",
    "StatusReport",
    "Street",
    "Validity",
    "Zone",
    "ZoneId",
    "ZoneKind",
]
