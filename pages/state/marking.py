"""The mark of what is looked at, and the trail of who looked at it and what was handed out."""

from collections.abc import Callable
from dataclasses import replace

from data.errors import StoreError
from data.service import trail
from pages.state.answers import store
from pages.state.mark_answers import Look, mark, noted, shows_severe
from pages.state.workspace import Workspace
from pages.web.notebook import note_handed_out
from pages.web.shelf import shelf


def mark_of(work: Workspace) -> str:
    """The mark of the revision that is looked at, as printed on sheets of it; none for who has no role."""
    return mark(work.key, work.operation, work.seq, work.person) if work.person.roles else ""


def note_seen(work: Workspace, page: str) -> str:
    """Keep that this person is shown severe data, or an earlier revision; why not, where that cannot be kept."""
    try:
        look = Look(place=shelf().place, key=work.key, person=work.person.id, page=page)
        if shows_severe(work.key, work.plan):
            noted(look, trail.note_viewing, store(work.operation), work.seq, work.person)
        if work.past:
            then = replace(look, page=f"{page} as it was")
            noted(then, trail.note_briefing, store(work.operation), work.seq, work.person)
    except StoreError as fault:
        return f"That you see this could not be written down: {fault}"
    return ""


def handing_out(work: Workspace, what: str, make: Callable[[], bytes], about: str = "") -> Callable[[], bytes]:
    """A file made when it is asked for, and not handed out unless that is kept."""
    name, kept, who, seq = work.operation, store(work.operation), work.person, work.seq

    def made() -> bytes:
        content = make()
        note_handed_out(who, kept, name, (what, content), seq=seq, about=about)
        return content

    return made
