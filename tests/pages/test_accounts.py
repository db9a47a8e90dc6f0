"""The page of accounts, and what guests may open."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from data.errors import NotAllowed
from data.identity.accounts import ALL_RIGHTS
from data.identity.principal import Role
from data.service import people
from data.service.rights import require_begin
from data.sources.demo import demo_plan
from pages.state.opened import opened
from pages.web import shelf
from pages.web.gate import here, keys
from tests.entering import PASSPHRASE
from tests.pages.conftest import account


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    yield tmp_path
    shelf.lock()


def desk():
    from data.sources.demo import demo_plan  # noqa: PLC0415 - the page runs in a place of its own
    from pages.parts.people import desk as part  # noqa: PLC0415
    from pages.state.person import signed_in  # noqa: PLC0415
    from pages.web.gate.here import register  # noqa: PLC0415

    part.show_accounts(signed_in().account.principal, register(), demo_plan())


def labelled(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


@pytest.mark.usefixtures("home")
def test_a_person_is_added_by_a_link_that_is_shown_until_it_is_handed_on(sign_in):
    chief = here.register().set_up("Mona Haddad", PASSPHRASE)
    sign_in(id=chief.id)
    app = AppTest.from_function(desk, default_timeout=60).run()
    labelled(app.text_input, "Name").input("سمير")
    labelled(app.button, "Make the account and its link").click().run()
    assert not app.exception
    link = app.code[0].value
    assert here.register().accounts.invited(link.partition("invite=")[2]).name == "سمير"
    labelled(app.button, "I have handed it on").click().run()
    assert not app.code


@pytest.mark.usefixtures("home")
def test_accounts_are_for_administrators_and_the_door_for_auditors_too():
    register = here.register()
    chief = register.set_up("Mona Haddad", PASSPHRASE)
    nobody = account(roles=frozenset(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}).principal
    acts = (
        lambda: people.accounts(nobody, register),
        lambda: people.signed_in(nobody, register),
        lambda: people.visits(nobody, register),
        lambda: people.names(nobody, register),
        lambda: people.invite(nobody, register, "Samir", ALL_RIGHTS),
        lambda: people.invite_again(nobody, register, chief.id),
        lambda: people.give(nobody, register, chief.id, ALL_RIGHTS),
        lambda: people.disable(nobody, register, chief.id),
        lambda: people.end_sessions(nobody, register, chief.id),
        lambda: people.word_of(nobody, register, chief.id),
        lambda: people.tie(nobody, register, chief.id, "mona@agency.example"),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert people.visits(account(roles=frozenset({Role.AUDITOR})).principal, register)
    assert people.end_sessions(nobody, register, nobody.id) == 0


@pytest.mark.usefixtures("home")
def test_guests_open_illustrative_operations_alone_and_begin_none():
    kept = shelf.shelf()
    for name, is_illustrative in (("real", False), ("drill", True)):
        plan = replace(demo_plan(), illustrative=is_illustrative, network_fingerprint=None)
        kept.create(name, plan, reason="begun", actor="test")
    guest, known = account(is_guest=True).principal, account().principal
    assert [opened(name, guest)[0] for name in ("real", "drill", "none")] == ["demo", "drill", "demo"]
    assert opened("real", known)[0] == "real"
    with pytest.raises(NotAllowed, match="Guests"):
        require_begin(guest)


def own():
    from pages.parts.people import passphrase as part  # noqa: PLC0415 - the page runs in a place of its own
    from pages.state.person import signed_in  # noqa: PLC0415

    part.ask_again(signed_in())
    part.show_change(signed_in())


@pytest.mark.usefixtures("home")
def test_one_changes_ones_passphrase_and_the_key_goes_along(sign_in):
    register, new = here.register(), "nine storks over the northern dunes"
    chief = register.set_up("Mona Haddad", PASSPHRASE)
    keys.seal_for(register, chief, PASSPHRASE)
    sign_in(id=chief.id)
    app = AppTest.from_function(own, default_timeout=60).run()
    for again, said in ((f"{new}!", "not the same"), (new, "")):
        labelled(app.text_input, "Passphrase until now").input(PASSPHRASE)
        labelled(app.text_input, "New passphrase").input(new)
        labelled(app.text_input, "New passphrase once more").input(again)
        labelled(app.button, "Change it; other browsers are signed out").click().run()
        assert not app.exception
        assert bool(app.error) == bool(said)
    assert register.slots.open(chief.id, new) == shelf.held()
    labelled(app.text_input, "Passphrase").input("not the right passphrase")
    labelled(app.button, "Go on").click().run()
    assert "do not go together" in app.error[0].value
