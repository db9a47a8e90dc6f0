"""Saves made from what is no longer the newest: nobody writes over what they have not seen, record or setting."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from data.errors import StalePlan
from data.identity.principal import Role
from data.model.sharing import Sensitivity, Sharing
from data.service import reading, saving
from tests import builders
from tests.data.service.people import person, planner
from tests.data.store.conftest import new_store

FIRST, OTHER = person(*Role), person(*Role, name="Basel")
PLAN = builders.plan(builders.zone(note="first"), one_person_suffices=True)
HANDS, TURNS = 5, 120
__all__ = ["new_store"]


def saved(who, store, plan, base, reason="why"):
    return saving.commit(who, store, plan, base=base, reason=reason)


CLOSE, CLOSER = (Sharing(kinds=(("site", level),)) for level in (Sensitivity.HIGH, Sensitivity.SEVERE))


@pytest.mark.parametrize(
    ("theirs", "mine", "words"),
    [
        ({"sharing": CLOSER}, {"sharing": CLOSE}, "the protocol of sharing"),
        ({"name": "Theirs"}, {"name": "Mine"}, "the name"),
    ],
)
def test_a_setting_that_others_changed_meanwhile_is_not_written_over(new_store, theirs, mine, words):
    store = new_store(PLAN)
    base = store.read().seq
    saved(FIRST, store, replace(PLAN, **theirs), base, reason="after the leak")
    before = store.read()
    with pytest.raises(StalePlan, match=f"Amal saved “after the leak” .* both change {words}"):
        saved(OTHER, store, replace(PLAN, **mine), base)
    assert store.read() == before
    saved(OTHER, store, replace(before.plan, **mine), before.seq)


def test_a_setting_that_others_changed_is_not_taken_for_ones_own(new_store):
    """A page may hold the newest plan while its person acted on an older one; a planner changes no protocol."""
    store = new_store(PLAN)
    base = store.read().seq
    saved(FIRST, store, replace(PLAN, sharing=CLOSER), base)
    saved(planner("Carla"), store, store.read().plan.with_record(builders.zone(name="Renamed")), base)
    now = store.read().plan
    assert (now.sharing, now.get("z").name) == (CLOSER, "Renamed")


def test_different_settings_changed_by_two_are_both_kept(new_store):
    store = new_store(PLAN)
    base = store.read().seq
    saved(FIRST, store, replace(PLAN, name="Theirs"), base)
    saved(OTHER, store, replace(PLAN, sharing=CLOSER), base)
    assert (store.read().plan.name, store.read().plan.sharing) == ("Theirs", CLOSER)


def test_by_turns_of_chance_every_edit_is_on_what_its_hand_saw(new_store):
    """Hands look, and save much later; each note, and each name of the operation, tells what it was put in place of."""
    store, chance = new_store(PLAN), random.Random(1)
    seen, told = {}, []
    for turn in range(TURNS):
        hand = chance.randrange(HANDS)
        who = person(*Role, name=f"Hand {hand}")
        if hand not in seen:
            looked = reading.read(who, store)
            seen[hand] = (looked.view.plan, looked.seq)
            continue
        plan, base = seen.pop(hand)
        name = f"edit {turn}"
        kind = chance.choice(["zone", "settings", "both"])
        zone = replace(plan.get("z"), note=f"{name} after {plan.get('z').note.partition(' after ')[0]}")
        after = plan.with_record(zone) if kind != "settings" else plan
        after = replace(after, name=f"{name} after {plan.name.partition(' after ')[0]}") if kind != "zone" else after
        try:
            saved(who, store, after, base, reason=name)
        except StalePlan:
            continue
        told.append(name)
    plans = [store.as_of(seq) for seq in range(1, store.read().seq + 1)]
    for values in ([plan.get("z").note if plan.find("z") else None for plan in plans], [plan.name for plan in plans]):
        changes = list(dict.fromkeys(value for value in values if value))
        for was, now in pairwise(changes):
            assert now.partition(" after ")[2] == was.partition(" after ")[0]
    assert len(told) > TURNS / 8
    assert {revision.reason for revision in store.history(10**6)} >= set(told)
