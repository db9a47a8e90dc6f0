"""The question of the routes page: its form, the click that fills it, and its answers."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from data.model import (
    STANDARD_VEHICLES,
    Convoy,
    Corridor,
    CorridorId,
    Coverage,
    NoRoute,
    Route,
    RoutePolicy,
    Vehicle,
)
from pages.map.view import MapEvent
from pages.parts.places import Place, choose_place
from pages.parts.route_view import Answered
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.errors import RoutingError
from routing.question import RouteQuestion, UnknownPolicy

NOTHING = "nothing"
ORDER = "A typed point is longitude first, then latitude."
POLICIES = (RoutePolicy.FASTEST, RoutePolicy.LOW_EXPOSURE)
UNKNOWN_WORDS = {
    UnknownPolicy.CLOSED: "never used",
    UnknownPolicy.CAUTION: "only if much faster",
    UnknownPolicy.USE: "used as if open",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked: two places, what to make of unknown roads, the vehicle, what a click sets, whether to say why."""

    origin: Place | None
    destination: Place | None
    unknown: UnknownPolicy
    vehicle: Vehicle | None
    click_sets: str
    explain: bool


def ask(work: Workspace) -> Asked:
    """Show the form and return what is asked."""
    first = work.plan.convoys[0] if work.plan.convoys else None
    ends = st.container(gap="small")
    # a convoy chosen here sets the ends, so it is asked before them, and stands beneath
    convoy, roads = st.columns(2, gap="small")
    with convoy:
        _offer_convoys(work)
    with roads:
        policy = _ask_unknown()
    with ends:
        origin = choose_place(work.plan, "From", "from", first.origin if first else "")
        destination = choose_place(work.plan, "To", "to", first.destination if first else "")
    by, click = st.columns(2, gap="small")
    with by:
        vehicle = _ask_vehicle()
    with click:
        sets = st.segmented_control("A map click sets", [NOTHING, "from", "to"], default=NOTHING, key="routes.click")
    explain = st.toggle("Why, and other ways", key="routes.explain", help="Takes a search for each reason.")
    return Asked(
        origin=origin,
        destination=destination,
        unknown=policy,
        vehicle=vehicle,
        click_sets=sets or NOTHING,
        explain=explain,
    )


def answers_to(work: Workspace, asked: Asked) -> Mapping[RoutePolicy, Answered]:
    """The answer for each policy; none while an end is missing or there are no roads."""
    if work.index is None or asked.origin is None or asked.destination is None:
        return {}
    try:
        return {policy: _answer(work, asked, policy) for policy in POLICIES}
    except RoutingError as error:
        # the map stays, so that another place can be clicked
        st.error(f"{md(error)} {ORDER}", icon=":material/error:")
        return {}


def take_click(asked: Asked, event: MapEvent) -> None:
    """Put a clicked point into the question, once."""
    if event.clicked is None or asked.click_sets == NOTHING:
        return
    if workspace.is_new("routes.click", str(event.count)):
        workspace.remember(asked.click_sets, f"{event.clicked[0]:.5f},{event.clicked[1]:.5f}")
        st.rerun()


def _ask_unknown() -> UnknownPolicy:
    kept = workspace.remembered("unknown", UnknownPolicy.CAUTION)
    options = list(UnknownPolicy)
    chosen = st.selectbox(
        "Unknown roads",
        options,
        index=options.index(UnknownPolicy(kept)) if kept in set(options) else 1,
        format_func=lambda policy: UNKNOWN_WORDS[policy],
        key="routes.unknown",
        help="Unknown: reported unknown, too old, or a gate nobody knows. Never shown as open, whatever you choose.",
    )
    policy = UnknownPolicy(chosen or UnknownPolicy.CAUTION)
    workspace.remember("unknown", policy)
    return policy


def _ask_vehicle() -> Vehicle | None:
    kept = workspace.remembered("vehicle", "")
    classes = list(STANDARD_VEHICLES)
    chosen = st.selectbox(
        "Vehicle",
        classes,
        index=classes.index(kept) if kept in classes else None,
        format_func=lambda word: STANDARD_VEHICLES[word].name,
        placeholder="limits not compared",
        key="routes.vehicle",
        help="Roads too low, narrow or weak for it are closed; limits nobody knows are listed, never taken as kept.",
    )
    workspace.remember("vehicle", chosen or "")
    return STANDARD_VEHICLES[chosen] if chosen else None


def _answer(work: Workspace, asked: Asked, policy: RoutePolicy) -> Answered:
    if work.index is None or asked.origin is None or asked.destination is None:
        raise ValueError(asked)
    question = RouteQuestion(
        origin=asked.origin.point,
        destination=asked.destination.point,
        at=work.moment,
        policy=policy,
        unknown=asked.unknown,
        vehicle=asked.vehicle,
    )
    key = f"{work.key}|{question}"
    answer = answers.route(key, work.index, work.plan, question)
    if isinstance(answer, NoRoute):
        return Answered(answer=answer, covered=None)
    others = answers.others(key, work.index, work.plan, question) if asked.explain else None
    return Answered(
        answer=answer,
        covered=_covered(work, key, answer),
        reasons=answers.reasons(key, work.index, work.plan, question, answer) if asked.explain else None,
        others=None if isinstance(others, NoRoute) else others,
    )


def _covered(work: Workspace, key: str, route: Route) -> Coverage | None:
    if work.phase is None or route.line.length == 0:
        return None
    line = Corridor(id=CorridorId("route"), name="route", line=route.line)
    return answers.route_coverage(f"{key}|{work.phase.id}", work.plan, line, work.phase)


def _offer_convoys(work: Workspace) -> None:
    convoys: dict[str, Convoy] = {c.id: c for c in work.plan.convoys}
    if not convoys:
        return
    chosen = st.selectbox(
        "Convoy",
        list(convoys),
        index=None,
        format_func=lambda convoy_id: convoys[convoy_id].name,
        placeholder="sets From and To",
        key="routes.convoy",
    )
    if chosen and workspace.is_new("routes.convoy", chosen):
        workspace.remember("from", convoys[chosen].origin)
        workspace.remember("to", convoys[chosen].destination)
        st.rerun()
