"""The desk of a convoy while nobody has one, while it is drafted, and while others change the same."""

import html
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from data.sources.demo import demo_plan
from pages.web.shelf import shelf
from tests import march_builders


def page():
    from pages.parts.march.desk import show_desk  # noqa: PLC0415 - the page runs in a place of its own
    from pages.state import workspace  # noqa: PLC0415

    show_desk(workspace.current())


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Open a plan at a convoy, without roads, so that nothing is searched."""
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))

    def open_(plan, convoy):
        store = shelf().create("own", replace(plan, network_fingerprint=None), reason="begun", actor="test")
        app = AppTest.from_function(page, default_timeout=60)
        app.query_params.update({"op": "own", "convoy": convoy, "view": "Column"})
        return app, store

    return open_


def words(app):
    told = " ".join(one.value for one in (*app.error, *app.warning, *app.info, *app.markdown))
    return html.unescape(told).replace("\\", "")


def labelled(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def test_where_no_convoy_is_a_new_one_is_begun(opened):
    plan = replace(demo_plan(), convoys=(), passing_reports=(), mission_outcomes=(), notes=())
    app, _ = opened(plan, "")
    app.run()
    assert not app.exception
    assert "Still to be given: Name, Organisation, From, To." in words(app)


def test_what_two_change_is_not_overwritten_and_what_only_one_does_stands_beside_it(opened):
    app, store = opened(demo_plan(), "convoy-2")
    app.run()
    labelled(app.text_input, "Name").input("Kits, second half")
    app.run()
    plan = store.read().plan
    store.commit(plan.with_record(replace(plan.get("convoy-1"), cargo="flour")), base=1, reason="r", actor="other")
    app.run()
    assert "Somebody saved this convoy" not in words(app)
    store.commit(
        store.read().plan.with_record(replace(plan.get("convoy-2"), cargo="kits")), base=2, reason="r", actor="other"
    )
    app.run()
    assert "Somebody saved this convoy since you began to change it" in words(app)
    assert labelled(app.text_input, "Name").value == "Kits, second half"
    assert labelled(app.button, "Save").disabled
    labelled(app.button, "Take theirs").click()
    app.run()
    assert not app.exception
    assert labelled(app.text_input, "Name").value == plan.get("convoy-2").name


def test_a_copy_for_the_next_day_is_a_draft_until_it_is_saved_with_a_reason(opened):
    app, store = opened(demo_plan(), "convoy-1")
    app.run()
    labelled(app.button, "Copy to the next day").click()
    app.run()
    assert len(store.read().plan.convoys) == len(demo_plan().convoys)
    labelled(app.text_input, "Reason for the change").input("again tomorrow")
    app.run()
    labelled(app.button, "Save").click()
    app.run()
    assert not app.exception
    plan = store.read().plan
    made = plan.convoys[-1]
    assert made.serials == plan.get("convoy-1").serials
    assert store.history(1)[0].reason == "again tomorrow"
    assert app.query_params["convoy"] == made.id


def delete(app):
    app.run()
    labelled(app.text_input, "Reason").input("called off")
    app.run()
    labelled(app.button, "Delete this convoy").click()
    app.run()
    assert not app.exception


def test_a_convoy_is_deleted_with_a_reason(opened):
    app, store = opened(demo_plan(), "convoy-12")
    delete(app)
    assert store.read().plan.find("convoy-12") is None
    assert store.history(1)[0].reason == "called off"


def test_a_convoy_that_reports_name_stays_and_the_reason_is_told(opened):
    outcome = march_builders.mission_outcome(convoy="convoy-12", waits=())
    app, store = opened(demo_plan().with_record(outcome), "convoy-12")
    delete(app)
    assert store.read().plan.find("convoy-12") is not None
    assert "refers to convoy-12" in words(app)


def test_a_convoy_somebody_took_out_is_told_and_another_shown(opened):
    app, store = opened(demo_plan(), "convoy-12")
    app.run()
    store.commit(store.read().plan.without("convoy-12"), base=1, reason="r", actor="other")
    app.run()
    assert not app.exception
    assert "not in the plan any more" in words(app)
    app.run()
    assert "not in the plan any more" not in words(app)
