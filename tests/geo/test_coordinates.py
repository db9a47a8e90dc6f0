"""Positions as people write them: known points of the grids, both ways, and what is refused."""

import contextlib
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.coordinates import Form, parse, read, told
from geo.errors import GeometryError
from geo.measure import distance_m

lons, lats = st.floats(-180, 180), st.floats(-80, 84)


def away_m(point, lon, lat):
    return distance_m((point.x, point.y), (lon, lat))


@pytest.mark.parametrize(
    "text",
    [
        "34.46, 31.52",
        "34.46,31.52",
        " 34.46  31.52 ",
        "31.52 N, 34.46 E",
        "34.46 E, 31.52 N",
        "N31.52 E34.46",
        "31.52° north 34.46° east",
        "31°31'12\" N 34°27'36\" E",
        "31° 31′ 12″ N, 34° 27′ 36″ E",
        "31°31’12’’N 34°27’36’’E",
        "31 31 12 N 34 27 36 E",
        "31 31.2 N 34 27.6 E",
        "E 34 27 36 N 31 31 12",
        "٣١٫٥٢ شمالاً، ٣٤٫٤٦ شرقاً",
        "٣٤٫٤٦، ٣١٫٥٢",
        "۳۴٫۴۶ ۳۱٫۵۲",
    ],
)
def test_every_way_of_writing_degrees_is_the_same_place(text):
    assert away_m(parse(text), 34.46, 31.52) < 0.01


def test_south_and_west_are_negative():
    assert away_m(parse("12.5 S 77.25 W"), -77.25, -12.5) < 0.01
    assert away_m(parse("-77.25, -12.5"), -77.25, -12.5) < 0.01
    assert told(Point(-77.25, -12.5)) == "12.50000° S, 77.25000° W"


@pytest.mark.parametrize(
    ("lon", "lat", "utm", "mgrs"),
    [
        # published with GeographicLib: Baghdad
        (44.4, 33.3, "38S 444141 3684706", "38S MB 44140 84706"),
        # Bergen lies in the zone that southern Norway is given; Longyearbyen in a wide one of Svalbard
        (5.32, 60.39, None, "32V KN 97230 00510"),
        (15.65, 78.22, None, "33X WG 14813 83004"),
    ],
)
def test_known_places_have_their_known_grid_positions(lon, lat, utm, mgrs):
    assert told(Point(lon, lat), Form.MGRS) == mgrs
    assert away_m(parse(mgrs), lon, lat) < 1
    if utm:
        assert told(Point(lon, lat), Form.UTM) == utm
        assert away_m(parse(utm), lon, lat) < 1


@pytest.mark.parametrize(
    ("utm", "mgrs"),
    [
        # letters worked out by hand from the definition: columns from A, J or S at 100 km, rows from A or F at 0
        ("4Q 612345 2367890", "4Q FJ 12345 67890"),  # even zone of the first set: F + 3 rows
        ("36R 638625 3488156", "36R XV 38625 88156"),  # even, third set: X is the sixth from S; F + 14 = V
        ("38S 444140 3684706", "38S MB 44140 84706"),  # even, second set: M is the fourth from J; F + 16 = B
        ("37S 300000 3700000", "37S CT 00000 00000"),  # odd, first set: A + 17 = T
        ("33X 514813 8683004", "33X WG 14813 83004"),  # odd, third set: W is the fifth from S; A + 6 = G
        ("35N 500000 0", "35N NA 00000 00000"),  # odd, second set: N is the fifth from J, without O
        ("35M 500000 9999999", "35M NV 00000 99999"),  # a metre south of it
        ("56H 334873 6252266", "56H LH 34873 52266"),  # Sydney: even, second set; F + 2 = H
    ],
)
def test_squares_are_lettered_as_defined(utm, mgrs):
    assert told(parse(utm), Form.MGRS) == mgrs
    assert away_m(parse(mgrs), *parse(utm).coords[0]) < 1


@pytest.mark.parametrize(
    "text", ["36RXV3862588156", "36r xv 38625 88156", "MGRS 36R XV 3862588156", "٣٦R XV ٣٨٦٢٥ ٨٨١٥٦"]
)
def test_spaces_small_letters_and_arabic_digits_make_no_difference_to_mgrs(text):
    assert parse(text) == parse("36R XV 38625 88156")


@pytest.mark.parametrize(
    "text",
    ["36R 638625 3488156", "36N 638625 3488156", "36 north 638625 3488156", "UTM zone 36R, 638625 m E, 3488156 m N"],
)
def test_band_and_half_of_the_globe_say_the_same(text):
    assert away_m(parse(text), 34.46, 31.52) < 1


@pytest.mark.parametrize(("text", "off_m"), [("36R XV 3 8", 10_000), ("36R XV 386 881", 100), ("36RXV3862588156", 1)])
def test_a_square_is_its_middle_and_tells_its_size(text, off_m):
    found = read(text)
    assert (found.form, found.off_m) == (Form.MGRS, off_m)
    assert told(found.point, Form.MGRS, off_m).replace(" ", "") == text.replace(" ", "")


def test_the_last_digit_written_tells_how_far_off_a_position_may_be():
    assert read("34.46, 31.5").off_m == pytest.approx(11_132, rel=0.01)
    assert read("31°31′12″ N 34°27′36″ E").off_m == pytest.approx(31, abs=1)


@settings(max_examples=150)
@given(lons, lats, st.sampled_from(list(Form)), st.sampled_from([1, 10, 100, 1000, 10_000]))
@example(5.999999, 63.999999, Form.UTM, 1000)
@example(-180.0, 0.0, Form.MGRS, 1)
@example(179.9999999, -80.0, Form.UTM, 10_000)
@example(33.0, 84.0, Form.MGRS, 10_000)
@example(34.0, 31.9999999, Form.UTM, 1)
@example(34.0, -1e-9, Form.UTM, 1)
@example(34.999999999, 59.9999999, Form.DMS, 1)
def test_what_is_written_is_read_back_within_its_precision(lon, lat, form, precision_m):
    back = read(told(Point(lon, lat), form, precision_m))
    assert away_m(back.point, lon, lat) <= precision_m
    if form in {Form.MGRS, Form.UTM}:
        assert back.form is form


@given(st.text(alphabet="0123456789 .,°'\"NSEWRX-٣", max_size=30))
def test_any_text_is_a_place_on_the_globe_or_a_geometry_error(text):
    with contextlib.suppress(GeometryError):
        found = parse(text)
        assert abs(found.x) <= 180
        assert abs(found.y) <= 90


@pytest.mark.parametrize(
    ("text", "told_"),
    [
        ("", "is not a position"),
        ("somewhere", "is not a position"),
        ("9" * 5000, "is not a position"),
        ("31.52", "is not a position"),
        ("31,52 N 34,46 E", "is not a position"),
        ("31° 31'' N 34° E", "is not a position"),
        ("31°31′12″ 34°27′36″", "is not a position"),
        ("31.52 N 34.46 N", "one direction twice"),
        ("31.52, 134.46", "longitude, then latitude"),
        ("91 N 34 E", "off the globe"),
        ("31 61 N 34 27 E", "below 60"),
        ("31.5 20 N 34 27 E", "only the last"),
        ("36R XV 123 45", "as many digits east as north"),
        ("36R XV", "as many digits east as north"),
        ("36R XV 38 62 58 81", "as many digits east as north"),
        ("36R XV 386250 881560", "as many digits east as north"),
        ("36R AV 38625 88156", "first letter is one of S to Z"),
        ("36R XI 38625 88156", "I and O are never used"),
        ("36R XA 38625 88156", "does not lie in zone 36R"),
        ("36S XV 38625 88156", "does not lie in zone 36S"),
        ("62R 638625 3488156", "no UTM zone 62R"),
        ("32X 500000 8683004", "no UTM zone 32X"),
        ("36S 638625 3488156", "36 south"),
        ("36R 3488156 638625", "easting first"),
        ("33X 890000 9300000", "Easting 890000"),
        ("36 north 638625 9900000", "near the poles"),
        ("Y XZ 12 34", "grid of the poles"),
    ],
)
def test_what_is_doubtful_is_refused_with_the_reason(text, told_):
    with pytest.raises(GeometryError, match=re.compile(re.escape(told_), re.IGNORECASE)):
        parse(text)


@pytest.mark.parametrize("form", [Form.UTM, Form.MGRS])
def test_the_poles_have_no_grid(form):
    with pytest.raises(GeometryError, match="write the position in degrees"):
        told(Point(0, 84.5), form)
    assert away_m(parse(told(Point(0, 84.5), Form.DMS)), 0, 84.5) < 1
