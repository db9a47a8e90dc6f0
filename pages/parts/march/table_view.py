"""The march table on screen: arrive and clear at every critical point, and what nobody knows of the march."""

from collections.abc import Iterator
from datetime import datetime

import streamlit as st

from data.model.march import Density, MarchProfile
from pages.look.clock import local, local_time
from pages.look.table import show_facts, show_table
from pages.look.words import kilometres
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.march.places import PlaceKind
from routing.march.table import MarchTable, Passing, TableRow
from routing.march.waits import KnownWait, Waiting

NOT_KNOWN = "not known"


def show_table_of(work: Workspace, table: MarchTable) -> None:
    """The march table, with what stands or is processed where."""
    zone = work.plan.time_zone
    rows = [
        {
            "Point": row.point.name,
            "At": kilometres(row.point.along_m),
            "Arrive": _time(row.column.arrives_at, zone, or_later=row.column.arrival_is_earliest),
            "Clear": _clear(row.column, zone),
            "Stands": "; ".join(_stands(row)) or "–",
        }
        for row in table.rows
    ]
    show_table(rows, about="March table")


def recorded_words(table: MarchTable) -> str:
    """Which recorded waits the times count and of how many missions; where none are counted, that they are not."""
    known = {row.recorded.place: (row.point.name, row.recorded) for row in table.rows if row.recorded}
    if not known:
        return "No waits were recorded at places of this way."
    if table.waiting is Waiting.PLANNED:
        places = ", ".join(f"{name} ({_missions(wait)})" for name, wait in known.values())
        return f"Recorded waits are not counted: {places}. Assumptions can count them."
    kept = "half" if table.waiting is Waiting.HALF else "8 in 10"
    told = (f"{name} {_minutes(wait.of(table.waiting))} ({_missions(wait)})" for name, wait in known.values())
    return f"Recorded waits are counted, as {kept} of the columns kept to: {', '.join(told)}."


def _missions(wait: KnownWait) -> str:
    return f"{wait.count} mission{'s' if wait.count != 1 else ''}"


def show_march(work: Workspace, table: MarchTable) -> None:
    """The figures of the march as a whole."""
    zone, profile = work.plan.time_zone, table.profile
    vehicles = table.convoy.vehicles_known
    facts = [
        ("Vehicles", NOT_KNOWN if vehicles is None else str(vehicles)),
        ("Marches by", profile.name),
        ("Rate of march", NOT_KNOWN if table.rate_kmh is None else f"{table.rate_kmh:.0f} km/h"),
        ("Road space", NOT_KNOWN if table.road_space_m is None else kilometres(table.road_space_m)),
        ("Pass time", NOT_KNOWN if table.pass_time_s is None else _minutes(table.pass_time_s)),
        ("Head leaves", local(table.convoy.departs_at, zone)),
        ("Head arrives", _whole(table.arrives_at, zone, or_later=table.rows[-1].column.arrival_is_earliest)),
        ("Tail is in", _whole(table.clears_at, zone, or_later=table.clearing_is_earliest)),
        ("Way", kilometres(table.distance_m)),
    ]
    show_facts(facts, about="The march")
    st.caption(md(worked_out_words(profile)))


def worked_out_words(profile: MarchProfile) -> str:
    """How the figures of a march come about, by the profile it marches by."""
    room = "1,000 m ÷ (gap + length of a vehicle)" if profile.density is Density.PHYSICAL else "1,000 m ÷ gap"
    extra = " + a minute for every 25 vehicles of a serial" if profile.extra_time else ""
    return (
        f"Road space = vehicles ÷ density + time gaps × rate of march, density = {room}. "
        f"Pass time = road space ÷ rate of march{extra}. Arrive = start + driving + halts, clear = arrive + pass time "
        "(FM 55-10). Rate of march = length of the way ÷ driving time of the slowest vehicle, without halts."
    )


def _clear(passing: Passing, zone: str) -> str:
    return _time(passing.clears_at, zone, or_later=passing.clearing_is_earliest)


def _time(at: datetime | None, zone: str, *, or_later: bool) -> str:
    if at is None:
        return NOT_KNOWN
    return f"{local_time(at, zone)[-5:]}{' or later' if or_later else ''}"


def _whole(at: datetime | None, zone: str, *, or_later: bool) -> str:
    return NOT_KNOWN if at is None else f"{local(at, zone)}{' or later' if or_later else ''}"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min"


def _stands(row: TableRow) -> Iterator[str]:
    for stand in row.stands:
        took = "for a time nobody knows" if stand.wait_s is None else _minutes(stand.wait_s)
        yield f"{stand.reason.value.replace('_', ' ')} {took}"
    if row.processing_s is not None and not row.stands:
        when = " before it departs" if row.point.kind is PlaceKind.START else ""
        yield f"processed{when} {_minutes(row.processing_s)}"
