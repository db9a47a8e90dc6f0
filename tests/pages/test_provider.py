"""Signing in through a provider: it says who, we say whether."""

import re
import warnings
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from starlette.applications import Starlette

from data.identity.accounts import ALL_RIGHTS
from data.identity.errors import IdentityError
from pages.web import server, shelf
from pages.web.gate import here
from pages.web.gate.provider import Client
from tests.asgi import HOST, Answer

# the provider of the tests is made on a library that its makers have moved on from
pytestmark = pytest.mark.filterwarnings("ignore")
ADDRESS = "samir@agency.example"


@pytest.fixture(scope="module")
def provider():
    """A provider on this machine that knows two people."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import oidc_provider_mock as mock  # noqa: PLC0415 - it warns while it is loaded

        people = [
            mock.User(sub="samir", claims={"email": ADDRESS, "email_verified": True}),
            mock.User(sub="lina", claims={"email": ADDRESS, "email_verified": False}),
        ]
        with mock.run_server_in_thread(user_claims=people) as running:
            yield f"http://localhost:{running.server_port}"


@pytest.fixture
def app(provider, tmp_path, monkeypatch):
    for name, value in (("HOME", tmp_path), ("OIDC_ISSUER", provider), ("OIDC_CLIENT_ID", "passage")):
        monkeypatch.setenv(f"PASSAGE_{name}", str(value))
    monkeypatch.setenv("PASSAGE_OIDC_CLIENT_SECRET", "told to nobody")
    yield Starlette(routes=server.routes(), middleware=[*server.MIDDLEWARE])
    shelf.lock()


@pytest.fixture
def samir(app):  # noqa: ARG001 - where its accounts are
    register = here.register()
    account, _ = register.accounts.invite("Samir Khalil", ALL_RIGHTS, by="chief")
    register.accounts.tie(account.id, ADDRESS, by="chief")
    return account


def begun(app):
    """Where the browser is sent, and the cookie it holds meanwhile."""
    answer = Answer(app, "/oidc/start")
    assert answer.status_code == 303
    assert "SameSite=lax" in answer.headers["set-cookie"]
    return answer.headers["location"], ("cookie", answer.headers["set-cookie"].partition(";")[0])


def confirmed(location, sub="samir"):
    """The address the provider leads back to once somebody said who they are."""
    answer = httpx.post(location, data={"sub": sub})
    assert answer.status_code in {302, 303}
    back = urlsplit(answer.headers["location"])
    assert back.netloc == HOST
    return f"{back.path}?{back.query}"


def test_somebody_the_provider_knows_and_we_know_comes_in(app, samir):
    location, held = begun(app)
    answer = Answer(app, confirmed(location), [held])
    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text
    given = re.search(r"passage-8501=[^;]+", answer.headers["set-cookie"])
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert Answer(app, "/browser/map.js", [("cookie", given.group())]).status_code == 200
    (session,) = here.register().sessions.all()
    assert session.account.id == samir.id


@pytest.mark.usefixtures("samir")
def test_somebody_the_provider_alone_knows_does_not_nor_one_whose_address_is_not_confirmed(app):
    for sub in ("lina", "stranger"):
        location, held = begun(app)
        answer = Answer(app, confirmed(location, sub), [held])
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert not here.register().sessions.all()


def test_somebody_kept_out_here_stays_out(app, samir, monkeypatch):
    monkeypatch.setattr("data.identity.accounts._require_administrator", lambda _: None)
    here.register().disable(samir.id, by="chief")
    location, held = begun(app)
    assert Answer(app, confirmed(location), [held]).status_code == 403


@pytest.mark.usefixtures("samir")
def test_what_comes_back_counts_once_and_in_the_browser_that_began(app):
    location, held = begun(app)
    back = confirmed(location)
    assert Answer(app, back).status_code == 400
    assert Answer(app, back, [begun(app)[1]]).status_code == 400
    assert Answer(app, back, [held]).status_code == 200
    assert Answer(app, back, [held]).status_code == 400


@pytest.mark.usefixtures("samir")
def test_pkce_is_asked_for_whatever_the_provider_says_it_knows(app, monkeypatch):
    sent = []
    send = httpx.Client.send

    def noted(self, request, **options):
        sent.append(request)
        return send(self, request, **options)

    monkeypatch.setattr(httpx.Client, "send", noted)
    location, held = begun(app)
    asked = parse_qs(urlsplit(location).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = confirmed(location)
    assert Answer(app, back, [held]).status_code == 200
    (form,) = (parse_qs(one.content.decode()) for one in sent if one.url.path.endswith("/token"))
    assert create_s256_code_challenge(form["code_verifier"][0]) == asked["code_challenge"][0]


@pytest.mark.usefixtures("samir")
def test_a_word_meant_for_somebody_else_or_for_another_time_is_not_taken(app, monkeypatch):
    location, held = begun(app)
    back = confirmed(location)
    monkeypatch.setattr("pages.web.gate.provider._SKEW_S", -10_000)
    assert Answer(app, back, [held]).status_code == 400


def test_a_provider_without_encryption_is_refused():
    with pytest.raises(IdentityError, match="https"):
        Client(issuer="http://login.agency.example", id="passage", secret="")


def test_without_a_provider_its_addresses_do_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    app = Starlette(routes=server.routes(), middleware=[*server.MIDDLEWARE])
    assert Answer(app, "/oidc/start").status_code == 404
    assert Answer(app, "/oidc/callback?state=&code=x").status_code == 404
