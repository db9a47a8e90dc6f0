"""What is looked at: a phase at a moment, under which standards, and its coverage once it was worked out."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from data.model import Phase
from pages.parts.force.views import moment_in
from pages.state import answers
from pages.state.workspace import Workspace
from routing.force.cover import CoverAsked, Moment
from routing.force.covered import PhaseCover
from routing.force.standards import Standard
from routing.index import NetworkIndex


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """Coverage of one phase, and all it was worked out from; `key` names that."""

    key: str
    phase: Phase
    at: datetime
    moment: Moment
    cover: PhaseCover

    @property
    def standards(self) -> tuple[Standard, ...]:
        """The standards asked by."""
        return self.moment.asked.standards


def seen_in(work: Workspace, index: NetworkIndex, phase: Phase, asked: CoverAsked) -> Seen:
    """Coverage of a phase at the moment it is looked at; what takes longer says what it does."""
    at = moment_in(work, phase)
    key = f"{work.key}|{index.network.fingerprint}|{phase.id}|{at.isoformat()}|{asked!r}"
    number = work.plan.phases.index(phase) + 1
    with st.spinner(f"Driving responses along the roads of phase {number} of {len(work.plan.phases)} …"):
        moment = answers.cover_moment(key, index, work.plan, phase, at, asked)
        cover = answers.phase_cover(key, moment, phase)
    return Seen(key=key, phase=phase, at=at, moment=moment, cover=cover)
