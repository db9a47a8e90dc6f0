"""What must be so before anybody is let in: known settings, a safe configuration, a disk of this machine."""

import logging
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address

import streamlit as st
from streamlit import config

from data.settings import Settings, SettingsError, settings
from data.store.drives import require_own_disk
from data.store.sqlite_file import VERSION
from geo.errors import PassageError
from pages.web import shelf
from pages.web.custody import copies
from pages.web.home import data_folder
from pages.web.watch import housekeeping, log, ready
from pages.web.watch.log import Facts, say
from pages.web.watch.ready import Checked
from pages.web.watch.serving import serve_figures
from pages.web.watch.words import Event, State

MUST_BE: dict[str, object] = {
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.trustedUserHeaders": None,
    "client.showErrorDetails": "none",
    "browser.gatherUsageStats": False,
    "logger.enableRich": False,
}
"""Configuration of Streamlit that protections rest on, whoever else may set it from outside."""

REFUSED = 2
ILLUSTRATIVE = "demo"
Option = Callable[[str], object]


def begin() -> None:
    """Begin to log and to count, or end the process with one sentence when something must not be so."""
    try:
        told = settings()
        name_hosts(told)
        bound_uploads(told)
        require_safe(told, st.get_option)
        if told.database_url is None:
            require_own_disk(data_folder())
        ready.use_newest_zones()
        checks = look()
        _watch(told)
    except PassageError as refusal:
        sys.stderr.write(f"Passage does not start: {refusal}\n")
        sys.exit(REFUSED)
    for one in checks:
        if one.state in {State.DOUBTFUL, State.BAD}:
            sys.stderr.write(f"{one.said}\n")
    log.begin(told.log_level)
    for one in checks:
        if one.state is not State.GOOD:
            say(Event.DOUBTED, Facts(check=one.check, state=one.state), level=logging.WARNING)
    say(Event.STARTED)


def lately() -> tuple[Checked, ...]:
    """Every check, made within the last minute."""
    return _looked(int(time.monotonic() // 60))


@lru_cache(maxsize=1)
def _looked(minute: int) -> tuple[Checked, ...]:
    del minute
    return look()


def look() -> tuple[Checked, ...]:
    """Every check, made now."""
    now = datetime.now(UTC)
    kept = (ready.server(takes_writes=shelf.takes_saves()),) if settings().database_url else ()
    return (
        *kept,
        ready.key(is_locked=shelf.is_locked()),
        *ready.of_folder(data_folder(), now),
        *_custody(now),
        ready.zones(ready.newest_zones(), now),
        ready.database(VERSION),
    )


def _custody(now: datetime) -> tuple[Checked, ...]:
    """Whether histories are as they were noted, and whether there are copies of all but the illustrative operation."""
    kept = housekeeping.last()
    looked = (kept.operations, kept.broken, kept.at) if kept else None
    names = [name for name in shelf.names_at_hand() if name != ILLUSTRATIVE]
    last = copies().last()
    made = [last[name].at for name in names if name in last]
    missing = len(names) - len(made)
    return ready.marks(looked, is_door_whole=kept is None or kept.is_door_whole), ready.backup(
        now, min(made, default=None), operations=len(names), missing=missing
    )


def name_hosts(told: Settings) -> None:
    """Have Streamlit and the gate take only the names that were said; see `Settings.hosts`."""
    if told.hosts is not None:
        config.set_option("server.allowedHosts", [name.strip() for name in told.hosts.split(",") if name.strip()])


def bound_uploads(told: Settings) -> None:
    """Have Streamlit say beside each door for files how large one may be, as the gate takes it."""
    config.set_option("server.maxUploadSize", told.upload_mb)


def require_safe(told: Settings, option: Option) -> None:
    """Refuse a configuration of Streamlit under which a protection would silently be off.

    Raises
    ------
    SettingsError
        Naming the first such option and what it must be.
    """
    for name, needed in MUST_BE.items():
        found = option(name)
        if found != needed and not (needed is None and not found):
            message = (
                f"Streamlit's {name} is {found!r} and must be {needed!r}; take away what sets it, then start again."
            )
            raise SettingsError(message)
    address = str(option("server.address") or "0.0.0.0")  # noqa: S104 - what Streamlit takes when nothing is said
    if not told.behind_proxy and not _is_this_machine(address):
        message = (
            f"Passage would be reachable at {address} without encryption. Leave server.address at 127.0.0.1, or put "
            "a proxy with TLS in front and say so with PASSAGE_BEHIND_PROXY=true."
        )
        raise SettingsError(message)
    if not option("server.allowedHosts") or (told.behind_proxy and told.hosts is None):
        message = "The names browsers may call this server by are not said; name them with PASSAGE_HOSTS."
        raise SettingsError(message)


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _watch(told: Settings) -> None:
    if told.metrics_port is None:
        return
    try:
        serve_figures(told.metrics_port, look)
    except OSError:
        message = f"Port {told.metrics_port} is taken; name another with PASSAGE_METRICS_PORT."
        raise SettingsError(message) from None
