"""The table of open convoys: who, how long, by which way, and what a draft changes."""

import html
from collections.abc import Sequence

import streamlit as st

from data.model import NoRoute, Route
from pages.look import looks, words
from pages.look.clock import duration, local_time
from pages.look.legend import picture
from pages.parts.convoys import Outcome, Told, blockers

LOOK = {
    Outcome.PASSES: looks.CONVOY_WAY,
    Outcome.CHANGED: looks.CHANGED_WAY,
    Outcome.BLOCKED: looks.NO_WAY,
    Outcome.UNASKED: looks.NO_WAY,
}


def show_convoys(convoys: Sequence[Told], zone: str, *, heard: int = 0) -> None:
    """Show every convoy with its way; those the draft changes stand out.

    `heard` is the count of the last click on the map that the table answers.
    """
    rows = "".join(_row(told, zone) for told in convoys)
    st.html(
        '<div class="passage-convoys" role="region" tabindex="0" aria-label="Open convoys" '
        f'data-heard="{heard}"><table><thead><tr>'
        '<th scope="col">Convoy and its way</th><th scope="col">Driving time, against the saved plan</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>",
    )


def summary(convoys: Sequence[Told]) -> str:
    """How many convoys a draft changes and how many it leaves without a way, in words."""
    changed = sum(bool(told.change) for told in convoys)
    blocked = sum(told.outcome is Outcome.BLOCKED for told in convoys)
    ways = f"{blocked} without a way" if blocked else "all with a way"
    return f"{changed} of {len(convoys)} open convoys change; {ways}"


def _row(told: Told, zone: str) -> str:
    kind = f"{told.outcome.value}{' differs' if told.change else ''}"
    leaves = html.escape(local_time(told.convoy.departs_at, zone))
    return (
        f'<tr class="{kind}" data-convoy="{html.escape(told.convoy.id)}">'
        f"<td>{picture(LOOK[told.outcome])} "
        f'<strong dir="auto">{html.escape(told.convoy.name)}</strong> <span class="leaves">{leaves}</span>'
        f'<div class="more" dir="auto">{html.escape(_way(told))}</div></td>'
        f"<td><strong>{html.escape(_time(told))}</strong>"
        f'<div class="change" dir="auto">{html.escape(told.change or "as saved")}</div></td></tr>'
    )


def _time(told: Told) -> str:
    return duration(told.drafted.duration_s) if isinstance(told.drafted, Route) else "no way"


def _way(told: Told) -> str:
    match told.drafted:
        case Route() as route:
            through = " → ".join(sector.name for sector in told.sectors) or "outside every sector"
            return " · ".join((through, words.kilometres(route.distance_m), *_doubts(route)))
        case NoRoute() as none:
            return blockers(none)
        case refused:
            return refused.message


def _doubts(route: Route) -> tuple[str, ...]:
    danger = f"{duration(route.exposure_s)} in danger" if route.exposure_s >= 1 else ""
    unknown = f"{words.kilometres(route.unknown_m)} unknown" if route.unknown_m >= 1 else ""
    unreported = f"{words.kilometres(route.unreported_m)} unreported" if route.unreported_m >= 1 else ""
    return tuple(text for text in (danger, unknown, unreported) if text)
