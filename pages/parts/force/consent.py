"""What parties say at the moment looked at, what hangs on it, and in which phases consent covers each corridor."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import streamlit as st

from data.model import Condition, Consent, Party, Phase, TaskKind, Validity
from pages.look.board import Board, BoardCell, BoardRow, Column
from pages.look.clock import local
from pages.look.force_words import CONSENTS, COVERED, spoken
from pages.look.legend import show_legend
from pages.look.table import Cell, Looking, show_table
from pages.parts.force.deciding import CONSENTS as SAID
from pages.parts.force.deciding import show_deciding
from pages.parts.force.matrix import show_matrix
from pages.parts.force.saying import record_word
from pages.parts.force.sheets import PartSheet, RecordSheet
from pages.parts.force.views import day, days, moment_in, name_of
from pages.state import choice, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.consents import ConsentAnswer, PartyWord, consent_for, usable_spans
from routing.force.spans import common

SHEETS = (
    SAID,
    PartSheet(title="Conditions", noun=Consent, parts="conditions", part=Condition),
    RecordSheet(title="Parties", noun=Party),
)
ALL = "all"
OBJECTS: Mapping[str, str] = MappingProxyType(
    {"Corridors": "corridors", "Sectors": "sectors", "Contributors": "contributors", "Tasks": ""},
)


def show_consent(work: Workspace) -> None:
    """The matrix of one kind of thing, the reasons for the row chosen, and corridors by phase."""
    if not work.plan.parties:
        st.info(
            "Nobody is named whose consent counts; add parties under Tables. Without them nothing requires consent."
        )
        return
    kind = st.segmented_control("Consent to", list(OBJECTS), default="Corridors", key="consent.kind", required=True)
    told = [_answer(work, about) for about in _abouts(work, kind or "Corridors")]
    st.markdown(f"As of {md(local(work.moment, work.plan.time_zone))}. Silence is not consent.")
    if told:
        show_matrix(_board(work, told), key=f"consent.matrix.{kind}", asked="party")
    else:
        st.markdown("This operation has none yet.")
    show_legend([*COVERED.values(), *CONSENTS.values()])
    _reasons(work, told)
    _by_phase(work)


def _abouts(work: Workspace, kind: str) -> list[str]:
    collection = OBJECTS[kind]
    return [str(record.id) for record in getattr(work.plan, collection)] if collection else list(TaskKind)


def _answer(work: Workspace, about: str) -> ConsentAnswer:
    return consent_for(work.plan, about, work.moment)


def _board(work: Workspace, told: Sequence[ConsentAnswer]) -> Board:
    """All that is asked about by party; those whose consent it needs come first."""
    # what kind of thing it is says whose consent it needs, so that all rows have the same columns
    parties = _in_order(told[0])
    return Board(
        about="What parties say",
        corner="About",
        columns=[
            Column(id=ALL, name="All told"),
            *(
                Column(id=word.party, name=word.name, beneath="" if word.party in told[0].required else "not required")
                for word in parties
            ),
        ],
        rows=[
            BoardRow(
                id=answer.about,
                name=_called(work, answer.about),
                cells=(_usable(answer), *(_cell(word) for word in _in_order(answer))),
            )
            for answer in told
        ],
    )


def _in_order(answer: ConsentAnswer) -> list[PartyWord]:
    return sorted(answer.words, key=lambda word: word.party not in answer.required)


def _cell(word: PartyWord) -> BoardCell:
    return BoardCell(look=CONSENTS[word.state], word=_said(word))


def _usable(answer: ConsentAnswer) -> BoardCell:
    if not answer.required:
        return BoardCell(look=COVERED[True], word="no consent required")
    return BoardCell(look=COVERED[answer.covers], word=COVERED[answer.covers].words.split(":")[0])


def _said(word: PartyWord) -> str:
    state = CONSENTS[word.state].words
    if not word.open_conditions:
        return "conditions met" if word.covers and state == "conditional" else state
    many = len(word.open_conditions)
    return f"{state}: {many} condition{'s' if many > 1 else ''} open"


def _called(work: Workspace, about: str) -> str:
    return name_of(work.plan, about) if work.plan.find(about) else spoken(TaskKind(about))


def _reasons(work: Workspace, told: Sequence[ConsentAnswer]) -> None:
    """What each party said to the thing picked, or the one picked, what it asks, and that word to be changed here."""
    answer = next((one for one in told if one.about == choice.chosen()), None)
    if answer is None:
        st.markdown("Pick a cell to see who said what, what is asked in return, until when it holds, and to change it.")
        return
    party = workspace.remembered("party", ALL)
    words = [word for word in answer.words if word.party == party] or list(answer.words)
    by = f", {words[0].name}" if len(words) == 1 else ""
    st.header(f"Who said what: {md(_called(work, answer.about))}{md(by)}")
    show_table([row for word in words for row in _words(work, answer, word)], about="Who said what", sentences=True)
    show_deciding(work, (one for word in words for one in word.why), "consent")
    for word in words if len(words) == 1 else ():
        record_word(work, word.party, answer.about)


def _words(work: Workspace, answer: ConsentAnswer, word: PartyWord) -> list[Mapping[str, Cell]]:
    said = [c for c in work.plan.consents if c.id in word.why]
    required = "yes" if word.party in answer.required else "no"
    look = Looking(CONSENTS[word.state], CONSENTS[word.state].words)
    if not said:
        silent = {"Conditions": "nothing was said", "Holds": "", "Source": ""}
        return [{"Party": word.name, "Required": required, "Word": look, **silent}]
    return [
        {
            "Party": word.name,
            "Required": required,
            "Word": look,
            "Conditions": " ".join(map(_condition, consent.conditions)) or "none",
            "Holds": days(consent.valid, work.plan),
            "Source": consent.source.name,
        }
        for consent in said
    ]


def _condition(condition: Condition) -> str:
    mark = {True: "✓ met", False: "✗ not met", None: "? not known"}[condition.met]
    return f"{mark}: {condition.text}."


def _by_phase(work: Workspace) -> None:
    """Which corridors consent lets be used in each phase, and on which days."""
    st.header("Consent to corridors by phase")
    rows: list[Mapping[str, Cell]] = []
    for corridor in work.plan.corridors:
        spans = usable_spans(work.plan, corridor.id)
        cells: dict[str, Cell] = {"Corridor": corridor.name}
        for number, phase in enumerate(work.plan.phases, 1):
            cells[f"{number}  {phase.name}"] = _in_phase(work, corridor.id, phase, spans)
        rows.append(cells)
    st.markdown("Whether a corridor may be used as far as consent goes; whether its roads are open is told elsewhere.")
    show_table(rows, about="Consent to corridors by phase", none="This operation has no corridors yet.")


def _in_phase(work: Workspace, corridor: str, phase: Phase, spans: Sequence[Validity]) -> Looking:
    """Whether, and on which days of a phase, consent is known to cover a corridor; its roads are another matter."""
    own = common(spans, (Validity(starts_at=phase.starts_at, ends_at=phase.ends_at),))
    if own:
        whole = own[0].starts_at == phase.starts_at and own[-1].ends_at == phase.ends_at and len(own) == 1
        told = ", ".join(f"{day(s.starts_at, work.plan)} – {day(s.ends_at, work.plan)}" for s in own)
        return Looking(COVERED[True], "consent covers" if whole else f"only {told}")
    at = moment_in(work, phase)
    covers = consent_for(work.plan, corridor, at).covers
    known = False if covers is not None else None
    return Looking(COVERED[known], COVERED[known].words.split(":")[0])
