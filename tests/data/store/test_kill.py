"""A process killed at any moment loses nothing it has confirmed, and leaves nothing half done."""

import random

from data.store.sqlite import SqlitePlanStore
from tests import builders
from tests.data.store.test_layout import made_old
from tests.kills import (
    SAID,
    after_a_kill_of_a_backup,
    after_a_kill_of_a_writer,
    after_a_kill_of_the_reader,
    after_a_kill_of_the_server,
    foreign_file,
    hands,
    killed_while_opening,
    prepared_to_back_up,
)
from tests.postgres import Server

KILLS = 15


def test_kills_lose_nothing_confirmed_and_leave_nothing_half_applied(tmp_path):
    path = tmp_path / "operation.passage"
    SqlitePlanStore.create(path, builders.plan(), **SAID).close()
    chance, context, confirmed_in_all = random.Random(7), hands(), 0
    for _ in range(KILLS):
        faults, confirmed = after_a_kill_of_a_writer(context, path, chance)
        assert faults == []
        confirmed_in_all += confirmed
    assert confirmed_in_all > KILLS


def test_a_kill_while_backing_up_leaves_only_whole_copies_and_loses_no_save(tmp_path):
    prepared_to_back_up(tmp_path)
    chance, context = random.Random(2), hands()
    for _ in range(8):
        faults, copies = after_a_kill_of_a_backup(context, tmp_path, chance)
        assert faults == []
        assert copies


def test_a_kill_of_the_process_that_reads_a_foreign_file_ends_in_a_sentence_or_the_whole_file(tmp_path):
    chance, path = random.Random(4), foreign_file(tmp_path)
    ends = [after_a_kill_of_the_reader(path, chance) for _ in range(8)]
    assert [fault for faults, _ in ends for fault in faults] == []
    assert any(was_killed for _, was_killed in ends)


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
