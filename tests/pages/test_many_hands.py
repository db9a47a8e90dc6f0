"""Many hands on one record through pages and the screen of clashes: none is lost, none written over unseen."""

import random
from collections import Counter
from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from data.store.keys import new_key
from data.store.sqlite import SqlitePlanStore
from pages.state import answers
from pages.web.shelf import lock
from tests import builders

FIELDS = ("name", "note")
HANDS, TURNS = 4, 90


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An operation in a file that the pages have open, on which one person suffices."""
    plan = builders.plan(builders.zone(name="first", note="first"), one_person_suffices=True)
    kept = SqlitePlanStore.create(tmp_path / "o.passage", plan, key=new_key(), reason="Created", actor="tester")
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    monkeypatch.setattr(answers, "store", lambda _: kept)
    monkeypatch.setattr("pages.state.workspace.opened", lambda *_: ("shared", kept.read()))
    yield kept
    kept.close()
    lock()


def page():
    """A page with a field for each of two facts of a zone, and the screen of clashes."""
    from dataclasses import replace  # noqa: PLC0415 - the script is cut out of this file

    import streamlit as st  # noqa: PLC0415

    from pages.parts.clash import screen  # noqa: PLC0415
    from pages.state import workspace  # noqa: PLC0415

    work = workspace.current()
    screen.show_dispute(work)
    zone = work.plan.get("z")
    st.text(workspace.news())
    for field in ("name", "note"):
        st.caption(getattr(zone, field))
        typed = st.text_input(field, key=field)
        if st.button(f"Save {field}", key=f"save.{field}"):
            work.commit(work.plan.with_record(replace(zone, **{field: typed})), typed)


class Hand:
    """One person at a page: what they see, what they have typed, and what they were told is saved."""

    def __init__(self, name, chance):
        self.name, self.chance, self.count = name, chance, 0
        self.typed, self.saw, self.saved = None, {}, set()
        self.app = AppTest.from_function(page, default_timeout=30).run()

    def seen(self):
        """What the page shows of both fields; where a clash stands, that is theirs."""
        return dict(zip(FIELDS, (one.value for one in self.app.caption), strict=True))

    def act(self):
        """Choose where something clashes, save what is typed, or type; what was shown before is what was seen."""
        seen = self.seen()
        if self.choices():
            self.choose(seen)
        elif self.typed is None:
            self.type()
        else:
            field, value = self.typed
            self.saw[value] = seen
            self.app.button(key=f"save.{field}").click().run()
            self.hear(value)
        assert not self.app.exception

    def type(self):
        self.count += 1
        self.typed = (self.chance.choice(FIELDS), f"{self.name}{self.count}")
        self.app.text_input(key=self.typed[0]).input(self.typed[1]).run()

    def choices(self):
        return [one for one in self.app.button if str(one.key).startswith("clash.save.")]

    def choose(self, seen):
        field, value = self.typed
        (save,) = self.choices()
        wish = self.chance.random()
        if wish < 0.2:
            side = self.chance.choice(("theirs", "mine"))
            self.app.button(key=f"clash.all.{side}").click().run()
        elif wish < 0.6 and self.app.segmented_control:
            picked = self.chance.choice(self.app.segmented_control)
            picked.set_value(self.chance.choice(list(picked.options)).lower()).run()
        elif not save.disabled:
            is_mine = any(one.value == "mine" and f".{field}." in one.key for one in self.app.segmented_control)
            self.saw[value] = seen
            save.click().run()
            self.hear(value, is_mine=is_mine)

    def hear(self, value, *, is_mine=True):
        """Note what is told to be saved; who took theirs has nothing of their own there."""
        if self.app.text[0].value == "Saved.":
            self.typed = None
            self.saved |= {value} if is_mine else set()


def played(seed):
    """Every hand after so many turns in an order of chance."""
    chance = random.Random(seed)
    hands = [Hand(name, chance) for name in "ABCD"[:HANDS]]
    for _ in range(TURNS):
        chance.choice(hands).act()
    return hands


def faults_of(store, hands):
    """What the log tells against: an edit is there twice, or wrote over something that its hand had not seen."""
    saw = {value: seen for hand in hands for value, seen in hand.saw.items()}
    versions = store.versions("z", 10**6)[::-1]
    edits = Counter(version.revision.reason for version in versions)
    yield from (f"{edit} is there {count} times" for edit, count in edits.items() if count > 1)
    for was, now in pairwise(versions):
        seen = saw[now.revision.reason]
        for field in FIELDS:
            before = getattr(was.record, field)
            if getattr(now.record, field) != before != seen[field]:
                yield f"{now.revision.reason} saw {seen[field]} as {field}, and wrote over {before}"


@pytest.mark.parametrize("seed", range(2))
def test_through_pages_nobody_writes_over_what_they_have_not_seen(store, seed):
    hands = played(seed)
    assert list(faults_of(store, hands)) == []
    told = set().union(*(hand.saved for hand in hands))
    assert len(told) > TURNS / 8
    assert {revision.reason for revision in store.history(10**6)} >= told
    assert store.verify() == ()
