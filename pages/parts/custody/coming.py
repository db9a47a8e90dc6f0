"""A copy from elsewhere: what it is, what it lacks, what both changed, and what restores it or puts it together."""

from collections.abc import Mapping

import streamlit as st

from data.custody.parcel import label_of
from data.custody.relation import Stand
from data.service import custody
from data.service.custody import House, Look
from data.store.meeting import Choice, Clash, Side, name_of_key
from data.store.protocol import Revision
from data.store.snapshot import Key
from geo.errors import PassageError
from pages.look.clock import local
from pages.look.table import Cell, show_table
from pages.parts.clash.words import label_of_piece, said
from pages.state import workspace
from pages.state.clash import Path, Piece
from pages.state.clash import Side as Whose
from pages.state.together import chosen, taken_apart
from pages.state.workspace import Workspace
from pages.web.custody import house
from pages.web.safe import esc, md
from pages.web.server import say_error

SHOWN = 50
WHOSE = {Whose.MINE: "As it is here", Whose.THEIRS: "As in the copy"}


def show_coming(work: Workspace) -> None:
    """The door for a copy, what it is, and what can be done with it."""
    file = st.file_uploader("A copy of an operation", key="custody.in")
    word = (
        st.text_input("Passphrase of the copy, if it has one", type="password", key="custody.in.word").strip() or None
    )
    if file is None:
        return
    try:
        _show(work, file.getvalue(), word)
    except PassageError as error:
        say_error(error)


def _show(work: Workspace, content: bytes, word: str | None) -> None:
    label = label_of(content)
    name = st.text_input("Name of the operation here", label.operation, key="custody.in.name").strip()
    trusted = _ask_trust(label.origin)
    place = house(label.origin if trusted else None)
    look = custody.look(work.person, place, name, content, word)
    st.markdown(md(look.told))
    if look.relation:
        zone = work.plan.time_zone
        _show_revisions("Only here; the copy lacks it", look.relation.lacking, zone)
        _show_revisions("Only in the copy", look.relation.only_there, zone)
    _ask(work, place, look, (name, content, word))


def _ask_trust(origin: str) -> bool:
    if origin == house().signer.sign:
        return True
    told = f"It was packed by {origin}. I have compared these letters with the people there, by telephone"
    return st.checkbox(told, key=f"custody.in.trust.{origin}")


def _ask(work: Workspace, place: House, look: Look, copy: tuple[str, bytes, str | None]) -> None:
    name, content, word = copy
    choices = {clash.key: choice for clash in look.clashes if (choice := _ask_clash(work, clash)) is not None}
    stand = look.relation.stand if look.relation else None
    if stand in {Stand.SAME, Stand.OLDER}:
        st.markdown("There is nothing in it that is not here. To look at it, give it another name above.")
        return
    if stand is Stand.OTHER:
        st.markdown("It is another operation; give it another name above.")
        return
    left = len(look.clashes) - len(choices)
    words = f"Choose {left} more" if left else "Lay it down" if stand is None else "Put it together with what is here"
    if st.button(words, type="primary", key="custody.in.go", disabled=bool(left)):
        _take_in(work, place, (name, content, word), choices)


def _take_in(work: Workspace, place: House, copy: tuple[str, bytes, str | None], choices: Mapping[Key, Choice]) -> None:
    name, content, word = copy
    if not place.shelf.exists(name):
        workspace.tell(custody.restore(work.person, place, name, content, word))
        return
    arrived = custody.move_in(work.person, place, name, content, passphrase=word, choices=choices)
    workspace.tell(f"{name} now stands at revision {arrived.seq}. {arrived.told}".strip())


def _ask_clash(work: Workspace, clash: Clash) -> Choice | None:
    """What is to stand of a record that both changed, as far as everything of it is chosen."""
    with st.container(border=True, key=f"custody.clash.{'.'.join(clash.key)}"):
        st.markdown(
            f"**{md(name_of_key(clash.key).capitalize())}**: changed here by {md(clash.mine_by.actor)}, in the copy by "
            f"{md(clash.theirs_by.actor)}"
        )
        taken = taken_apart(clash)
        if taken is None:
            found = _ask_side(f"custody.{'.'.join(clash.key)}", None)
            return None if found is None else Side(found.value)
        sides: dict[Path, Whose] = {}
        for number, piece in enumerate(taken.pieces):
            side = _ask_piece(work, piece, f"custody.{'.'.join(clash.key)}.{number}")
            if side is not None:
                sides[piece.path] = side
        return chosen(clash, sides) if len(sides) == len(taken.pieces) else None


def _ask_piece(work: Workspace, piece: Piece, key: str) -> Whose | None:
    cells = (("was", "Was", piece.was), ("mine", "Here", piece.mine), ("theirs", "Copy", piece.theirs))
    shown = "".join(
        f'<div class="{kind}"><b>{word}</b> <bdi>{esc(said(value, work.plan))}</bdi></div>'
        for kind, word, value in cells
    )
    st.html(f'<div class="passage-piece"><h4>{esc(label_of_piece(work.plan, piece))}</h4>{shown}</div>')
    return _ask_side(key, piece.usual)


def _ask_side(key: str, usual: Whose | None) -> Whose | None:
    found = st.segmented_control(
        "Whose counts",
        list(WHOSE),
        default=usual,
        format_func=WHOSE.__getitem__,
        key=key,
        label_visibility="collapsed",
    )
    return Whose(found) if found else None


def _show_revisions(title: str, revisions: tuple[Revision, ...], zone: str) -> None:
    if not revisions:
        return
    rows: list[dict[str, Cell]] = [
        {"Revision": str(one.seq), "When": local(one.at, zone), "By": one.actor, "Why": one.reason}
        for one in revisions[-SHOWN:][::-1]
    ]
    with st.expander(f"{title}: {len(revisions)} revisions"):
        show_table(rows, about=title)
