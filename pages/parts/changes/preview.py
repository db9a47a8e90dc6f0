"""What a draft would bring about if it were saved, before it is."""

from dataclasses import dataclass

import streamlit as st

from data.model import Plan
from pages.map.layers import Layer
from pages.parts.changes.found import Found, found_between, outlook, within_min
from pages.parts.changes.layers import layers
from pages.parts.changes.strip import show_sentences
from pages.state import answers
from pages.state.live import again
from pages.state.workspace import Workspace
from routing.consequences import Outlook, outlook_of

NOTHING = "Nothing is drafted. What a draft would change for convoys, coverage, findings and help is told here."


@dataclass(frozen=True, kw_only=True, eq=False)
class Preview:
    """A strip whose first words are on the page, and what belongs on the map beside them."""

    work: Workspace
    plan: Plan
    found: Found | None
    place: "st.delta_generator.DeltaGenerator"

    def layers(self, *, ways: bool) -> tuple[Layer, ...]:
        """What would change, for the map; without ways for a map that shows those of all convoys."""
        phase = self.work.phase
        return layers(self.found, phase.id if phase else "", ways=ways) if self.found else ()

    def finish(self) -> None:
        """Work out the reach of help, which may take a moment, and begin anew to say it; the last call of a run."""
        saved = _saved(self.work)
        if self.found is None or saved.help is None or self.found.values.help is not None:
            return
        near = self.work.nearest_help
        helped = (near[1] if near and near[1].asked == saved.help.asked else saved.help).after(self.plan)
        self.work.keep_help(_key(self.work), helped)
        # words and map are already there without what comes of help
        again()


def show_changes(work: Workspace, plan: Plan) -> Preview:
    """Say in words what comes of a drafted plan if it is saved; call `finish` on what is returned last.

    Only in a fragment: routes, coverage and findings are told at once, the reach of help once it is worked out.
    """
    place, found = st.empty(), None if plan == work.plan else _found(work, plan)
    _show(work, found, place)
    return Preview(work=work, plan=plan, found=found, place=place)


def _show(work: Workspace, found: Found | None, place: "st.delta_generator.DeltaGenerator") -> None:
    later = found is not None and found.values.help is None and found.after.standing is not None
    with place.container(horizontal=True, key="changes-preview", vertical_alignment="center", gap="small"):
        if found is None:
            st.html(f'<div class="passage-notice">{NOTHING}</div>')
            return
        st.html('<div class="passage-notice" role="status"><strong>If saved</strong>:</div>', width="content")
        if show_sentences(work, found.told, "changes.preview", later=later):
            again()


def _found(work: Workspace, plan: Plan) -> Found:
    saved = _saved(work)
    kept = work.nearest_help
    helped = kept[1] if kept and kept[0] == _key(work) else None
    now = None
    if work.index is not None and saved.standing is not None:
        now = answers.drafted(f"{work.key}|{work.draft.digest}", work.nearest or saved.standing, plan)
    return found_between(saved, outlook_of(plan, work.now, standing=now, helped=helped, near=saved))


def _saved(work: Workspace) -> Outlook:
    return outlook(work, work.index, (work.plan, work.seq), work.now)


def _key(work: Workspace) -> str:
    return f"{work.key}|{work.draft.digest}|{within_min():g}|{work.now.isoformat()}"
