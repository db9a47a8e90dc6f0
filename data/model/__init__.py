"""Every noun of an operation in one place: `from data.model import Plan, Sector`."""

from data.model.answers import (
    Alternative,
    Alternatives,
    Front,
    FrontPoint,
    Matrix,
    Reach,
    Reached,
    SiteReached,
)
from data.model.barrier import Barrier, BarrierKind
from data.model.contributor import Contributor
from data.model.control import ControlLine, ControlLineKind
from data.model.finding import Finding, Severity
from data.model.ids import (
    BarrierId,
    ContributorId,
    ControlLineId,
    ConvoyId,
    CorridorId,
    CrossingId,
    IncidentId,
    NoteId,
    PhaseId,
    ReportId,
    SectorId,
    SiteId,
    ZoneId,
)
from data.model.movement import Convoy, Priority
from data.model.network import EDGES, NODES, SEGMENTS, TURNS, RoadNetwork
from data.model.note import Note
from data.model.phase import Gate, Phase, SectorState
from data.model.pieces import RoutePiece, RoutePieces, Street
from data.model.place import Corridor, Crossing, Incident, Site, SiteKind
from data.model.plan import COLLECTION_OF, Plan, Record
from data.model.provenance import Confidence, Provenance, Source, Validity
from data.model.reasons import BindingReason, MetReason, RouteReasons
from data.model.results import (
    AreaExposure,
    ClosedPart,
    Coverage,
    CoverageGap,
    NoRoute,
    NoRouteReason,
    Obstacle,
    ReliedReport,
    Route,
    RoutePolicy,
    Snap,
    WouldBeRoute,
)
from data.model.sector import Sector
from data.model.status import BorderStatus, BridgeStatus, Passability, RoadStatus, StatusReport
from data.model.vehicle import DIMENSIONS, STANDARD_VEHICLES, Running, Vehicle, envelope_of
from data.model.zone import Zone, ZoneKind

__all__ = [
    "COLLECTION_OF",
    "DIMENSIONS",
    "EDGES",
    "NODES",
    "SEGMENTS",
    "STANDARD_VEHICLES",
    "TURNS",
    "Alternative",
    "Alternatives",
    "AreaExposure",
    "Barrier",
    "BarrierId",
    "BarrierKind",
    "BindingReason",
    "BorderStatus",
    "BridgeStatus",
    "ClosedPart",
    "Confidence",
    "Contributor",
    "ContributorId",
    "ControlLine",
    "ControlLineId",
    "ControlLineKind",
    "Convoy",
    "ConvoyId",
    "Corridor",
    "CorridorId",
    "Coverage",
    "CoverageGap",
    "Crossing",
    "CrossingId",
    "Finding",
    "Front",
    "FrontPoint",
    "Gate",
    "Incident",
    "IncidentId",
    "Matrix",
    "MetReason",
    "NoRoute",
    "NoRouteReason",
    "Note",
    "NoteId",
    "Obstacle",
    "Passability",
    "Phase",
    "PhaseId",
    "Plan",
    "Priority",
    "Provenance",
    "Reach",
    "Reached",
    "Record",
    "ReliedReport",
    "ReportId",
    "RoadNetwork",
    "RoadStatus",
    "Route",
    "RoutePiece",
    "RoutePieces",
    "RoutePolicy",
    "RouteReasons",
    "Running",
    "Sector",
    "SectorId",
    "SectorState",
    "Severity",
    "Site",
    "SiteId",
    "SiteKind",
    "SiteReached",
    "Snap",
    "Source",
    "StatusReport",
    "Street",
    "Validity",
    "Vehicle",
    "WouldBeRoute",
    "Zone",
    "ZoneId",
    "ZoneKind",
    "envelope_of",
]
