"""One route, or why there is none, in words and tables."""

from datetime import datetime

import streamlit as st

from data.model import Coverage, NoRoute, Route, RoutePolicy
from pages.parts import words
from pages.parts.clock import age, duration
from pages.parts.findings import show_findings
from pages.web.safe import md

TITLE = {
    RoutePolicy.FASTEST: "Fastest",
    RoutePolicy.LOW_EXPOSURE: "Low exposure",
    RoutePolicy.SHORTEST: "Shortest",
}


def show_answer(answer: Route | NoRoute, covered: Coverage | None, at: datetime) -> None:
    """Show one answer under the name of its policy."""
    st.subheader(TITLE[answer.policy])
    match answer:
        case Route():
            _show_route(answer, covered, at)
        case NoRoute():
            _show_no_route(answer)


def _show_route(route: Route, covered: Coverage | None, at: datetime) -> None:
    time, distance = st.columns(2)
    time.metric("Driving time", duration(route.duration_s))
    distance.metric("Distance", words.kilometres(route.distance_m))
    secured, exposed = st.columns(2)
    secured.metric("Inside active sectors", words.percent(covered.share) if covered else "no phase")
    exposed.metric("In dangerous zones", duration(route.exposure_s) if route.exposure_s else "none")
    oldest = route.oldest_report
    told = "no report" if oldest is None else age(None if oldest.reported_at is None else at - oldest.reported_at)
    st.markdown(
        f"Oldest report relied on: **{told}**. Reported unknown: **{words.kilometres(route.unknown_m)}**. "
        f"No report at all: **{words.kilometres(route.unreported_m)}**.",
    )
    with st.expander("Zones on the way", expanded=bool(route.exposure)):
        _table(
            [
                {
                    "Zone": e.name,
                    "Kind": e.kind.replace("_", " "),
                    "Distance": words.kilometres(e.distance_m),
                    "Time": duration(e.duration_s),
                }
                for e in route.exposure
            ],
            "The route touches no zone.",
        )
    with st.expander("Not inside an active sector"):
        _gaps(covered)
    with st.expander("Streets in order"):
        _table(
            [
                {
                    "Street": s.name or "name not known",
                    "الشارع": s.name_ar or "",
                    "Distance": words.kilometres(s.distance_m),
                }
                for s in route.streets
            ],
            "No streets.",
        )
    with st.expander(f"Findings ({len(route.findings)})"):
        show_findings(route.findings, none="Nothing on this route is in doubt beyond the figures above.")


def _gaps(covered: Coverage | None) -> None:
    _table(
        [
            {
                "From": words.kilometres(g.start_m),
                "To": words.kilometres(g.end_m),
                "Length": words.kilometres(g.distance_m),
                "Sector there": ", ".join(f"{name} ({state.replace('_', ' ')})" for name, state in g.sectors) or "none",
            }
            for g in (covered.gaps if covered else ())
        ],
        "Every metre lies inside an active sector." if covered else "No phase holds, so no sector is active.",
    )


def _show_no_route(answer: NoRoute) -> None:
    st.error(md(answer.message), icon=":material/block:")
    if answer.obstacles:
        st.markdown("Lifting **all** of these together would give a route:")
        _table(
            [{"What": o.kind.replace("_", " "), "Name": o.name, "Why": o.why} for o in answer.obstacles],
            "",
        )


def _table(rows: list[dict[str, str]], none: str) -> None:
    if rows:
        st.dataframe(rows, hide_index=True)
    else:
        st.markdown(none)
