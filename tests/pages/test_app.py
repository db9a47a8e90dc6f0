import ast
import re
import tomllib

import pytest
from starlette.applications import Starlette

from geo.errors import PassageError
from pages.web import home, server
from pages.web.gate import here
from tests.asgi import Answer
from tests.browser.conftest import PROJECT


@pytest.fixture
def get(tmp_path, monkeypatch):
    """Ask the app as somebody who is signed in."""
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    app = Starlette(routes=server.routes(), middleware=[*server.MIDDLEWARE])
    token = here.register().let_guest_in(origin="test")
    known = (("cookie", f"passage-8501={token}"),)
    return lambda path, *headers: Answer(app, path, (*known, *headers))


def test_every_answer_carries_the_protective_headers(get):
    for path in ("/healthz", "/browser/map.js", "/vendor/not-there.js"):
        answer = get(path)
        assert {name: answer.headers[name] for name in server.HEADERS} == server.HEADERS


def test_no_other_host_may_be_asked_and_no_handler_in_html_may_run():
    rules = dict(rule.split(" ", 1) for rule in server.HEADERS["content-security-policy"].split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["script-src-attr"] == "'none'"
    assert rules["object-src"] == "'none'"
    assert not re.search(r"https?:|\*", server.HEADERS["content-security-policy"])


def test_our_files_may_be_kept_by_the_browser_but_a_missing_one_is_not(get):
    assert "immutable" in get("/browser/map.js").headers["cache-control"]
    missing = get("/browser/none.js")
    assert missing.status_code == 404
    assert "cache-control" not in missing.headers


def test_a_part_of_a_road_map_is_sent_alone_and_may_be_kept(get, tmp_path):
    (tmp_path / "roads" / "a.pmtiles").write_text("0123456789")
    part = get("/roads/a.pmtiles", ("range", "bytes=3-6"))
    assert (part.status_code, part.text) == (206, "3456")
    assert part.headers["content-range"] == "bytes 3-6/10"
    assert "immutable" in part.headers["cache-control"]
    assert get("/roads/a.pmtiles", ("range", "bytes=50-60")).status_code == 416
    assert get("/ground/none.pmtiles", ("range", "bytes=0-6")).status_code == 404


def test_road_maps_come_from_the_data_folder_and_nothing_beside_them(get, tmp_path):
    (tmp_path / "roads" / "a.json").write_text("{}")
    (tmp_path / "operation.sqlite").write_text("secret")
    assert get("/roads/a.json").text == "{}"
    assert get("/roads/../operation.sqlite").status_code == 404
    assert get("/roads/./../operation.sqlite").status_code == 404


def test_the_data_folder_is_the_one_named_and_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path / "a" / "b"))
    assert home.data_folder() == tmp_path / "a" / "b"
    assert home.roads_folder().is_dir()


def test_an_error_for_the_operator_is_shown_as_it_is_and_any_other_without_details(monkeypatch):
    shown = []
    monkeypatch.setattr(server.st, "error", lambda text, **_: shown.append(text))
    assert server.say_error(PassageError("Sector north crosses itself; move that corner."))
    assert server.say_error(KeyError("sqlite:///secret.db"))
    assert "Sector north crosses itself" in shown[0]
    assert "secret" not in shown[1]
    assert "nothing was changed" in shown[1]


def test_nothing_but_its_own_init_lies_directly_in_pages():
    assert [path.name for path in (PROJECT / "pages").glob("*.py")] == ["__init__.py"]


def test_every_page_in_the_table_is_there():
    tree = ast.parse((PROJECT / "app.py").read_text())
    files = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and str(n.value).endswith(".py")]
    assert len(files) >= 5
    assert all((PROJECT / "pages" / file).is_file() for file in files)


def test_the_door_stays_narrow():
    assert len((PROJECT / "app.py").read_text().splitlines()) <= 80


def test_settings_keep_the_app_on_this_machine():
    settings = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["address"] == "127.0.0.1"
    assert set(settings["server"]["allowedHosts"]) <= {"localhost", "127.0.0.1", "::1"}
    assert settings["server"]["enableXsrfProtection"]
    assert not settings["browser"]["gatherUsageStats"]
    assert settings["client"]["showErrorDetails"] == "none"
    assert all(face["url"].startswith("/vendor/") for face in settings["theme"]["fontFaces"])


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_links_and_buttons_are_legible(mode):
    theme = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())["theme"][mode]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert _contrast(theme["textColor"], ground) >= 7
        assert _contrast(theme["linkColor"], ground) >= 4.5
    assert _contrast(theme["primaryColor"], "#ffffff") >= 4.5
