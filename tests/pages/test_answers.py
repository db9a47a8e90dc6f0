"""Stores as the pages open them."""

from dataclasses import replace

import pytest

from data.sources.demo import demo_network, demo_plan
from pages.state import answers
from pages.state.person import person
from pages.web.shelf import lock, shelf


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    yield tmp_path
    lock()


def kept_on(name, fingerprint):
    plan = replace(demo_plan(), network_fingerprint=fingerprint)
    shelf().create(name, plan, reason="kept by an older version", actor="passage")


def test_a_demo_kept_on_roads_that_are_no_more_comes_back_on_todays_as_a_revision_of_its_own():
    kept_on("demo", "f" * 64)
    stored = answers.store("demo").read()
    assert stored.plan.network_fingerprint == demo_network().fingerprint
    assert answers.history(person(), "demo", 2)[0].reason == "the demo's roads as this version draws them"


@pytest.mark.parametrize("fingerprint", [None, demo_network().fingerprint])
def test_a_demo_on_todays_roads_or_none_is_left_as_it_is(fingerprint):
    kept_on("demo", fingerprint)
    assert answers.store("demo").read().plan.network_fingerprint == fingerprint
    assert {revision.reason for revision in answers.history(person(), "demo", 500)} == {"kept by an older version"}


def test_a_demo_on_roads_that_are_kept_here_is_left_as_it_is(monkeypatch):
    kept_on("demo", "f" * 64)
    monkeypatch.setattr(answers, "find_network", lambda *_: demo_network())
    assert answers.store("demo").read().plan.network_fingerprint == "f" * 64


def test_an_operation_of_the_user_keeps_its_roads_whatever_they_are():
    kept_on("own", "f" * 64)
    assert answers.store("own").read().plan.network_fingerprint == "f" * 64
