"""What a server is set up with, held against what the app knows."""

import re
import shutil
import subprocess

import pytest
from streamlit import config

from data.settings import Settings, name_of, secret_fields
from tests.browser.conftest import PROJECT

FILES = [
    PROJECT / name
    for name in (
        "compose.yaml",
        "Dockerfile",
        "docs/server/passage.service",
        "docs/server/passage.service.d/database.conf",
        "docs/server/README.md",
    )
]
TEXT = "\n".join(file.read_text() for file in FILES)
UNIT = (PROJECT / "docs/server/passage.service").read_text()


def test_every_setting_that_is_named_is_one():
    known = {name_of(field) for field in Settings.model_fields} | {f"{name_of(one)}_FILE" for one in secret_fields()}
    assert set(re.findall(r"PASSAGE_[A-Z_]+[A-Z]", TEXT)) <= known
    credentials = re.findall(r"LoadCredential=(\w+):", TEXT)
    assert set(credentials) <= {name_of(one).lower() for one in secret_fields()}


def test_every_option_of_streamlit_that_is_given_is_one():
    given = set(re.findall(r"--(\w+\.\w+)", TEXT))
    assert given == {"server.address", "server.port", "server.headless"}
    assert given <= set(config.get_config_options())


def test_the_image_is_made_as_the_project_is():
    (target,) = re.findall(r"RUN make (\w+)", (PROJECT / "Dockerfile").read_text())
    assert re.search(rf"^{target}:", (PROJECT / "Makefile").read_text(), re.MULTILINE)


def test_every_module_that_is_started_is_there():
    for module in set(re.findall(r"python -m ([\w.]+)", TEXT)) - {"pip"}:
        assert (PROJECT / (module.replace(".", "/") + ".py")).is_file() or (PROJECT / module.replace(".", "/")).is_dir()


def test_nothing_in_the_compose_file_may_become_more_than_it_is():
    services = re.split(
        r"^  (?=\w+:$)", (PROJECT / "compose.yaml").read_text().split("\nservices:\n")[1], flags=re.MULTILINE
    )
    hardened = [part for part in services if "image:" in part or "build:" in part]
    assert len(hardened) == 3
    assert all("<<: *hardened" in part for part in hardened)
    assert "no-new-privileges:true" in (PROJECT / "compose.yaml").read_text()
    published = [part.split(":")[0] for part in hardened if "ports:" in part]
    assert published == ["proxy"]
    assert re.search(r"^USER (?!root|0)\w+$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)


def test_no_secret_stands_in_an_environment():
    secrets = {name_of(one) for one in secret_fields()}
    assert not re.search(rf"({'|'.join(secrets)})(=|:)", TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "DynamicUser=yes",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=",
        "IPAddressDeny=any",
    ],
)
def test_the_unit_is_locked_in(line):
    assert line in UNIT.splitlines()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_takes_the_unit_and_calls_it_well_protected(tmp_path):
    unit = tmp_path / "passage.service"
    unit.write_text(
        UNIT.replace("/srv/passage/.venv/bin/python", "/bin/true").replace(
            "/srv/passage/.venv/bin/streamlit", "/bin/true"
        )
    )
    verified = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert "passage.service" not in verified.stderr, verified.stderr
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", str(unit)], capture_output=True, text=True, check=False
    )
    (score,) = re.findall(r"exposure level for passage.service: ([\d.]+)", judged.stdout)
    assert float(score) <= 2.0
