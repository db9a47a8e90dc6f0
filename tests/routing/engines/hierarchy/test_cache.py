"""Orders on disk: taken when whole and of this graph, made anew otherwise, never half-written."""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.hierarchy import cache
from routing.engines.hierarchy.cache import graph_fingerprint, prepared, read_order, write_order
from routing.engines.hierarchy.metric import metric_of
from tests.routing.engines.hierarchy.chance import grid


@pytest.fixture
def graph():
    first, head, _, place = grid(12, 1)
    return first, head, place


@pytest.fixture
def kept(graph, tmp_path):
    prepared(*graph, tmp_path)
    (path,) = tmp_path.iterdir()
    return path


def never(*_):
    raise AssertionError


def test_the_second_time_no_order_is_worked_out(graph, kept, monkeypatch):
    before = prepared(*graph, None)
    monkeypatch.setattr(cache, "dissection_order", never)
    after = prepared(*graph, kept.parent)
    assert np.array_equal(before.vertex, after.vertex)
    assert np.array_equal(before.shape.head, after.shape.head)


def test_a_file_with_any_byte_changed_is_made_anew(graph, kept):
    whole, count = kept.read_bytes(), len(graph[0]) - 1
    fingerprint = graph_fingerprint(*graph[:2])
    assert read_order(kept, fingerprint, count) is not None
    for i in range(len(whole)):
        kept.write_bytes(whole[:i] + bytes([whole[i] ^ 1]) + whole[i + 1 :])
        assert read_order(kept, fingerprint, count) is None
    prepared(*graph, kept.parent)
    assert kept.read_bytes() == whole


def test_a_file_cut_or_lengthened_anywhere_is_not_used(graph, kept):
    whole, count = kept.read_bytes(), len(graph[0]) - 1
    fingerprint = graph_fingerprint(*graph[:2])
    for content in [whole[:i] for i in range(len(whole))] + [whole + b"\0", whole * 2]:
        kept.write_bytes(content)
        assert read_order(kept, fingerprint, count) is None


def test_an_order_of_another_graph_is_not_used(kept):
    first, head, _, _ = grid(12, 2)
    assert read_order(kept, graph_fingerprint(first, head), len(first) - 1) is None


@pytest.mark.parametrize("order", [[0, 1, 1], [0, 1, 3], [-1, 0, 1]])
def test_a_sealed_list_that_is_no_order_is_not_used(order, tmp_path):
    write_order(tmp_path / "o", "f", np.array(order, np.int32))
    assert read_order(tmp_path / "o", "f", 3) is None


def test_numbers_are_kept_in_one_byte_order_under_one_seal(tmp_path):
    write_order(tmp_path / "o", "f", np.array([1, 0], np.int32))
    body = bytes([1, 0, 0, 0, 0, 0, 0, 0])
    assert (tmp_path / "o").read_bytes() == b"passage order 1\n" + hashlib.sha256(b"f" + body).digest() + body


def test_a_folder_that_cannot_be_used_costs_time_only(graph, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert len(prepared(*graph, tmp_path / "file" / "below").rank) == len(graph[0]) - 1


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(kept, monkeypatch):
    def full(_):
        raise OSError

    whole = kept.read_bytes()
    monkeypatch.setattr(cache.os, "fsync", full)
    write_order(kept, "f", np.arange(5, dtype=np.int32))
    assert kept.read_bytes() == whole
    assert list(kept.parent.iterdir()) == [kept]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_in_any_state_gives_the_answers_of_a_new_one_and_is_whole_again(data):
    """Cut, torn, overwritten, of another graph: what is used afterwards is an order of this graph."""
    first, head, cost, place = grid(12, 1)
    with tempfile.TemporaryDirectory() as folder:
        prepared(first, head, place, Path(folder))
        (path,) = Path(folder).iterdir()
        whole = path.read_bytes()
        cut = whole[: data.draw(st.integers(0, len(whole)))]
        at = data.draw(st.integers(0, len(whole)))
        rubbish = data.draw(st.binary(max_size=80))
        path.write_bytes(
            data.draw(st.sampled_from([cut, cut + rubbish, whole[:at] + rubbish + whole[at + 8 :], rubbish]))
        )
        topology = prepared(first, head, place, Path(folder))
        assert path.read_bytes() == whole
    assert np.array_equal(metric_of(topology, cost).weight, metric_of(prepared(first, head, place, None), cost).weight)


def test_the_order_of_another_graph_under_this_ones_name_is_made_anew(graph, kept, tmp_path):
    whole = kept.read_bytes()
    other, folder = grid(12, 2), tmp_path / "other"
    prepared(other[0], other[1], other[3], folder)
    kept.write_bytes(next(folder.iterdir()).read_bytes())
    prepared(*graph, kept.parent)
    assert kept.read_bytes() == whole


def test_a_folder_where_the_file_should_be_costs_time_only(graph, kept):
    name = kept.name
    kept.unlink()
    (kept.parent / name / "within").mkdir(parents=True)
    assert len(prepared(*graph, kept.parent).rank) == len(graph[0]) - 1
    assert [path.name for path in kept.parent.iterdir()] == [name]


def test_a_folder_that_is_not_to_be_read_or_written_costs_time_only(graph, kept, monkeypatch):
    def refused(*_, **__):
        raise PermissionError

    monkeypatch.setattr(cache.Path, "read_bytes", refused)
    monkeypatch.setattr(cache.tempfile, "NamedTemporaryFile", refused)
    assert len(prepared(*graph, kept.parent).rank) == len(graph[0]) - 1


def content_of(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


WRITER = """
import sys
from pathlib import Path
from routing.engines.hierarchy.cache import prepared
from tests.routing.engines.hierarchy.chance import grid

first, head, _, place = grid(12, 1)
sys.stdin.readline()
for _ in range(15):
    for path in Path(sys.argv[1]).glob("order-*"):
        path.unlink(missing_ok=True)
    prepared(first, head, place, Path(sys.argv[1]))
"""


def test_processes_that_write_at_once_leave_one_whole_file_that_readers_always_see_whole(graph, kept):
    """Each writer also takes the file away again and again; a reader sees all of it or none."""
    whole, folder, count = kept.read_bytes(), kept.parent, len(graph[0]) - 1
    fingerprint = graph_fingerprint(*graph[:2])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)], stdin=subprocess.PIPE, cwd=Path(__file__).parents[4]
        )
        for _ in range(2)
    ]
    for writer in writers:
        writer.stdin.write(b"go\n")
        writer.stdin.close()
    seen = 0
    while any(writer.poll() is None for writer in writers):
        seen += read_order(kept, fingerprint, count) is not None
        assert content_of(kept) in {whole, None}
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen
    assert [path.read_bytes() for path in folder.iterdir()] == [whole]
