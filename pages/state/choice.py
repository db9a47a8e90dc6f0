"""The choice: the one record or place looked at, the same on every page and carried by a link."""

from pages.state import workspace

WISH = "choice.wish"


def chosen() -> str:
    """Id of the record, or "lon,lat" of the place looked at; empty while there is none."""
    return workspace.remembered("chosen", "")


def choose(what: str, *, go: bool = False) -> None:
    """Look at a record or place, an empty one lets go; `go` asks every map to show it."""
    workspace.remember("chosen", what)
    if go and what:
        workspace.hold(WISH, str(wish() + 1))


def wish() -> int:
    """How often a map was asked to go to the choice; it goes once for each."""
    return int(workspace.held(WISH) or 0)
