"""Scenarios side by side in numbers: a row for each measure, a column for each plan, and what lies between them."""

from collections.abc import Mapping, Sequence

import streamlit as st

from data.model import Phase
from pages.look.clock import local_day
from pages.look.legend import show_legend
from pages.look.table import Cell, Looking, show_table
from pages.parts.scenarios.words import NOT_KNOWN, TITLES, VERDICTS, difference_words, value_words
from pages.state.weighed import Weighed
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.money import main_currency
from routing.force.weighing import (
    IN_A_PHASE,
    IN_ALL,
    Measure,
    Values,
    Verdict,
    difference,
    since_now,
    whole_values,
)


def show_phase(work: Workspace, columns: Sequence[Weighed], phase: Phase) -> None:
    """The numbers of the phase looked at, all held against the first column."""
    number = work.plan.phases.index(phase) + 1
    st.header(md(f"Phase {number}, {phase.name}"), anchor=False)
    told = [one.by_phase[phase.id] for one in columns]
    show_table(_rows(work, columns, told, IN_A_PHASE), about="Numbers of the phase")
    show_legend(VERDICTS.values())


def show_ahead(work: Workspace, columns: Sequence[Weighed]) -> None:
    """The numbers of all that lies ahead, all held against the first column."""
    st.header(f"From {local_day(work.now, work.plan.time_zone)} on", anchor=False)
    since = since_now(columns[0].plan, columns[0].cover, work.now)
    told = [whole_values(one.plan, one.outlook, one.cover, since) for one in columns]
    show_table(_rows(work, columns, told, IN_ALL), about="Numbers of all phases")
    st.markdown(
        "Each phase is looked at on midday of its first day, as if units, approvals and rotations came on the day by "
        "which they are as likely to have come as not. Money is what is in hand; costs are those of 24 months."
    )


def _rows(
    work: Workspace, columns: Sequence[Weighed], told: Sequence[Values], measures: Sequence[Measure]
) -> list[Mapping[str, Cell]]:
    names = _names(columns)
    return [
        {
            "What is measured": TITLES[measure],
            **{name: _cell(work, measure, told[0], own) for name, own in zip(names, told, strict=True)},
        }
        for measure in measures
    ]


def _names(columns: Sequence[Weighed]) -> list[str]:
    """Names of the columns, the same one told apart."""
    names = [one.name for one in columns]
    return [name if names.count(name) == 1 else f"{name} ({n})" for n, name in enumerate(names, 1)]


def _cell(work: Workspace, measure: Measure, base: Values, own: Values) -> Cell:
    currency = main_currency(work.plan)
    if measure not in own:
        return NOT_KNOWN
    text = value_words(measure, own[measure], work.plan.time_zone, currency)
    if own is base:
        return text
    found = difference(measure, base, own)
    told = difference_words(measure, found, currency)
    return Looking(VERDICTS[found.verdict], told if found.verdict is Verdict.SAME else f"{text} ({told})")
