"""How a mission ended and where it waited, recorded once; and how long columns have waited at the places of a way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from data.model import MissionOutcome, OutcomeKind, Plan, Source, Wait
from data.model.ids import CrossingId, MissionOutcomeId, SiteId
from data.model.movement import Convoy
from data.service.foresight import why_not_coordinate
from geo.errors import PassageError
from pages.look.clock import duration, local, local_day, moment_meant
from pages.look.table import show_table
from pages.parts.march.underway.reports import PassingSheet, key_of
from pages.state.workspace import Workspace
from pages.web.server import say_error
from routing.march.waits import KnownWait, known_wait, outcomes_of

WORDS: Mapping[OutcomeKind, str] = {
    OutcomeKind.FACILITATED: "facilitated",
    OutcomeKind.IMPEDED_ACCOMPLISHED: "impeded, accomplished all the same",
    OutcomeKind.IMPEDED_NOT_ACCOMPLISHED: "impeded, not accomplished",
    OutcomeKind.DENIED: "denied",
    OutcomeKind.WITHDRAWN: "withdrawn",
}
MOST_WAIT_MIN = 7 * 24 * 60


def show_waits(plan: Plan, places: Sequence[tuple[str, str]]) -> None:
    """How long columns have really waited at these places, with how many they were."""
    st.header("How long others waited", anchor=False)
    show_table(
        [
            {"Place": name, "Recorded waits": wait_words(known_wait(plan, place), plan.time_zone)}
            for place, name in places
        ],
        about="Recorded waits",
        none="The way passes no place at which columns wait.",
        sentences=True,
    )


def wait_words(known: KnownWait | None, zone: str) -> str:
    """What is known of waits at a place."""
    if known is None:
        return "No wait was ever recorded: not known."
    many = f"{known.count} column{'s' if known.count != 1 else ''}, since {local_day(known.since, zone)}"
    if not known.is_enough:
        return f"Too few to tell ({many})."
    half, most, longest = (duration(one) for one in (known.half_s, known.eight_in_ten_s, known.longest_s))
    return f"8 in 10 waited at most {most}, half at most {half}, the longest {longest} ({many})."


def show_outcome(work: Workspace, convoy: Convoy, sheet: PassingSheet, at: datetime) -> None:
    """What is recorded of how the mission ended, and the form that records it."""
    st.header("How the mission ended", anchor=False)
    known = outcomes_of(work.plan, convoy.id)
    show_table(
        [_told(work.plan, outcome) for outcome in known],
        about="Outcomes recorded",
        none="No outcome is recorded yet.",
        sentences=True,
    )
    with st.expander("Record the outcome", icon=":material/flag:"), st.form("underway.outcome", border=False):
        _form(work, convoy, sheet, at)


def _form(work: Workspace, convoy: Convoy, sheet: PassingSheet, at: datetime) -> None:
    zone = work.plan.time_zone
    kind_at, ended_at = st.columns([3, 2], gap="small")
    kind = kind_at.selectbox("The mission was", list(WORDS), format_func=WORDS.__getitem__, key="underway.kind")
    here = moment_here(at, zone)
    ended = ended_at.datetime_input(f"Ended at, time of {zone}", here, key="underway.ended")
    waits_min = _ask_waits(work.plan, sheet)
    cause = st.text_input("Cause, as it was given", key="underway.cause")
    told_by, reason = st.columns(2, gap="small")
    source = told_by.text_input("Told by", key="underway.source")
    why = reason.text_input("Reason for the change", key="underway.reason")
    why_not = why_not_coordinate(work.person)
    if not st.form_submit_button("Save outcome", type="primary", disabled=bool(why_not), help=why_not or None):
        return
    try:
        outcome = MissionOutcome(
            id=MissionOutcomeId(_fresh_id(work.plan, convoy)),
            kind=kind,
            ended_at=moment_meant(ended, zone),
            convoy=convoy.id,
            waits=tuple(Wait(place=place, wait_s=60.0 * minutes) for place, minutes in waits_min),
            cause=cause.strip() or None,
            source=Source(name=source.strip() or "not stated", reported_at=at),
        )
        work.commit(work.plan.with_record(outcome), why or f"outcome of {convoy.name}")
    except PassageError as error:
        say_error(error)


def _ask_waits(plan: Plan, sheet: PassingSheet) -> list[tuple[SiteId | CrossingId, float]]:
    """Minutes waited at each place; an empty one is not reported and not recorded."""
    st.markdown("Waited, minutes; leave empty what nobody told.")
    places = [place for place in sheet.places if place.point.subject == key_of(plan, place)]
    cells = st.columns(min(len(places), 3) or 1, gap="small")
    found = []
    for number, place in enumerate(places):
        minutes = cells[number % len(cells)].number_input(
            place.point.name, 0.0, float(MOST_WAIT_MIN), None, step=5.0, format="%.0f", key=f"underway.wait.{number}"
        )
        if minutes is not None:
            found.append((SiteId(str(place.point.subject)), minutes))
    return list(found)


def moment_here(at: datetime, zone: str) -> datetime:
    """A moment as local clocks show it, without an offset."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _told(plan: Plan, outcome: MissionOutcome) -> dict[str, str]:
    waits = "; ".join(f"{getattr(plan.find(w.place), 'name', w.place)} {duration(w.wait_s)}" for w in outcome.waits)
    return {
        "Ended": local(outcome.ended_at, plan.time_zone),
        "Outcome": WORDS[outcome.kind],
        "Waited": waits or "not reported",
        "Cause": outcome.cause or "–",
    }


def _fresh_id(plan: Plan, convoy: Convoy) -> str:
    number = 1
    while plan.find(f"outcome-{convoy.id}-{number}") is not None:
        number += 1
    return f"outcome-{convoy.id}-{number}"
