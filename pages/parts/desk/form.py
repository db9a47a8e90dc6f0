"""What is said of the chosen record: its name, kind, owner, effect, states, validity and source."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from data.errors import PlanError
from data.model import Confidence, PhaseId, Plan, Sector, SectorState, Site, Validity, Zone
from pages.look import words
from pages.parts.desk import pencil
from pages.parts.desk.effect import ask_effect
from pages.state.draft import Form
from pages.state.nouns import VOCABULARY, Drawable, form_of
from pages.state.workspace import Workspace
from pages.web.safe import md

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

NOBODY = ""


def ask_form(work: Workspace, plan: Plan, record: Drawable) -> None:
    """The form of one record of the drafted plan; what is changed in it goes into the draft at once."""
    said = form_of(plan, record)
    key = f"{record.id}.{pencil.token_of(work)}"
    name_at, arabic_at = st.columns(2)
    name = name_at.text_input("Name", said.name, key=f"desk.name.{key}").strip() or said.name
    arabic = arabic_at.text_input("Arabic name", said.name_ar or "", key=f"desk.arabic.{key}").strip() or None
    asked = replace(said, name=name, name_ar=arabic)
    asked = _ask_holder(work, asked, key) if isinstance(record, Sector) else _ask_kind(plan, record, asked, key)
    if said.act is not None:
        asked = replace(asked, act=ask_effect(plan, said.act, key))
    with st.expander("Validity, source and note"):
        asked = _ask_span(plan, asked, key)
        asked = _ask_source(asked, key)
    if asked != said:
        work.keep_draft(work.draft.with_form(record.id, asked))
        st.rerun(scope="fragment")


def _ask_holder(work: Workspace, said: Form, key: str) -> Form:
    """Who holds a sector, and its state in the phase looked at."""
    owner_at, state_at = st.columns(2)
    owner = _ask_owner(work.plan, said.owner, key, owner_at)
    return replace(said, owner=owner, states=_ask_state(work, said, key, state_at))


def _ask_kind(plan: Plan, record: Drawable, said: Form, key: str) -> Form:
    kind_at, owner_at, weight_at = st.columns([4, 4, 3])
    kinds = [kind.value for kind in VOCABULARY[type(record)]]
    kind = kind_at.selectbox(
        "Kind", kinds, index=kinds.index(str(said.kind)), format_func=_spoken, key=f"desk.kind.{key}"
    )
    said = replace(said, kind=kind)
    if isinstance(record, Zone):
        declared = owner_at.text_input("Declared by", said.owner or "", key=f"desk.owner.{key}").strip()
        exposure = weight_at.number_input(
            "Exposure weight",
            min_value=0.0,
            value=said.exposure,
            key=f"desk.exposure.{key}",
            help="Weight of an hour inside for low-exposure routes: 0 harmless, 1 the usual danger.",
        )
        return replace(said, owner=declared or None, exposure=float(exposure))
    return said if isinstance(record, Site) else replace(said, owner=_ask_owner(plan, said.owner, key, owner_at))


def _ask_owner(plan: Plan, owner: str | None, key: str, place: "DeltaGenerator") -> str | None:
    names = {NOBODY: "nobody yet", **{str(c.id): c.name for c in plan.contributors}}
    ids = list(names)
    chosen = place.selectbox(
        "Owner", ids, index=ids.index(owner or NOBODY), format_func=names.__getitem__, key=f"desk.owner.{key}"
    )
    return chosen or None


def _ask_state(
    work: Workspace, said: Form, key: str, place: "DeltaGenerator"
) -> tuple[tuple[PhaseId, SectorState], ...]:
    """The state in the phase looked at; in the others it stays."""
    phase = work.phase
    if phase is None:
        return said.states
    states = [state.value for state in SectorState]
    now = dict(said.states)[phase.id]
    chosen = place.selectbox(
        "State in this phase",
        states,
        index=states.index(now.value),
        format_func=lambda state: words.SECTOR_STATE[SectorState(state)],
        help=f"The phase looked at is {md(phase.name)}.",
        key=f"desk.state.{phase.id}.{key}",
    )
    return tuple((own, SectorState(chosen) if own == phase.id else state) for own, state in said.states)


def _ask_span(plan: Plan, said: Form, key: str) -> Form:
    zone = ZoneInfo(plan.time_zone)
    start_at, end_at = st.columns(2)
    start = start_at.datetime_input("Valid from", _here(said.valid.starts_at, zone), key=f"desk.from.{key}")
    end = end_at.datetime_input("Valid until", _here(said.valid.ends_at, zone), key=f"desk.until.{key}")
    try:
        valid = Validity(
            starts_at=_kept(start, said.valid.starts_at, zone), ends_at=_kept(end, said.valid.ends_at, zone)
        )
    except PlanError as error:
        st.error(md(error), icon=":material/error:")
        return said
    return replace(said, valid=valid)


def _here(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0) if at else None


def _kept(asked: datetime | None, before: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The moment asked for; the one before to the second while the minute was not touched."""
    return before if asked == _here(before, zone) else asked and asked.replace(tzinfo=zone)


def _ask_source(said: Form, key: str) -> Form:
    reporter_at, confidence_at = st.columns(2)
    reporter = reporter_at.text_input("Source", said.reporter, key=f"desk.source.{key}").strip() or said.reporter
    grades = [grade.value for grade in Confidence]
    confidence = confidence_at.selectbox(
        "Confidence", grades, index=grades.index(said.confidence.value), key=f"desk.confidence.{key}"
    )
    note = st.text_input("Note", said.note or "", key=f"desk.note.{key}").strip() or None
    return replace(said, reporter=reporter, confidence=Confidence(confidence), note=note)


def _spoken(word: str) -> str:
    return word.replace("_", " ")
