"""Photographs of people in the field → plain JPEGs that tell nothing but what is seen."""

import os
import subprocess
import sys
from pathlib import Path

from data.errors import SourceError
from data.sources.door import picture
from data.sources.door.limits import MEGABYTE

MOST_BYTES = 20 * MEGABYTE
MOST_PIXELS = 64_000_000
LONGEST_PX = 1600
_SECONDS = 40
_REFUSED = 3
_REMEDY = "Choose a photograph in JPEG, PNG or WebP, or take one here."


def photo_from(name: str, content: bytes) -> bytes:
    """A photograph written anew as JPEG, upright, at most 1600 pixels on its longer side, without any note in it.

    It is decoded by a confined process: it may fail, this one may not.

    Raises
    ------
    SourceError
        When it is no picture, too large, damaged, or made to use up the machine.
    """
    if len(content) > MOST_BYTES:
        raise SourceError(name, [f"it is larger than {MOST_BYTES // MEGABYTE} MB"], _REMEDY)
    limits = [str(limit) for limit in (MOST_BYTES, MOST_PIXELS, LONGEST_PX)]
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and file; nothing of the picture is in it)
            [sys.executable, "-I", "-W", "ignore", str(Path(picture.__file__).resolve()), *limits],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SourceError(name, [f"reading it took more than {_SECONDS} s and was given up"], _REMEDY) from None
    if done.returncode or not done.stdout:
        said = done.stderr[:300].decode("utf-8", "replace").strip()
        why = said if done.returncode == _REFUSED and said else "it made the reader fail"
        raise SourceError(name, [why], _REMEDY)
    return done.stdout
