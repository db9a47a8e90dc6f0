"""The browser libraries the pages load: copied out of node_modules, with licences and checksums.

Run as `python -m pages.web.vendor NODE_MODULES TARGET`; `make` does.
"""

import hashlib
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENDOR = PROJECT / "build" / "vendor"

FILES = {
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/images": "leaflet/dist/images",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "protomaps/protomaps-leaflet.js": "protomaps-leaflet/dist/protomaps-leaflet.js",
    "protomaps/LICENSE": "protomaps-leaflet/LICENSE",
    "fonts/noto-sans.woff2": "@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2",
    "fonts/noto-sans-ext.woff2": "@fontsource-variable/noto-sans/files/noto-sans-latin-ext-wght-normal.woff2",
    "fonts/noto-sans.LICENSE": "@fontsource-variable/noto-sans/LICENSE",
    "fonts/noto-sans-arabic.woff2": (
        "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2"
    ),
    "fonts/noto-sans-arabic.LICENSE": "@fontsource-variable/noto-sans-arabic/LICENSE",
}
SUMS = "SHA256SUMS"
_REMOTE = re.compile(r"""(?:url\(\s*|@import\s+)['"]?\s*(?:[a-z]+:)?//[^)'"]*""", re.IGNORECASE)


def copy(modules: Path, target: Path) -> None:
    """Replace `target` by the files the pages need; refuse style sheets that would call another host."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, source in FILES.items():
        _copy_one(modules / source, fresh / name)
    remote = [f"{path.relative_to(fresh)}: {address}" for path, address in remote_addresses(fresh)]
    if remote:
        sys.exit("These style sheets would call another host; nothing was changed:\n" + "\n".join(remote))
    (fresh / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in checksums(fresh)), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def remote_addresses(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every address on another host in the style sheets below `folder`, with its file."""
    for path in sorted(folder.rglob("*.css")):
        for match in _REMOTE.finditer(path.read_text(encoding="utf-8")):
            yield path, match.group()


def checksums(folder: Path) -> Iterator[tuple[str, str]]:
    """Relative name and SHA-256 of every file below `folder` but the list itself, by name."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != SUMS):
        yield path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


def missing(folder: Path = VENDOR) -> tuple[str, ...]:
    """Names of library files that are not there; run `make` to get them."""
    return tuple(name for name in FILES if not (folder / name).exists())


def _copy_one(source: Path, target: Path) -> None:
    if not source.exists():
        sys.exit(f"{source} is missing; run `npm ci` (or `make clean run`) to install the browser libraries.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    copy(Path(sys.argv[1]), Path(sys.argv[2]))
