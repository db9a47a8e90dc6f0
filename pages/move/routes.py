"""Routes: from where to where, the ways through side by side, or what stands in the way."""

import streamlit as st

from data.model import RoutePolicy
from pages.parts import plan_layers, route_asking
from pages.parts.frame import open_page
from pages.parts.plan_map import show_plan_map
from pages.parts.route_view import show_answer

work = open_page("Routes")
asking, seeing = st.columns([2, 5], gap="medium")
with asking:
    asked = route_asking.ask(work)
answers = route_asking.answers_to(work, asked)
with seeing:
    st.subheader("Ways through")
    event = show_plan_map(work, plan_layers.ways(work, asked, answers), key="routes.map", height_px=560)
    route_asking.take_click(asked, event)
    for column, policy in zip(
        st.columns(2, gap="medium"), (RoutePolicy.FASTEST, RoutePolicy.LOW_EXPOSURE), strict=True
    ):
        with column:
            if policy in answers:
                show_answer(answers[policy].answer, answers[policy].covered, work.moment)
