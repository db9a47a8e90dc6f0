"""Whether the app can be relied on now: a few checks, each with a sentence that says what to do."""

import os
import shutil
import tempfile
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import tzdata  # type: ignore[import-untyped] # data alone

from data.store.sqlite_file import has_wal_reset_bug
from pages.web.watch.words import Check, State

MB = 1_000_000
LITTLE_DISK = 1000 * MB
NO_DISK = 100 * MB
OLD_ZONES = timedelta(days=183)
SLACK = timedelta(minutes=5)  # two clocks of one machine and its server may differ by so much
_NETWORK_DRIVES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "davfs"}
_MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How one check ended, in a sentence that names nothing of an operation."""

    check: Check
    state: State
    said: str


def disk(free_bytes: int) -> Checked:
    """Whether there is room for what will be saved."""
    free = f"{free_bytes // MB:,} MB are free on the disk of the operations".replace(",", "\u202f")
    if free_bytes < NO_DISK:
        return _bad(Check.DISK, f"Only {free}; make room now, soon nothing can be saved.")
    if free_bytes < LITTLE_DISK:
        return _doubtful(Check.DISK, f"Only {free}; make room.")
    return _good(Check.DISK, f"{free}.")


def clock(now: datetime, last_written: datetime | None) -> Checked:
    """Whether the clock has not gone back behind what was written last."""
    if last_written is None:
        return _good(Check.CLOCK, "Nothing has been written yet that the clock could be held against.")
    if now + SLACK < last_written:
        return _bad(
            Check.CLOCK,
            f"The clock of this machine says {_told(now)}, before the last change of {_told(last_written)}; set it. "
            "Until then every “now”, age and phase is wrong.",
        )
    return _good(Check.CLOCK, f"The clock says {_told(now)}, after the last change.")


def zones(version: str, now: datetime) -> Checked:
    """Whether the rules of time zones are recent; governments change them every year, at times by days before."""
    made = _made(version)
    if made is None:
        return _doubtful(Check.ZONES, "It is not known how old the rules of time zones are; compare clocks by hand.")
    if now - made > OLD_ZONES:
        return _doubtful(
            Check.ZONES,
            f"The rules of time zones are those of {version}, {(now - made).days // 30} months old or nearly so; bring "
            "Passage up to date, and until then compare clocks of both sides of a crossing by hand.",
        )
    return _good(Check.ZONES, f"The rules of time zones are those of {version}.")


def database(version: tuple[int, int, int]) -> Checked:
    """Whether the SQLite in use keeps what it has confirmed at its usual speed."""
    told = ".".join(map(str, version))
    if has_wal_reset_bug(version):
        return _doubtful(
            Check.DATABASE, f"SQLite {told} may lose pages in its quick mode, so the slow one is used; install 3.51.3."
        )
    return _good(Check.DATABASE, f"SQLite {told}.")


def drive(file_system: str | None) -> Checked:
    """Whether the folder of the operations is on this machine; locks over a network do not hold."""
    if file_system in _NETWORK_DRIVES:
        return _bad(
            Check.STORE,
            "The folder of the operations is on a network drive, where two savers can destroy each other's work; "
            "name a folder of this machine with PASSAGE_HOME, or a server with PASSAGE_DATABASE_URL.",
        )
    return _good(Check.STORE, "The folder of the operations is on this machine.")


def writable(folder: Path) -> Checked:
    """Whether something can be written into the folder and reaches the disk."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".probe-") as probe:
            probe.write(b"written")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as fault:
        why = os.strerror(fault.errno or 0).lower()
        return _bad(Check.STORE, f"The folder of the operations cannot be written ({why}); nothing can be saved.")
    return _good(Check.STORE, "The folder of the operations can be written.")


def of_folder(folder: Path, now: datetime) -> tuple[Checked, ...]:
    """What can be said of the folder of the operations without opening any."""
    there = drive(file_system_of(folder))
    return (
        there if there.state is State.BAD else writable(folder),
        disk(shutil.disk_usage(folder).free),
        clock(now, last_written(folder)),
    )


def file_system_of(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """Kind of file system a folder lies on; None where the system does not say."""
    if not mounts.is_file():
        return None
    rows = [line.split() for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    above = [(len(row[1]), row[2]) for row in rows if len(row) > 2 and folder.is_relative_to(Path(row[1]))]  # noqa: PLR2004 - device, folder, kind
    return max(above)[1] if above else None


def last_written(folder: Path) -> datetime | None:
    """When a file of the folder was last written; None when it is empty."""
    written = [file.stat().st_mtime for file in folder.iterdir() if file.is_file()]
    return datetime.fromtimestamp(max(written), UTC) if written else None


def use_newest_zones() -> str:
    """Version of the rules of time zones from now on: this machine's or those that came along, whichever are newer."""
    own, systems = str(tzdata.IANA_VERSION), _version_here()
    if own > systems:
        zoneinfo.reset_tzpath(())
        zoneinfo.ZoneInfo.clear_cache()
    return max(own, systems)


def worst(checks: Iterable[Checked]) -> State:
    """The worst way one of them ended."""
    order = (State.GOOD, State.UNKNOWN, State.DOUBTFUL, State.BAD)
    return max((one.state for one in checks), key=order.index, default=State.GOOD)


def _version_here() -> str:
    for folder in zoneinfo.TZPATH:
        file = Path(folder) / "tzdata.zi"
        if file.is_file():
            return file.open(encoding="ascii").readline().rpartition(" ")[2].strip()
    return ""


def _made(version: str) -> datetime | None:
    """The earliest a release such as 2026b can be of: lettered within their year, about one a month at most."""
    year, letter = version[:4], version[4:5]
    if not (year.isdigit() and "a" <= letter <= "l"):
        return None
    return datetime(int(year), 1 + ord(letter) - ord("a"), 1, tzinfo=UTC)


def _told(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%-d %b %Y %H:%M (UTC)")


def _good(check: Check, said: str) -> Checked:
    return Checked(check=check, state=State.GOOD, said=said)


def _doubtful(check: Check, said: str) -> Checked:
    return Checked(check=check, state=State.DOUBTFUL, said=said)


def _bad(check: Check, said: str) -> Checked:
    return Checked(check=check, state=State.BAD, said=said)
