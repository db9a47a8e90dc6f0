"""A PostgreSQL server of the tests' own, from the machine's packages: on a socket in a folder, gone afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
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


class Server:
    """A server in a folder of its own; `url` is the address of its database `postgres`."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="passage-pg-"))
        self._programs, self._owner, self._data = programs(), _owner(self.folder), self.folder / "data"
        self.url = f"postgresql:///postgres?host={self.folder}&user=passage"
        self._run("initdb", "-U", "passage", "--auth=trust", "--encoding=UTF8", "--no-sync")

    def start(self):
        """Start it, after a kill as well: it then recovers first."""
        self._run("pg_ctl", "-w", "-l", self.folder / "log", "-o", f"-k {self.folder} {CALM}", "start")

    def kill(self):
        """End all of its processes at once, as when the machine stops."""
        main = int((self._data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        ended = [main, *map(int, children)]
        for process in ended:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(map(_lives, ended)):
            time.sleep(0.01)
        # nobody waits for what was killed, and its number would pass for a server that runs
        for lock in (self._data / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
            lock.unlink()

    def remove(self):
        """Stop it, if it runs, and remove its folder."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program, *words):
        _run(self._owner, self._programs / program, "-D", self._data, *words)


@contextmanager
def running():
    """The address of a server that runs while the block does."""
    server = Server()
    try:
        server.start()
        yield server.url
    finally:
        server.remove()


def _lives(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def _owner(folder):
    """How the server's programs are started: never as root, which they refuse."""
    if os.geteuid():
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _run(owner, *command):
    done = subprocess.run([*owner, *map(str, command)], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
