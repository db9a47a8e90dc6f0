"""The timeline as a chart: a click on a phase chooses it for every page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import streamlit as st

from data.model import BarrierKind, SectorState
from pages.parts import looks, words, workspace
from pages.parts.clock import local
from pages.parts.workspace import Workspace
from routing.timeline import Bar, timeline_of

BARRIER_WORDS = {BarrierKind.CLOSED: "closed", BarrierKind.SCALED: "slowed", BarrierKind.ADDED: "delayed"}
COLOURS = {
    "phase": looks.GREY,
    **{words.SECTOR_STATE[state]: looks.SECTORS[state].colour for state in SectorState},
    **{BARRIER_WORDS[kind]: looks.BARRIERS[kind].colour for kind in BarrierKind},
}
GROUPS = ("phase", "sector", "zone", "convoy")
ROW_PX = 30


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
    rows = [_row(bar, work, zone) for bar in bars]
    order = list(dict.fromkeys(row["row"] for row in sorted(rows, key=lambda r: GROUPS.index(r["group"]))))
    picked = alt.selection_point(name="bar", fields=["phase"], on="click", clear=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("row:N", sort=order, title=None, axis=alt.Axis(labelLimit=240, labelFontSize=14)),
        tooltip=[alt.Tooltip("label:N"), alt.Tooltip("state:N"), alt.Tooltip("told:N", title="span")],
    )
    spans = (
        base.transform_filter("datum.start != datum.end")
        .mark_bar(height=20, cornerRadius=3, cursor="pointer")
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format="%d %b", labelFontSize=13, orient="top")),
            x2="end:T",
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=alt.Legend(orient="bottom", title=None, labelFontSize=13, columns=9),
            ),
            opacity=alt.condition("datum.now", alt.value(1.0), alt.value(0.45)),
        )
        .add_params(picked)
    )
    names = (
        base.transform_filter("datum.group == 'phase'")
        .mark_text(align="left", dx=6, fontSize=13, color="white")
        .encode(x="start:T", text="label:N")
    )
    moments = (
        base.transform_filter("datum.start == datum.end")
        .mark_point(shape="triangle-right", size=120, filled=True, color=looks.BLACK)
        .encode(x="start:T")
    )
    now = (
        alt.Chart(alt.InlineData(values=[{"at": _wall(work.moment, zone)}]))
        .mark_rule(color=looks.VERMILION, strokeWidth=2)
        .encode(x="at:T")
    )
    return alt.layer(spans, names, moments, now).properties(height=ROW_PX * len(order) + 60)


def _row(bar: Bar, work: Workspace, zone: ZoneInfo) -> dict[str, Any]:
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
        "now": bar.starts_at <= work.moment < bar.ends_at,
    }


def _wall(at: datetime, zone: ZoneInfo) -> str:
    # without an offset the chart takes it as its own local time, which is then the operation's
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")
