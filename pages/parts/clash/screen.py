"""The screen of a change that others' saves stand in the way of: theirs and mine, chosen piece by piece, saved once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from data.model import Plan, Record
from data.store.protocol import Version
from geo.errors import PassageError
from pages.look.clock import local
from pages.parts.clash.drawn import show_both
from pages.parts.clash.words import label_of_piece, said
from pages.parts.titles import label_of
from pages.state import answers
from pages.state.clash import Clash, Path, Piece, Side, clashes, moved_together, settled
from pages.state.dispute import Dispute
from pages.state.workspace import Workspace
from pages.web.safe import esc, md
from pages.web.server import say_error

SIDES = {Side.THEIRS: "Theirs", Side.MINE: "Mine"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a person has chosen of a clash so far, and how much is left to choose."""

    record: Record | None
    open: int


def show_dispute(work: Workspace) -> None:
    """The screen while a change of this session clashes with what others saved; nothing otherwise."""
    dispute = work.dispute
    if dispute is None or work.past:
        return
    before = work.plan_at(dispute.base)
    found = clashes(before, work.plan, dispute.changed)
    was, dispute = dispute, dispute.against(tuple((one.record_id, _saved_at(work, one)) for one in found))
    work.keep_dispute(dispute)
    with st.container(border=True, key="clash"):
        _head(work, found)
        if dispute.issue != was.issue:
            st.warning("Others have saved it once more since you looked. Choose anew; nothing was saved.")
        seeing, saying = st.columns([5, 4], gap="medium")
        with seeing:
            show_both(work, found)
        with saying:
            _ask_all(work, dispute)
            chosen = {one.record_id: _ask(work, one, dispute) for one in found}
            _ask_save(work, dispute, before, chosen)


def _head(work: Workspace, found: Sequence[Clash]) -> None:
    names = ", ".join(label_of(work.plan, one.shown) for one in found)
    st.header(f"Not saved yet: both changed {md(names)}" if found else "Not saved yet: nothing clashes any more")
    told = "".join(f"<li>{_who(work, one)}</li>" for one in found)
    st.html(
        '<div class="passage-clash" role="alert">Nothing of yours is lost. Choose what counts, then save once.'
        f"<ul>{told}</ul></div>"
    )


def _who(work: Workspace, one: Clash) -> str:
    """Who saved the other version, when and why."""
    versions = _versions(work, one)
    name = esc(label_of(work.plan, one.shown))
    if not versions:
        return f"<bdi>{name}</bdi>"
    made = versions[0].revision
    at = esc(local(made.at, work.plan.time_zone))
    return f"<bdi>{name}</bdi>: <bdi>{esc(made.actor)}</bdi> saved <bdi>“{esc(made.reason)}”</bdi>, {at}"


def _saved_at(work: Workspace, one: Clash) -> int:
    """Revision of the newest version of a record; 0 where it is not told."""
    versions = _versions(work, one)
    return versions[0].revision.seq if versions else 0


def _versions(work: Workspace, one: Clash) -> tuple[Version, ...]:
    return answers.versions(work.key, work.operation, one.record_id, 1, work.person)


def _ask_all(work: Workspace, dispute: Dispute) -> None:
    with st.container(horizontal=True, gap="small"):
        for side, words in ((Side.THEIRS, "Take all of theirs"), (Side.MINE, "Keep all of mine")):
            if st.button(words, key=f"clash.all.{side}"):
                work.keep_dispute(replace(dispute, all_of=side, issue=dispute.issue + 1))
                st.rerun()
        if st.button("Not now", key="clash.later", help="Close this; your draft stays as it is, not saved"):
            work.keep_dispute(None)
            st.rerun()


def _ask(work: Workspace, one: Clash, dispute: Dispute) -> Chosen:
    """The pieces of a clash, each with the choice of a side."""
    st.markdown(f"**{md(label_of(work.plan, one.shown))}**")
    sides: dict[Path, Side] = {}
    for number, piece in enumerate(one.pieces):
        chosen = _ask_piece(work, one, (number, piece), dispute)
        if chosen is not None:
            sides[piece.path] = chosen
    return Chosen(record=one.merged(sides), open=len(one.pieces) - len(sides))


def _ask_piece(work: Workspace, one: Clash, piece_at: tuple[int, Piece], dispute: Dispute) -> Side | None:
    number, piece = piece_at
    label = label_of_piece(work.plan, piece)
    cells = (("Was", piece.was), ("Theirs", piece.theirs), ("Mine", piece.mine))
    shown = "".join(
        f'<div class="{word.lower()}"><b>{word}</b> <bdi>{esc(said(value, work.plan))}</bdi></div>'
        for word, value in cells
    )
    st.html(f'<div class="passage-piece"><h4>{esc(label)}</h4>{shown}</div>')
    chosen = st.segmented_control(
        f"{label}: whose counts",
        list(SIDES),
        default=dispute.all_of or piece.usual,
        format_func=SIDES.__getitem__,
        key=f"clash.{one.record_id}.{number}.{piece.path[0]}.{piece.path[1]}.{dispute.base}.{dispute.issue}",
        label_visibility="collapsed",
    )
    return Side(chosen) if chosen else None


def _ask_save(work: Workspace, dispute: Dispute, before: Plan, chosen: Mapping[str, Chosen]) -> None:
    left = sum(one.open for one in chosen.values())
    groups = moved_together(before, dispute.changed)
    for group in groups:
        names = ", ".join(label_of(work.plan, record) for key in sorted(group) if (record := work.plan.find(key)))
        st.markdown(
            md(f"The shared boundary of {names} moves as one: where one of them is left as theirs, all of them are.")
        )
    reason = st.text_input("Reason for the change", dispute.reason, key=f"clash.reason.{dispute.base}")
    words = f"Choose {left} more" if left else "Save what is chosen"
    if st.button(words, type="primary", disabled=bool(left), key=f"clash.save.{dispute.issue}"):
        try:
            records = {key: one.record for key, one in chosen.items()}
            work.commit_dispute(settled(work.plan, dispute.changed, records, groups), reason)
        except PassageError as error:
            say_error(error)
