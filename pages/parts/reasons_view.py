"""Why a route runs as it does, what would have to be lifted for a missing one, and the other ways through."""

from collections.abc import Sequence

import streamlit as st

from data.model import NoRoute, Obstacle
from data.model.answers import Alternatives
from data.model.reasons import RouteReasons
from pages.parts import words
from pages.parts.clock import duration
from pages.parts.table import show_table
from pages.web.safe import md

NONE = "—"


def show_reasons(reasons: RouteReasons) -> None:
    """What keeps the route from the obvious way, and what each reason costs."""
    if reasons.is_obvious:
        st.markdown("This is the obvious way: nothing in force keeps the route from it.")
        return
    st.markdown(
        f"The obvious way, with nothing in force, would be **{_more(reasons.extra_s)}** shorter in time "
        f"and **{_farther(reasons.extra_m)}** in distance. It is not permitted or not chosen because of:",
    )
    show_table(
        [
            {
                "Reason": ", ".join(o.name for o in b.reasons),
                "Time it costs": "no way without it" if b.extra_s is None else _more(b.extra_s),
                "Distance": NONE if b.extra_m is None else _farther(b.extra_m),
                "Exposure": NONE if b.extra_exposure_s is None else _more(b.extra_exposure_s),
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


def _more(seconds: float) -> str:
    return f"-{duration(-seconds)}" if seconds < 0 else duration(seconds)


def _farther(metres: float) -> str:
    return f"-{words.kilometres(-metres)}" if metres < 0 else words.kilometres(metres)
