"""Where more units help most: what they are for, where they go, what they add, and how far that is proven."""

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from pages.look import cover_words, words
from pages.look.clock import duration
from pages.look.table import show_facts
from pages.parts.cover.asked import Seen
from pages.parts.force.views import name_of
from pages.state import answers, choice
from pages.state.workspace import Workspace
from routing.force.placing import Goal, Placing, Reach, Wish
from routing.force.secured import secured_sectors
from routing.force.wanted import Demand

GOALS: Mapping[Goal, str] = MappingProxyType(
    {
        Goal.MOST: "reach more",
        Goal.NEAREST: "be nearer",
        Goal.ALL: "reach all",
    }
)
MOST_UNITS = 6


def ask_more_units(work: Workspace, seen: Seen) -> Placing | None:
    """Ask what they are for, tell the answer and return it."""
    st.header("More units")
    if not secured_sectors(seen.cover.footing):
        st.markdown("No sector is secured in this phase, so there is nowhere to put one.")
        return None
    by_name = {standard.name: standard for standard in seen.standards}
    left, right = st.columns(2)
    name = left.selectbox("For", list(by_name), key="cover.more.standard")
    meant = "More in time; nearer on average; or all in time, with the fewest units"
    goal = right.selectbox("To", list(GOALS), format_func=GOALS.__getitem__, help=meant, key="cover.more.goal")
    left, right = st.columns(2)
    demand = left.selectbox("Of", list(cover_words.DEMANDS), key="cover.more.demand")
    count = right.number_input("Units", 1, MOST_UNITS, 1, disabled=goal is Goal.ALL, key="cover.more.units")
    wish = Wish(demand=cover_words.DEMANDS[demand], goal=goal, units=1 if goal is Goal.ALL else int(count))
    with st.spinner("Trying every site …"):
        placing = answers.more_units(f"{seen.key}|{name}", seen.moment, by_name[name], wish)
    show_facts(_told(work, placing), about="More units")
    if placing.sites and st.button("Show on the map", key="cover.more.show"):
        choice.choose(placing.sites[0], go=True)
        st.rerun()
    return placing


def _told(work: Workspace, placing: Placing) -> list[tuple[str, str]]:
    facts = [("Now", _reached(placing, placing.now))]
    if not placing.sites:
        return [*facts, ("Best site", f"none: {_why_none(placing)}")]
    names = ", ".join(name_of(work.plan, site) for site in placing.sites)
    facts += [(f"Best {len(placing.sites)} sites" if len(placing.sites) > 1 else "Best site", names)]
    facts += [("With them" if len(placing.sites) > 1 else "With it", _reached(placing, placing.then))]
    if placing.wish.goal is not Goal.NEAREST:
        facts += [("That adds", _amount(placing, placing.adds))]
    if placing.last_adds is not None and placing.wish.units > 1:
        facts += [("The last of them", f"{_amount(placing, placing.last_adds)} of that")]
    return [
        *facts,
        *_beyond(placing),
        ("Proven best", _proof(placing)),
        ("Assumes", "they may act in every secured sector, and those already there stay"),
    ]


def _reached(placing: Placing, reach: Reach) -> str:
    whole = f"of {_amount(placing, placing.total)} in secured sectors"
    if placing.wish.goal is not Goal.NEAREST:
        return f"{_amount(placing, reach.in_time)} {whole} in time"
    if reach.mean_s is None:
        return f"nothing {whole} reached over known roads"
    return f"{duration(reach.mean_s)} on average to {_amount(placing, reach.reached)} {whole}"


def _beyond(placing: Placing) -> list[tuple[str, str]]:
    """What no placing could change."""
    if not placing.never:
        return []
    how = "at all" if placing.wish.goal is Goal.NEAREST else "in time"
    return [("Never", f"{_amount(placing, placing.never)} that no site reaches {how} over known roads")]


def _proof(placing: Placing) -> str:
    if placing.is_proven:
        return {
            Goal.MOST: "yes, no other choice of sites brings more",
            Goal.NEAREST: "yes, no other choice of sites is nearer",
            Goal.ALL: "yes, fewer cannot do it",
        }[placing.wish.goal]
    return f"no: another choice may be up to {words.percent(placing.gap)} better"


def _why_none(placing: Placing) -> str:
    if placing.now.in_time >= placing.total:
        return "everything is in time already"
    if placing.wish.goal is Goal.NEAREST:
        return "no site in a secured sector is nearer to anything over roads known to be passable"
    return "no site in a secured sector reaches any of the rest in time over roads known to be passable"


def _amount(placing: Placing, value: float) -> str:
    match placing.wish.demand:
        case Demand.CORRIDORS:
            return words.kilometres(value)
        case Demand.SITES:
            return f"{value:,.0f} sites"
        case Demand.PEOPLE:
            return f"{value:,.0f} people"
