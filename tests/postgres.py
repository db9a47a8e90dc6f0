"""A PostgreSQL server of the tests' own, from the machine's packages: on a socket in a folder, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

PACKAGES = Path("/usr/lib/postgresql")
CALM = "-c listen_addresses= -c shared_buffers=32MB -c max_connections=60"


def programs():
    """The folder of the newest server on this machine; tests that need it fail in the pipeline without one."""
    found = sorted(PACKAGES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    message = "No PostgreSQL server on this machine; install the packages postgresql and postgresql-postgis."
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def running():
    """A server with PostGIS in its database `template_passage`; the address of its database `postgres`."""
    folder = Path(tempfile.mkdtemp(prefix="passage-pg-"))
    bin_, owner = programs(), _owner(folder)
    data = folder / "data"
    try:
        _run(owner, bin_ / "initdb", "-D", data, "-U", "passage", "--auth=trust", "--encoding=UTF8", "--no-sync")
        _run(owner, bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} {CALM}", "start")
        yield f"postgresql:///postgres?host={folder}&user=passage"
    finally:
        if (data / "postmaster.pid").exists():
            _run(owner, bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder):
    """How the server's programs are started: never as root, which they refuse."""
    if os.geteuid():
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _run(owner, *command):
    done = subprocess.run([*owner, *map(str, command)], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
