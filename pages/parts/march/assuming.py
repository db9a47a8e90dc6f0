"""What is assumed of a march where nobody knows: unknown roads, unknown limits, and waits at gates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from pages.parts.route_asking import UNKNOWN_WORDS
from pages.state import workspace
from routing.march.waits import Waiting
from routing.question import Terms, UnknownPolicy

_Word = TypeVar("_Word", bound=StrEnum)

LIMIT_WORDS: Mapping[UnknownPolicy, str] = {
    UnknownPolicy.CLOSED: "block the way",
    UnknownPolicy.CAUTION: "are driven only where the way round is much longer",
    UnknownPolicy.USE: "do not block the way, each is listed",
}
WAIT_WORDS: Mapping[Waiting, str] = {
    Waiting.PLANNED: "planned waits alone",
    Waiting.HALF: "and recorded ones, as half of the columns kept to",
    Waiting.EIGHT_IN_TEN: "and recorded ones, as 8 in 10 columns kept to",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What to make of unknown roads and of unknown limits, and which recorded waits count."""

    roads: UnknownPolicy = UnknownPolicy.CAUTION
    limits: UnknownPolicy = UnknownPolicy.USE
    waits: Waiting = Waiting.PLANNED

    def terms(self, at: datetime) -> Terms:
        """The terms a way is asked under."""
        return Terms(at=at, unknown=self.roads, unknown_limits=self.limits)


def ask_assumed() -> Assumed:
    """Ask for the assumptions; they are part of the address."""
    usual = Assumed()
    with st.popover("Assumptions", icon=":material/tune:", width="stretch"):
        return Assumed(
            roads=_ask("Unknown roads", "roads", UNKNOWN_WORDS, usual.roads),
            limits=_ask("Unknown heights, widths and load classes", "limits", LIMIT_WORDS, usual.limits),
            waits=_ask("Waits that are counted", "waits", WAIT_WORDS, usual.waits),
        )


def _ask(label: str, name: str, words: Mapping[_Word, str], usual: _Word) -> _Word:
    options = list(words)
    known = workspace.remembered(f"march.{name}", usual.value)
    start = next((word for word in options if word.value == known), usual)
    asked: _Word | None = st.selectbox(
        label, options, index=options.index(start), format_func=lambda word: words[word], key=f"convoy.assumed.{name}"
    )
    workspace.remember(f"march.{name}", "" if asked == usual else (asked or usual).value)
    return asked or usual
