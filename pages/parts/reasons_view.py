"""Why a route runs as it does, what would have to be lifted for a missing one, and the other ways through."""

from collections.abc import Callable, Sequence

import streamlit as st

from data.model import NoRoute, Obstacle
from data.model.answers import Alternatives
from data.model.reasons import RouteReasons
from pages.look import words
from pages.look.clock import duration
from pages.look.table import show_table
from pages.web.safe import md

NONE = "—"


def show_reasons(reasons: RouteReasons) -> None:
    """What keeps the route from the obvious way and what each reason costs, and all that lies on that way."""
    if reasons.is_obvious:
        st.markdown("This is the obvious way: nothing in force keeps the route from it.")
    else:
        _binding(reasons)
    if reasons.met:
        _met(reasons)


def _met(reasons: RouteReasons) -> None:
    show_table(
        [
            {
                "On the obvious way": met.reason.name,
                "What it does": met.reason.why,
                "There": words.kilometres(met.distance_m),
                "Effect": "closes it" if met.closes else f"+{duration(met.slows_s)}" if met.slows_s else NONE,
                "Exposure": f"+{duration(met.exposure_s)}" if met.exposure_s else NONE,
                "Alone turns the route": "yes" if met.binds else "no",
            }
            for met in reasons.met
        ],
        about="All that lies on the obvious way",
    )


def _binding(reasons: RouteReasons) -> None:
    st.markdown(
        "Beside the obvious way, the fastest with nothing in force, this route takes "
        f"**{_signed(reasons.extra_s, duration)}**, **{_signed(reasons.extra_m, words.kilometres)}** and "
        f"**{_signed(reasons.extra_exposure_s, duration)}** of exposure. What makes it so:",
    )
    show_table(
        [
            {
                "Reason": ", ".join(o.name for o in b.reasons),
                "Time it costs": "no way without it" if b.extra_s is None else _signed(b.extra_s, duration),
                "Distance": NONE if b.extra_m is None else _signed(b.extra_m, words.kilometres),
                "Exposure": NONE if b.extra_exposure_s is None else _signed(b.extra_exposure_s, duration),
            }
            for b in reasons.binding
        ],
        about="Why this way",
        none="Only all reasons together; none alone changes the route.",
    )


def show_separation(answer: NoRoute) -> None:
    """The least to lift for a route, what separates the ends, and the way there would then be."""
    if answer.obstacles:
        proven = (
            "nothing lighter would do" if answer.proven else f"at least {answer.at_least} of weight {answer.weight}"
        )
        st.markdown(f"Lifting **all** of these together would give a route ({proven}):")
        _obstacles(answer.obstacles, "What stands in the way")
    if answer.separating and answer.separating != answer.obstacles:
        st.markdown("These alone keep the ends apart, whatever else were lifted:")
        _obstacles(answer.separating, "What separates the ends")
    for number, apart in enumerate(answer.also_separating, 2):
        st.markdown("So do these, alone:")
        _obstacles(apart, f"What separates the ends, set {number}")
    if answer.relaxed is not None:
        would = answer.relaxed.as_if_lifted
        st.markdown(
            f"The way there would then be, **not permitted now**: {words.kilometres(would.distance_m)}, "
            f"{duration(would.duration_s)}. It is drawn dotted on the map.",
        )


def show_alternatives(found: Alternatives) -> None:
    """Dissimilar ways through, the best first."""
    show_table(
        [
            {
                "Way": "best" if number == 1 else f"other {number - 1}",
                "Time": duration(way.route.duration_s),
                "Distance": words.kilometres(way.route.distance_m),
                "Longer by": "" if number == 1 else words.percent(way.stretch - 1),
                "In common": "" if number == 1 else words.percent(way.overlap),
            }
            for number, way in enumerate(found.ways, 1)
        ],
        about="Ways that differ",
    )
    if found.why_fewer:
        st.markdown(md(found.why_fewer))


def _obstacles(obstacles: Sequence[Obstacle], about: str) -> None:
    show_table(
        [{"What": o.kind.replace("_", " "), "Name": o.name, "Why": o.why} for o in obstacles],
        about=about,
    )


def _signed(amount: float, written: Callable[[float], str]) -> str:
    return f"{'−' if amount < 0 else '+'}{written(abs(amount))}"
