"""Identifiers: text that a person can read aloud, distinct for each kind of record."""

from typing import NewType

ZoneId = NewType("ZoneId", str)
SectorId = NewType("SectorId", str)
BarrierId = NewType("BarrierId", str)
PhaseId = NewType("PhaseId", str)
SiteId = NewType("SiteId", str)
CrossingId = NewType("CrossingId", str)
CorridorId = NewType("CorridorId", str)
ControlLineId = NewType("ControlLineId", str)
ConvoyId = NewType("ConvoyId", str)
ContributorId = NewType("ContributorId", str)
IncidentId = NewType("IncidentId", str)
ReportId = NewType("ReportId", str)
NoteId = NewType("NoteId", str)
