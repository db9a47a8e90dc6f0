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
OLD_BACKUP = timedelta(days=7)
SLACK = timedelta(minutes=5)  # two clocks of one machine and its server may differ by so much


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
    return writable(folder), disk(shutil.disk_usage(folder).free), clock(now, last_written(folder))


def key(*, is_locked: bool) -> Checked:
    """Whether the operations can be opened; while they are locked nothing of them can be said, or lost."""
    if is_locked:
        return _doubtful(Check.KEY, "The operations are locked; they open when somebody signs in with a passphrase.")
    return _good(Check.KEY, "The operations are unlocked.")


def server(*, takes_writes: bool | None) -> Checked:
    """Whether the database server answers and takes saves; None while it does not answer."""
    if takes_writes is None:
        return _bad(Check.STORE, "The database server does not answer; nothing can be shown or saved. Look after it.")
    if not takes_writes:
        return _bad(
            Check.STORE, "The database server answers and takes no saves; it is a copy, or set to be read only."
        )
    return _good(Check.STORE, "The database server answers and takes saves.")


def marks(looked: tuple[int, int, datetime] | None, *, is_door_whole: bool = True) -> Checked:
    """Whether histories are as noted: how many there are, how many are not, when it was looked; None before that."""
    if looked is None:
        said = "The histories were not yet held against their marks since the app was started."
        return Checked(check=Check.MARKS, state=State.UNKNOWN, said=said)
    operations, broken, at = looked
    if not is_door_whole:
        return _bad(
            Check.MARKS,
            "What happened at the door is not as it was written; do not rely on it, and verify it on the page History.",
        )
    if broken:
        which = "1 operation is" if broken == 1 else f"{broken} operations are"
        return _bad(
            Check.MARKS,
            f"{which} not as noted, or cannot be read; do not rely on them, and look at the page Custody.",
        )
    return _good(Check.MARKS, f"The histories of all {operations} operations end as they were noted, {_told(at)}.")


def backup(now: datetime, oldest: datetime | None, *, operations: int, missing: int) -> Checked:
    """Whether there is a recent copy of every operation; `oldest` is the oldest of their newest copies."""
    if missing or oldest is None:
        if not operations:
            return _good(Check.BACKUP, "There is no operation yet that could be lost.")
        return _doubtful(
            Check.BACKUP, f"{missing} of {operations} operations were never backed up; do it on the page Custody."
        )
    days = (now - oldest).days
    if now - oldest > OLD_BACKUP:
        return _doubtful(Check.BACKUP, f"The oldest of the last backups is {days} days old; make new ones.")
    return _good(Check.BACKUP, f"Every operation was backed up, the oldest copy is of {_told(oldest)}.")


def last_written(folder: Path) -> datetime | None:
    """When an operation in the folder was last written; None when there is none."""
    written = [file.stat().st_mtime for file in folder.rglob("operations/*.passage*")]
    return datetime.fromtimestamp(max(written), UTC) if written else None


def newest_zones() -> str:
    """Version of the rules of time zones to use: this machine's or those that came along, whichever are newer."""
    return max(str(tzdata.IANA_VERSION), _version_here())


def use_newest_zones() -> None:
    """Have times told by the newest rules at hand; by itself Python takes this machine's, however old."""
    if newest_zones() > _version_here():
        zoneinfo.reset_tzpath(())
        zoneinfo.ZoneInfo.clear_cache()


def worst(checks: Iterable[Checked]) -> State:
    """The worst way one of them ended."""
    order = (State.GOOD, State.UNKNOWN, State.DOUBTFUL, State.BAD)
    return max((one.state for one in checks), key=order.index, default=State.GOOD)


def _version_here() -> str:
    for folder in zoneinfo.TZPATH:
        file = Path(folder) / "tzdata.zi"
        if file.is_file():
            with file.open(encoding="ascii") as told:
                return told.readline().rpartition(" ")[2].strip()
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
