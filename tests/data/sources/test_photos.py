"""Photographs: pixels are taken over and nothing else; what is none is refused in words."""

import io
import struct
import zlib

import pytest
from PIL import Image

from data.errors import SourceError
from data.sources import photos
from data.sources.photos import photo_from

GPS, ORIENTATION, SOFTWARE = 0x8825, 0x0112, 0x0131


def picture(size=(60, 40), kind="JPEG", mode="RGB", **saved):
    made = Image.new(mode, size, "red")
    out = io.BytesIO()
    made.save(out, kind, **saved)
    return out.getvalue()


def opened(jpeg):
    return Image.open(io.BytesIO(jpeg), formats=["JPEG"])


def with_position():
    exif = Image.Exif()
    exif[SOFTWARE] = "Secret camera of team 3"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (31.0, 20.0, 42.0), 3: "E", 4: (34.0, 18.0, 11.0)})
    return picture(exif=exif.tobytes(), comment=b"Secret comment")


def test_nothing_the_camera_wrote_stays_and_the_picture_stands_upright():
    given = with_position()
    assert Image.open(io.BytesIO(given)).getexif().get_ifd(GPS)
    kept = photo_from("a.jpg", given)
    assert opened(kept).size == (40, 60)
    assert not opened(kept).getexif()
    assert set(opened(kept).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Exif" not in kept
    assert b"Secret" not in kept


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("WEBP", "RGB")]
)
def test_every_kind_of_picture_becomes_a_jpeg(kind, mode):
    assert opened(photo_from("a", picture(kind=kind, mode=mode))).mode == "RGB"


def test_a_large_picture_is_made_smaller_and_a_small_one_is_not_made_larger():
    assert max(opened(photo_from("a", picture((3000, 1000)))).size) == photos.LONGEST_PX
    assert opened(photo_from("a", picture((30, 10)))).size == (30, 10)


def bomb(side):
    """A PNG that says it is `side` pixels wide and high, and holds next to nothing."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a picture"),
        (b"<svg xmlns='x'><script>1</script></svg>", "not a picture"),
        (picture(kind="GIF"), "not a picture"),
        (picture(kind="TIFF"), "not a picture"),
        (picture((400, 400))[:600], "damaged"),
        (bomb(30_000), "pixels"),
        (bomb(4000), "damaged"),
    ],
    ids=["empty", "svg", "gif", "tiff", "cut off", "bomb", "hollow"],
)
def test_what_is_no_picture_is_refused_in_words(content, told):
    with pytest.raises(SourceError, match=told) as refused:
        photo_from("holiday.jpg", content)
    assert "holiday.jpg was not read" in str(refused.value)
    assert "Choose a photograph" in str(refused.value)


def test_a_file_too_large_is_refused_before_anybody_reads_it():
    with pytest.raises(SourceError, match="larger than 20 MB"):
        photo_from("a.jpg", b"\xff" * (photos.MOST_BYTES + 1))
