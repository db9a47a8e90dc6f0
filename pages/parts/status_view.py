"""The table of status reports and the form for a new one on a crossing."""

from datetime import UTC, datetime, timedelta

import streamlit as st

from data.model import BorderStatus, Confidence, CrossingId, Plan, ReportId, Source, StatusReport
from data.service.foresight import why_not_plan
from pages.look import looks
from pages.look.clock import age
from pages.look.rows import Row
from pages.look.table import Looking
from pages.parts.record.rows import show_rows
from pages.state.workspace import Workspace

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


def new_border_report(work: Workspace, clicked: str) -> None:
    """A form for a report on a crossing, folded away until it is wanted; a click on one chooses it."""
    names = {str(c.id): c.name for c in work.plan.crossings}
    if not names:
        return
    ids = list(names)
    with (
        st.expander("Report on a border crossing", expanded=clicked in names),
        st.form(f"status.border.{clicked}", border=False),
    ):
        about = st.selectbox(
            "Crossing", ids, index=ids.index(clicked) if clicked in names else 0, format_func=names.__getitem__
        )
        status = BorderStatus(st.selectbox("Status", [s.value for s in BorderStatus], format_func=_spoken))
        reporter = st.text_input("Crossing reported by")
        confidence = st.selectbox("Confidence of this report", [c.value for c in Confidence], index=1)
        hours = st.number_input("Believe this for (hours)", min_value=1, max_value=720, value=72)
        reason = st.text_input("Reason", placeholder="Call from the crossing …")
        why_not = why_not_plan(work.person)
        if st.form_submit_button("Save this report", type="primary", disabled=bool(why_not), help=why_not or None):
            report = StatusReport(
                id=_next_id(work.plan),
                status=status,
                crossing_id=CrossingId(about),
                source=Source(name=reporter or "not named", reported_at=work.moment, confidence=Confidence(confidence)),
                stale_after=timedelta(hours=hours),
            )
            work.commit(work.plan.with_record(report), reason)


def _next_id(plan: Plan) -> ReportId:
    number = len(plan.status_reports) + 1
    while plan.find(f"R-{number:03d}"):
        number += 1
    return ReportId(f"R-{number:03d}")


def _spoken(status: BorderStatus | str) -> str:
    return str(status).replace("_", " ").lower()
