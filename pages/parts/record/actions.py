"""What can be done with the chosen record or place; each goes on with the choice kept."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from data.model import (
    Convoy,
    Crossing,
    MarchProfile,
    MissionOutcome,
    OpeningRule,
    Phase,
    Sector,
    Site,
    StatusReport,
    VehicleType,
    Zone,
)
from pages.parts.places import Place
from pages.parts.record.force import section_of
from pages.parts.record.target import Target, place_text
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md

SECTORS, STATUS = "pages/plan/sectors.py", "pages/plan/status.py"
CONVOY, CATALOGUE = "pages/move/convoy.py", "pages/move/catalogue.py"
ROUTES, TIMELINE, WHAT_IF = "pages/move/routes.py", "pages/operation/timeline.py", "pages/move/what_if.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way on from the panel: its words, its page, and what the page is asked (name and value)."""

    words: str
    page: str
    asks: tuple[str, str] | None = None


def show_actions(work: Workspace, target: Target) -> None:
    """Buttons for everything that can be done, in rows."""
    with st.container(horizontal=True, gap="small"):
        for way in ways_on(target):
            if st.button(way.words, key=f"record.{way.words}"):
                if way.asks:
                    workspace.remember(*way.asks)
                st.switch_page(way.page)
        _undo(work, target)


def ways_on(target: Target) -> Iterator[Way]:
    """Where one can go on with it."""
    match target:
        case Sector():
            yield Way(words="Edit in Sectors", page=SECTORS)
        case Zone():
            yield Way(words="Edit in What if", page=WHAT_IF)
        case Crossing() | StatusReport() | Place():
            yield Way(words="Report a status", page=STATUS)
    yield from _movement(target)
    if isinstance(target, Site | Crossing | Place):
        text = place_text(target.point) if isinstance(target, Place) else str(target.id)
        yield Way(words="Route from here", page=ROUTES, asks=("from", text))
        yield Way(words="Route to here", page=ROUTES, asks=("to", text))
    if (section := section_of(target)) is not None:
        yield Way(words=f"Edit under {section.capitalize()}", page=f"pages/force/{section}.py")
    if isinstance(target, Phase):
        yield Way(words="Look at this phase", page=TIMELINE, asks=("phase", str(target.id)))
    elif not isinstance(target, Place) and section_of(target) is None:
        yield Way(words="Show on the timeline", page=TIMELINE)


def _movement(target: Target) -> Iterator[Way]:
    match target:
        case Convoy():
            yield Way(words="Open this convoy", page=CONVOY, asks=("convoy", str(target.id)))
        case VehicleType() | MarchProfile() | OpeningRule() | MissionOutcome():
            yield Way(words="Edit under Catalogue", page=CATALOGUE)


def _undo(work: Workspace, target: Target) -> None:
    if work.past:
        return
    changes = answers.changes(work.key, work.operation, work.person)
    if isinstance(target, Place) or target.id not in changes.touched or changes.last_done is None:
        return
    others = len(changes.touched) - 1
    told = f" It changed {others} other record{'s' if others > 1 else ''} too." if others else ""
    if st.button("Undo its last change", key="record.undo", help=f"Take back: {md(changes.last_done)}.{told}"):
        work.undo()
