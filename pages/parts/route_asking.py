"""The question of the routes page: its form, the click that fills it, and its answers."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from data.model import Convoy, Corridor, CorridorId, Coverage, NoRoute, Route, RoutePolicy
from pages.parts import answers, workspace
from pages.parts.map_view import MapEvent
from pages.parts.places import Place, choose_place
from pages.parts.workspace import Workspace
from routing.question import RouteQuestion, UnknownPolicy

POLICIES = (RoutePolicy.FASTEST, RoutePolicy.LOW_EXPOSURE)
UNKNOWN_WORDS = {
    UnknownPolicy.CLOSED: "Never use unknown roads",
    UnknownPolicy.CAUTION: "Only if a known way is three times as long",
    UnknownPolicy.USE: "Use them like open roads",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked: two places, how to treat unknown roads, and which end a click on the map sets."""

    origin: Place | None
    destination: Place | None
    unknown: UnknownPolicy
    click_sets: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer, and for a route its coverage in the phase looked at."""

    answer: Route | NoRoute
    covered: Coverage | None


def ask(work: Workspace) -> Asked:
    """Show the form and return what is asked."""
    st.subheader("Question")
    _offer_convoys(work)
    places = [*(str(c.id) for c in work.plan.crossings), *(str(s.id) for s in work.plan.sites)]
    origin = choose_place(work.plan, "From", "from", places[0] if places else "")
    destination = choose_place(work.plan, "To", "to", places[-1] if places else "")
    click = st.radio("A click on the map sets", ["nothing", "from", "to"], horizontal=True, key="routes.click")
    kept = workspace.remembered("unknown", UnknownPolicy.CAUTION)
    options = list(UnknownPolicy)
    unknown = st.radio(
        "Roads whose state is unknown",
        options,
        index=options.index(UnknownPolicy(kept)) if kept in set(options) else 1,
        format_func=UNKNOWN_WORDS.__getitem__,
        key="routes.unknown",
    )
    workspace.remember("unknown", unknown)
    st.markdown("Unknown means reported unknown, stale, or a gate nobody knows. It is never shown as open.")
    return Asked(origin=origin, destination=destination, unknown=unknown, click_sets=click)


def answers_to(work: Workspace, asked: Asked) -> Mapping[RoutePolicy, Answered]:
    """The answer for each policy; none while an end is missing or there are no roads."""
    if work.index is None:
        st.info("This operation has no road network on this machine. Load one on the page Data.")
        return {}
    if asked.origin is None or asked.destination is None:
        return {}
    return {policy: _answer(work, asked, policy) for policy in POLICIES}


def take_click(asked: Asked, event: MapEvent) -> None:
    """Put a clicked point into the question, once."""
    if event.clicked is None or asked.click_sets == "nothing":
        return
    if workspace.is_new("routes.click", str(event.count)):
        workspace.remember(asked.click_sets, f"{event.clicked[0]:.5f},{event.clicked[1]:.5f}")
        st.rerun()


def _answer(work: Workspace, asked: Asked, policy: RoutePolicy) -> Answered:
    if work.index is None or asked.origin is None or asked.destination is None:
        raise ValueError(asked)
    question = RouteQuestion(
        origin=asked.origin.point,
        destination=asked.destination.point,
        at=work.moment,
        policy=policy,
        unknown=asked.unknown,
    )
    key = f"{work.key}|{question}"
    answer = answers.route(key, work.index, work.plan, question)
    if isinstance(answer, NoRoute) or work.phase is None or answer.line.length == 0:
        return Answered(answer=answer, covered=None)
    line = Corridor(id=CorridorId("route"), name="route", line=answer.line)
    return Answered(
        answer=answer,
        covered=answers.route_coverage(f"{key}|{work.phase.id}", work.plan, line, work.phase),
    )


def _offer_convoys(work: Workspace) -> None:
    convoys: dict[str, Convoy] = {c.id: c for c in work.plan.convoys}
    if not convoys:
        return
    chosen = st.selectbox(
        "Convoy",
        list(convoys),
        index=None,
        format_func=lambda convoy_id: convoys[convoy_id].name,
        placeholder="Take both ends from a convoy",
        key="routes.convoy",
    )
    if chosen and workspace.is_new("routes.convoy", chosen):
        workspace.remember("from", convoys[chosen].origin)
        workspace.remember("to", convoys[chosen].destination)
        st.rerun()
