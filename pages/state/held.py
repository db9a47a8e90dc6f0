"""What a session holds of an operation and has not saved: drafts, picks, edited tables, a change that clashes."""

from abc import abstractmethod
from typing import Any

import streamlit as st

from data.model import Plan
from pages.state.dispute import Dispute
from pages.state.draft import Draft
from pages.state.near import Near
from pages.state.past import Past
from pages.state.picks import Pick


class Held(Near):
    """What this session has not saved; of the operation as it was it holds other things than of that as it is."""

    past: Past | None

    @property
    @abstractmethod
    def plan(self) -> Plan:
        """The plan as it was when the page began to run."""

    @property
    @abstractmethod
    def seq(self) -> int:
        """Revision the plan was read at."""

    @property
    def draft(self) -> Draft:
        """What this session has drafted on the operation and not saved."""
        draft: Draft = st.session_state.get(f"draft.{self._own}", Draft())
        return draft

    def keep_draft(self, draft: Draft) -> None:
        """Hold a draft for this session, across its runs and pages."""
        st.session_state[f"draft.{self._own}"] = draft

    @property
    def picks(self) -> tuple[Pick, ...]:
        """Roads and bridges this session has picked on the operation's roads and not reported on."""
        picks: tuple[Pick, ...] = st.session_state.get(self._picks, ())
        return picks

    def keep_picks(self, picks: tuple[Pick, ...]) -> None:
        """Hold what is picked for this session, across its runs and pages."""
        st.session_state[self._picks] = picks

    @property
    def _picks(self) -> str:
        # segments are rows of one network; on another they are other roads
        return f"picks.{self._own}.{self.plan.network_fingerprint}"

    @property
    def _own(self) -> str:
        """Under what this session holds its drafts; those made on the operation as it was are others."""
        return f"{self.operation}@{self.seq}" if self.past else self.operation

    def edited(self, table: str) -> Any:
        """What this session keeps of an edited table of the operation; None while it keeps nothing."""
        return st.session_state.get(f"table.{self._own}.{table}")

    def keep_edited(self, table: str, kept: object) -> None:
        """Hold what was edited in a table for this session, across its runs and pages."""
        st.session_state[f"table.{self._own}.{table}"] = kept

    @property
    def unsaved(self) -> frozenset[str]:
        """Ids of the records this session has drafted on the map or changed in tables and not saved."""
        stem = f"table.{self._own}."
        tables = [kept for name, kept in st.session_state.items() if str(name).startswith(stem)]
        return self.draft.touched.union(*(getattr(kept, "touched", ()) for kept in tables))

    @property
    def dispute(self) -> Dispute | None:
        """A change of this session that clashes with what others saved, until a person has chosen."""
        found: Dispute | None = st.session_state.get(f"dispute.{self._own}")
        return found

    def keep_dispute(self, dispute: Dispute | None) -> None:
        """Hold a change that clashes, or none any more."""
        st.session_state[f"dispute.{self._own}"] = dispute
