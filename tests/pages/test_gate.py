"""The gate in front of everything: who gets through, who does not, and when those who are in must leave."""

import asyncio
import json
import re
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from data.identity import passphrases
from data.identity.account import key_of
from data.identity.accounts import ALL_RIGHTS
from data.store import keys as sealing
from pages.web import server, shelf
from pages.web.gate import doors, gate, here, keys, rules
from pages.web.gate.sockets import ENDED, is_human
from tests.asgi import HOST, Answer, Line, alone
from tests.browser.conftest import PROJECT
from tests.entering import NAME, PASSPHRASE

ORIGIN = f"http://{HOST}"
WRONG = "not the right one"
OURS = ("origin", ORIGIN)
FORM = ("content-type", "application/x-www-form-urlencoded")


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    hasher = passphrases.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passphrases, "_HASHER", hasher)
    monkeypatch.setattr(passphrases, "_NOBODYS", hasher.hash("nobody"))
    monkeypatch.setattr(sealing, "Cost", partial(sealing.Cost, memory_kib=64, passes=1, lanes=1))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    yield tmp_path
    shelf.lock()


def told(request):
    return JSONResponse(dict(request.headers))


async def streaming(websocket):
    await websocket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await websocket.send_bytes(await websocket.receive_bytes())


@pytest.fixture
def app(home):  # noqa: ARG001 - where its accounts are
    """A small app behind the gate that tells what reaches it."""
    routes = [*server.routes(), Route("/{path:path}", told), WebSocketRoute("/_stcore/stream", streaming)]
    return Starlette(routes=routes, middleware=[*server.MIDDLEWARE])


def keeper_of(app):
    """The keeper of an app that has been asked at least once."""
    Answer(app, "/healthz")
    part = app.middleware_stack
    while not isinstance(part, gate.Gate):
        part = part.app if hasattr(part, "app") else part._app
    return part._keeper


def post(app, path, *headers, **form):
    return Answer(app, path, (OURS, FORM, *headers), method="POST", body=urlencode(form).encode())


def cookie(answer):
    return ("cookie", answer.headers["set-cookie"].partition(";")[0])


def guest(app):
    return cookie(post(app, "/enter", key=keeper_of(app).key, choice="demo"))


def set_up(app):
    form = {"name": NAME, "passphrase": PASSPHRASE, "again": PASSPHRASE}
    return cookie(post(app, "/enter", key=keeper_of(app).key, choice="set-up", **form))


def sign_in(app, name=NAME, passphrase=PASSPHRASE):
    return post(app, "/sign-in", name=name, passphrase=passphrase)


def test_nobody_gets_anything_from_any_route_of_the_app(tmp_path):
    """Every route that the app and Streamlit lay out, by every method, and with forged words on who asks."""
    swept = subprocess.run(
        [sys.executable, "-m", "tests.sweeping"],
        cwd=PROJECT,
        env={"PASSAGE_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(swept.stdout.splitlines()[-1])
    assert len(found["refused"]) > 150
    assert {status for *_, status in found["refused"]} <= {303, 401, ENDED}
    assert all(is_page == (status == 303) for *_, is_page, status in found["refused"] if status != ENDED)
    assert {path for path, _ in found["open"]} == {"/enter", "/sign-in", "/healthz", *rules.OPEN_FILES}
    # the same routes answer somebody who is signed in, so that a sweep of dead addresses would be noticed
    assert found["alive"] > 20


def test_an_unknown_person_is_led_to_the_entrance_and_back_to_what_they_wanted(app):
    assert Answer(app, "/routes?op=demo").headers["location"] == "/sign-in?to=%2Froutes%3Fop%3Ddemo"
    assert Answer(app, "/sign-in?to=%2Froutes").headers["location"] == "/enter"
    assert "Open the printed link" in Answer(app, "/enter").text
    assert "Open the printed link" in Answer(app, "/enter?key=guessed").text
    set_up(app)
    assert 'value="/routes?op=demo"' in Answer(app, "/sign-in?to=%2Froutes%3Fop%3Ddemo").text
    answer = post(app, "/sign-in", name=NAME, passphrase=PASSPHRASE, to="//evil.example/x")
    assert answer.headers["location"] == "/"


def test_the_cookie_is_for_us_alone(app):
    given = post(app, "/enter", key=keeper_of(app).key, choice="demo").headers["set-cookie"]
    assert given.startswith("passage-8501=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(given.split("; "))


def test_behind_a_proxy_the_cookie_goes_over_tls_alone(app, monkeypatch):
    monkeypatch.setenv("PASSAGE_BEHIND_PROXY", "true")
    form = {"key": keeper_of(app).key, "choice": "demo"}
    assert post(app, "/enter", **form).status_code == 403
    safe = (("origin", f"https://{HOST}"), FORM)
    given = Answer(app, "/enter", safe, method="POST", body=urlencode(form).encode()).headers["set-cookie"]
    assert given.startswith("__Host-passage=")
    assert "Secure" in given


def test_what_a_client_says_of_who_asks_is_thrown_away(app):
    held = guest(app)
    forged = [("x-passage-session", "0" * 64), ("X-Passage-Person", "chief")]
    assert Answer(app, "/routes", forged).status_code == 303
    seen = json.loads(Answer(app, "/routes", [held, *forged]).text)
    token = held[1].partition("=")[2]
    assert seen["x-passage-session"] == key_of(token)
    assert "x-passage-person" not in seen


def test_a_page_of_somebody_else_cannot_have_anything_done(app):
    held, key = guest(app), keeper_of(app).key
    for headers in ([], [("origin", "https://evil.example")], [("origin", "null")], [("origin", ORIGIN + "0")]):
        for path, form in (("/enter", {"key": key, "choice": "demo"}), ("/sign-out", {})):
            answer = Answer(app, path, [held, FORM, *headers], method="POST", body=urlencode(form).encode())
            assert answer.status_code == 403
    assert Answer(app, "/routes", [held]).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:x", "", "a@127.0.0.1"])
def test_a_foreign_name_for_this_server_is_refused(app, host):
    held = guest(app)
    assert Answer(app, "/routes", [held, ("host", host)]).status_code == 421
    assert Answer(app, "/sign-in", [("host", host)]).status_code == 421


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app):
    held = guest(app)
    assert Answer(app, "/media/x", [held]).status_code == 200
    assert post(app, "/sign-out", held).status_code == 303
    assert Answer(app, "/media/x", [held]).status_code == 401


def test_a_wrong_passphrase_and_an_unknown_name_look_alike_and_the_sixth_try_waits(app):
    set_up(app)
    wrong, unknown = sign_in(app, passphrase=WRONG), sign_in(app, name="Nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace(NAME, "") == unknown.text.replace("Nobody", "")
    for _ in range(4):
        assert sign_in(app, passphrase=WRONG).status_code == 401
    sixth = sign_in(app)
    assert sixth.status_code == 429
    assert int(sixth.headers["retry-after"]) > 200


def test_the_printed_link_dies_with_the_first_account(app):
    key = keeper_of(app).key
    assert "Set up this machine" in Answer(app, f"/enter?key={key}").text
    set_up(app)
    assert Answer(app, f"/enter?key={key}").headers["location"] == "/sign-in"
    assert post(app, "/enter", key=key, choice="demo").status_code == 403


def test_a_form_is_given_back_with_what_is_wrong_and_nothing_runs_in_it(app):
    form = {"name": "<script>x</script>", "passphrase": PASSPHRASE, "again": "other"}
    answer = post(app, "/enter", key=keeper_of(app).key, choice="set-up", **form)
    assert answer.status_code == 422
    assert "not the same" in answer.text
    assert "<script" not in answer.text
    assert PASSPHRASE not in answer.text
    assert post(app, "/sign-in", name="x" * 10_000).status_code == 413


def test_the_key_of_the_operations_lies_nowhere_open_once_there_is_an_account(app, home):
    shelf.shelf()
    first = shelf.held()
    assert (home / "key").exists()
    set_up(app)
    assert not (home / "key").exists()
    assert first.secret.hex().encode() not in b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file())
    keys.lock(here.register())
    assert shelf.held() is None
    assert sign_in(app).status_code == 303
    assert shelf.held() == first


def test_after_a_restart_everybody_signs_in_anew_to_open_the_operations(app):
    held = set_up(app)
    shelf.lock()
    again = Starlette(routes=server.routes(), middleware=[*server.MIDDLEWARE])
    assert Answer(again, "/browser/map.js", [held]).status_code == 401


def test_an_invited_person_gets_the_key_only_while_somebody_has_opened_it(app):
    set_up(app)
    register = here.register()
    first = shelf.held()
    account, link = register.accounts.invite("سمير", ALL_RIGHTS, by="chief")
    assert "<bdi>سمير</bdi>" in Answer(app, f"/enter?invite={link}").text
    form = {"invite": link, "choice": "accept", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    shelf.lock()
    assert "Ask somebody to sign in first" in post(app, "/enter", **form).text
    sign_in(app)
    assert post(app, "/enter", **form).status_code == 303
    assert register.slots.open(account.id, PASSPHRASE) == first
    assert Answer(app, f"/enter?invite={link}").status_code == 403


def test_only_what_a_person_does_counts_as_an_act():
    own, timer, beat = BackMsg(), BackMsg(), BackMsg()
    own.rerun_script.query_string = ""
    timer.rerun_script.is_auto_rerun = True
    beat.app_heartbeat = True
    assert [is_human(one.SerializeToString()) for one in (own, timer, beat)] == [True, False, False]
    assert not is_human(b"\xff\xff")


def test_sockets_without_a_session_or_from_another_page_are_refused(app):
    held = guest(app)

    async def first(*headers):
        line = Line(app, headers)
        await asyncio.wait_for(line.task, 5)
        return line.got[0]

    for headers in ([OURS], [held], [held, ("origin", "https://evil.example")], [held, OURS, ("host", "evil.example")]):
        assert alone(first(*headers)) == {"type": "websocket.close", "code": ENDED}


def test_a_hundred_live_connections_end_within_a_second_of_their_session(app):
    held = [guest(app) for _ in range(25)]
    sessions = here.register().sessions

    async def ended():
        lines = [Line(app, [one, OURS]) for one in held for _ in range(4)]
        while not all(line.got for line in lines):  # noqa: ASYNC110 - they are let in one after the other
            await asyncio.sleep(0.01)
        taken = []
        for number, one in enumerate(held):
            began = time.monotonic()
            await asyncio.to_thread(sessions.end, [key_of(one[1].partition("=")[2])])
            own = lines[4 * number : 4 * number + 4]
            await asyncio.wait([line.task for line in own])
            taken.append(time.monotonic() - began)
            assert all(
                line.got[-1] == {"type": "websocket.close", "code": ENDED, "reason": "session over"} for line in own
            )
        return taken

    taken = alone(ended())
    assert max(taken) < 1.0


def test_a_screen_that_only_refreshes_itself_is_signed_out_and_one_that_is_used_is_not(app, monkeypatch):
    monkeypatch.setattr("pages.web.gate.keeper.LOOKED_EVERY_S", 0.02)
    monkeypatch.setenv("PASSAGE_IDLE_MIN", "0.01")
    held = [guest(app) for _ in range(2)]
    kept = keeper_of(app)
    timer, own = BackMsg(), BackMsg()
    timer.rerun_script.is_auto_rerun = True
    own.rerun_script.query_string = "a"

    async def looked_at():
        watching = asyncio.create_task(kept.watch())
        idle, used = (Line(app, [one, OURS]) for one in held)
        ends = time.monotonic() + 1.5
        while time.monotonic() < ends:
            idle.say(timer.SerializeToString())
            used.say(own.SerializeToString())
            await asyncio.sleep(0.05)
        over = idle.task.done(), used.task.done()
        watching.cancel()
        used.coming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait([idle.task, used.task])
        return over

    assert alone(looked_at()) == (True, False)


def test_the_pages_of_the_gate_need_no_script(app):
    key = keeper_of(app).key
    pages = [Answer(app, path).text for path in ("/enter", f"/enter?key={key}", f"/enter?key={key}&step=set-up")]
    set_up(app)
    pages += [Answer(app, path).text for path in ("/sign-in", "/sign-in?said=out", "/enter?invite=void")]
    for page in pages:
        assert "<script" not in page
        assert not re.search(r"\son\w+=", page)
        assert set(re.findall(r'(?:href|src|action)="(/[^"?]*)', page)) <= {*doors.OWN, *rules.OPEN_FILES}
