"""The fonts that printed pages embed: the web fonts of the pages, of every script, as one plain font by weight.

Run as `python -m pages.web.print_fonts NODE_MODULES TARGET`; `make` does.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
from fontTools.merge import Merger
from fontTools.ttLib import TTFont, woff2
from fontTools.varLib.instancer import instantiateVariableFont

MADE_AT_S = 3_786_912_000
"""A fixed date, seconds since 1904, so that the same web fonts always give the same bytes."""
WEIGHTS = {"regular": 400, "bold": 700}
_SANS = "@fontsource-variable/noto-sans/files/noto-sans-{}-wght-normal.woff2"
_ARABIC = "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-{}-wght-normal.woff2"
SOURCES = (
    *(_SANS.format(script) for script in ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")),
    *(_ARABIC.format(script) for script in ("arabic", "math", "symbols")),
)
"""What is put together; where two hold the same letter, the first counts."""


def build(modules: Path, target: Path) -> None:
    """Write the fonts for print into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    with _brotli(), tempfile.TemporaryDirectory() as scratch:
        for name, weight in WEIGHTS.items():
            parts = [_plain(modules / source, weight, Path(scratch)) for source in SOURCES]
            whole = Merger().merge([str(part) for part in parts])
            whole["head"].created = whole["head"].modified = MADE_AT_S
            whole.recalcTimestamp = False
            whole.save(target / f"noto-sans-{name}.ttf")


def _plain(source: Path, weight: int, scratch: Path) -> Path:
    """One variable web font at a weight, as a plain font."""
    if not source.exists():
        sys.exit(f"{source} is missing; run `npm ci` (or `make clean run`) to install the browser libraries.")
    font = instantiateVariableFont(TTFont(source), {"wght": weight})
    font.flavor = None
    path = scratch / f"{source.stem}-{weight}.ttf"
    font.save(path)
    return path


@contextmanager
def _brotli() -> Iterator[None]:
    """Web fonts are packed in a way that fontTools reads with a package we lack; Arrow unpacks it as well."""
    before = getattr(woff2, "brotli", None), woff2.haveBrotli
    woff2.brotli, woff2.haveBrotli = SimpleNamespace(decompress=_unpacked), True
    try:
        yield
    finally:
        woff2.brotli, woff2.haveBrotli = before


def _unpacked(packed: bytes) -> bytes:
    return bytes(pa.CompressedInputStream(pa.BufferReader(packed), "brotli").read())


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
