"""Lists of names served to the browser, which searches them itself."""

import hashlib
from collections.abc import Iterable

from data.export.gazetteer import Named, searchable
from data.tiles.whole import write_whole
from pages.web.home import names_folder

MOST_KEPT = 200
"""Lists of former revisions that stay on the disk."""


def served(names: Iterable[Named]) -> str:
    """The address of these names, which changes with them."""
    content = searchable(names)
    path = names_folder() / f"{hashlib.sha256(content).hexdigest()[:24]}.json"
    if not path.exists():
        write_whole(path, [content])
        for old in sorted(path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime)[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    return f"/names/{path.name}"
