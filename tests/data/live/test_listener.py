"""Two processes on one database server hear of each other's saves and people, also after a lost connection."""

import time

import pytest
import sqlalchemy as sa

from data.live.feed import Feed
from data.live.listener import Listener
from data.live.presence import Attendance, Present
from data.store.postgres import engine_for
from data.store.server import ServerShelf
from tests import builders

NAME = "heard"


class Process:
    """What one process of the app has: a shelf, a feed that never asks by itself, people and a listener."""

    def __init__(self, url):
        self.shelf = ServerShelf(engine_for(url))
        self.feed, self.people = Feed(every_s=600), Attendance(lambda _: True)
        self.listener = Listener(self.shelf.dial, "place", self.feed, self.people)

    def newest(self):
        return self.feed.newest(f"place|{NAME}", self.shelf.open(NAME))

    def hears_beyond(self, seq):
        return self.feed.wait_beyond(f"place|{NAME}", seq, 10)

    def save(self, name):
        store = self.shelf.open(NAME)
        now = store.read()
        plan = now.plan.with_record(builders.site(name))
        return store.commit(plan, base=now.seq, reason="seen", actor="tester").seq

    def end(self):
        self.listener.close()
        self.feed.close()
        self.shelf.close()


@pytest.fixture
def processes(server, monkeypatch):
    monkeypatch.setattr("data.live.listener.HEAL_S", 600.0)  # what is heard is heard, not asked for
    url = server.url.render_as_string(hide_password=False)
    made = [Process(url), Process(url)]
    yield made
    for process in made:
        process.end()
    with server.begin() as connection:
        connection.exec_driver_sql(f'DROP SCHEMA "op-{NAME}" CASCADE')


def until(true, for_s=10):
    ends = time.monotonic() + for_s
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def listeners(server):
    with server.connect() as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE starts_with(query, 'SELECT body FROM passage_live')"
        return connection.exec_driver_sql(asked).scalars().all()


def test_processes_hear_of_saves_and_people_and_miss_nothing_of_a_time_they_were_deaf(processes, server, monkeypatch):
    here, there = processes
    here.shelf.create(NAME, builders.plan(builders.site()), reason="begun", actor="tester")
    begun = here.newest()
    assert there.newest() == begun
    until(lambda: len(listeners(server)) == len(processes))
    there.people.tell(
        Present(session="s", person="ben", name="Ben", operation=NAME, page="Map", editing=frozenset("z"))
    )
    saved = here.save("first")
    assert there.hears_beyond(begun)
    assert there.newest() == saved
    until(lambda: here.people.of(NAME))
    assert [(one.name, one.editing) for one in here.people.of(NAME)] == [("Ben", {"z"})]

    monkeypatch.setattr(there.shelf, "_engine", sa.create_engine("postgresql+psycopg://nobody@/none?host=/nowhere"))
    with server.begin() as connection:
        for process in listeners(server):
            connection.execute(sa.text("SELECT pg_terminate_backend(:one)"), {"one": process})
    missed = here.save("while deaf")
    monkeypatch.undo()
    assert there.hears_beyond(saved)
    assert there.newest() == missed
    later = here.save("heard again")
    assert there.hears_beyond(missed)
    assert there.newest() == later
