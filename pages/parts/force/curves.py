"""People over time as a chart: what happened as lines, what is expected as dashes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import streamlit as st

from data.model import ForceStage
from pages.look import looks
from pages.parts.force.views import name_of
from pages.state import answers
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.capability import Curve
from routing.force.gates import mandate_end

INK_DARK = "#efece6"
COLOURS = {ForceStage.PLEDGED: looks.GREY, ForceStage.APPROVED: looks.SKY, ForceStage.DEPLOYED: looks.BLUE}
WEIGHTS = {ForceStage.PLEDGED: 2, ForceStage.APPROVED: 3, ForceStage.DEPLOYED: 4}
DASHES: dict[float | None, list[int]] = {None: [1, 0], 0.5: [8, 4], 0.8: [2, 3]}
HEIGHT_PX = 270


def show_curves(work: Workspace, contributor: str) -> None:
    """People of one contributor, or of all, over time."""
    found = [
        curve
        for curve in answers.curves(f"{work.key}|{work.moment.isoformat()}", work.plan, work.moment)
        if curve.stage in COLOURS and (not contributor or curve.contributor == contributor)
    ]
    st.header(f"People over time: {md(name_of(work.plan, contributor)) if contributor else 'all contributors'}")
    st.altair_chart(_chart(work, _points(work, found)), key=f"force.curves.{work.key}.{contributor}", width="stretch")
    st.markdown(
        "Lines: what happened. Long dashes: expected as likely as not; dots: expected in 4 of 5 cases. "
        "Beyond the end of the mandate nobody may stay. "
        f"{_untold(found, work.moment)}",
    )


def _untold(found: Sequence[Curve], at: datetime) -> str:
    """Who is missing from the curves because nobody told how many."""
    untold = sum(
        curve.at(at).not_reported for curve in found if curve.stage is ForceStage.PLEDGED and curve.share is None
    )
    undated = {one for curve in found if curve.stage is ForceStage.DEPLOYED for one in curve.undated}
    told = [f"{untold} pledge{'s' if untold > 1 else ''} without a number."] if untold else []
    told += [f"{len(undated)} unit{'s' if len(undated) > 1 else ''} that nobody can date."] if undated else []
    return f"Not in it: {' '.join(told)}" if told else ""


def _points(work: Workspace, found: Sequence[Curve]) -> list[dict[str, Any]]:
    """The sum of the curves of each stage and share, wherever one of them changes."""
    ends = _span(work, found)
    return [point for stage in COLOURS for share in DASHES for point in _summed(work, found, stage, share, ends)]


def _span(work: Workspace, found: Sequence[Curve]) -> tuple[datetime, datetime]:
    moments = [level.starts_at for curve in found for level in curve.levels if level.starts_at]
    ends = [phase.ends_at for phase in work.plan.phases] or [work.moment]
    return min([*moments, work.moment]), max([*ends, *moments])


def _summed(
    work: Workspace, found: Sequence[Curve], stage: ForceStage, share: float | None, ends: tuple[datetime, datetime]
) -> Iterable[dict[str, Any]]:
    own = [curve for curve in found if curve.stage is stage and curve.share == share]
    first, last = (ends[0], work.moment) if share is None else (work.moment, ends[1])
    changes = {level.starts_at for curve in own for level in curve.levels if level.starts_at}
    for at in sorted({first, last, *(moment for moment in changes if first <= moment <= last)}):
        yield {
            "at": wall(work, at),
            "people": sum(curve.at(at).people for curve in own),
            "stage": stage.value,
            "line": f"{stage.value}{share or ''}",
            "share": {None: "happened", 0.5: "expected, as likely as not", 0.8: "expected, 4 of 5"}[share],
            "written": stage.value if share == min(s for s in DASHES if s) and at == last else "",
        }


def _chart(work: Workspace, points: Sequence[dict[str, Any]]) -> alt.LayerChart | alt.FacetChart:
    ink = INK_DARK if st.context.theme.type == "dark" else looks.BLACK
    axis = alt.Axis(labelFontSize=13, labelColor=ink, titleColor=ink)
    base = alt.Chart(alt.InlineData(values=list(points))).encode(
        x=alt.X("at:T", title=None, axis=alt.Axis(format="%b %Y", labelFontSize=13, labelColor=ink, tickCount=6)),
        y=alt.Y("people:Q", title="People", axis=axis),
    )
    names = [stage.value for stage in COLOURS]
    lines = base.mark_line(interpolate="step-after").encode(
        color=alt.Color("stage:N", scale=alt.Scale(domain=names, range=list(COLOURS.values())), legend=None),
        strokeWidth=alt.StrokeWidth(
            "stage:N", scale=alt.Scale(domain=names, range=list(WEIGHTS.values())), legend=None
        ),
        strokeDash=alt.StrokeDash(
            "share:N",
            scale=alt.Scale(
                domain=["happened", "expected, as likely as not", "expected, 4 of 5"], range=list(DASHES.values())
            ),
            legend=None,
        ),
        detail="line:N",
        tooltip=[
            alt.Tooltip("stage:N"),
            alt.Tooltip("share:N"),
            alt.Tooltip("people:Q", format=","),
            alt.Tooltip("at:T"),
        ],
    )
    words = base.transform_filter("datum.written != ''").mark_text(
        align="right", dy=-9, fontSize=14, fontWeight=600, color=ink
    )
    layers = [lines, words.encode(text="written:N"), now_rule(work), *_mandate(work, ink)]
    return alt.layer(*layers).properties(height=HEIGHT_PX)


def _mandate(work: Workspace, ink: str) -> list[alt.Chart]:
    """The end of the mandate as a line with its words; beyond it nobody may stay, whatever is expected."""
    ends_at = mandate_end(work.plan)
    if ends_at is None:
        return []
    base = alt.Chart(alt.InlineData(values=[{"at": wall(work, ends_at), "word": "mandate ends"}])).encode(x="at:T")
    words = base.mark_text(align="right", dx=-6, y=-8, fontSize=13, fontWeight=600, color=ink)
    return [base.mark_rule(color=ink, strokeWidth=2, strokeDash=[2, 3]), words.encode(text="word:N")]


def now_rule(work: Workspace) -> alt.Chart:
    """The moment looked at, as a line on a clock."""
    at = alt.Chart(alt.InlineData(values=[{"at": wall(work, work.moment)}]))
    rule: alt.Chart = at.mark_rule(color=looks.VERMILION, strokeWidth=2).encode(x="at:T")
    return rule


def wall(work: Workspace, at: datetime) -> str:
    """A moment as the clock of the operation shows it."""
    # without an offset the chart takes it as its own local time, which is then the operation's
    return at.astimezone(ZoneInfo(work.plan.time_zone)).strftime("%Y-%m-%dT%H:%M:%S")
