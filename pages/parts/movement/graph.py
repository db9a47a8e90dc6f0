"""The movement graph: time across, distance along one convoy's way upwards, a band for each column that drives it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import streamlit as st

from pages.look import looks
from pages.look.clock import local_time
from pages.state.movement_seen import Seen
from pages.web.safe import md
from routing.movement.schedule import Movement

INK_DARK = "#efece6"
HEIGHT_PX = 420
MOST_NAMES = 14
"""Names of points that find room one above the other."""
PICKED = "spot"
OWN, OTHER, FAULTY = "this convoy", "other convoy", "in conflict"
COLOURS = {OWN: looks.BLUE, OTHER: looks.GREY, FAULTY: looks.VERMILION}
DASHES = {OWN: [1, 0], OTHER: [6, 3], FAULTY: [2, 2]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where along the way the head of a column is at a moment, and when its tail is there.

    Spots of one `run` are driven in one go over roads of the way.
    """

    column: int
    run: int
    along_m: float
    head_at: datetime
    tail_at: datetime


def show_graph(seen: Seen, row: int, minute_at: datetime, *, key: str, heard: Callable[[], None]) -> None:
    """Columns over the way of one of them; `heard` is called once a place on a band is picked."""
    name = seen.convoys[row].name
    found = list(spots(seen, row))
    if not found:
        st.markdown(md(f"{name} does not move on this day; pick another convoy."))
        return
    others = sorted({seen.convoys[spot.column].name for spot in found} - {name})
    shared = f"shares road with {', '.join(others)}" if others else "shares no road with others"
    st.markdown(
        f"**Along the way of {md(name)}**, which {md(shared)}. Each band runs from head to "
        "tail; pick one and the map goes there."
    )
    st.altair_chart(_chart(seen, row, found, minute_at), key=key, width="stretch", on_select=heard)


def spot_picked(returned: Any) -> tuple[datetime, int] | None:
    """When the head of which column is at the place that was picked on the graph; None where nothing is."""
    spots_picked = returned.selection.get(PICKED, []) if returned is not None else []
    said = str(spots_picked[0].get("spot", "")) if spots_picked else ""
    at, _, column = said.rpartition(" ")
    return (datetime.fromisoformat(at), int(column)) if at else None


def spots(seen: Seen, row: int) -> Iterator[Spot]:
    """Every column where it drives the roads of one convoy's way, as the schedule has it."""
    own = seen.schedule.of(row)
    if own is None:
        return
    way = seen.laid.ways[row][own.route]
    ends = zip(way.route.legs, way.along_m, way.along_m[1:], strict=False)
    where = {leg.segment: (from_m, to_m) if not leg.is_backward else (to_m, from_m) for leg, from_m, to_m in ends}
    for movement in seen.schedule.movements:
        yield from _along(seen, movement, where)


def _along(seen: Seen, movement: Movement, where: dict[int, tuple[float, float]]) -> Iterator[Spot]:
    column = seen.laid.case.columns[movement.column]
    run, is_on = 0, False
    for leg, enters_s in zip(column.routes[movement.route].legs, movement.enters_s, strict=True):
        if leg.segment not in where:
            run, is_on = run + is_on, False
            continue
        is_on = True
        ends_m = where[leg.segment][::-1] if leg.is_backward else where[leg.segment]
        for along_m, head_s in zip(ends_m, (enters_s, enters_s + leg.traverse_s), strict=True):
            yield Spot(
                column=movement.column,
                run=run,
                along_m=along_m,
                head_at=seen.laid.hours.at(head_s),
                tail_at=seen.laid.hours.at(head_s + column.pass_s),
            )


def _chart(seen: Seen, row: int, found: Sequence[Spot], minute_at: datetime) -> alt.LayerChart | alt.FacetChart:
    ink = INK_DARK if st.context.theme.type == "dark" else looks.BLACK
    label: dict[str, Any] = {"labelFontSize": 13, "labelColor": ink}
    x = alt.X("head:T", title=None, axis=alt.Axis(format="%H:%M", tickCount=8, **label))
    base = alt.Chart(alt.InlineData(values=_rows(seen, row, found))).encode(
        x=x, y=_along_axis(seen, row, label), detail="line:N"
    )
    kinds = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    colour = alt.Color("kind:N", scale=kinds, legend=alt.Legend(title=None, orient="top", symbolOpacity=1, **label))
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=list(DASHES), range=list(DASHES.values())), legend=None)
    tips = [alt.Tooltip("convoy:N"), alt.Tooltip("said:N", title="head, tail"), alt.Tooltip("km:Q", format=".1f")]
    bands = base.mark_area(orient="horizontal", opacity=0.35).encode(x2="tail:T", color=colour)
    heads = base.mark_line(strokeWidth=3).encode(color=colour, strokeDash=dash, order="order:Q", tooltip=tips)
    words = base.transform_filter("datum.written != ''").mark_text(
        align="left", dx=7, dy=-8, fontSize=13, color=ink, limit=130
    )
    picked = alt.selection_point(name=PICKED, fields=["spot"], on="click", nearest=True, clear=False)
    places = (
        base.mark_point(size=200, filled=True, opacity=0.01, cursor="pointer").encode(tooltip=tips).add_params(picked)
    )
    layers = [bands, heads, words.encode(text="written:N"), _minute(seen, minute_at), places]
    return alt.layer(*layers).properties(height=HEIGHT_PX)


def _along_axis(seen: Seen, row: int, label: dict[str, Any]) -> alt.Y:
    """Distance told by the critical points of the way, those too near another left out."""
    named = named_points(seen, row)
    words = json.dumps({f"{km:.3f}": f"{km:.1f} km {name}" for km, name in named})
    axis = alt.Axis(
        values=[km for km, _ in named], labelExpr=f"{words}[format(datum.value, '.3f')]", labelLimit=200, **label
    )
    return alt.Y("km:Q", title=None, stack=None, axis=axis, scale=alt.Scale(domain=[0, named[-1][0]]))


def named_points(seen: Seen, row: int) -> list[tuple[float, str]]:
    """Kilometres and name of the start, the end and the points between that leave room for their names."""
    table = seen.tables[str(seen.convoys[row].id)]
    points = [(one.point.along_m / 1000, one.point.name) for one in table.rows]
    start, end = points[0], (table.distance_m / 1000, points[-1][1])
    kept = [start]
    for point in points[1:-1]:
        if min(point[0] - kept[-1][0], end[0] - point[0]) >= end[0] / MOST_NAMES:
            kept.append(point)
    return [*kept, end]


def _rows(seen: Seen, row: int, found: Sequence[Spot]) -> list[dict[str, object]]:
    faulty = {column for fault in seen.conflicts for column in fault.columns}
    rows = [_row(seen, spot, _kind(spot.column, row, faulty), number) for number, spot in enumerate(found)]
    for first in {one["convoy"]: one for one in reversed(rows)}.values():
        first["written"] = first["convoy"]
    return rows


def _kind(column: int, row: int, faulty: set[int]) -> str:
    if column == row:
        return OWN
    return FAULTY if column in faulty else OTHER


def _row(seen: Seen, spot: Spot, kind: str, order: int) -> dict[str, object]:
    convoy = seen.convoys[spot.column]
    said = (local_time(at, seen.zone)[-5:] for at in (spot.head_at, spot.tail_at))
    return {
        "line": f"{spot.column}.{spot.run}",
        "convoy": convoy.name,
        "kind": kind,
        "km": spot.along_m / 1000,
        "head": _wall(seen, spot.head_at),
        "tail": _wall(seen, spot.tail_at),
        "said": ", ".join(said),
        "order": order,
        "spot": f"{spot.head_at.isoformat()} {spot.column}",
        "written": "",
    }


def _minute(seen: Seen, at: datetime) -> alt.Chart:
    chart = alt.Chart(alt.InlineData(values=[{"head": _wall(seen, at)}]))
    rule: alt.Chart = chart.mark_rule(color=looks.BLUE, strokeWidth=2).encode(x="head:T")
    return rule


def _wall(seen: Seen, at: datetime) -> str:
    # without an offset the chart takes it as its own local time, which is then the operation's
    return at.astimezone(ZoneInfo(seen.zone)).strftime("%Y-%m-%dT%H:%M:%S")
