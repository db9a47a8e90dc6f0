"""What the app does by itself once a day."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data.identity.medium import in_file
from data.identity.register import Register
from pages.web import shelf
from pages.web.notebook import noted_at_door
from pages.web.watch import housekeeping, ready
from pages.web.watch.words import State
from tests import builders
from tests.march_builders import passing_report

LATER = datetime(2036, 1, 1, tzinfo=UTC)


def told():
    plan = builders.full_plan()
    (convoy, *_), (site, *_) = plan.convoys, plan.sites
    late = passing_report("late", convoy=convoy.id, place=site.id, arrived_at=builders.NOON)
    return plan.with_record(late)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A machine with an operation of its own and an illustrative one, each with a time called in long ago."""
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    for name, made_up in (("own", False), ("made-up", True)):
        shelf.shelf().create(name, replace(told(), illustrative=made_up), reason="Laid down", actor="tester")
    yield shelf.shelf()
    shelf.lock()


def test_what_is_due_is_erased_and_what_is_made_up_stays(kept):
    found = housekeeping.keep_house(LATER)
    assert (found.operations, found.broken, found.hindered) == (2, 0, 0)
    assert found.erased > 0
    assert kept.open("own").read().plan.find("late") is None
    assert kept.open("made-up").read().plan.find("late") is not None


@pytest.mark.usefixtures("kept")
def test_a_round_is_made_once_a_day_and_only_while_operations_are_open():
    assert housekeeping.is_due(LATER)
    housekeeping.keep_house(LATER)
    assert not housekeeping.is_due(LATER)
    assert housekeeping.is_due(LATER + housekeeping.EVERY)
    shelf.lock()
    assert not housekeeping.is_due(LATER + housekeeping.EVERY)


def test_nothing_is_erased_of_a_history_that_is_not_as_noted(kept):
    housekeeping.keep_house(builders.NOON)
    kept.remove("own")
    kept.create("own", told(), reason="Another", actor="tester")
    found = housekeeping.keep_house(LATER)
    assert (found.broken, kept.open("own").read().plan.find("late").id) == (1, "late")


@pytest.mark.usefixtures("kept")
def test_a_door_that_was_tampered_with_is_told_and_noted_no_further(tmp_path):
    register = Register(in_file(tmp_path))
    register.refused("here", "unknown name")
    assert housekeeping.keep_house(LATER, register).is_door_whole
    noted = noted_at_door()
    assert noted == (register.accounts.visits_end(),)
    with register._medium.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER visit_no_UPDATE")
        connection.exec_driver_sql("UPDATE visit SET origin = 'there'")
    found = housekeeping.keep_house(LATER, register)
    assert (found.is_door_whole, noted_at_door()) == (False, noted)
    assert ready.marks((2, 0, LATER), is_door_whole=False).state is State.BAD
    register.close()
