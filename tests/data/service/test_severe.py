"""Severe acts ask somebody who gave their passphrase long ago for it again; all else goes on."""

from dataclasses import replace

import pytest

from data.errors import AskAgain
from data.identity.principal import Role
from data.model import Release
from data.service import custody, erasing, people, saving, second, wiping
from data.store.deed import Did
from data.store.erasure import Asked
from data.store.memory import MemoryPlanStore
from tests import builders
from tests.data.service.people import person


def everything(name="Amal", *, is_fresh=True):
    return replace(person(*Role, sectors=("north",), name=name), is_fresh=is_fresh)


def begun(**said):
    plan = builders.plan(builders.site(), builders.crossing(), builders.sector(), builders.convoy(), **said)
    return MemoryPlanStore(plan, reason="begun", actor="tester")


def release(who, store):
    seen = store.read()
    released = replace(seen.plan.convoys[0], release=Release(by=who.name, at=builders.NOON))
    return saving.commit(who, store, seen.plan.with_record(released), base=seen.seq, reason="out")


@pytest.mark.parametrize("alone", [False, True])
def test_a_release_is_proposed_and_confirmed_by_people_who_are_fresh(alone):
    store = begun(one_person_suffices=alone)
    with pytest.raises(AskAgain, match="passphrase"):
        release(everything(is_fresh=False), store)
    assert store.proposals() == ()
    saved = release(everything(), store)
    if alone:
        assert store.read().plan.convoys[0].release
        return
    with pytest.raises(AskAgain):
        second.confirm(everything("Basel", is_fresh=False), store, saved.waiting.id)
    second.confirm(everything("Basel"), store, saved.waiting.id)
    assert store.read().plan.convoys[0].release.confirmed_by == "Basel"
    assert {one.deed.did for one in store.deeds(9)} <= {Did.VIEWED}


def test_doing_without_a_second_person_and_new_accounts_ask_again_and_other_saves_do_not():
    store, old = begun(), everything(is_fresh=False)
    plan = store.read().plan
    with pytest.raises(AskAgain):
        saving.commit(old, store, replace(plan, one_person_suffices=True), base=store.read().seq, reason="alone")
    for act in (lambda: people.invite(old, None, "Samir", None), lambda: people.give(old, None, "x", None)):
        with pytest.raises(AskAgain):
            act()
    assert saving.commit(old, store, replace(plan, name="Other"), base=store.read().seq, reason="named").seq


@pytest.mark.parametrize(
    "act",
    [
        lambda who: people.disable(who, None, "x"),
        lambda who: people.disable(who, None, "x", is_disabled=False),
        lambda who: people.tie(who, None, "x", "mona@agency.example"),
        lambda who: people.invite_again(who, None, "x"),
        lambda who: wiping.wipe(who, None, builders.NOON),
        lambda who: custody.move_out(who, None, "gaza", builders.NOON),
        lambda who: custody.back_up(who, None, "gaza", builders.NOON, "a passphrase of one's own"),
        lambda who: custody.restore(who, None, "gaza", b""),
        lambda who: custody.move_in(who, None, "gaza", b""),
    ],
)
def test_what_cannot_be_taken_back_or_leaves_the_house_asks_again_before_anything_is_looked_at(act):
    with pytest.raises(AskAgain, match="passphrase"):
        act(everything(is_fresh=False))
    with pytest.raises(AttributeError):
        act(everything())


def test_erasing_asks_again_and_keeps_no_refusal_of_it():
    store = begun()
    asked = Asked(keys=frozenset({("convoy", "v")}), fields=("note",))
    with pytest.raises(AskAgain):
        erasing.erase(everything(is_fresh=False), store, asked, reason="asked")
    assert store.deeds(9) == ()
