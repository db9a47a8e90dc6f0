"""A draw among near-equal ways, and the way drawn taken over by the convoy as a revision."""

from dataclasses import dataclass, replace
from random import SystemRandom

import streamlit as st

from data.model import Convoy, NoRoute
from data.model.results import Route
from geo.errors import PassageError
from pages.parts.march.otherways.tables import show_near_equal
from pages.parts.march.ride import Ride
from pages.state import answers, march_answers, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error
from routing.leading import led_over
from routing.march.varying import NearEqual, Varying, draw
from routing.question import Terms
from routing.standing import convoy_question

WHY = (
    "Whoever watches the road must not be able to foretell the way. Columns between the same two places count, "
    "in both directions; sites and crossings the convoy is led over stay, points on the road are let go."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """The rules of a draw as they are asked."""

    varying: Varying

    @property
    def key(self) -> str:
        """What tells rules apart."""
        return f"{self.varying.most_extra_s:g}|{self.varying.most_in_row}"


def show_draw(work: Workspace, ride: Ride) -> Route | None:
    """The ways to draw from, the draw, and taking it over; the way drawn, None before."""
    st.header("A way nobody can foretell", anchor=False)
    st.caption(WHY)
    rules = _ask_rules()
    ways = _ways(work, ride, rules)
    if isinstance(ways, NoRoute):
        st.warning(md(ways.message))
        return None
    key = f"{ride.key}|{rules.key}"
    row = _drawn(work, key, ways, rules)
    show_near_equal(ways, work.plan.time_zone, row)
    if row is None:
        return None
    _take_over(work, ride, ways[row].route)
    return ways[row].route


def _ask_rules() -> _Rules:
    extra, often = st.columns(2, gap="small")
    most_extra_min = extra.number_input("Longer than the fastest by at most, minutes", 0, 180, 15, key="ways.extra")
    in_row = often.number_input("The same way at most so often in a row", 1, 10, 2, key="ways.in_row")
    return _Rules(varying=Varying(most_extra_s=60.0 * most_extra_min, most_in_row=in_row))


def unled(convoy: Convoy) -> Convoy:
    """The convoy led over sites and crossings alone."""
    return replace(convoy, via=convoy.stops_named)


def _ways(work: Workspace, ride: Ride, rules: _Rules) -> tuple[NearEqual, ...] | NoRoute:
    assert work.index is not None  # noqa: S101  # a ride has roads
    found = answers.standing(work.key, work.index, work.plan, Terms(at=work.moment)).answers
    convoy = unled(ride.convoy)
    question = convoy_question(work.plan, convoy, ride.assumed.terms(convoy.departs_at))
    return march_answers.near_equal_ways(
        f"{ride.key}|{rules.key}", work.index, work.plan, (convoy, question), found, rules.varying
    )


def _drawn(work: Workspace, key: str, ways: tuple[NearEqual, ...], rules: _Rules) -> int | None:
    """The row drawn in this session, and the button that draws; what was drawn of other ways is forgotten."""
    name = f"ways.drawn.{work.operation}"
    if st.button("Draw a way", icon=":material/casino:", key="ways.draw", type="primary"):
        # the seed is nowhere kept: whoever has it could foretell the next draw
        found = draw(ways, SystemRandom(), rules.varying)
        workspace.hold(name, f"{key}|{found.row}|{found.reason}")
    held = workspace.held(name)
    if not held.startswith(f"{key}|"):
        return None
    row, reason = held.removeprefix(f"{key}|").split("|", maxsplit=1)
    st.markdown(f"**Drawn: way {int(row) + 1}.** {md(reason)}")
    return int(row)


def _take_over(work: Workspace, ride: Ride, way: Route) -> None:
    """The button by which the convoy is led over points of the way drawn, as a revision."""
    assert work.index is not None  # noqa: S101  # a ride has roads
    if ride.convoy.is_fixed:
        st.warning("The times of this convoy have been announced: another way must be told to those who know them.")
    if not st.button("Take this way over", icon=":material/turn_right:", key="ways.take"):
        return
    convoy = unled(ride.convoy)
    led = led_over(work.index, work.plan, convoy, ride.assumed.terms(convoy.departs_at), way)
    if led is None:
        st.error("This way cannot be kept as points on the road; draw again.", icon=":material/error:")
        return
    try:
        work.commit(work.plan.with_record(led), f"way drawn for {convoy.name}", on_newest=True)
    except PassageError as error:
        say_error(error)
