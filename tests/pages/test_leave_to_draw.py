"""Who may not draw is handed no pencil, on any page, and is told why; who may is handed it."""

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.identity.principal import Role
from data.service.foresight import why_not_plan
from pages.map import view as map_view
from pages.map.drawing import DrawState
from pages.map.layers import OpsLayer
from pages.web.safe import md
from tests.browser.conftest import PROJECT
from tests.data.service.people import person

PAGES = ("plan/sectors", "move/what_if")
TYPED = ("Type a new", "Type its corners", "Change this", "Position: MGRS", "Corners, one to a line")


@pytest.fixture
def maps(tmp_path, monkeypatch):
    """What each map that is shown is made of: its ground, and what lies on it."""
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    # no other page is there to lead to
    monkeypatch.setattr(st, "page_link", lambda *_, **__: None)
    shown = []

    def st_folium(ground, **options):
        shown.append(([*ground._children.values()], [*options["feature_group_to_add"]._children.values()]))

    monkeypatch.setattr(map_view, "st_folium", st_folium)
    return shown


def run(page):
    app = AppTest.from_file(PROJECT / "pages" / f"{page}.py", default_timeout=120).run()
    assert not app.exception
    return app


def asks(app):
    """Whatever on the page asks for something to be drawn or saved."""
    return {
        *(one.label for kind in (app.text_input, app.text_area, app.button, app.expander) for one in kind),
        *(one.proto.popover.label for one in app.get("popover")),
    }


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_the_pencil_is_handed_to_who_plans_and_all_others_are_told_why_not(page, role, maps, sign_in):
    sign_in(roles=frozenset({role}), sectors=frozenset({"north"}))
    app = run(page)
    ground, lying = maps[-1]
    sentence = why_not_plan(person(role))
    assert any(isinstance(part, map_view._DrawingGround) for part in ground) == (not sentence)
    assert any(isinstance(part, DrawState) for part in lying) == (not sentence)
    assert any(one.value == md(sentence) for one in app.info) == bool(sentence)
    assert any(word.startswith(TYPED) for word in asks(app)) == (not sentence)
    assert ("Save" in asks(app)) == (not sentence)


def test_what_others_draw_is_looked_at_by_who_may_not(maps, sign_in):
    sign_in(roles=frozenset({Role.VIEWER}))
    run("plan/sectors")
    names = {json.loads(part.data)["name"] for part in maps[-1][1] if isinstance(part, OpsLayer)}
    assert {"Sectors", "Zones", "Places"} <= names
