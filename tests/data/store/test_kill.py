"""A process killed at any moment loses nothing it has confirmed, and leaves nothing half done."""

import multiprocessing
import random
import time

from data.store.sqlite import SqlitePlanStore
from tests import builders
from tests.data.store.test_layout import made_old
from tests.kills import after_a_kill_of_the_server, hands, killed_while_opening
from tests.postgres import Server
from tests.store_writer import write_until_killed

KILLS = 12


def killed_at_random(context, path, chance):
    """Everything one writer confirmed before it was killed."""
    said, says = context.Pipe(duplex=False)
    writer = context.Process(target=write_until_killed, args=(str(path), chance.random(), says))
    writer.start()
    says.close()
    confirmed = [said.recv()]
    time.sleep(chance.uniform(0, 0.15))
    writer.kill()
    writer.join()
    try:
        while True:
            confirmed.append(said.recv())
    except (EOFError, OSError):
        return confirmed


def notes_of_newest_save(store):
    """The note each zone of the newest save carries: one, when it is there whole."""
    history = store.history(100)
    plan = store.read().plan
    return {plan.get(r.record_id).note for r in history if r.commit == history[0].commit}


def test_kills_lose_nothing_confirmed_and_leave_nothing_half_applied(tmp_path):
    path = tmp_path / "operation.passage"
    SqlitePlanStore.create(path, builders.plan(), reason="Created", actor="tester").close()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store_writer"])
    chance = random.Random(7)
    confirmed_in_all = 0
    for _ in range(KILLS):
        confirmed = killed_at_random(context, path, chance)
        confirmed_in_all += len(confirmed)
        store = SqlitePlanStore.open(path)
        stored = store.read()
        seq, note = confirmed[-1]
        assert stored.seq >= seq
        assert note in {zone.note for zone in store.as_of(seq).zones}
        assert notes_of_newest_save(store) in ({note}, {f"save {seq + 1}"})
        assert store.verify() == ()
        store.close()
    assert confirmed_in_all > KILLS


def test_a_kill_while_an_older_operation_is_taken_over_and_brought_up_loses_nothing(tmp_path):
    plain = tmp_path / "plain"
    plain.mkdir()
    store = SqlitePlanStore.create(plain / "old.sqlite", builders.full_plan(), reason="Created", actor="tester")
    history = store.history(10_000)
    store.close()
    made_old(plain / "old.sqlite")
    chance, context = random.Random(3), hands()
    for number in range(6):
        faults, endings = killed_while_opening(context, plain, history, chance, tmp_path / str(number))
        assert faults == []
        assert {".sqlite", ".passage"} & {*endings}


def test_a_kill_of_the_whole_server_loses_nothing_confirmed():
    chance, context, server = random.Random(5), hands(), Server()
    try:
        server.start()
        for number in range(3):
            faults, confirmed = after_a_kill_of_the_server(context, server, f"killed-{number}", chance)
            assert faults == []
            assert confirmed >= 2
    finally:
        server.remove()
