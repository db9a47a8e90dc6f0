"""What a search found: how good it is, what it is worth, why sectors start when they do, and what it leaves out."""

import streamlit as st

from data.model import Phase, SectorState
from pages.look.table import show_table
from pages.parts.findings import show_findings
from pages.parts.order import reasons, words
from pages.parts.order.searching import show_search
from pages.state.ordering import Why, Worked
from pages.state.working import Working
from pages.web.safe import esc, md
from routing.force.tradeoffs import Weighed
from routing.sequencing.answer import Status

HELD = frozenset({SectorState.ACTIVE, SectorState.HANDOVER, SectorState.LOCAL_LEAD})
ICONS = {Status.PROVEN: "✓", Status.INFEASIBLE: "✕"}


def show_quality(worked: Worked, behind: str) -> None:
    """The outcome in a sentence, or what has gone on since, which comes first."""
    if behind:
        st.warning(behind, icon=":material/history:")
    sign, told = ICONS.get(worked.order.status, "≈"), words.quality(worked.order)
    was = "Then: " if behind else ""
    st.html(
        f'<div class="passage-preview" role="status"><span class="calm">{was}{sign} {esc(told)}</span></div>',
    )
    if worked.ordered and not any(state in HELD for phase in worked.ordered.phases for _, state in phase.sector_states):
        st.markdown(
            "It secures **no sector in any phase**. Pick a sector below: it is told what keeps it from starting."
        )
    if worked.conflict:
        rows = reasons.conditions(worked, worked.conflict)
        told = reasons.together(worked.conflict, len(rows))
        st.markdown(f"{told[0].upper()}{told[1:]}.")
        show_table(rows, about="Conditions in conflict")
    elif worked.order.status is Status.INFEASIBLE:
        st.markdown("There was no time to find the conditions that stand against each other. Let go of some by hand.")


def show_worth(worked: Worked) -> None:
    """The objective taken apart, starts that change, rules broken."""
    value, bound = worked.order.value, worked.order.bound
    if value is not None:
        limit = f"nothing can surpass {bound:,}" if bound is not None else "no bound is known"
        show_table(words.terms(worked), about="What the order is worth")
        st.markdown(f"In all **{value:,} points**; {limit}.")
        rows = words.changed(worked)
        if rows:
            st.markdown("**Starts that change**")
        show_table(rows, about="Starts that change", none="Every sector starts as it does in the plan.")
        show_table(reasons.breaches(worked), about="Rules broken", none="No rule with a price is broken.")
    st.markdown(md(words.origin(worked)))


def show_weighed(worked: Worked, search: Working[tuple[Weighed, ...]] | None) -> bool:
    """What each weight costs in the others; whether a person asked for it."""
    st.markdown(
        "The order is worked out again with one weight made greater, so that it is seen what that gains and loses."
    )
    if search is not None and search.is_running:
        show_search(search, "Trying other weights …", "sequence.weigh.stop")
    elif search is not None and search.found is not None:
        none = "Nothing but need plays a part in this order: no other weight could change it."
        show_table(words.weighed(worked, search.found), about="What each weight costs", none=none)
    elif search is not None:
        st.error(md(search.fault), icon=":material/error:")
    return search is None and st.button("Try other weights", key="sequence.weigh")


def show_left_out(worked: Worked) -> None:
    """Units that take no part, what the order counts on condition, and what it does not count."""
    st.markdown("**Units that take no part**")
    show_findings(worked.left_out, none="Every unit that holds ground or gives help takes part.")
    st.markdown("**Gates and hours it counts, each as it was taken**")
    show_findings(worked.on_condition, none="No gate is open, and every unit can act at every hour cover is needed.")
    st.markdown("**What the order does not count, and why**")
    show_findings(worked.uncounted, none="Nothing on record is left out.")


def show_why(worked: Worked, sector: int, phase: Phase | None, search: Working[Why]) -> None:
    """When the chosen sector starts and who stands there, why not otherwise, or how far the search for that is."""
    st.markdown(f"**{md(reasons.head(worked, sector))}**")
    if phase is not None:
        st.markdown(md(reasons.posts(worked, sector, phase)))
    if search.is_running:
        show_search(search, "Trying other starts …", "sequence.why.stop")
    elif search.found is None:
        st.error(md(search.fault), icon=":material/error:")
    else:
        _reasons(worked, search.found)


def _reasons(worked: Worked, why: Why) -> None:
    if why.never is not None:
        rows = reasons.conditions(worked, why.never, why.sector)
        st.markdown(f"No order can start it: {reasons.together(why.never, len(rows))}.")
        show_table(rows, about="What stands in the way", none="It was fixed by hand that it never starts.")
    for n, (sentence, rows) in enumerate(reasons.other_words(worked, why)):
        st.markdown(md(sentence))
        if rows:
            show_table(rows, about=f"What stands in the way, {n + 1}")


def row_of(worked: Worked, chosen: str) -> int | None:
    """The row of a sector in the case; None for anything else."""
    return next((n for n, sector in enumerate(worked.stored.plan.sectors) if sector.id == chosen), None)
