"""The only state of the pages: which operation is open, and the question in the page's address."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import streamlit as st

from data.errors import StalePlan
from data.identity.principal import Principal
from data.model import Phase, Plan
from data.service import saving, taking_back
from data.service.saving import Saved
from data.service.seen import View, sight_of
from data.sources.demo import DEMO_NOW
from data.store.codec import SETTINGS
from data.store.protocol import Stored
from data.store.snapshot import PROPOSAL
from pages.state import answers
from pages.state.answers import DEMO
from pages.state.clash import changed_between
from pages.state.dispute import DRAFT, Dispute
from pages.state.held import Held
from pages.state.keys import key_of
from pages.state.meanwhile import Meanwhile, meanwhile
from pages.state.opened import opened
from pages.state.past import ASOF, Past, past_of
from pages.state.person import person
from pages.web.home import data_folder
from pages.web.shelf import shelf
from pages.web.watch.figures import save_counted
from routing.index import NetworkIndex
from routing.phases import phase_at

Kept = TypeVar("Kept")
DRAFTS_SAVED = "drafts.saved"
"""What is held of how often this session saved a draft: each begins with a reason of its own."""


@dataclass(frozen=True)
class Workspace(Held):
    """One look at the open operation, the same throughout one run of a page."""

    operation: str
    stored: Stored
    person: Principal
    """Who asks."""
    phase_id: str | None
    base: int
    """Revision the person saw when they last acted; a change made on an older one than the newest is refused."""
    view: View
    past: Past | None = None
    """What is looked at instead of the newest revision; nothing is saved meanwhile."""

    @property
    def plan(self) -> Plan:
        """The plan as it was when the page began to run."""
        return self.stored.plan

    @property
    def seq(self) -> int:
        """Revision the plan was read at."""
        return self.stored.seq

    @property
    def key(self) -> str:
        """Operation, revision and what this person may see, by which answers are kept."""
        return self.key_at(f"{self.seq}.{self.stored.hash[:12]}")

    def key_at(self, seq: int | str) -> str:
        """What answers to questions about another revision are kept by."""
        return key_of(self.operation, seq, self.person)

    @cached_property
    def index(self) -> NetworkIndex | None:
        """The road network of the plan, ready for questions; None when it is not on this machine."""
        return answers.index(self.plan.network_fingerprint, networks_folder())

    @cached_property
    def now(self) -> datetime:
        """The present, or when what is looked at was saved; a fixed moment in the illustrative operation."""
        at = self.past.at if self.past else datetime.now(UTC)
        return DEMO_NOW if self.plan.illustrative else at.replace(second=0, microsecond=0)

    @cached_property
    def phase(self) -> Phase | None:
        """The phase looked at: the chosen one, else the one that holds now, else the first."""
        chosen = [p for p in self.plan.phases if p.id == self.phase_id]
        first = self.plan.phases[0] if self.plan.phases else None
        return chosen[0] if chosen else phase_at(self.plan, self.now) or first

    @cached_property
    def moment(self) -> datetime:
        """The moment looked at: now while the phase holds, else its start."""
        phase = self.phase
        if phase is None or phase.starts_at <= self.now < phase.ends_at:
            return self.now
        return phase.starts_at

    def commit(self, plan: Plan, reason: str, *, on_newest: bool = False) -> None:
        """Keep a changed plan as a revision and show it; see `keep`."""
        tell(self._keep(plan, reason, on_newest=on_newest).told)

    def keep(self, plan: Plan, reason: str, *, on_newest: bool = False) -> Saved:
        """What became of a plan made from the one of this run, kept as a revision.

        What was worked out from the whole plan is kept `on_newest` alone.

        Raises
        ------
        StalePlan
            When others changed the same since this run began, or, with `on_newest`, anything at all.
        """
        return self._keep(plan, reason, self.seq, on_newest=on_newest)

    def commit_picks(self, plan: Plan, reason: str) -> None:
        """Keep a plan that reports on all that is picked as a revision, and nothing picked any more."""
        saved = self._keep(plan, reason)
        self.keep_picks(())
        tell(saved.told)

    def meanwhile(self) -> Meanwhile | None:
        """What was saved since the draft was begun; None when it stands on the newest revision."""
        base = self.draft.base
        if base is None or base == self.seq or self.draft.is_empty:
            return None
        log = answers.history(self.person, self.operation, self.seq - base)
        since = [revision for revision in log if revision.seq > base and revision.kind != PROPOSAL]
        if not since:
            return None
        return meanwhile(self.plan_at(base), self.plan, self.draft, since)

    def plan_at(self, seq: int) -> Plan:
        """The plan as it stood at a revision, as this person may see it."""
        if seq == self.seq:
            return self.plan
        return answers.view_at(self.key_at(seq), self.operation, seq, self.person).plan

    def commit_draft(self, plan: Plan, reason: str) -> None:
        """Keep the plan a draft has led to as a revision, and nothing drafted any more.

        Raises
        ------
        StalePlan
            When others changed the same since the draft was begun.
        """
        saved = self._keep(plan, reason, self.draft.base, held_as=DRAFT)
        self._drop_draft()
        tell(saved.told)

    def commit_table(self, plan: Plan, table: str, *, base: int, reason: str, on_newest: bool = False) -> None:
        """Keep the plan an edited table has led to, and nothing edited in it any more.

        Raises
        ------
        StalePlan
            When others changed the same since, or, with `on_newest`, anything at all.
        """
        saved = self._keep(plan, reason, base, on_newest=on_newest, held_as=table)
        self.keep_edited(table, None)
        tell(saved.told)

    def undo(self) -> None:
        """Take the last change back, as a new revision."""
        self._require_now()
        saved = taking_back.undo(self.person, answers.store(self.operation), base=self.base)
        tell(saved.told if saved.waiting else "Taken back.")

    def redo(self) -> None:
        """Bring the change taken back last into force again."""
        self._require_now()
        saved = taking_back.redo(self.person, answers.store(self.operation), base=self.base)
        tell(saved.told if saved.waiting else "Brought back.")

    def _keep(
        self, plan: Plan, reason: str, base: int | None = None, *, on_newest: bool = False, held_as: str = ""
    ) -> Saved:
        self._require_now()
        seen, store = self.base if base is None else base, answers.store(self.operation)
        try:
            with save_counted():
                return saving.commit(self.person, store, plan, base=seen, reason=reason, on_newest=on_newest)
        except StalePlan as stale:
            if on_newest or not stale.clashes - {SETTINGS}:
                raise
            self.weigh(plan, reason, seen, held_as)

    def weigh(self, plan: Plan, reason: str, base: int, held_as: str) -> NoReturn:
        """Have a person choose between a change made from revision `base` and what others saved since."""
        made_from = self.plan_at(base) if held_as not in {"", DRAFT} else self.plan
        changed = changed_between(made_from, plan)
        self.keep_dispute(Dispute(base=base, changed=changed, reason=reason, held_as=held_as))
        st.rerun()

    def commit_dispute(self, plan: Plan, reason: str) -> None:
        """Keep the plan a person has chosen, and nothing any more of the draft that clashed.

        Raises
        ------
        StoreError
            When it cannot be kept; the dispute stays as it is.
        """
        self._require_now()
        with save_counted():
            saved = saving.commit(self.person, answers.store(self.operation), plan, base=self.seq, reason=reason)
        held_as = self.dispute.held_as if self.dispute else ""
        self.keep_dispute(None)
        if held_as == DRAFT:
            self._drop_draft()
        elif held_as:
            self.keep_edited(held_as, None)
        tell(saved.told)

    def _drop_draft(self) -> None:
        self.keep_draft(self.draft.dropped())
        hold(DRAFTS_SAVED, str(int(held(DRAFTS_SAVED) or 0) + 1))

    def _require_now(self) -> None:
        if self.past:
            self.past.refuse()


def current() -> Workspace:
    """The open operation as the address of the page names it."""
    who, asked = person(), remembered("op", DEMO)
    operation, stored = opened(asked, who)
    if operation != asked:
        remember("op", operation)
    key = key_of(operation, f"{stored.seq}.{stored.hash[:12]}", who)
    view, mark = answers.view(shelf().place, key, stored, who, operation), f"seen.revision.{operation}.{sight_of(who)}"
    base = st.session_state.get(mark, stored.seq)
    st.session_state[mark] = stored.seq
    past = _asked_past(operation, stored.seq, who)
    if past:
        view = answers.view_at(key_of(operation, past.seq, who), operation, past.seq, who)
    return Workspace(
        operation=operation,
        stored=Stored(plan=view.plan, seq=past.seq) if past else replace(stored, plan=view.plan),
        phase_id=remembered("phase", ""),
        base=base,
        person=who,
        view=view,
        past=past,
    )


def _asked_past(operation: str, newest: int, who: Principal) -> Past | None:
    """The revision the address asks for; one there is not is told of, and the newest is shown."""
    asked = remembered(ASOF, "")
    past = past_of(operation, asked, newest, who) if asked else None
    if asked and past is None:
        remember(ASOF, "")
        st.session_state["news"] = f"There is no revision {asked[:12]} of this operation; you see the newest."
    return past


def networks_folder() -> Path:
    """Where loaded road networks are kept."""
    return data_folder() / "networks"


def remembered(name: str, default: str) -> str:
    """A part of the question: from the address, else as it was on the page before."""
    value: str = st.query_params.get(name) or st.session_state.get(f"question.{name}", default)
    return remember(name, value)


def remember(name: str, value: str) -> str:
    """Put a part of the question into the address, where a link can carry it; an empty one leaves it."""
    st.session_state[f"question.{name}"] = value
    if not value:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
    return value


def held(name: str) -> str:
    """What this session holds under a name; nothing when it holds none."""
    value: str = st.session_state.get(f"held.{name}", "")
    return value


def hold(name: str, value: str) -> None:
    """Hold something for this session, across its runs and pages."""
    st.session_state[f"held.{name}"] = value


def kept(name: str, make: Callable[[], Kept]) -> Kept:
    """What this session keeps under a name across its runs and pages, made when it is first asked for."""
    if (key := f"kept.{name}") not in st.session_state:
        st.session_state[key] = make()
    value: Kept = st.session_state[key]
    return value


def session() -> str:
    """What names this session among all others."""
    if not held("session"):
        hold("session", secrets.token_hex(8))
    return held("session")


def returned(key: str) -> Any:
    """What the widget under a key last returned, before it is shown again; None before that."""
    return st.session_state.get(key)


def is_new(name: str, value: str) -> bool:
    """Whether a widget gives another value than when this was last asked; asking takes note of it."""
    known = st.session_state.get(f"seen.{name}")
    st.session_state[f"seen.{name}"] = value
    return bool(known != value)


def tell(text: str) -> None:
    """Run the page anew and say what was brought about; nothing is said where there are no words."""
    if text:
        st.session_state["news"] = text
    st.rerun()


def news() -> str:
    """What the last click brought about, once."""
    return str(st.session_state.pop("news", ""))
