"""The answers to a route question: side by side in figures, then each in words and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from data.model import Coverage, NoRoute, Plan, Route, RoutePolicy, SectorState, ZoneKind
from data.model.answers import Alternatives
from data.model.reasons import RouteReasons
from pages.look import words
from pages.look.clock import age, duration
from pages.look.table import show_table
from pages.parts.findings import show_findings
from pages.parts.reasons_view import show_alternatives, show_reasons, show_separation
from pages.web.safe import md

TITLE = {
    RoutePolicy.FASTEST: "Fastest",
    RoutePolicy.LOW_EXPOSURE: "Low exposure",
    RoutePolicy.SHORTEST: "Shortest",
}
NONE = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer; for a route its coverage in the phase looked at, and on request its reasons and other ways."""

    answer: Route | NoRoute
    covered: Coverage | None
    reasons: RouteReasons | None = None
    others: Alternatives | None = None


def show_comparison(answers: Mapping[RoutePolicy, Answered], at: datetime) -> None:
    """The figures of all answers in one table, one column for each policy."""
    figures = {TITLE[policy]: _figures(answered, at) for policy, answered in answers.items()}
    labels = list(next(iter(figures.values())))
    show_table(
        [{"Figure": label} | {title: column[label] for title, column in figures.items()} for label in labels],
        about="The answers side by side",
    )


def show_answer(plan: Plan, answered: Answered) -> None:
    """Everything there is to say about one answer."""
    match answered.answer:
        case Route():
            _show_why(answered)
            _show_route(plan, answered.answer, answered.covered)
        case NoRoute():
            st.error(md(answered.answer.message), icon=":material/block:")
            show_separation(answered.answer)


def _figures(answered: Answered, at: datetime) -> dict[str, str]:
    route, covered = answered.answer, answered.covered
    labels = (
        "Driving time",
        "Distance",
        "In dangerous zones",
        "Inside active sectors",
        "Oldest report relied on",
        "Reported unknown",
        "No report at all",
    )
    if isinstance(route, NoRoute):
        return dict.fromkeys(labels, NONE) | {labels[0]: "no route"}
    oldest = route.oldest_report
    values = (
        duration(route.duration_s),
        words.kilometres(route.distance_m),
        duration(route.exposure_s) if route.exposure_s else "none",
        words.percent(covered.share) if covered else "no phase",
        "none" if oldest is None else age(None if oldest.reported_at is None else at - oldest.reported_at),
        words.kilometres(route.unknown_m),
        words.kilometres(route.unreported_m),
    )
    return dict(zip(labels, values, strict=True))


def _show_why(answered: Answered) -> None:
    if answered.reasons is not None:
        st.header("Why this way")
        show_reasons(answered.reasons)
    if answered.others is not None:
        st.header("Ways that differ")
        show_alternatives(answered.others)


def _show_route(plan: Plan, route: Route, covered: Coverage | None) -> None:
    st.header("Zones on the way")
    show_table(
        [
            {
                "Zone": e.name,
                "Kind": e.kind.replace("_", " "),
                "Distance": words.kilometres(e.distance_m),
                "Time": duration(e.duration_s),
            }
            for e in sorted(route.exposure, key=lambda e: (e.kind == ZoneKind.ADMIN, -e.duration_s))
        ],
        about="Zones on the way",
        none="The route touches no zone.",
    )
    st.header("Not inside an active sector")
    _gaps(plan, covered)
    st.header("Findings")
    show_findings(route.findings, none="Nothing on this route is in doubt beyond the figures.")
    with st.expander("Streets in order"):
        show_table(
            [
                {
                    "Street": s.name or "name not known",
                    "الشارع": s.name_ar or "",
                    "Distance": words.kilometres(s.distance_m),
                }
                for s in route.streets
            ],
            about="Streets in order",
            none="No streets.",
        )


def _gaps(plan: Plan, covered: Coverage | None) -> None:
    names: dict[str, str] = {s.id: s.name for s in plan.sectors}
    show_table(
        [
            {
                "From": words.kilometres(g.start_m),
                "To": words.kilometres(g.end_m),
                "Length": words.kilometres(g.distance_m),
                "Sector there": ", ".join(
                    f"{names.get(sector, sector)} ({words.SECTOR_STATE[SectorState(state)]})"
                    for sector, state in g.sectors
                )
                or "none",
            }
            for g in (covered.gaps if covered else ())
        ],
        about="Stretches not inside an active sector",
        none="Every metre lies inside an active sector." if covered else "No phase holds, so no sector is active.",
    )
