"""The desk of one scenario: its name, its changes put in order, and saving with a reason."""

from dataclasses import replace
from typing import Any

import streamlit as st

from data.model import (
    COLLECTION_OF,
    Plan,
    Record,
    Scenario,
    ScenarioChange,
    ScenarioChangeKind,
)
from data.model.scenario import MOST_DAYS
from data.service.foresight import why_not_coordinate
from geo.errors import PassageError
from pages.look.force_words import spoken
from pages.parts.draft_bar import ask_bar
from pages.parts.record.about import kind_words
from pages.parts.scenarios.drafting import TABLE, ScenarioDraft, fresh
from pages.parts.scenarios.words import FORMS, VALUES, ChangeForm, sentence
from pages.parts.titles import label_of
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error
from routing.force.scenarios import with_scenario

USUAL_DAYS = 30


def drafted(work: Workspace) -> ScenarioDraft | None:
    """The scenario this session is editing; None while it edits none."""
    held: ScenarioDraft | None = work.edited(TABLE)
    return held


def show_building(work: Workspace) -> None:
    """Choose a scenario to edit or begin one; while one is edited, its desk."""
    st.header("Changes of each scenario", anchor=False)
    draft = drafted(work)
    if draft is None:
        _begin(work)
        return
    with st.container(border=True, key="scenario-desk"):
        _bar(work, draft)
        if draft.base != work.seq:
            _reconcile(work, draft)
        if not draft.is_gone:
            _fields(work, draft)
            _changes(work, draft)
            _add(work, draft)


def _begin(work: Workspace) -> None:
    """Every scenario with its changes, each with ways to edit, copy and remove it."""
    for scenario in work.plan.scenarios:
        with st.container(border=True):
            st.markdown(f"**{md(scenario.name)}** {md(scenario.name_ar or '')}")
            if scenario.note:
                st.markdown(md(scenario.note))
            st.markdown("\n".join(_listed(work.plan, scenario)) or "No changes yet: it is the plan as it is.")
            with st.container(horizontal=True, gap="small"):
                own = ScenarioDraft(base=work.seq, scenario=scenario)
                _go(work, own, "Edit", scenario)
                _go(work, fresh(work.plan, work.seq, scenario), "Copy", scenario)
                _go(work, replace(own, is_gone=True), "Remove", scenario)
    if st.button("New scenario", key="scenario.new", icon=":material/add:"):
        _keep(work, fresh(work.plan, work.seq))


def _go(work: Workspace, draft: ScenarioDraft, words: str, scenario: Scenario) -> None:
    if st.button(words, key=f"scenario.{words}.{scenario.id}", help=md(f"{words} {scenario.name}")):
        _keep(work, draft)


def _listed(plan: Plan, scenario: Scenario) -> list[str]:
    return [f"{n}. {md(sentence(plan, change))}" for n, change in enumerate(scenario.changes, 1)]


def _keep(work: Workspace, draft: ScenarioDraft | None) -> None:
    work.keep_edited(TABLE, draft)
    st.rerun()


def _bar(work: Workspace, draft: ScenarioDraft) -> None:
    """The state of the draft and its buttons."""
    same = draft.applied(work.plan) == work.plan
    asked = ask_bar(
        f"{'Removed' if draft.is_gone else 'Edited'}: {draft.scenario.name}",
        str(draft.scenario.id),
        blocked=same or not draft.scenario.name.strip(),
        why_not=why_not_coordinate(work.person),
        desk="scenario",
    )
    if asked.save:
        _save(work, draft, asked.reason)
    if asked.discard:
        _keep(work, None)


def _save(work: Workspace, draft: ScenarioDraft, reason: str) -> None:
    try:
        work.commit_table(draft.applied(work.plan), TABLE, base=draft.base, reason=reason)
    except PassageError as error:
        say_error(error)


def _reconcile(work: Workspace, draft: ScenarioDraft) -> None:
    """Say that others saved, and carry the draft over when a person says so."""
    st.warning("Saved by others since this scenario was first edited. Your draft is kept and shown here.")
    if st.button("Put my scenario into the newest state", key="scenario.apply"):
        _keep(work, replace(draft, base=work.seq))


def _fields(work: Workspace, draft: ScenarioDraft) -> None:
    own, arabic, said = st.columns([2, 2, 4], gap="small")
    key = f"scenario.{draft.scenario.id}"
    name = own.text_input("Name", draft.scenario.name, key=f"{key}.name")
    name_ar = arabic.text_input("Arabic name", draft.scenario.name_ar or "", key=f"{key}.ar")
    note = said.text_input("Note", draft.scenario.note or "", key=f"{key}.note")
    new = replace(draft.scenario, name=name, name_ar=name_ar or None, note=note or None)
    if new != draft.scenario:
        _keep(work, replace(draft, scenario=new))


def _changes(work: Workspace, draft: ScenarioDraft) -> None:
    """The changes in the order they are made, each with ways to move it and take it out."""
    changes = draft.scenario.changes
    idle = with_scenario(work.plan, draft.scenario).idle
    if not changes:
        st.markdown("No changes yet: it is the plan as it is.")
    for place, change in enumerate(changes):
        text, earlier, later, out = st.columns([12, 2, 2, 2], vertical_alignment="center", gap="small")
        finds_nothing = " **It finds nothing to act on, and is left out.**" if place in idle else ""
        text.markdown(f"{place + 1}. {md(sentence(work.plan, change))}{finds_nothing}")
        if earlier.button("Earlier", key=f"scenario.up.{place}", disabled=place == 0, width="stretch"):
            _keep(work, draft.moved(place, -1))
        if later.button("Later", key=f"scenario.down.{place}", disabled=place == len(changes) - 1, width="stretch"):
            _keep(work, draft.moved(place, 1))
        if out.button("Take out", key=f"scenario.out.{place}", width="stretch"):
            _keep(work, draft.without_change(place))


def _add(work: Workspace, draft: ScenarioDraft) -> None:
    """One more change: of what kind, about what, and what becomes of it."""
    plan = work.plan
    what, whom, becomes, press = st.columns([5, 6, 4, 2], vertical_alignment="bottom", gap="small")
    number = what.selectbox(
        "One more change", range(len(FORMS)), format_func=lambda n: FORMS[n].title, key="scenario.add.form"
    )
    form = FORMS[number]
    records = {str(r.id): r for noun in form.nouns for r in getattr(plan, COLLECTION_OF[noun])}
    if not records:
        whom.markdown("The plan has nothing of this kind.")
        return
    subject = whom.selectbox(
        "About",
        list(records),
        format_func=lambda one: _named(plan, records[one], form),
        key=f"scenario.add.about.{form.title}",
    )
    with becomes:
        said = _said(form.kind)
    if press.button("Add", key="scenario.add", width="stretch", icon=":material/add:"):
        _keep(work, draft.with_change(ScenarioChange(kind=form.kind, subject=subject, **said)))


def _named(plan: Plan, record: Record, form: ChangeForm) -> str:
    return label_of(plan, record) if len(form.nouns) == 1 else f"{kind_words(record)}: {label_of(plan, record)}"


def _said(kind: ScenarioChangeKind) -> dict[str, Any]:
    """The value of a change, as the widget of its kind has it."""
    if kind is ScenarioChangeKind.SHIFT_APPROVAL:
        days = st.number_input(
            "Days later (earlier: below 0)", -MOST_DAYS, MOST_DAYS, USUAL_DAYS, key="scenario.add.days"
        )
        return {"days": float(days)}
    if kind not in VALUES:
        return {}
    field, vocabulary = VALUES[kind]
    word = st.selectbox("Becomes", list(vocabulary), format_func=spoken, key=f"scenario.add.{field}")
    return {field: word}
