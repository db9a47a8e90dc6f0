import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.settings import FOR_DEVELOPMENT, Settings, SettingsError, name_of, read_settings, secret_fields
from tests.browser.conftest import PROJECT

SECRET = "postgresql://passage:hunter2@db/passage"  # noqa: S105 - made up


def test_nothing_said_is_a_machine_of_its_own():
    told = read_settings({"HOME": "/root", "PATH": "/bin"})
    assert told.home is None
    assert told.database_url is None
    assert told.metrics_port is None
    assert not told.behind_proxy


def test_a_name_nobody_knows_is_refused_with_the_nearest_known_one():
    with pytest.raises(SettingsError, match="no setting PASSAGE_METRIC_PORT; the nearest is PASSAGE_METRICS_PORT"):
        read_settings({"PASSAGE_METRIC_PORT": "9000"})


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", min_size=1, max_size=20))
def test_every_unknown_name_is_refused(rest):
    name = f"PASSAGE_{rest}"
    known = {name_of(field) for field in Settings.model_fields} | set(FOR_DEVELOPMENT)
    if name in known or name.endswith("_FILE"):
        return
    with pytest.raises(SettingsError, match=name):
        read_settings({name: "x"})


def test_names_of_development_are_known_and_ignored():
    assert read_settings(dict.fromkeys(FOR_DEVELOPMENT, "/somewhere")) == read_settings({})


def test_a_secret_comes_from_a_file_or_a_credential_and_is_never_shown(tmp_path):
    (tmp_path / "passage_database_url").write_text(SECRET + "\n")
    by_file = read_settings({"PASSAGE_DATABASE_URL_FILE": str(tmp_path / "passage_database_url")})
    by_systemd = read_settings({"CREDENTIALS_DIRECTORY": str(tmp_path)})
    for told in (by_file, by_systemd):
        assert told.database_url.get_secret_value() == SECRET
        assert "hunter2" not in f"{told!r} {told}"


def test_a_secret_given_twice_unreadable_or_empty_is_refused_without_being_told(tmp_path):
    (tmp_path / "url").write_text(SECRET)
    (tmp_path / "empty").write_text("\n")
    file = str(tmp_path / "url")
    with pytest.raises(SettingsError, match="given twice") as twice:
        read_settings({"PASSAGE_DATABASE_URL": SECRET, "PASSAGE_DATABASE_URL_FILE": file})
    assert "hunter2" not in str(twice.value)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings({"PASSAGE_DATABASE_URL_FILE": str(tmp_path / "nowhere")})
    with pytest.raises(SettingsError, match="is empty"):
        read_settings({"PASSAGE_DATABASE_URL_FILE": str(tmp_path / "empty")})


@pytest.mark.parametrize(
    ("name", "value"),
    [("METRICS_PORT", "90000"), ("METRICS_PORT", "hunter2"), ("LOG_LEVEL", "hunter2"), ("BEHIND_PROXY", "hunter2")],
)
def test_a_value_that_cannot_be_used_is_refused_by_its_name_alone(name, value):
    with pytest.raises(SettingsError, match=f"PASSAGE_{name} cannot be used") as refusal:
        read_settings({f"PASSAGE_{name}": value})
    assert "hunter2" not in str(refusal.value)


def test_a_settings_value_never_changes():
    with pytest.raises(ValueError, match="frozen"):
        read_settings({}).metrics_port = 1


def test_the_manual_of_a_server_lists_every_setting_and_no_other():
    manual = (PROJECT / "docs" / "server" / "README.md").read_text()
    rows = dict(re.findall(r"^\| `(PASSAGE_\w+)` \| (.+?) \|$", manual, re.MULTILINE))
    wanted = {}
    for field, about in Settings.model_fields.items():
        file = f" From a file: `{name_of(field)}_FILE`." if field in secret_fields() else ""
        wanted[name_of(field)] = f"{about.description}{file}"
    assert rows == wanted


def test_only_the_settings_read_variables_of_ours():
    reads = re.compile(r"os\.(environ|getenv)")
    folders = ("geo", "data", "routing", "pages")
    files = [file for folder in folders for file in (PROJECT / folder).rglob("*.py")] + [PROJECT / "app.py"]
    found = {file.relative_to(PROJECT).as_posix() for file in files if reads.search(file.read_text())}
    assert found <= {"data/settings.py"}
