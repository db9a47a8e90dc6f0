"""Download by OSMnx: only when asked, kept, and one clear sentence when offline."""

import socket

import osmnx
import pytest
import requests
from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError
from shapely import Polygon, box

from data.errors import SourceError
from data.sources.roads.download import download_place
from geo.errors import GeometryError
from tests.data.sources.roads.test_graphml import osmnx_graph

AREA = box(34.0, 31.0, 34.1, 31.1)


@pytest.fixture
def online(monkeypatch):
    """OSMnx answering with a small prepared graph; holds the questions it was asked."""
    asked = []

    def answer(query, **_):
        asked.append(query)
        return osmnx_graph()

    monkeypatch.setattr(osmnx, "graph_from_place", answer)
    monkeypatch.setattr(osmnx, "graph_from_polygon", answer)
    return asked


def fail_with(monkeypatch, fault):
    def answer(*_, **__):
        raise fault

    monkeypatch.setattr(osmnx, "graph_from_place", answer)


def test_a_place_becomes_a_network_with_its_credit(tmp_path, online):
    loaded = download_place("Rafah", cache_dir=tmp_path)
    assert loaded.network.edge_count == 3
    assert loaded.network.attributions() == ("© OpenStreetMap contributors",)
    assert online == ["Rafah"]


def test_what_was_downloaded_is_not_asked_for_again(tmp_path, online):
    first, second = (download_place("Rafah", cache_dir=tmp_path) for _ in range(2))
    assert len(online) == 1
    assert first.report.fingerprint == second.report.fingerprint


def test_a_drawn_area_is_asked_for_as_it_is(tmp_path, online):
    download_place(AREA, cache_dir=tmp_path)
    assert online == [AREA]


def test_two_places_are_kept_apart(tmp_path, online):
    download_place("Rafah", cache_dir=tmp_path)
    download_place("رفح", cache_dir=tmp_path)
    assert online == ["Rafah", "رفح"]


@pytest.mark.usefixtures("online")
def test_progress_is_told(tmp_path):
    told = []
    download_place("Rafah", cache_dir=tmp_path, progress=lambda step, _: told.append(step))
    assert told[0] == "asking OpenStreetMap"


def test_a_crossed_area_is_refused_before_anything_is_asked(tmp_path, online):
    with pytest.raises(GeometryError):
        download_place(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), cache_dir=tmp_path)
    assert online == []


def test_without_a_connection_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError("blocked")

    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(SourceError, match=r"internet connection; load a file instead"):
        download_place("Rafah", cache_dir=tmp_path)
    assert not list((tmp_path / "downloads").glob("*"))


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (requests.exceptions.ConnectTimeout(), "load a file instead"),
        (InsufficientResponseError("nothing"), "Check the name"),
        (ResponseStatusCodeError("504"), "Try again later"),
    ],
)
def test_every_failure_of_the_server_is_one_source_error(tmp_path, monkeypatch, fault, told):
    fail_with(monkeypatch, fault)
    with pytest.raises(SourceError, match=told):
        download_place("Rafah", cache_dir=tmp_path)


@pytest.mark.usefixtures("online")
def test_a_failed_download_leaves_nothing_half_done(tmp_path, monkeypatch):
    def half(_, path):
        path.write_text("<graphml>")
        raise OSError("disk full")

    monkeypatch.setattr(osmnx, "save_graphml", half)
    with pytest.raises(SourceError, match="could not be kept"):
        download_place("Rafah", cache_dir=tmp_path)
    assert not list((tmp_path / "downloads").glob("*.graphml"))
