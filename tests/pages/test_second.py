"""The page of what waits for a second person, as two people see it."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from data.identity.principal import Principal, Role
from data.model.sharing import Sensitivity, Sharing
from data.service import saving
from data.store.change import Change
from data.store.proposal import Proposal
from pages.look import looks
from pages.parts.people.protocol import with_kind, with_record
from pages.parts.second.badge import kept_back_words, waiting_words
from pages.parts.second.drawn import features_of
from pages.state import answers
from pages.web.shelf import lock
from tests import builders

BASEL = Principal(id="basel", name="Basel", roles=frozenset({Role.COORDINATOR}), clearance=Sensitivity.SEVERE)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    yield tmp_path
    lock()


def script():
    """The page without its frame."""
    from pages.parts.second.desk import show_waiting  # noqa: PLC0415 - the script is cut out of this file
    from pages.state import workspace  # noqa: PLC0415

    show_waiting(workspace.current())


def proposed():
    store = answers.store("demo")
    plan = store.read().plan
    gone = plan.barriers[0].id
    saving.commit(BASEL, store, plan.without(gone), base=store.read().seq, reason="cleared")
    return store, gone


def labels(app):
    return {one.label: one for one in app.button}


def test_a_second_person_confirms_what_another_proposed():
    store, gone = proposed()
    app = AppTest.from_function(script, default_timeout=60).run()
    assert any("cleared" in one.value for one in app.markdown)
    labels(app)["Confirm"].click().run()
    assert not app.exception
    assert store.read().plan.find(gone) is None


def test_who_proposed_can_only_withdraw_and_who_looks_can_do_nothing(sign_in):
    proposed()
    sign_in(id="basel", name="Basel")
    app = AppTest.from_function(script, default_timeout=60).run()
    assert "Confirm" not in labels(app)
    assert "Withdraw" in labels(app)
    sign_in(roles=frozenset({Role.VIEWER}))
    app = AppTest.from_function(script, default_timeout=60).run()
    assert labels(app)["Confirm"].disabled


def test_an_administrator_says_with_a_reason_that_one_person_suffices():
    app = AppTest.from_function(script, default_timeout=60).run()
    next(one for one in app.text_input if one.key == "second.rule.reason").set_value("alone here").run()
    labels(app)["Do without a second person"].click().run()
    store = answers.store("demo")
    assert store.read().plan.one_person_suffices
    assert store.history(1)[0].reason == "Do without a second person: alone here"


def test_what_is_told_beside_every_page():
    assert waiting_words(2) == "2 wait for a second person"
    assert kept_back_words(0, hides_acting=False) == ""
    assert "do not take a road for open" in kept_back_words(3, hides_acting=True)


def test_a_proposal_is_drawn_as_it_is_in_force_and_as_it_would_be():
    zone = builders.zone("z")
    plan = builders.plan(zone)
    smaller = replace(zone, area=zone.area.buffer(-0.001))
    changes = (Change(before=zone, after=smaller),)
    proposal = Proposal(id="p", by_id="b", by="Basel", at=builders.NOON, reason="r", base=1, changes=changes)
    drawn = features_of(plan, proposal)
    assert [(one.look, one.geometry) for one in drawn] == [(looks.IN_FORCE, zone.area), (looks.PROPOSED, smaller.area)]


def test_the_protocol_of_kinds_and_single_records_is_changed_one_by_one():
    sharing = with_record(with_kind(Sharing(), "zone", Sensitivity.LOW), "z", Sensitivity.SEVERE)
    assert sharing.of_record("zone", "z") is Sensitivity.SEVERE
    assert sharing.of_record("zone", "y") is Sensitivity.LOW
    assert with_kind(with_record(sharing, "z", None), "zone", None) == Sharing()
