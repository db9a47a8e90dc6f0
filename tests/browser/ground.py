"""A made-up ground around the made-up town: a sea, a lake with an island, fields, a border, places with two names."""

import pyarrow as pa
from shapely import LineString, Point, box

from data.tiles.ground import GROUND, Ground
from tests.browser.payloads import PAYLOADS
from tests.browser.town import BOUNDS

WEST, SOUTH, EAST, NORTH = BOUNDS
PLACES = (
    ("city", "Deir al-Balah", "دير البلح", 44.19, 15.36),
    ("town", "Al-Hudaydah", "الحديدة", 44.165, 15.325),
    ("village", "Old mill (١٢)", "الطاحونة القديمة (١٢)", 44.215, 15.33),
)


def ground():
    """Every layer, with hostile names at the edge of the town."""
    lake = box(44.2, 15.35, 44.22, 15.37).difference(box(44.207, 15.357, 44.213, 15.363))
    rows = [
        ("water", "sea", None, None, box(WEST - 0.05, SOUTH - 0.05, WEST, NORTH + 0.05)),
        ("water", "water", "Lake", "بحيرة", lake),
        ("land", "green", None, None, box(44.16, 15.34, 44.18, 15.38)),
        ("land", "built", None, None, box(44.18, 15.31, 44.2, 15.34)),
        ("coast", "coast", None, None, LineString([(WEST, SOUTH - 0.05), (WEST, NORTH + 0.05)])),
        ("borders", "country", None, None, LineString([(WEST, NORTH), (EAST, SOUTH + 0.02)])),
        ("streams", "river", None, None, LineString([(44.2, 15.36), (44.17, 15.3)])),
        *(("places", kind, name, ar, Point(lon, lat)) for kind, name, ar, lon, lat in PLACES),
        *(("places", "village", text, text, Point(WEST + 0.002 * n, NORTH)) for n, text in enumerate(PAYLOADS)),
    ]
    columns = dict(zip(GROUND.names, ([*column] for column in zip(*map(_row, rows), strict=True)), strict=True))
    return Ground(table=pa.table({n: pa.array(v, GROUND.field(n).type) for n, v in columns.items()}, GROUND))


def _row(row):
    layer, kind, name, ar, shape = row
    return layer, kind, name, None, ar, shape.wkb
