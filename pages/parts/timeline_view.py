"""The timeline as a chart: a click on a phase chooses it for every page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import streamlit as st

from data.model import BarrierKind, SectorState
from pages.look import looks, words
from pages.look.clock import local
from pages.state import workspace
from pages.state.workspace import Workspace
from routing.timeline import Bar, timeline_of

BARRIER_WORDS = {BarrierKind.CLOSED: "closed", BarrierKind.SCALED: "slowed", BarrierKind.ADDED: "delayed"}
COLOURS = {
    "phase": looks.GREY,
    **{words.SECTOR_STATE[state]: looks.SECTORS[state].colour for state in SectorState},
    words.SECTOR_STATE[SectorState.HANDOVER]: "#4f7f9f",
    **{BARRIER_WORDS[kind]: looks.BARRIERS[kind].colour for kind in BarrierKind},
    BARRIER_WORDS[BarrierKind.ADDED]: "#b07d00",
}
GROUPS = ("phase", "sector", "zone", "convoy")
ROW_PX = 28
CHARACTER_SHARE = 0.024
"""Share of the width of the clock that one written character takes."""
INK_DARK = "#efece6"


def show_timeline(work: Workspace) -> None:
    """Draw the timeline and take a clicked phase over."""
    bars = timeline_of(work.plan)
    if not bars:
        st.info("A timeline needs phases; this operation has none yet.")
        return
    chosen = st.altair_chart(_chart(bars, work), on_select="rerun", key=f"timeline.chart.{work.key}", width="stretch")
    picked = [p.get("phase") for p in chosen.selection.get("bar", [])]
    phase = picked[0] if picked else None
    if phase and workspace.is_new("timeline.phase", phase) and (work.phase is None or phase != work.phase.id):
        workspace.remember("phase", phase)
        st.rerun()


def _chart(bars: Sequence[Bar], work: Workspace) -> alt.LayerChart | alt.FacetChart:
    zone = ZoneInfo(work.plan.time_zone)
    span = max(b.ends_at for b in bars) - min(b.starts_at for b in bars)
    rows = [_row(bar, work, zone, span) for bar in bars]
    names = dict.fromkeys(row["row"] for row in sorted(rows, key=lambda r: GROUPS.index(r["group"])))
    places = {name: place for place, name in enumerate(names)}
    rows = [row | {"place": places[row["row"]]} for row in rows]
    ink = INK_DARK if st.context.theme.type == "dark" else looks.BLACK
    picked = alt.selection_point(name="bar", fields=["phase"], on="click", clear=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        # sorted by number: a list of names would become a program, which not every name can be part of
        y=alt.Y(
            "row:N",
            sort=alt.EncodingSortField("place", op="min"),
            title=None,
            axis=alt.Axis(labelLimit=210, labelFontSize=14, labelColor=ink),
        ),
        tooltip=[alt.Tooltip("label:N"), alt.Tooltip("state:N"), alt.Tooltip("told:N", title="span")],
    )
    spans = (
        base.transform_filter("datum.start != datum.end")
        .mark_bar(height=20, cornerRadius=3, cursor="pointer")
        .encode(
            x=alt.X(
                "start:T", title=None, axis=alt.Axis(format="%b %Y", labelFontSize=13, orient="top", labelColor=ink)
            ),
            x2="end:T",
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=None,
            ),
            opacity=alt.condition("datum.now", alt.value(0.65), alt.value(0.3)),
        )
        .add_params(picked)
    )
    written = base.transform_filter("datum.start != datum.end").mark_text(
        align="left", dx=6, fontSize=13, color=ink, limit=180
    )
    written = written.encode(x="start:T", text="written:N")
    moments = (
        base.transform_filter("datum.start == datum.end")
        .mark_point(shape="triangle-right", size=120, filled=True, color=ink)
        .encode(x="start:T")
    )
    now = (
        alt.Chart(alt.InlineData(values=[{"at": _wall(work.moment, zone)}]))
        .mark_rule(color=looks.VERMILION, strokeWidth=2)
        .encode(x="at:T")
    )
    return alt.layer(spans, written, moments, now).properties(height=ROW_PX * len(places) + 60)


def _row(bar: Bar, work: Workspace, zone: ZoneInfo, span: timedelta) -> dict[str, Any]:
    states = {str(state): word for named in (words.SECTOR_STATE, BARRIER_WORDS) for state, word in named.items()}
    until = "" if bar.starts_at == bar.ends_at else f" to {local(bar.ends_at, work.plan.time_zone)}"
    return {
        "group": bar.group,
        "row": bar.row,
        "label": bar.label,
        "state": states.get(bar.state, bar.state),
        "start": _wall(bar.starts_at, zone),
        "end": _wall(bar.ends_at, zone),
        "told": f"{local(bar.starts_at, work.plan.time_zone)}{until}{' and beyond' if bar.clipped else ''}",
        "phase": bar.phase_id or "",
        "written": _written(work, bar, span)
        if bar.group == "phase"
        else _fitting(states.get(bar.state, ""), bar, span),
        "now": bar.starts_at <= work.moment < bar.ends_at,
    }


def _written(work: Workspace, bar: Bar, span: timedelta) -> str:
    """Name of a phase, or where that does not fit its number in the phase bar."""
    number = [str(p.id) for p in work.plan.phases].index(bar.phase_id or "") + 1
    return _fitting(bar.label, bar, span) or str(number)


def _fitting(text: str, bar: Bar, span: timedelta) -> str:
    """The text where its bar is long enough to hold it, otherwise nothing."""
    return text if (bar.ends_at - bar.starts_at) / span >= CHARACTER_SHARE * len(text) else ""


def _wall(at: datetime, zone: ZoneInfo) -> str:
    # without an offset the chart takes it as its own local time, which is then the operation's
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")
