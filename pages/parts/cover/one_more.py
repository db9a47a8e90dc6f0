"""Where one more unit helps most: what it is for, where it goes, what it adds, and how far that is proven."""

import streamlit as st

from pages.look import cover_words, words
from pages.look.table import show_facts
from pages.parts.cover.asked import Seen
from pages.parts.force.views import name_of
from pages.state import answers, choice
from pages.state.workspace import Workspace
from routing.force.placing import Demand, Placing
from routing.force.secured import secured_sectors


def ask_one_more(work: Workspace, seen: Seen) -> Placing | None:
    """Ask what it is for, tell the answer and return it."""
    st.header("One more unit")
    if not secured_sectors(seen.cover.footing):
        st.markdown("No sector is secured in this phase, so there is nowhere to put one.")
        return None
    by_name = {standard.name: standard for standard in seen.standards}
    left, right = st.columns(2)
    name = left.selectbox("For", list(by_name), key="cover.one_more.standard")
    wanted = right.selectbox("To reach more", list(cover_words.DEMANDS), key="cover.one_more.demand")
    demand = cover_words.DEMANDS[wanted]
    with st.spinner("Trying every site …"):
        placing = answers.one_more(f"{seen.key}|{name}", seen.moment, by_name[name], demand)
    show_facts(_told(work, placing), about="One more unit")
    if placing.site is not None and st.button("Show it on the map", key="cover.one_more.show"):
        choice.choose(placing.site, go=True)
        st.rerun()
    return placing


def _told(work: Workspace, placing: Placing) -> list[tuple[str, str]]:
    reached = f"{_amount(placing.demand, placing.present)} of {_amount(placing.demand, placing.total)}"
    facts = [("In time now", f"{reached} in secured sectors")]
    if placing.site is None:
        return [*facts, ("Best site", f"none: {_why_none(placing)}")]
    gap = placing.bound - placing.present - placing.adds
    proof = (
        "yes, no site brings more"
        if placing.is_proven
        else f"no: another may bring up to {_amount(placing.demand, gap)} more"
    )
    return [
        *facts,
        ("Best site", name_of(work.plan, placing.site)),
        ("It adds", _amount(placing.demand, placing.adds)),
        ("Proven best", proof),
        ("Assumes", "it may act in every secured sector, and those already there stay"),
    ]


def _why_none(placing: Placing) -> str:
    if placing.present >= placing.total:
        return "everything is in time already"
    return "no site in a secured sector reaches any of the rest in time over roads known to be passable"


def _amount(demand: Demand, value: float) -> str:
    match demand:
        case Demand.CORRIDORS:
            return words.kilometres(value)
        case Demand.SITES:
            return f"{value:,.0f} sites"
        case Demand.PEOPLE:
            return f"{value:,.0f} people"
