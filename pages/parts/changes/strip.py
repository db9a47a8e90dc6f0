"""The calm strip above a map: a few sentences, each a button that goes to what it tells."""

import json
from collections.abc import Sequence

import streamlit as st

from pages.map.view import Part
from pages.parts.changes.found import MOST_MIN, WITHIN, within_min
from pages.parts.changes.sentence import Gravity, Sentence
from pages.state import workspace
from pages.state.workspace import Workspace
from pages.web.safe import md

MOST_TOLD = 3
MOST_LISTED = 60
GO, GOES = "changes.go", "changes.goes"
SIGN = {
    Gravity.CUT_OFF: ":material/block:",
    Gravity.LOST: ":material/emergency:",
    Gravity.CONFLICT: ":material/warning:",
    Gravity.WORSE: ":material/trending_down:",
    Gravity.DOUBT: ":material/help:",
    Gravity.BETTER: ":material/trending_up:",
}
NOTHING = "no route, coverage, finding or reach of help changes"
REACH_LATER = "reach is being worked out"


def show_sentences(
    work: Workspace, told: Sequence[Sentence], key: str, *, note: str = "", later: bool = False, most: int = MOST_TOLD
) -> bool:
    """Show the most serious sentences and the rest behind a button; whether one was clicked.

    `later` says that the reach of help is still being worked out, `note` stands above the whole list.
    """
    clicked = [_button(work, sentence, f"{key}.{n}") for n, sentence in enumerate(told[:most])]
    if not told and not later:
        st.markdown(NOTHING)
    if later:
        st.markdown(f"*{REACH_LATER} …*")
    more = len(told) - most
    words = f"and {more} more" if most else f"{more} change{'s' if more != 1 else ''}"
    with st.popover(words if more > 0 else "More", key=f"{key}.more"):
        if note:
            st.markdown(md(note))
        clicked += [_button(work, sentence, f"{key}.all.{n}") for n, sentence in enumerate(told[:MOST_LISTED])]
        if len(told) > MOST_LISTED:
            st.markdown(f"and {len(told) - MOST_LISTED} more; the tables of the pages tell them all.")
        changed = _ask_within(key)
    return any(clicked) or changed


def part() -> Part:
    """What a map is told of where to go."""
    return Part(
        name="changes", told={"go": int(workspace.held(GOES) or 0), "bounds": json.loads(workspace.held(GO) or "null")}
    )


def _button(work: Workspace, sentence: Sentence, key: str) -> bool:
    if not st.button(
        md(sentence.text), key=key, type="tertiary", icon=SIGN[sentence.gravity], help="Show it on the map"
    ):
        return False
    if sentence.about and work.plan.find(sentence.about):
        workspace.remember("chosen", sentence.about)
    if sentence.shape is not None:
        west, south, east, north = sentence.shape.bounds
        workspace.hold(GO, json.dumps([[south, west], [north, east]]))
        workspace.hold(GOES, str(int(workspace.held(GOES) or 0) + 1))
    return True


def _ask_within(key: str) -> bool:
    """Within how many minutes help counts as near; whether that was just changed."""
    asked = st.number_input(
        "Help is near within (minutes)",
        min_value=1.0,
        max_value=MOST_MIN,
        value=within_min(),
        step=5.0,
        format="%g",
        key=f"{key}.within",
    )
    if asked == within_min():
        return False
    workspace.remember(WITHIN, f"{asked:g}")
    return True
