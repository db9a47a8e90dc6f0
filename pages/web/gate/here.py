"""The register of this installation, opened once."""

from functools import lru_cache
from pathlib import Path

from data.identity.medium import in_file, on_server
from data.identity.register import Register
from pages.web.gate.told import Told, told
from pages.web.home import data_folder


def register() -> Register:
    """Who may come in here, and who is in."""
    return _opened(data_folder(), told())


def forget() -> None:
    """Let go of what was opened; it is opened anew when somebody asks."""
    _opened.cache_clear()


@lru_cache(maxsize=4)
def _opened(folder: Path, asked: Told) -> Register:
    return Register(on_server(asked.database) if asked.database else in_file(folder), asked.limits)
