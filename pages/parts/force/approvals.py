"""Steps of approval on one clock: when each is likely, until when it holds, and what slips with it."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import altair as alt
import streamlit as st

from data.model import ApprovalState, ApprovalStep, Plan, Pledge
from pages.look import looks
from pages.look.force_words import APPROVALS, spoken
from pages.look.legend import show_legend
from pages.look.rows import Row
from pages.look.table import Cell, Looking, show_table
from pages.parts.force.curves import INK_DARK, now_rule, wall
from pages.parts.force.sheets import PartSheet, RecordSheet
from pages.parts.force.views import day, name_of
from pages.parts.record.rows import show_rows
from pages.state.workspace import Workspace
from routing.force.deployment import Slip, slips

SHEETS = (
    PartSheet(title="Steps of approval", noun=Pledge, parts="steps", part=ApprovalStep),
    RecordSheet(title="Pledges and approvals", noun=Pledge),
)
ROW_PX = 34
NARROW = "windowSize()[0] < 700"
"""Where names beside the bars would leave no room for bars; there they stand above them."""
DASHES: Mapping[ApprovalState, list[int]] = MappingProxyType(
    {state: [1, 0] for state in ApprovalState} | {ApprovalState.PENDING: [7, 3], ApprovalState.NOT_STARTED: [2, 3]}
)
"""Lines around what is expected, so that states are told apart without colour."""
SIGNS: Mapping[ApprovalState, str] = MappingProxyType(
    {
        ApprovalState.GRANTED: "✓",
        ApprovalState.PENDING: "…",
        ApprovalState.NOT_STARTED: "?",
        ApprovalState.REFUSED: "✕",
        ApprovalState.WITHDRAWN: "−",
    }
)
MARKS: Mapping[ApprovalState, str] = MappingProxyType(
    {ApprovalState.REFUSED: "cross", ApprovalState.WITHDRAWN: "stroke"}
)
WAITING = frozenset({ApprovalState.NOT_STARTED, ApprovalState.PENDING})


def show_approvals(work: Workspace) -> None:
    """The steps as bars and as a table, and what a delay of one does."""
    if not any(pledge.steps for pledge in work.plan.pledges):
        st.info("No pledge names a step of approval; add them under Tables. A pledge without steps needs none.")
        return
    st.altair_chart(_chart(work), key=f"force.approvals.{work.key}", width="stretch")
    st.markdown(
        "Solid bars run as long as an approval holds, framed ones from the earliest to the latest date expected: "
        "dashed where it is pending, dotted and empty where it was not begun. The diamond is the likely date, a cross "
        "a refusal, a stroke a withdrawal; the red line is the moment looked at."
    )
    _slipping(work)
    _table(work)


def _steps(plan: Plan) -> list[tuple[Pledge, ApprovalStep]]:
    return [(pledge, step) for pledge in plan.pledges for step in pledge.steps]


def _table(work: Workspace) -> None:
    st.header("Steps")
    plan = work.plan
    rows = [
        Row(
            id=pledge.id,
            cells={
                "Pledge": f"{name_of(plan, pledge.contributor)}: {pledge.name}",
                "Step": spoken(step.kind).capitalize(),
                "State": Looking(APPROVALS[step.state], APPROVALS[step.state].words),
                "Likely, or decided": _likely(plan, step),
                "Earliest – latest": _range(plan, step),
                "Holds until": day(step.valid.ends_at, plan, "no end given")
                if step.state is ApprovalState.GRANTED
                else "",
                "Note": step.note or "",
            },
        )
        for pledge, step in _steps(plan)
    ]
    show_rows(rows, about="Steps of approval")
    show_legend(APPROVALS.values())


def _likely(plan: Plan, step: ApprovalStep) -> str:
    if step.state not in WAITING:
        return day(step.decided_at, plan)
    return day(step.expected.likely, plan) if step.expected else "? nobody ventures a date"


def _range(plan: Plan, step: ApprovalStep) -> str:
    if step.expected is None or step.state not in WAITING:
        return ""
    return f"{day(step.expected.earliest, plan)} – {day(step.expected.latest, plan)}"


def _slipping(work: Workspace) -> None:
    """What a delay of one step by some weeks does to the units behind it and to their tasks."""
    st.header("If a step slips")
    plan = work.plan
    waiting = [(pledge, step) for pledge, step in _steps(plan) if step.expected and step.state in WAITING]
    if not waiting:
        st.markdown("No step with a date is still open.")
        return
    asking, telling = st.columns([1, 2], gap="medium")
    number = asking.selectbox(
        "Step",
        range(len(waiting)),
        format_func=lambda n: (
            f"{name_of(plan, waiting[n][0].contributor)}: {waiting[n][0].name}, {spoken(waiting[n][1].kind)}"
        ),
        key=f"approvals.step.{work.key}",
    )
    weeks = asking.slider("Weeks later", min_value=1, max_value=26, value=4, key="approvals.weeks")
    pledge, step = waiting[number]
    found = slips(plan, pledge.id, step.kind.value, timedelta(weeks=weeks), work.moment)
    rows: list[Mapping[str, Cell]] = [_slip(plan, slip) for slip in found]
    with telling:
        show_table(rows, about="What slips", none="No unit behind this step has a date that could slip.")


def _slip(plan: Plan, slip: Slip) -> Mapping[str, Cell]:
    late = [a for a in plan.assignments if a.id in slip.late]
    return {
        "Unit": name_of(plan, slip.unit),
        "Likely now": day(slip.before.likely, plan),
        "If later dates stand": day(slip.absorbed.likely, plan),
        "If all move along": day(slip.carried.likely, plan),
        "Then late for": "; ".join(
            f"{name_of(plan, a.sector)}, {spoken(a.task)} from {day(a.valid.starts_at, plan)}" for a in late
        )
        or "none of its tasks",
    }


def _chart(work: Workspace) -> alt.LayerChart | alt.FacetChart:
    rows = [_bar(work, place, pledge, step) for place, (pledge, step) in enumerate(_steps(work.plan))]
    ink = INK_DARK if st.context.theme.type == "dark" else looks.BLACK
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        # sorted by number: a list of names would become a program, which not every name can be part of
        y=alt.Y(
            "row:N",
            sort=alt.EncodingSortField("place", op="min"),
            title=None,
            axis=alt.Axis(
                labelLimit=390,
                labelFontSize=14,
                labelColor=ink,
                labelAlign=alt.ExprRef(f"{NARROW} ? 'left' : 'right'"),
                labelOffset=alt.ExprRef(f"{NARROW} ? -14 : 0"),
                labelPadding=alt.ExprRef(f"{NARROW} ? 0 : 6"),
            ),
        ),
        tooltip=[alt.Tooltip("row:N", title="step"), alt.Tooltip("state:N"), alt.Tooltip("told:N", title="dates")],
    )
    states = {look.words: look.colour for look in APPROVALS.values()}
    scale = alt.Scale(domain=list(states), range=list(states.values()))
    lines = alt.Scale(domain=list(states), range=[DASHES[state] for state in APPROVALS])
    expected = base.transform_filter("datum.first").mark_bar(height=15, strokeWidth=2, cornerRadius=3)
    held = base.transform_filter("datum.from").mark_bar(height=9, fillOpacity=0.75, cornerRadius=2)
    likely = base.transform_filter("datum.likely").mark_point(size=110, filled=True, color=ink, stroke=ink)
    words = base.mark_text(align="left", dx=8, fontSize=13, color=ink)
    return alt.layer(
        held.encode(x=_clock(ink, "from:T"), x2="until:T", color=alt.Color("state:N", scale=scale, legend=None)),
        expected.encode(
            x="first:T",
            x2="last:T",
            color=alt.Color("state:N", scale=scale, legend=None),
            stroke=alt.Stroke("state:N", scale=scale, legend=None),
            strokeDash=alt.StrokeDash("state:N", scale=lines, legend=None),
            fillOpacity=alt.condition("datum.begun", alt.value(0.3), alt.value(0)),
        ),
        likely.encode(x="likely:T", shape=alt.Shape("mark:N", scale=None)),
        words.encode(x="end:T", text="written:N"),
        now_rule(work),
    ).properties(height=ROW_PX * len(rows) + 60)


def _clock(ink: str, field: str) -> alt.X:
    months = alt.Axis(format="%b %Y", tickCount="month", labelFontSize=13, orient="top", labelColor=ink)
    return alt.X(field, title=None, axis=months)


def _bar(work: Workspace, place: int, pledge: Pledge, step: ApprovalStep) -> dict[str, Any]:
    """A step as the chart needs it: its expected dates while it waits, how long it holds once it is granted."""
    plan, dates = work.plan, step.expected if step.state in WAITING else None
    horizon = max([phase.ends_at for phase in plan.phases] or [work.moment])
    granted, undated = step.state is ApprovalState.GRANTED, step.state in WAITING and dates is None
    since = step.valid.starts_at or step.decided_at or work.moment
    until = min(step.valid.ends_at or horizon, horizon)
    decided = step.decided_at or work.moment
    ends = dates.latest if dates else until if granted else decided
    return {
        "place": place,
        "row": f"{name_of(plan, pledge.contributor)}: {pledge.name}, {spoken(step.kind)}",
        "state": APPROVALS[step.state].words,
        "written": f"{SIGNS[step.state]} {APPROVALS[step.state].words}{', no date' if undated else ''}",
        "begun": step.state is not ApprovalState.NOT_STARTED,
        "mark": MARKS.get(step.state, "diamond"),
        "told": _range(plan, step) or _likely(plan, step),
        "first": dates and wall(work, dates.earliest),
        "last": dates and wall(work, dates.latest),
        "likely": wall(work, dates.likely) if dates else None if granted or undated else wall(work, decided),
        "from": wall(work, since) if granted else None,
        "until": wall(work, until) if granted else None,
        "end": wall(work, ends),
    }
