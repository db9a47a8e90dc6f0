import pytest
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geo.errors import GeometryError
from geo.shapes import require_area, require_line, require_point

SQUARE = box(34, 31, 34.01, 31.01)


@pytest.mark.parametrize("shape", [SQUARE, MultiPolygon([SQUARE, box(35, 31, 35.01, 31.01)])])
def test_a_proper_area_is_taken(shape):
    require_area(shape, "Zone z")


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (
            Polygon([(34, 31), (34.01, 31.01), (34.01, 31), (34, 31.01)]),
            r"Zone z is not a proper area .*34\.005 31\.005",
        ),
        (Polygon(), "an empty Polygon"),
        (Point(34, 31), "must be an area, not a Point"),
        (GeometryCollection([SQUARE]), "not a GeometryCollection"),
        (box(200, 31, 201, 32), "outside longitude"),
        (box(640_000, 3_480_000, 650_000, 3_490_000), "must be degrees"),
    ],
)
def test_an_area_that_cannot_be_relied_on_is_refused_in_words(shape, told):
    with pytest.raises(GeometryError, match=told):
        require_area(shape, "Zone z")


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (LineString([(34, 31), (34, 31)]), "has no length"),
        (LineString(), "an empty LineString"),
        (SQUARE, "must be a line"),
        (LineString([(34, 31), (34, 91)]), "latitude"),
    ],
)
def test_a_line_that_cannot_be_relied_on_is_refused_in_words(shape, told):
    with pytest.raises(GeometryError, match=told):
        require_line(shape, "Corridor c")


@pytest.mark.parametrize("shape", [Point(), Point(34, float("nan")), Point(181, 31), SQUARE])
def test_a_point_that_cannot_be_relied_on_is_refused(shape):
    with pytest.raises(GeometryError, match="Site s"):
        require_point(shape, "Site s")


def test_a_line_and_a_point_are_taken():
    require_line(LineString([(34, 31), (34.1, 31)]), "Corridor c")
    require_point(Point(-180, 90), "Site s")
