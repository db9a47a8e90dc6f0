"""Orders on disk: taken when whole and of this graph, made anew otherwise, never half-written."""

import hashlib

import numpy as np
import pytest

from routing.hierarchy import cache
from routing.hierarchy.cache import graph_fingerprint, prepared, read_order, write_order
from tests.routing.hierarchy.chance import grid


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
