"""The view that builds a convoy: its form, its column as a table, what is in doubt about it, and its draft."""

from dataclasses import replace
from typing import Any

import streamlit as st

from data.model import Convoy, NoRoute, Plan
from data.service.foresight import why_not_coordinate
from geo.errors import PassageError
from pages.look.remark import show_remark
from pages.map.layers import Layer
from pages.parts.convoys import blockers
from pages.parts.draft_bar import NARROW, ask_bar
from pages.parts.force.editing import ask_rows
from pages.parts.force.leaves import Leaf, Row
from pages.parts.force.sheets import Told
from pages.parts.march import doubts_view, layers, table_view
from pages.parts.march.assuming import Assumed
from pages.parts.march.column import holding
from pages.parts.march.column.composition import LEAVES
from pages.parts.march.column.drafting import WAITS, ConvoyDraft, drafted, next_day, with_offered
from pages.parts.march.column.form import ask_form
from pages.parts.march.ride import Found, Ride, look_at, ride_of
from pages.parts.sides import below_map
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error


def show(work: Workspace, convoy: Convoy | None, found: Found, assumed: Assumed) -> tuple[Layer, ...]:
    """The convoy under the hand, or a new one; on the map its way as drafted."""
    held = holding.held_for(work, convoy)
    above = st.container(key="desk-bar")
    _offer_others(work, convoy)
    draft = _ask(work, held)
    holding.take(work, held, draft)
    is_changed = convoy is None or draft != holding.saved_draft(work, convoy)
    told, made = drafted(work.plan, draft)
    with above:
        _bar(work, held, draft, told, is_changed=is_changed)
    for fault in told.faults:
        st.error(md(fault), icon=":material/error:")
    if made is None:
        return layers.situation(work, work.moment)
    with below_map():
        return _show_march(work, told.plan, made, ride_of(work, made, assumed, told.plan) if is_changed else found)


def _ask(work: Workspace, held: holding.Held) -> ConvoyDraft:
    """The draft as form and tables have it now."""
    plan, draft = with_offered(work.plan), held.draft
    cells, via = ask_form(plan, draft.cells, draft.via, holding.key_of(work, held, "form"))
    st.header("Column", anchor=False)
    show_remark("A row for each line of like vehicles, in the order they march. Rows of a spreadsheet can be pasted.")
    rows = _rows(plan, LEAVES, held.rows, holding.key_of(work, held, "rows"))
    with st.expander("Where it waits on the way"):
        waits = _rows(plan, WAITS, held.waits, holding.key_of(work, held, "waits"))
    return replace(draft, cells=cells, via=via, rows=rows, waits=waits)


def _rows(plan: Plan, leaves: tuple[Leaf, ...], start: tuple[Row, ...], key: str) -> tuple[Row, ...]:
    rows = ask_rows(plan, leaves, start, key=key)
    return tuple({leaf.path: row.get(leaf.path) for leaf in leaves} for row in rows)


def _bar(work: Workspace, held: holding.Held, draft: ConvoyDraft, told: Told, *, is_changed: bool) -> None:
    """The state of the draft, its buttons, and what others have saved meanwhile."""
    clash = holding.saved_since(work, draft)
    new = "A new convoy" if not draft.convoy_id else "This convoy"
    what = "" if not is_changed else f"{new}; see below what is missing." if told.faults else f"{new}."
    name = f"{holding.slot_of(draft.convoy_id)}.{held.issue}"
    why_not = why_not_coordinate(work.person)
    asked = ask_bar(what, name, blocked=bool(told.faults) or clash, why_not=why_not, shares=NARROW)
    if asked.save:
        _save(work, draft, told, asked.reason)
    if asked.discard:
        _discard(work, held, draft)
    if clash:
        _settle(work, held, draft)


def _save(work: Workspace, draft: ConvoyDraft, told: Told, reason: str) -> None:
    made = draft.convoy_id or next(str(c.id) for c in told.plan.convoys if work.plan.find(c.id) is None)
    try:
        saved = work.keep(told.plan, reason)
    except PassageError as error:
        say_error(error)
    else:
        work.keep_edited(holding.slot_of(draft.convoy_id), None)
        look_at(made, saved.told)


def _discard(work: Workspace, held: holding.Held, draft: ConvoyDraft) -> None:
    saved = work.plan.find(draft.convoy_id)
    convoy = saved if isinstance(saved, Convoy) else None
    holding.begin(work, holding.saved_draft(work, convoy), held.issue + 1)
    first = next((str(one.id) for one in work.plan.convoys), holding.NEW)
    look_at(str(convoy.id) if convoy else first, "")


def _settle(work: Workspace, held: holding.Held, draft: ConvoyDraft) -> None:
    """Others saved this convoy meanwhile: a person says whose stays."""
    st.error("Somebody saved this convoy since you began to change it. Your draft is kept.", icon=":material/error:")
    theirs, mine = st.columns(2)
    if theirs.button("Take theirs", key="column.theirs", width="stretch"):
        _discard(work, held, draft)
    if mine.button("Put mine in its place", key="column.mine", width="stretch"):
        holding.begin(work, replace(draft, base=work.seq), held.issue + 1)
        st.rerun()


def _offer_others(work: Workspace, convoy: Convoy | None) -> None:
    """Begin a new convoy, one like this on the next day, or take this one out."""
    with st.container(horizontal=True, gap="small"):
        why_not = why_not_coordinate(work.person)
        is_off, why = bool(why_not), why_not or None
        if convoy is not None and st.button(
            "New convoy", key="column.new", icon=":material/add:", disabled=is_off, help=why
        ):
            look_at(holding.NEW, "")
        if convoy is None:
            return
        if st.button(
            "Copy to the next day", key="column.copy", icon=":material/content_copy:", disabled=is_off, help=why
        ):
            holding.begin(work, next_day(work.plan, convoy, work.seq), _next_issue(work))
            look_at(holding.NEW, "A copy for the next day; it is not saved yet.")
        with st.popover("Delete", icon=":material/delete:", disabled=is_off, help=why):
            _ask_delete(work, convoy)


def _next_issue(work: Workspace) -> int:
    known: Any = work.edited(holding.slot_of(""))
    return known.issue + 1 if known else 0


def _ask_delete(work: Workspace, convoy: Convoy) -> None:
    st.markdown(md(f"{convoy.name} is taken out of the plan. Undo brings it back."))
    reason = st.text_input("Reason", key=f"column.delete.reason.{convoy.id}")
    if st.button("Delete this convoy", key="column.delete", type="primary"):
        try:
            saved = work.keep(work.plan.without(convoy.id), reason)
        except PassageError as error:
            say_error(error)
        else:
            work.keep_edited(holding.slot_of(convoy.id), None)
            look_at("", saved.told if saved.waiting else "Deleted.")


def _show_march(work: Workspace, plan: Plan, convoy: Convoy, found: Found) -> tuple[Layer, ...]:
    """What the march comes to, and what is in doubt about it."""
    match found:
        case Ride():
            st.header("March", anchor=False)
            table_view.show_march(work, found.table)
            doubts_view.show_march_doubts(work, plan, found)
            return layers.on_way(work, found)
        case NoRoute():
            st.warning(md(f"There is no way through: {blockers(found)}. {found.message}"), icon=":material/block:")
        case refusal:
            st.warning(md(refusal))
    doubts_view.show_column_doubts(plan, convoy)
    return layers.situation(work, convoy.departs_at)
