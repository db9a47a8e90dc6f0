"""Uploads through the gate: more than is allowed never reaches the app, and the page says why."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config

from data.identity.accounts import ALL_RIGHTS
from data.settings import settings
from pages.web import server, shelf
from pages.web.gate import here, uploads
from pages.web.watch import start
from tests.asgi import alone, scope_of

MB = 1 << 20
UPLOAD = "/_stcore/upload_file/session/file"


@pytest.fixture
def app(tmp_path, monkeypatch):
    """A small app behind the gate that reads what is sent, on a machine that takes little."""
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    monkeypatch.setenv("PASSAGE_UPLOAD_MB", "2")
    monkeypatch.setenv("PASSAGE_UPLOAD_HOUR_MB", "5")
    uploads.uploads.cache_clear()
    read = []

    async def taken(request: Request):
        body = await request.body()
        read.append(len(body))
        return PlainTextResponse("taken")

    routes = [*server.routes(), Route("/{path:path}", taken, methods=["PUT", "POST"])]
    app = Starlette(routes=routes, middleware=[*server.MIDDLEWARE])
    app.state.read = read
    yield app
    uploads.uploads.cache_clear()
    shelf.lock()


def let_in(name=None):
    register = here.register()
    if name is None:
        return register.let_guest_in(origin="test")
    return register.let_in(register.accounts.invite(name, ALL_RIGHTS, by="test")[0], origin="test")


def send(app, token, *pieces, announced=None):
    """Status, sentence and headers of the answer to a body in these pieces, of which so many bytes are announced."""
    said = () if announced is None else (("content-length", str(announced)),)
    scope = scope_of(UPLOAD, (("cookie", f"passage-8501={token}"), *said), method="PUT")
    coming = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, 1)
    ]
    got = []

    async def asked():
        async def receive():
            return coming.pop(0)

        async def take(message):
            got.append(message)

        await app(scope, receive, take)

    alone(asked())
    headers = {name.decode(): value.decode() for name, value in got[0]["headers"]}
    return got[0]["status"], b"".join(one.get("body", b"") for one in got[1:]).decode(), headers


def test_what_is_allowed_is_taken_as_it_was_sent(app):
    assert send(app, let_in("Amal"), bytes(MB), bytes(MB), announced=2 * MB)[:2] == (200, "taken")
    assert app.state.read == [2 * MB]


@pytest.mark.parametrize("announced", [2 * MB + 1, 10, None])
def test_a_file_that_is_too_large_is_refused_whatever_is_announced_of_it(app, announced):
    token = let_in("Amal")
    status, said, headers = send(app, token, *[bytes(MB // 2)] * 5, announced=announced)
    assert (status, app.state.read) == (413, [])
    assert said == "Not taken: a file may have 2 MB here. Bring a smaller one, or part of it."
    assert headers["content-security-policy"]
    assert uploads.said_to(here.register().sessions.held_by(token).key) == said


def test_one_person_brings_no_more_in_an_hour_by_signing_in_again_and_others_do(app):
    amal = here.register().accounts.invite("Amal", ALL_RIGHTS, by="test")[0]
    tokens = [here.register().let_in(amal, origin="test") for _ in range(3)]
    assert [send(app, token, bytes(2 * MB))[0] for token in tokens] == [200, 200, 429]
    status, said, headers = send(app, tokens[0], bytes(2 * MB), announced=2 * MB)
    assert (status, 0 < int(headers["retry-after"]) <= 3601) == (429, True)
    assert "within an hour one person may bring 5 MB" in said
    assert send(app, let_in("Basel"), bytes(2 * MB))[0] == 200


def test_all_guests_together_are_one_person(app):
    assert [send(app, let_in(), bytes(2 * MB))[0] for _ in range(3)] == [200, 200, 429]


def test_streamlit_says_the_same_bound_beside_each_door(monkeypatch):
    before = config.get_option("server.maxUploadSize")
    monkeypatch.setenv("PASSAGE_UPLOAD_MB", "7")
    try:
        start.bound_uploads(settings())
        assert config.get_option("server.maxUploadSize") == 7
    finally:
        config.set_option("server.maxUploadSize", before)
