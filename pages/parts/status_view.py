"""The table of status reports and the form for a new one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import streamlit as st
from shapely import LineString, Point

from data.model import (
    BorderStatus,
    BridgeStatus,
    Confidence,
    CrossingId,
    Plan,
    ReportId,
    RoadStatus,
    Source,
    StatusReport,
)
from pages.look import looks
from pages.look.clock import age
from pages.look.rows import Row
from pages.look.table import Looking
from pages.map.view import MapEvent
from pages.parts.record.rows import show_rows
from pages.state.workspace import Workspace
from routing.nearby import road_at

BRIDGE, ROAD = "bridge", "road"
Status: TypeAlias = RoadStatus | BridgeStatus | BorderStatus
VOCABULARY: Mapping[str, type[BridgeStatus] | type[RoadStatus]] = {BRIDGE: BridgeStatus, ROAD: RoadStatus}
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def table(work: Workspace) -> None:
    """Every report with what it counts for at the moment looked at, the oldest first."""
    st.header("Reports")
    if not work.plan.status_reports:
        st.markdown("Nobody has reported anything; the state of every road is unknown.")
        return
    crossings = {c.id: c.name for c in work.plan.crossings}
    rows = [
        Row(
            id=r.id,
            cells={
                "Report": r.id,
                "About": crossings[r.crossing_id] if r.crossing_id else (r.note or "road or bridge"),
                "Status": _spoken(r.status),
                "Counts as": Looking(looks.STATUS[state], state.value),
                "Age": age(r.source.age(work.moment)),
                "Believed for": age(r.stale_after),
                "Reporter": r.source.name,
                "Confidence": r.source.confidence.value,
            },
        )
        for r in sorted(work.plan.status_reports, key=lambda r: r.source.reported_at or LONG_AGO)
        for state in [r.passability(work.moment)]
    ]
    show_rows(rows, about="Reports")


def new_report(work: Workspace, event: MapEvent) -> None:
    """A form for a report on a crossing, or on the bridge or road that was clicked."""
    st.header("New report")
    about = _about(work, event)
    if about is None:
        return
    vocabulary: Sequence[Status] = tuple(VOCABULARY.get(about, BorderStatus))
    with st.form(f"status.new.{about}.{event.count}"):
        status = st.selectbox("Status", vocabulary, format_func=_spoken)
        reporter = st.text_input("Reported by")
        confidence = st.selectbox("Confidence", [c.value for c in Confidence], index=1)
        hours = st.number_input("Believe it for (hours)", min_value=1, max_value=720, value=72)
        reason = st.text_input("Reason for the change", placeholder="Patrol of the morning, call from the crossing …")
        if st.form_submit_button("Save", type="primary"):
            report = StatusReport(
                id=_next_id(work.plan),
                status=status,
                place=_place(work, about, event),
                crossing_id=None if about in VOCABULARY else CrossingId(about),
                source=Source(name=reporter or "not named", reported_at=work.moment, confidence=Confidence(confidence)),
                stale_after=timedelta(hours=hours),
            )
            work.commit(work.plan.with_record(report), reason)


def _about(work: Workspace, event: MapEvent) -> str | None:
    names: dict[str, str] = {c.id: c.name for c in work.plan.crossings}
    if event.clicked and work.index:
        point = f"{event.clicked[0]:.5f}, {event.clicked[1]:.5f}"
        names = {ROAD: f"the road at {point}", BRIDGE: f"the bridge at {point}", **names}
    if not names:
        st.info("Click a bridge or a road on the map to report on it.")
        return None
    return st.selectbox(
        "About",
        list(names),
        format_func=names.__getitem__,
        key=f"status.about.{event.count}",
        help="Click a bridge or a road on the map to report on it.",
    )


def _place(work: Workspace, about: str, event: MapEvent) -> Point | LineString | None:
    if about not in VOCABULARY or event.clicked is None or work.index is None:
        return None
    road = road_at(work.index, Point(event.clicked))
    return road.point if about == BRIDGE else road.line


def _next_id(plan: Plan) -> ReportId:
    number = len(plan.status_reports) + 1
    while plan.find(f"R-{number:03d}"):
        number += 1
    return ReportId(f"R-{number:03d}")


def _spoken(status: Status) -> str:
    return status.value.replace("_", " ").lower()
