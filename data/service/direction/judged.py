"""Which direction a changed record goes, and which part of it need not wait."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from data.model import (
    COLLECTION_OF,
    Barrier,
    Consent,
    Convoy,
    Corridor,
    Crossing,
    Handover,
    Incident,
    OpeningRule,
    Party,
    Phase,
    Plan,
    Sector,
    StatusReport,
    Zone,
)
from data.service.direction import areas, reports, times
from data.service.direction.scale import DANGEROUS, NEITHER, SAFER, Direction
from data.store.change import Change

_JUDGED: Mapping[type, Callable[[Plan, Any, Any], Direction]] = MappingProxyType(
    {
        StatusReport: reports.of_report,
        Zone: areas.of_zone,
        Sector: areas.of_sector,
        Barrier: areas.of_barrier,
        Phase: times.of_phase,
        OpeningRule: times.of_rule,
        Consent: times.of_consent,
        Party: times.of_party,
        Handover: times.of_handover,
        Corridor: times.of_corridor,
        Incident: times.of_incident,
        Convoy: lambda _, before, after: _of_convoy(before, after),
        Crossing: lambda _, before, after: _of_crossing(before, after),
    }
)
LEFT_TO_ONE = frozenset(COLLECTION_OF) - frozenset(_JUDGED)
"""Kinds of record about people, means, money and wishes: they say nothing of the ground, and one person suffices."""


def direction_of(plan: Plan, change: Change) -> Direction:
    """The direction of a change, given the plan with it and all that comes into force beside it."""
    kind = type(change.record)
    if kind in LEFT_TO_ONE:
        return NEITHER
    return _JUDGED[kind](plan, change.before, change.after)


def split(plan: Plan, change: Change) -> tuple[Change | None, Change | None]:
    """The part of a change that need not wait, and the part that waits for a second person."""
    if direction_of(plan, change) is not SAFER:
        return change, None
    half = _dangerous_half(change)
    if half is None:
        return None, change
    return Change(before=change.before, after=half), Change(before=half, after=change.after)


def _dangerous_half(change: Change) -> Phase | None:
    """A phase with only those states of sectors changed that look more dangerous; None when there are none."""
    before, after = change.before, change.after
    if not isinstance(before, Phase) or not isinstance(after, Phase):
        return None
    sectors = [*(s for s, _ in before.sector_states), *(s for s, _ in after.sector_states)]
    half = before
    for sector in dict.fromkeys(sectors):
        if times.of_state(before.state_of(sector), after.state_of(sector)) is DANGEROUS:
            half = half.with_sector_state(sector, after.state_of(sector))
    return None if half == before else half


def _of_convoy(before: Convoy | None, after: Convoy | None) -> Direction:
    """The direction of a convoy's release; all else about it is planning."""
    was, now = before and before.release, after and after.release
    return NEITHER if was == now else DANGEROUS if now is None else SAFER


def _of_crossing(before: Crossing | None, after: Crossing | None) -> Direction:
    """The direction of a crossing's place; the reports about it go with it."""
    if before is None or after is None:
        return NEITHER
    return NEITHER if replace(after, point=before.point) == after else SAFER
