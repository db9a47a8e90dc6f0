"""While a network is prepared the pages say how far it is, and offer to stop it or to begin again."""

import pytest
from streamlit.testing.v1 import AppTest

from data.sources.demo import demo_network
from pages.parts.network_view import memory_words
from pages.state import answers
from pages.state.preparation import Progress, State
from routing.index import NetworkIndex


class Told:
    """A preparation that is where a test wants it."""

    def __init__(self, state):
        self.state, self.asked = state, []

    @property
    def told(self):
        return Progress(state=self.state, share=0.43, doing="putting junctions in order", seconds=12.4)

    def start(self):
        self.asked.append("start")
        self.state = State.DONE

    def stop(self):
        self.asked.append("stop")
        self.state = State.STOPPING


def page(preparation):
    """The line of a page, shown for a preparation."""
    from types import SimpleNamespace  # noqa: PLC0415 - the script is cut out of this file

    from pages.parts import preparing_view  # noqa: PLC0415
    from pages.state import answers  # noqa: PLC0415

    network = SimpleNamespace(fingerprint="f")
    known = answers.preparation
    answers.preparation = lambda *_: preparation
    try:
        preparing_view.show_preparing(SimpleNamespace(index=SimpleNamespace(network=network)))
    finally:
        answers.preparation = known


def whole_page():
    """The frame of a page with nothing in it."""
    import streamlit as st  # noqa: PLC0415 - the script is cut out of this file

    from pages.parts.frame import open_page  # noqa: PLC0415

    known = st.page_link
    st.page_link = lambda *_, **__: None  # no other page is there to lead to
    try:
        open_page("Page")
    finally:
        st.page_link = known


def shown(preparation):
    return AppTest.from_function(page, kwargs={"preparation": preparation}).run()


def test_a_running_preparation_tells_its_share_what_it_does_and_how_long_it_takes():
    at = shown(Told(State.RUNNING))
    told = " ".join(str(e.proto) for e in at.get("progress"))
    assert "43%" in told
    assert "putting junctions in order" in told
    assert "12 s" in told
    assert "Answers are right meanwhile" in told


def test_the_button_stops_it():
    preparation = Told(State.RUNNING)
    at = shown(preparation)
    at.button[0].click().run()
    assert preparation.asked == ["stop"]
    assert at.button[0].disabled


def test_a_stopped_one_is_told_and_can_be_begun_again():
    preparation = Told(State.STOPPED)
    at = shown(preparation)
    assert "not prepared" in at.info[0].value
    at.button[0].click().run()
    assert preparation.asked == ["start"]
    assert len(at.info) == len(at.button) == 0


@pytest.mark.parametrize("state", [State.DONE])
def test_a_prepared_network_needs_no_words(state):
    at = shown(Told(state))
    assert not at.info
    assert not at.button


def test_a_page_keeps_its_places_when_a_preparation_ends(tmp_path, monkeypatch):
    """A map whose place changes is made anew, under the pointer of whoever draws on it."""
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    preparation = Told(State.RUNNING)
    monkeypatch.setattr(answers, "preparation", lambda *_: preparation)
    at = AppTest.from_function(whole_page, default_timeout=60).run()
    before = {place: type(block).__name__ for place, block in at.main.children.items()}
    assert at.sidebar.get("progress")
    preparation.state = State.DONE
    at.run()
    assert not at.sidebar.get("progress")
    assert {place: type(block).__name__ for place, block in at.main.children.items()} == before


def test_the_memory_a_network_takes_is_told_for_either_search():
    index = NetworkIndex(demo_network())
    assert "plain search" in memory_words(index)
    index.prepare(None, large=0)
    assert "prepared search" in memory_words(index)
