"""Cover by phase on one page: the map of the phase, what holds in it beside, lists and tables beneath."""

from collections.abc import Sequence

import streamlit as st

from pages.look import cover_words, words
from pages.look.table import show_facts
from pages.map.view import Bounds
from pages.parts.cover import tables
from pages.parts.cover.asked import Seen, seen_in
from pages.parts.cover.assuming import asked_last, assume
from pages.parts.cover.gaps import Listed, listed, picked, show_gaps, summary
from pages.parts.cover.layers import layers
from pages.parts.cover.more_units import ask_more_units
from pages.parts.cover.rebuilding import show_rebuilding
from pages.parts.cover.sources import show_sources
from pages.parts.extent import LEAST_MARGIN_DEG, MARGIN
from pages.parts.network_view import no_roads
from pages.parts.plan_map import show_plan_map
from pages.parts.record.panel import show_chosen
from pages.parts.sides import map_and_words
from pages.state import choice
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.covered import Gap
from routing.force.secured import secured_sectors
from routing.index import NetworkIndex

ALL = "all responses"


def show_cover(work: Workspace) -> None:
    """The page; without roads, phases or sectors what is missing and where to get it."""
    index, phase = work.index, work.phase
    if phase is None or not work.plan.sectors:
        st.info("Cover is asked of sectors in phases; add phases under Phases and draw sectors under Sectors.")
    elif index is None:
        st.warning(no_roads(work.plan))
    else:
        _show(work, index)


def _show(work: Workspace, index: NetworkIndex) -> None:
    asked = asked_last(work.operation)
    all_seen = [seen_in(work, index, phase, asked) for phase in work.plan.phases]
    seen = next(one for one in all_seen if work.phase and one.phase.id == work.phase.id)
    left, right = map_and_words()
    with right:
        standard = _under(seen)
        gaps = listed(seen, standard)
        one = picked(gaps, choice.chosen())
        _facts(work, seen)
        if one:
            _gap(work, one)
        else:
            show_chosen(work)
        placing = ask_more_units(work, seen)
    with left:
        shown = layers(work.plan, seen, standard, one.gap if one else None, placing)
        show_plan_map(work, shown, key="cover.map", view=_around(one.gap) if one else None)
    st.header("Cover by phase")
    tables.show_phases(work, all_seen)
    _beneath(work, seen, standard, gaps)
    show_rebuilding(work, all_seen)
    _assumptions(work, index, seen)


def _beneath(work: Workspace, seen: Seen, standard: str | None, gaps: Sequence[Listed]) -> None:
    st.header(f"Gaps in phase {md(seen.phase.name)}")
    st.markdown(_gaps_told(gaps))
    show_gaps(work.plan, gaps)
    st.header("What responses reach")
    tables.show_responses(seen)
    st.header("Sectors")
    tables.show_sectors(work, seen)
    st.header("Forces for 1,000 people")
    tables.show_density(work, seen)
    st.header("Sites and settlements not covered")
    tables.show_places(work, seen, standard)


def _assumptions(work: Workspace, index: NetworkIndex, seen: Seen) -> None:
    st.header("What is assumed")
    assume(work.operation)
    with st.expander("Where these numbers come from"):
        show_sources(work, index, seen)


def _under(seen: Seen) -> str | None:
    """The response looked at; None for all of them."""
    chosen = st.selectbox("Looked at", [ALL, *(s.name for s in seen.standards)], key="cover.under")
    return None if chosen == ALL else chosen


def _facts(work: Workspace, seen: Seen) -> None:
    """The phase in five lines."""
    cover, plan = seen.cover, work.plan
    secured = secured_sectors(cover.footing)
    unreported = sum(place.people is None for place in cover.settlements)
    beside = f"; not reported of {unreported} more" if unreported else ""
    covered_m = sum(corridor.covered_m for corridor in cover.corridors)
    show_facts(
        [
            ("Secured sectors", tables.part(len(secured), len(plan.sectors))),
            ("Corridors secured", tables.part_km(tables.secured_m(seen), tables.total_m(seen))),
            ("Corridors covered", tables.part_km(covered_m, tables.total_m(seen))),
            ("Sites covered", tables.part(sum(s.covered for s in cover.sites), len(cover.sites))),
            ("People covered", f"{tables.part(cover.people_covered, cover.people)}{beside}"),
            ("Hang together", _hang_together(work, seen)),
        ],
        about="Cover in this phase",
    )


def _hang_together(work: Workspace, seen: Seen) -> str:
    if not secured_sectors(seen.cover.footing):
        return "no sector is secured"
    if not seen.cover.cut_off:
        return "every secured sector reaches a crossing through secured sectors"
    return (
        f"no: {', '.join(s.name for s in work.plan.sectors if s.id in seen.cover.cut_off)} cut off from every crossing"
    )


def _gaps_told(gaps: Sequence[Listed]) -> str:
    told = [
        f"{count} × {cover_words.STRETCHES[kind].words.lower()} ({words.kilometres(metres)})"
        for kind, count, metres in summary(gaps)
    ]
    return f"{'; '.join(told)}. Choose a row, and the map goes there." if told else "None."


def _around(gap: Gap) -> Bounds:
    """West, south, east and north of a gap, with a margin to see where it lies."""
    west, south, east, north = gap.line.bounds
    margin = max(east - west, north - south) * MARGIN + LEAST_MARGIN_DEG
    return west - margin, south - margin, east + margin, north + margin


def _gap(work: Workspace, one: Listed) -> None:
    """The gap that was picked."""
    with st.container(border=True, key="cover-gap"):
        corridor = work.plan.get(one.gap.corridor_id)
        st.header(f"Gap: {md(str(getattr(corridor, 'name', '')))}", anchor=False)
        show_facts(
            [
                ("Lack", cover_words.STRETCHES[one.gap.kind].words),
                ("Response", ", ".join(one.standards) or "all"),
                ("Length", words.kilometres(one.gap.distance_m)),
                ("What would mend it", cover_words.REMEDIES[one.gap.kind]),
            ],
            about="Gap",
        )
        if st.button("Close", key="cover.gap.close", shortcut="Esc"):
            choice.choose("")
            st.rerun()
