"""Routes: from where to where, the ways through side by side, or what stands in the way."""

import streamlit as st

from pages.parts import extent, plan_layers, route_asking
from pages.parts.frame import open_page
from pages.parts.plan_map import map_key, show_plan_map
from pages.parts.record import choosing
from pages.parts.record.panel import show_chosen
from pages.parts.route_view import TITLE, show_answer, show_comparison
from pages.parts.sides import map_and_words

work = open_page("Routes")
seeing, answering = map_and_words()
with answering:
    asked = route_asking.ask(work)
    answers = route_asking.answers_to(work, asked)
with seeing:
    view = extent.bounds_of_question(asked, answers) if answers else None
    if asked.click_sets != route_asking.NOTHING:
        choosing.skip(map_key(work, "routes.map"))
    event = show_plan_map(work, plan_layers.ways(work, asked, answers), key="routes.map", view=view)
    route_asking.take_click(asked, event)
with answering:
    show_chosen(work)
    if answers:
        show_comparison(answers, work.moment)
        for tab, answered in zip(st.tabs([TITLE[p] for p in answers]), answers.values(), strict=True):
            with tab:
                show_answer(work.plan, answered)
