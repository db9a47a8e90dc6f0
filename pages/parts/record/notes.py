"""Notes and photographs on what is chosen: those there are, and a form for another."""

from collections.abc import Iterator, Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.model import Note, NoteId, Plan, Source
from data.service.foresight import why_not_plan
from data.settings import settings
from data.sources.photos import MOST_BYTES, photo_from
from geo.errors import PassageError
from geo.measure import distance_m
from pages.look.clock import local
from pages.parts.places import Place
from pages.parts.record.target import Target
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error

WRITTEN = "notes.written"
"""How many notes this session has written: the form is emptied by its own save, never by one of others."""
AT_PLACE_M = 25.0
"""A note on a place is shown at every place this near."""
KINDS = ["jpg", "jpeg", "png", "webp"]
UPLOAD, CAMERA = "a file", "the camera"


def show_notes(work: Workspace, target: Target) -> None:
    """Every note on the target, the newest first, and the form for a new one."""
    notes = notes_on(work.plan, target)
    if notes:
        st.markdown("**Notes**")
    for note in notes:
        with st.container(border=True):
            _show(work, note)
    with st.expander("Add a note or a photograph"):
        _ask(work, target)


def notes_on(plan: Plan, target: Target) -> tuple[Note, ...]:
    """The notes about a record, or within 25 m of a place, the newest first."""
    return tuple(sorted(_notes(plan, target), key=lambda note: note.written_at, reverse=True))


def _notes(plan: Plan, target: Target) -> Iterator[Note]:
    match target:
        case Place():
            here = (target.point.x, target.point.y)
            for note in plan.notes:
                if note.place is not None and distance_m(here, (note.place.x, note.place.y)) <= AT_PLACE_M:
                    yield note
        case Note():
            yield target
        case record:
            yield from (note for note in plan.notes if note.about == record.id)


def _show(work: Workspace, note: Note) -> None:
    if note.text:
        st.markdown(md(note.text))
    if note.photo:
        st.image(answers.photo(work.key, note.photo, work.operation, work.person), width="stretch")
    st.markdown(f"{md(note.author)}, {md(local(note.written_at, work.plan.time_zone))}")


def _ask(work: Workspace, target: Target) -> None:
    taken_by = st.segmented_control(
        "Photograph from", [UPLOAD, CAMERA], default=UPLOAD, required=True, key="record.note.from"
    )
    with st.form(f"record.note.{workspace.held(WRITTEN)}", border=False):
        text = st.text_area("Note", max_chars=1000, placeholder="What was seen, by whom, when")
        author = st.text_input("Written by", placeholder=work.person.name)
        if taken_by == CAMERA:
            photo = st.camera_input("Photograph")
        else:
            photo = st.file_uploader(
                "Photograph", type=KINDS, max_upload_size=min(MOST_BYTES >> 20, settings().upload_mb)
            )
        st.markdown("A photograph is kept without the place and time the camera wrote into it.")
        why_not = why_not_plan(work.person)
        if st.form_submit_button("Add", type="primary", disabled=bool(why_not), help=why_not or None):
            try:
                _keep(work, target, (text, author.strip() or work.person.name), photo)
            except PassageError as error:
                say_error(error)


def _keep(work: Workspace, target: Target, said: Sequence[str], photo: UploadedFile | None) -> None:
    text, author = said
    jpeg = photo_from(photo.name, photo.getvalue()) if photo else None
    about = {"place": target.point} if isinstance(target, Place) else {"about": str(target.id)}
    note = Note(
        id=next_id(work.plan),
        text=text.strip(),
        author=author,
        written_at=work.now,
        source=Source(name=author, reported_at=work.now),
        photo=answers.keep_photo(work.person, work.operation, jpeg) if jpeg else None,
        **about,
    )
    saved = work.keep(work.plan.with_record(note), f"note by {author}")
    # only now: what was typed stays where it could not be saved
    workspace.hold(WRITTEN, str(int(workspace.held(WRITTEN) or 0) + 1))
    workspace.tell(saved.told)


def next_id(plan: Plan) -> NoteId:
    """An id that no record of the plan has."""
    number = len(plan.notes) + 1
    while plan.find(f"N-{number:03d}"):
        number += 1
    return NoteId(f"N-{number:03d}")
