"""One measure over the phases, a line for each plan."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt
import streamlit as st

from pages.look import looks
from pages.look.legend import show_legend
from pages.look.looks import Look
from pages.parts.force.curves import INK_DARK, now_rule, wall
from pages.parts.scenarios.words import METRES, TITLES
from pages.state.weighed import Weighed
from pages.state.workspace import Workspace
from routing.force.weighing import IN_A_PHASE, Measure

HEIGHT_PX = 250
METRES_IN_KM = 1000
LINES = (
    (looks.BLACK, [1, 0]),
    (looks.BLUE, [10, 4]),
    (looks.VERMILION, [3, 3]),
    (looks.GREEN, [12, 3, 2, 3]),
)
"""Colour and dash of each plan, the one held against first."""


def show_course(work: Workspace, columns: Sequence[Weighed]) -> None:
    """How one measure runs over the phases under each plan."""
    st.header("Over time", anchor=False)
    known = [m for m in IN_A_PHASE if any(m in values for one in columns for values in one.by_phase.values())]
    measure = st.selectbox("What is drawn", known, format_func=TITLES.__getitem__, key="scenarios.measure")
    points = [point for number, one in enumerate(columns) for point in _points(work, one, number, measure)]
    st.altair_chart(_chart(work, points, len(columns), measure), key=f"scenarios.course.{work.key}", width="stretch")
    show_legend(
        Look(words=one.name, colour=colour, weight=3, dash=_dashes(dash), casing=True)
        for one, (colour, dash) in zip(columns, LINES, strict=False)
    )
    st.markdown(
        "Each line holds from the first day of a phase to that of the next; the red line is the moment looked at."
    )


def _dashes(lengths: Sequence[int]) -> str:
    """The dashes of a line as the legend draws them, shorter because its lines are; none for a whole line."""
    return " ".join(str(length) for length in lengths) if lengths[-1] else ""


def _points(work: Workspace, weighed: Weighed, number: int, measure: Measure) -> Iterator[dict[str, Any]]:
    last = weighed.plan.phases[-1]
    unit = METRES_IN_KM if measure in METRES else 1
    for phase in weighed.plan.phases:
        value = weighed.by_phase[phase.id].get(measure)
        for at in (phase.starts_at, phase.ends_at) if phase is last else (phase.starts_at,):
            yield {
                "at": wall(work, at),
                "figure": value / unit if isinstance(value, int | float) else None,
                "line": number,
                "plan": weighed.name,
                "phase": phase.name,
            }


def _chart(
    work: Workspace, points: Sequence[dict[str, Any]], number_of_lines: int, measure: Measure
) -> alt.LayerChart | alt.FacetChart:
    is_dark = st.context.theme.type == "dark"
    ink = INK_DARK if is_dark else looks.BLACK
    colours = [ink, *(colour for colour, _ in LINES[1:])]
    numbers = list(range(number_of_lines))
    title = "Kilometres" if measure in METRES else ""
    axis = alt.Axis(labelFontSize=13, labelColor=ink, titleColor=ink)
    base = alt.Chart(alt.InlineData(values=list(points))).encode(
        x=alt.X("at:T", title=None, axis=alt.Axis(format="%b %Y", labelFontSize=13, labelColor=ink, tickCount=8)),
        y=alt.Y("figure:Q", title=title or None, axis=axis),
    )
    lines = base.mark_line(interpolate="step-after", strokeWidth=3).encode(
        color=alt.Color("line:N", scale=alt.Scale(domain=numbers, range=colours), legend=None),
        strokeDash=alt.StrokeDash(
            "line:N", scale=alt.Scale(domain=numbers, range=[dash for _, dash in LINES]), legend=None
        ),
        detail="line:N",
        tooltip=[alt.Tooltip("plan:N"), alt.Tooltip("phase:N"), alt.Tooltip("figure:Q", format=",.1f")],
    )
    return alt.layer(lines, now_rule(work)).properties(height=HEIGHT_PX)
