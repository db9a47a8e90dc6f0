"""A process of its own that turns one foreign picture into a plain JPEG, without network, and ends.

Started as `python -I picture.py <most bytes> <most pixels> <longest side>`, with the picture on
standard input; the JPEG comes on standard output. A refusal is one line on standard error and exit code
3. Only the pixels are taken over: position, time, device and comments stay behind. Nothing of the
project is imported here.
"""

import ctypes
import io
import os
import resource
import sys
from typing import Any, NoReturn

FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85
_REFUSED = 3
_SECONDS = 20
_ADDRESS_BYTES = 1 << 30
_DIE_WITH_PARENT = 1
_KILL = 9
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000


def main(arguments: list[str]) -> None:
    """Read a picture from standard input and write it anew to standard output."""
    most_bytes, most_pixels, longest_px = map(int, arguments)
    _confine()
    content = sys.stdin.buffer.read(most_bytes + 1)
    if len(content) > most_bytes:
        _refuse(f"it is larger than {most_bytes >> 20} MB")
    try:
        sys.stdout.buffer.write(_anew(content, most_pixels, longest_px))
    except MemoryError:
        _refuse("it needs more memory than a picture may take")
    sys.stdout.buffer.flush()


def _confine() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DIE_WITH_PARENT, _KILL)
    # an own, empty network needs rights that not every machine gives; the decoders ask for none
    if libc.unshare(_NEW_NETWORK) != 0:
        libc.unshare(_NEW_USER | _NEW_NETWORK)
    for what, most in (
        (resource.RLIMIT_AS, _ADDRESS_BYTES),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _anew(content: bytes, most_pixels: int, longest_px: int) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  (the limits must hold before any library is loaded)

    Image.MAX_IMAGE_PIXELS = most_pixels
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            _require_size(found.size, most_pixels)
            found.verify()
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            found.draft("RGB", (2 * longest_px, 2 * longest_px))
            return _jpeg(ImageOps.exif_transpose(found), longest_px)
    except UnidentifiedImageError:
        _refuse("it is not a picture in JPEG, PNG or WebP")
    except Image.DecompressionBombError:
        _refuse(_too_many(most_pixels))
    except (OSError, SyntaxError, ValueError, EOFError):
        _refuse("it is damaged, cut off, or made to use up the machine")


def _require_size(size: tuple[int, int], most_pixels: int) -> None:
    if size[0] * size[1] > most_pixels:
        _refuse(_too_many(most_pixels))


def _too_many(most_pixels: int) -> str:
    return f"it has more than {most_pixels // 1_000_000} million pixels"


def _jpeg(picture: Any, longest_px: int) -> bytes:
    from PIL import Image  # noqa: PLC0415

    whole = picture if picture.mode in ("RGB", "RGBA", "L") else picture.convert("RGBA")
    whole.thumbnail((longest_px, longest_px))
    seen = whole.convert("RGBA")
    # a new picture holds nothing but pixels
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _refuse(why: str) -> NoReturn:
    sys.stderr.write(why)
    sys.stderr.flush()
    os._exit(_REFUSED)


if __name__ == "__main__":
    main(sys.argv[1:])
