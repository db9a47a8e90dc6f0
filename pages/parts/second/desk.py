"""Each change that waits for a second person: what, who, when, why, and the buttons that decide."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from data.identity.principal import Role
from data.model import Convoy, Plan
from data.service import second
from data.store.change import Change
from data.store.proposal import Proposal
from geo.errors import PassageError
from pages.look.clock import local
from pages.look.remark import show_remark
from pages.look.table import show_table
from pages.parts.record.about import kind_words
from pages.parts.record.changed import changes_between
from pages.parts.second.drawn import show_proposed
from pages.parts.titles import label_of
from pages.state import answers, choice, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error

NEEDED = (
    "What makes a road, an area or a word look safer, and what releases the way of a convoy, comes into force "
    "when a second person confirms it. What looks more dangerous is in force at once."
)
ALONE = (
    "This operation does without a second person: what one person saves is in force at once, whatever it looks like."
)
DECIDED_SHOWN = 20
MAPS_SHOWN = 2
"""As many maps are shown unasked."""


def show_waiting(work: Workspace) -> None:
    """All that waits, the oldest first, and what was decided last."""
    show_remark(NEEDED)
    proposals = second.proposals(work.person, answers.store(work.operation))
    waiting = [proposal for proposal in reversed(proposals) if proposal.is_waiting]
    for proposal in waiting:
        with st.container(border=True, key=f"second.{proposal.id}"):
            _show(work, proposal, with_map=len(waiting) <= MAPS_SHOWN)
    if not waiting:
        st.markdown("Nothing waits for a second person.")
    _decided(work, [proposal for proposal in proposals if not proposal.is_waiting])
    if work.person.has(Role.ADMINISTRATOR):
        _rule(work)


def _rule(work: Workspace) -> None:
    """Switch whether this operation needs a second person; with a reason, and in its history."""
    alone = work.plan.one_person_suffices
    with st.expander("Whether a second person is needed"):
        st.markdown(ALONE if alone else "This operation needs a second person.")
        word = "Ask for a second person again" if alone else "Do without a second person"
        reason = st.text_input("Reason", key="second.rule.reason", placeholder="Only one person works on it")
        if st.button(word, key="second.rule", disabled=not reason.strip()):
            try:
                work.commit(replace(work.plan, one_person_suffices=not alone), f"{word}: {reason.strip()}")
            except PassageError as error:
                say_error(error)


def _show(work: Workspace, proposal: Proposal, *, with_map: bool) -> None:
    zone = work.plan.time_zone
    st.markdown(f"**{md(proposal.by)}**, {md(local(proposal.at, zone))}: {md(proposal.reason)}")
    show_table(rows_of(work.plan, proposal), about="What would change", sentences=True)
    if st.toggle("Before and after on a map", value=with_map, key=f"second.drawn.{proposal.id}"):
        show_proposed(work, proposal)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _map_link(work, proposal)
        if proposal.by_id == work.person.id:
            _button("Withdraw", proposal, lambda: _withdraw(work, proposal))
            st.markdown("Another person has to confirm it.")
            return
        why_not = second.why_not(work.person, work.plan, proposal)
        _button("Confirm", proposal, lambda: _confirm(work, proposal), why_not=why_not, main=True)
        with st.popover("Refuse", disabled=bool(why_not), help=why_not or None):
            reason = st.text_input("Reason", key=f"second.reason.{proposal.id}", placeholder="Why it is refused")
            _button("Refuse it", proposal, lambda: _refuse(work, proposal, reason))


def rows_of(plan: Plan, proposal: Proposal) -> list[dict[str, str]]:
    """What a proposal would change, record by record."""
    hows = [_how(change, plan.time_zone) for change in proposal.changes]
    rows = [{"What": f"{kind_words(change.record)} {label_of(plan, change.record)}"} for change in proposal.changes]
    return [{**row, "How": how} for row, how in zip(rows, hows, strict=True)]


def _how(change: Change, zone: str) -> str:
    if change.before is None or change.after is None:
        return "added" if change.before is None else "removed"
    if isinstance(change.after, Convoy) and isinstance(change.before, Convoy) and change.after.release:
        return "its way and times are released: others may see them"
    return "; ".join(changes_between(change.before, change.after, zone))


def _map_link(work: Workspace, proposal: Proposal) -> None:
    """A button that shows the first record that is on the map already."""
    known = next((change.id for change in proposal.changes if work.plan.find(change.id) is not None), "")
    if known and st.button("Show on the map", key=f"second.map.{proposal.id}", icon=":material/map:"):
        choice.choose(known, go=True)
        st.switch_page("pages/operation/overview.py")


def _button(name: str, proposal: Proposal, act: Callable[[], None], *, why_not: str = "", main: bool = False) -> None:
    key = f"second.{name.split(maxsplit=1)[0].lower()}.{proposal.id}"
    if st.button(name, key=key, type="primary" if main else "secondary", disabled=bool(why_not), help=why_not or None):
        try:
            act()
        except PassageError as error:
            say_error(error)


def _confirm(work: Workspace, proposal: Proposal) -> None:
    second.confirm(work.person, answers.store(work.operation), proposal.id)
    workspace.tell("Confirmed and in force.")


def _refuse(work: Workspace, proposal: Proposal, reason: str) -> None:
    second.refuse(work.person, answers.store(work.operation), proposal.id, reason)
    workspace.tell("Refused; nothing was changed.")


def _withdraw(work: Workspace, proposal: Proposal) -> None:
    second.withdraw(work.person, answers.store(work.operation), proposal.id)
    workspace.tell("Withdrawn; nothing was changed.")


def _decided(work: Workspace, decided: list[Proposal]) -> None:
    rows = [
        {
            "What": "; ".join(f"{row['What']}: {row['How']}" for row in rows_of(work.plan, proposal)),
            "Made by": proposal.by,
            "Decided": f"{proposal.decision.verdict.value} by {proposal.decision.by}",
            "When": local(proposal.decision.at, work.plan.time_zone),
            "Why": proposal.decision.reason or proposal.reason,
        }
        for proposal in decided[:DECIDED_SHOWN]
        if proposal.decision is not None
    ]
    with st.expander("Decided"):
        show_table(rows, about="Decided", none="Nothing was decided yet.", sentences=True)
