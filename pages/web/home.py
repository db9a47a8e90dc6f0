"""Where this installation keeps its operation, logs and maps."""

from pathlib import Path

from data.export.handout.fonts import Fonts
from data.settings import settings
from data.store.on_disk import keep_own

PROJECT = Path(__file__).resolve().parents[2]
FONTS = Fonts(
    regular=PROJECT / "build" / "fonts" / "noto-sans-regular.ttf",
    bold=PROJECT / "build" / "fonts" / "noto-sans-bold.ttf",
)
"""Where printing finds its fonts; `make` puts them there."""


def data_folder() -> Path:
    """The folder named by PASSAGE_HOME, else `.passage` in the project; made when it is not there."""
    folder = (settings().home or PROJECT / ".passage").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keep_own(folder)
    return folder


def roads_folder() -> Path:
    """Where road base maps are kept, one file per network; made when it is not there."""
    folder = data_folder() / "roads"
    folder.mkdir(exist_ok=True)
    return folder


def ground_folder() -> Path:
    """Where base maps that users brought are kept; made when it is not there."""
    folder = data_folder() / "ground"
    folder.mkdir(exist_ok=True)
    return folder


def names_folder() -> Path:
    """Where lists of names to be searched are kept; made when it is not there."""
    folder = data_folder() / "names"
    folder.mkdir(exist_ok=True)
    return folder
