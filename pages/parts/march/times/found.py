"""A time found for a convoy: told by its own march table, taken over with a reason; or what would give it one."""

from dataclasses import dataclass

import streamlit as st

from data.model import Convoy, Severity
from data.service.foresight import why_not_coordinate
from geo.errors import PassageError
from pages.look.clock import local
from pages.look.remark import show_remark
from pages.look.table import show_facts, show_table
from pages.map.layers import Layer
from pages.parts.findings import by_severity, cells_of
from pages.parts.march import doubts_view, layers
from pages.parts.march.assuming import Assumed
from pages.parts.march.ride import Ride, ride_of
from pages.parts.march.times.words import (
    NOTHING_FREES,
    NOTHING_HOLDS,
    change_words,
    held_words,
    wait_words,
    why_words,
)
from pages.state import answers, march_answers, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error
from routing.march.timed import NoTimedWay, Timed, TimedQuestion, TimedWay, WhyNot


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """A convoy and the question when it can move; `key` names all it was worked out from.

    `in_the_way` is what blocks it when it is to depart.
    """

    convoy: Convoy
    question: TimedQuestion
    assumed: Assumed
    key: str
    in_the_way: str = ""


def show_way(work: Workspace, asked: Asked, title: str, found: Timed) -> tuple[Layer, ...] | None:
    """A time found, as the convoy would march by it, or why there is none; what the map shows of it."""
    st.header(title, anchor=False)
    if isinstance(found, NoTimedWay):
        icon = ":material/help:" if found.why is WhyNot.GAVE_UP else ":material/block:"
        blocked = asked.in_the_way if found.why is WhyNot.NO_WAY else ""
        told = why_words(found, asked.question, work.plan.time_zone)
        st.warning(md(f"{told} {blocked}".strip()), icon=icon)
        return None
    ride = _led(work, asked, title, found)
    if ride is None:
        told = (
            "A time was found, on a way that places it goes via cannot hold it to. Name some under Column, ask again."
        )
        st.warning(told, icon=":material/help:")
        return None
    _show_times(work, found, ride)
    _show_problems(work, ride)
    if asked.convoy.is_fixed:
        show_remark("Its times are announced. Whoever was told the old ones has to be told the new ones.")
    why_not = why_not_coordinate(work.person)
    if st.button(
        "Take this over",
        key=f"times.take.{title}",
        type="primary",
        disabled=bool(why_not),
        help=why_not or None,
        icon=":material/check:",
    ):
        _take(work, ride.convoy, title)
    return layers.on_way(work, ride)


def offer_changes(work: Workspace, asked: Asked) -> None:
    """On a press, each single change that would give the convoy a time, found by asking again."""
    assert work.index is not None  # noqa: S101  # it was asked on roads
    key = f"{asked.key}|frees"
    if workspace.held("times.frees") != key:
        if st.button("What would free it?", key="times.free", icon=":material/lock_open:"):
            workspace.hold("times.frees", key)
            st.rerun()
        return
    changes = answers.freed(key, work.index, work.plan, asked.question, asked.convoy.vehicles_known)
    st.header("What would free it", anchor=False)
    zone = work.plan.time_zone
    rows = [
        {
            "One change is enough": change_words(work.plan, freed.change, asked.convoy, zone),
            "Head leaves": local(freed.way.departs_at, zone),
            "Tail is in": local(freed.way.clears_at, zone),
        }
        for freed in changes
    ]
    show_table(rows, about="What would free it", none=NOTHING_FREES, sentences=True)


def offer_why(work: Workspace, asked: Asked, latest: TimedWay) -> None:
    """On a press, what keeps the column from leaving later, found by giving each thing a little more."""
    assert work.index is not None  # noqa: S101  # it was asked on roads
    key = f"{asked.key}|holds"
    if workspace.held("times.holds") != key:
        if st.button("Why not later?", key="times.why", icon=":material/help:"):
            workspace.hold("times.holds", key)
            st.rerun()
        return
    st.header("Why not later", anchor=False)
    zone = work.plan.time_zone
    rows = [
        {
            "It is held by, and could leave later with": held_words(work.plan, held),
            "Head leaves then": local(held.departs_at, zone),
        }
        for held in march_answers.held_back(key, work.index, work.plan, asked.question, latest)
    ]
    show_table(rows, about="Why not later", none=NOTHING_HOLDS, sentences=True)


def _led(work: Workspace, asked: Asked, title: str, way: TimedWay) -> Ride | None:
    """The convoy on the way worked out, as it would be saved; None where its route would be another."""
    assert work.index is not None  # noqa: S101  # it was asked on roads
    key, terms = f"{asked.key}|{title}", asked.assumed.terms(way.departs_at)
    moved = answers.led_convoy(key, work.index, work.plan, (asked.convoy, way), terms)
    found = None if moved is None else ride_of(work, moved, asked.assumed, work.plan.with_record(moved))
    return found if isinstance(found, Ride) else None


def _show_times(work: Workspace, way: TimedWay, ride: Ride) -> None:
    zone, table = work.plan.time_zone, ride.table
    via = len(ride.convoy.via)
    facts = [
        ("Head leaves", local(ride.convoy.departs_at, zone)),
        ("Waits on the way", wait_words(work.plan, way)),
        ("Head arrives", local(table.arrives_at, zone)),
        ("Tail is in", "not known" if table.clears_at is None else local(table.clears_at, zone)),
        ("Led over", f"{via} place{'s' if via != 1 else ''}" if via else "nothing: its usual way"),
        ("Proof", "no other way is better at its pace" if way.is_best else "keeps all times; another may be better"),
    ]
    show_facts(facts, about="Times by its march table")


def _show_problems(work: Workspace, ride: Ride) -> None:
    """What the march table of the convoy led that way finds wrong; the times are not taken on trust."""
    plan = work.plan.with_record(ride.convoy)
    found = [f for f in doubts_view.march_doubts(work, plan, ride) if f.severity is Severity.PROBLEM]
    if found:
        show_table([cells_of(finding) for finding in by_severity(found)], about="Problems", sentences=True)
    else:
        st.success("Its march table keeps all opening times and its deadline.", icon=":material/check:")


def _take(work: Workspace, moved: Convoy, title: str) -> None:
    leaves = local(moved.departs_at, work.plan.time_zone)
    try:
        saved = work.keep(
            work.plan.with_record(moved), f"{moved.name} leaves {leaves}: {title.lower()} as worked out", on_newest=True
        )
    except PassageError as error:
        say_error(error)
    else:
        workspace.tell(saved.told if saved.waiting else "Taken over. Undo takes it back.")
