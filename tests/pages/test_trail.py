"""What people did, here and in other copies and at the door, in one list for auditors that tells of changes."""

import pytest
from streamlit.testing.v1 import AppTest

from data.identity.medium import in_file
from data.identity.principal import Role
from data.identity.register import Register
from data.store.deed import Deed, Did
from data.store.memory import MemoryPlanStore
from pages.parts.history import trail
from pages.state import answers
from tests import builders


def script():
    from pages.parts.history.trail import show_trail  # noqa: PLC0415 - run on its own
    from pages.state import workspace  # noqa: PLC0415

    show_trail(workspace.current())


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The demo with a deed of its own and one of another copy, and a register where somebody was refused."""
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    register = Register(in_file(tmp_path))
    monkeypatch.setattr(trail, "register", lambda: register)
    register.refused("there", "unknown name")
    store = answers.store("demo")
    there = MemoryPlanStore.of_whole(store.whole())
    for one, name in ((store, "Amal"), (there, "Basel")):
        one.note(Deed(at=builders.NOON, by_id=name, by=name, did=Did.VIEWED, what="Convoy"))
    store.join(there.whole(), {}, origin="laptop", actor="carrier")
    yield store, register
    register.close()


def run():
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    return app


def verified(app):
    next(one for one in app.button if one.key == "trail.verify").click().run()
    assert not app.exception
    return app


@pytest.mark.usefixtures("kept")
def test_an_auditor_finds_what_was_done_here_elsewhere_and_at_the_door(sign_in):
    sign_in(roles=frozenset({Role.AUDITOR}))
    did = next(one for one in run().selectbox if one.label == "What was done").options
    assert {"saw severe data", "saw severe data, in another copy", "door: refused"} <= set(did)
    assert "brought the list of another copy up to" in did
    sign_in(roles=frozenset({Role.COORDINATOR}))
    assert not run().selectbox


def test_verifying_tells_of_a_door_that_was_tampered_with(kept, sign_in):
    sign_in(roles=frozenset({Role.AUDITOR}))
    _, register = kept
    whole = "The list is as it was written"
    assert any(whole in one.value for one in verified(run()).success)
    with register._medium.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER visit_no_UPDATE")
        connection.exec_driver_sql("UPDATE visit SET origin = 'here'")
    assert not any(whole in one.value for one in verified(run()).success)
