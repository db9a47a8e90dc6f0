"""Other ways in tables: what is left at each point if the next stretch closes, and ways beside the planned one."""

from collections.abc import Sequence

import streamlit as st

from data.model.answers import Alternatives
from data.model.results import Route
from pages.look.clock import duration, local_day
from pages.look.rows import Row
from pages.look.table import show_table
from pages.look.words import kilometres, percent
from pages.parts.record.rows import show_rows
from routing.march.bypass import Bypass, Nearest
from routing.march.varying import NearEqual

CLOSES = (
    "For each point: what is left if the way from there to the next point closes, in both directions. Roads are as "
    "they are when its head comes there, for its vehicles, as is assumed of unknown roads."
)


def show_bypasses(found: Sequence[Bypass]) -> None:
    """One row for each point; a row brings the map there."""
    rows = [Row(id=f"{one.at.point.x},{one.at.point.y}", cells=_cells(one)) for one in found]
    show_rows(rows, about="If the next stretch closes", none="The way has no point at which it could be left.")


def _cells(one: Bypass) -> dict[str, str]:
    return {
        "At": " · ".join(one.at.names),
        "Way round": round_words(one),
        "Nearest haven": nearest_words(one.haven),
        "Nearest hospital": nearest_words(one.hospital),
    }


def round_words(one: Bypass) -> str:
    """What the way round takes more, in words."""
    if one.route is None or one.extra_s is None or one.extra_m is None:
        return "✗ no way round"
    back = f", turning back for {kilometres(one.back_m)}" if one.back_m >= 50 else ""  # noqa: PLR2004 - less is turning on the spot
    return f"{_more(one.extra_s)}, {_farther(one.extra_m)}{back}{_unknown(one.route)}"


def _more(seconds: float) -> str:
    return f"{'+' if seconds >= 0 else '−'}{duration(abs(seconds))}"


def _farther(metres: float) -> str:
    return f"{'+' if metres >= 0 else '−'}{kilometres(abs(metres))}"


def _unknown(route: Route) -> str:
    return f"; {kilometres(route.unknown_m)} of the way on are of unknown state" if route.unknown_m >= 1 else ""


def nearest_words(nearest: Nearest) -> str:
    """How far the nearest of some sites is; over unknown roads that is told and never taken for known."""
    if nearest.known_s is not None:
        better = nearest.at_best_s is not None and nearest.at_best_s < nearest.known_s - 30
        sooner = f" ({duration(nearest.at_best_s or 0)} over roads of unknown state)" if better else ""
        return f"{nearest.name}, {duration(nearest.known_s)}{sooner}"
    if nearest.at_best_s is not None:
        return f"? not known: {nearest.name}, {duration(nearest.at_best_s)}, over roads of unknown state"
    return "✗ none can be reached"


def show_alternates(found: Alternatives, *, is_planned: bool) -> None:
    """The best way and ways unlike it, with what each has in common with the others; `is_planned` of the first."""
    best = found.ways[0].route
    rows = [
        {
            "Way": f"other way {row}" if row else "as planned" if is_planned else "best without points on the road",
            "Time": duration(one.route.duration_s),
            "Longer": "–" if row == 0 else _more(one.route.duration_s - best.duration_s),
            "Length": kilometres(one.route.distance_m),
            "In common": percent(one.overlap),
            "Of unknown state": kilometres(one.route.unknown_m) if one.route.unknown_m >= 1 else "none",
        }
        for row, one in enumerate(found.ways)
    ]
    show_table(rows, about="Ways with little in common")
    if found.why_fewer:
        st.caption(found.why_fewer)


def show_near_equal(ways: Sequence[NearEqual], zone: str, drawn: int | None) -> None:
    """The ways that may be drawn, with how often they were used of late."""
    rows = [
        {
            "Way": f"{'● drawn: ' if row == drawn else ''}way {row + 1}",
            "Longer": "fastest" if way.extra_s == 0 else _more(way.extra_s),
            "In common": percent(way.overlap),
            "Used before": _uses(way, zone),
            "Can be drawn": "yes" if way.is_allowed else f"no, used {way.in_row} times in a row",
        }
        for row, way in enumerate(ways)
    ]
    show_table(rows, about="Ways to draw from")


def _uses(way: NearEqual, zone: str) -> str:
    if not way.uses:
        return "never by the plan"
    last = way.uses[0]
    many = f"{len(way.uses)} times" if len(way.uses) > 1 else "once"
    return f"{many}, last by {last.name} on {local_day(last.departs_at, zone)}"
