"""Stores as the pages open them."""

from dataclasses import replace

import pytest

from data.sources.demo import demo_network, demo_plan
from data.store.sqlite import SqlitePlanStore
from pages.state import answers


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    (tmp_path / "operations").mkdir()
    answers.store.clear()
    yield tmp_path / "operations" / "demo.sqlite"
    answers.store.clear()


def kept_on(path, fingerprint):
    plan = replace(demo_plan(), network_fingerprint=fingerprint)
    SqlitePlanStore.create(path, plan, reason="kept by an older version", actor="passage").close()


def test_a_demo_kept_on_roads_that_are_no_more_comes_back_on_todays_as_a_revision_of_its_own(path):
    kept_on(path, "f" * 64)
    stored = answers.store(path).read()
    assert stored.plan.network_fingerprint == demo_network().fingerprint
    assert answers.history(path, 2)[0].reason == "the demo's roads as this version draws them"


@pytest.mark.parametrize("fingerprint", [None, demo_network().fingerprint])
def test_a_demo_on_todays_roads_or_none_is_left_as_it_is(path, fingerprint):
    kept_on(path, fingerprint)
    assert answers.store(path).read().plan.network_fingerprint == fingerprint
    assert {revision.reason for revision in answers.history(path, 500)} == {"kept by an older version"}


def test_a_demo_on_roads_that_are_kept_here_is_left_as_it_is(path, monkeypatch):
    kept_on(path, "f" * 64)
    monkeypatch.setattr(answers, "find_network", lambda *_: demo_network())
    assert answers.store(path).read().plan.network_fingerprint == "f" * 64


def test_an_operation_of_the_user_keeps_its_roads_whatever_they_are(path):
    own = path.with_name("own.sqlite")
    kept_on(own, "f" * 64)
    assert answers.store(own).read().plan.network_fingerprint == "f" * 64
