"""Near answers: what a session looked at last, from which the next answers are made sooner."""

from abc import ABC, abstractmethod
from dataclasses import replace

import streamlit as st

from routing.consequences import Outlook
from routing.help import HelpTimes
from routing.index import NetworkIndex
from routing.standing import Standing


class Near(ABC):
    """What a session holds of the answers it looked at on an operation."""

    operation: str

    @property
    @abstractmethod
    def key(self) -> str:
        """Operation and revision, by which answers are kept."""

    @property
    def nearest(self) -> Standing | None:
        """The answers this session looked at last; those to the next stroke are made from them."""
        kept = st.session_state.get(f"nearest.{self.operation}")
        return kept[1] if kept and kept[0] == self.key else None

    def keep_nearest(self, standing: Standing) -> None:
        """Hold the answers looked at."""
        st.session_state[f"nearest.{self.operation}"] = (self.key, standing)

    @property
    def nearest_help(self) -> tuple[str, HelpTimes] | None:
        """How sites lay to help when this session last asked, and what it had asked; others are made from it."""
        kept: tuple[str, HelpTimes] | None = st.session_state.get(f"help.{self.operation}")
        return kept if kept and kept[0].startswith(f"{self.key}|") else None

    def keep_help(self, asked: str, times: HelpTimes) -> None:
        """Hold how sites lie to help, under what was asked, which begins with the key of the operation."""
        st.session_state[f"help.{self.operation}"] = (asked, times)

    def nearest_outlook(self, index: NetworkIndex | None) -> Outlook | None:
        """What this session last saw stand for the operation on these roads, with help as it last asked for it."""
        kept: Outlook | None = st.session_state.get(f"outlook.{self.operation}")
        if kept is None or (kept.standing and kept.standing.index) is not index:
            return None
        drafted: tuple[str, HelpTimes] | None = st.session_state.get(f"help.{self.operation}")
        return replace(kept, help=drafted[1]) if drafted and drafted[1].index is index else kept

    def keep_outlook(self, outlook: Outlook) -> None:
        """Hold what stands; how the next plan stands is made from it."""
        st.session_state[f"outlook.{self.operation}"] = outlook
