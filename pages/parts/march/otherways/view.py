"""Other ways of a convoy: if the next stretch closes, ways unlike the planned one, and a draw among near-equal ones."""

import streamlit as st

from data.model import NoRoute
from data.model.answers import Alternatives
from data.model.results import Route
from pages.look import looks
from pages.look.looks import Look
from pages.map.layers import Group, Layer, MapFeature
from pages.parts.march import layers
from pages.parts.march.otherways.drawing import show_draw, unled
from pages.parts.march.otherways.tables import CLOSES, round_words, show_alternates, show_bypasses
from pages.parts.march.ride import Ride
from pages.parts.sides import below_map
from pages.state import answers, march_answers
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.march.bypass import Bypass
from routing.standing import convoy_question


def show(work: Workspace, ride: Ride) -> tuple[Layer, ...]:
    """The view; on the map, ways round, other ways and the way drawn."""
    assert work.index is not None  # noqa: S101  # a ride has roads
    question = convoy_question(work.plan, ride.convoy, ride.assumed.terms(ride.convoy.departs_at))
    found = march_answers.bypasses(ride.key, work.index, work.plan, question, (ride.route, ride.table))
    st.header("If the next stretch closes", anchor=False)
    st.caption(CLOSES)
    show_bypasses(found)
    with below_map():
        others = _others(work, ride)
        drawn = show_draw(work, ride)
    return (*layers.on_way(work, ride), *_layers(found, others, drawn))


def _others(work: Workspace, ride: Ride) -> Alternatives | NoRoute:
    """Dissimilar ways, over no more than the sites and crossings the convoy must be led over."""
    assert work.index is not None  # noqa: S101  # a ride has roads
    convoy = unled(ride.convoy)
    question = convoy_question(work.plan, convoy, ride.assumed.terms(convoy.departs_at))
    found = answers.others(f"{ride.key}|unled", work.index, work.plan, question)
    st.header("Ways with little in common", anchor=False)
    if isinstance(found, NoRoute):
        st.warning(md(found.message))
    else:
        show_alternates(found, is_planned=convoy == ride.convoy)
    return found


def _layers(found: tuple[Bypass, ...], others: Alternatives | NoRoute, drawn: Route | None) -> tuple[Layer, ...]:
    unlike = others.ways[1:] if isinstance(others, Alternatives) else ()
    rounds = [
        _way(one.route, looks.WAY_ROUND, (f"From {one.at.names[0]}", round_words(one))) for one in found if one.route
    ]
    stuck = [_stuck(one) for one in found if one.route is None]
    return (
        Layer(name="Ways round", group=Group.WAYS, features=rounds),
        Layer(
            name="Other ways",
            group=Group.WAYS,
            features=[_way(one.route, looks.OTHER_WAY, (f"Other way {row}",)) for row, one in enumerate(unlike, 1)],
        ),
        Layer(name="Drawn", group=Group.WAYS, features=[_way(drawn, looks.DRAWN_WAY, ("Drawn",))] if drawn else []),
        Layer(name="No way round", group=Group.WAYS, features=stuck),
    )


def _way(route: Route, look: Look, told: tuple[str, ...]) -> MapFeature:
    return MapFeature(id="", geometry=route.line, look=look, tooltip=told)


def _stuck(one: Bypass) -> MapFeature:
    told = (" · ".join(one.at.names), "no way round if the next stretch closes")
    return MapFeature(id="", geometry=one.at.point, look=looks.NO_WAY_ROUND, tooltip=told)
