"""What a party said, put down in one step: its state, what it asks in return, from when and until when it holds."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import streamlit as st

from data.model import ConsentState, Plan, TaskKind
from data.service.foresight import why_not_coordinate
from geo.errors import PassageError
from pages.look.force_words import CONSENTS
from pages.parts.force.deciding import CONSENTS as SHEET
from pages.parts.force.leaves import Row
from pages.parts.force.sheets import KEY, Told
from pages.parts.force.views import name_of
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error


def record_word(work: Workspace, party: str, about: str) -> None:
    """A form that records a new word of a party about something; what it said before stays on record."""
    with st.expander(f"Record a new word of {md(name_of(work.plan, party))}"):
        with st.form(f"saying.{party}.{about}", border=False):
            row, reason, replaces = _asked()
            why_not = why_not_coordinate(work.person)
            pressed = st.form_submit_button("Save", type="primary", disabled=bool(why_not), help=why_not or None)
        if pressed:
            row |= {"party": party, "task" if about in set(TaskKind) else "about": about}
            _save(work, with_word(work.plan, row, replaces=replaces), reason)


def _asked() -> tuple[Row, str, bool]:
    """The cells a person has filled in, the reason for them, and whether they take the place of an older word."""
    state_at, from_at, until_at = st.columns([2, 1, 1])
    state = state_at.selectbox(
        "It is",
        list(ConsentState),
        index=None,
        format_func=lambda one: CONSENTS[one].words,
        placeholder="Choose what it said",
    )
    starts = from_at.date_input("Valid from", None)
    ends = until_at.date_input("Valid until the beginning of", None)
    asks = st.text_area("What it asks in return, one condition on each line", height=80)
    source_at, reason_at = st.columns(2)
    source = source_at.text_input("Source", placeholder="Who told it, in which document")
    reason = reason_at.text_input("Reason for the change", placeholder="Reason for the change")
    replaces = st.checkbox("It takes the place of what this party said of this before", value=True)
    row = {
        "state": state and state.value,
        "conditions": [line.strip() for line in asks.splitlines() if line.strip()],
        "valid.starts_at": _begins(starts),
        "valid.ends_at": _begins(ends),
        "source.name": source or None,
    }
    return row, reason, replaces


def _begins(day: date | None) -> datetime | None:
    """The beginning of a day by the clock of the operation."""
    return None if day is None else datetime.combine(day, time())


def with_word(plan: Plan, row: Row, *, replaces: bool) -> Told:
    """The plan with a word of a party; what it said of this before ends with it, where the new one `replaces` that."""
    base = _ended(plan, row) if replaces else plan
    told = SHEET.told(base, [*SHEET.rows(base), row | {KEY: None}])
    return told if not told.faults else Told(plan=plan, faults=told.faults)


def _ended(plan: Plan, row: Row) -> Plan:
    """The plan with a party's words of this ended when its new one begins; without them where that has no date."""
    about, begins = row.get("about") or row.get("task"), row["valid.starts_at"]
    starts_at = begins and begins.replace(tzinfo=ZoneInfo(plan.time_zone)).astimezone(UTC)
    before = [c for c in plan.consents if c.party == row["party"] and (c.about or c.task) == about]
    kept = [c for c in before if starts_at and (c.valid.starts_at is None or c.valid.starts_at < starts_at)]
    cut = [
        replace(c, valid=replace(c.valid, ends_at=min(c.valid.ends_at or starts_at, starts_at)))
        for c in kept
        if starts_at
    ]
    gone = [c.id for c in before if c not in kept]
    return plan.with_record(*cut).without(*gone)


def _save(work: Workspace, told: Told, reason: str) -> None:
    if told.faults:
        st.error(md(told.faults[0].split(": ", 1)[-1]), icon=":material/error:")
        return
    try:
        work.commit(told.plan, reason or "what a party said")
    except PassageError as error:
        say_error(error)
