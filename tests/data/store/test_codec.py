"""What is written down comes back equal, bit for bit; what was not written by us is refused."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry.base import BaseGeometry

from data.errors import StoreError
from data.model import COLLECTION_OF, SectorState
from data.store.codec import NOUNS, decoded, decoded_plan, encoded, encoded_settings, kind_of
from tests import builders, strategies


def round_trip(record):
    return decoded(kind_of(record), record.id, encoded(record))


def shape_of(record):
    held = (getattr(record, name, None) for name in ("area", "line", "point", "place"))
    return next((shape for shape in held if isinstance(shape, BaseGeometry)), None)


def test_every_noun_has_a_kind():
    assert set(NOUNS.values()) == set(COLLECTION_OF)


@settings(max_examples=150, deadline=None)
@given(strategies.records())
def test_every_record_comes_back_equal_and_its_shape_to_the_bit(record):
    back = round_trip(record)
    assert back == record
    assert type(back) is type(record)
    if shape_of(record) is not None:
        assert shapely.to_wkb(shape_of(back)) == shapely.to_wkb(shape_of(record))


@settings(max_examples=30, deadline=None)
@given(strategies.plans())
def test_every_plan_comes_back_equal(plan):
    back = decoded_plan(encoded_settings(plan), [round_trip(r) for r in plan.records()])
    assert back == plan


@settings(max_examples=50, deadline=None)
@given(strategies.records())
def test_the_same_record_is_always_the_same_text(record):
    assert encoded(round_trip(record)) == encoded(record)


def test_a_height_is_kept():
    high = builders.site(point=shapely.Point(34.4, 31.4, 12.5))
    assert round_trip(high).point.z == 12.5


def test_a_local_moment_comes_back_as_the_same_instant_in_utc():
    local = datetime(2026, 10, 24, 1, 30, fold=1, tzinfo=ZoneInfo("Asia/Gaza"))
    back = round_trip(builders.convoy(departs_at=local)).departs_at
    assert back.tzinfo is UTC
    assert back == local.astimezone(UTC)


def test_arabic_is_readable_in_the_text():
    assert "طريق" in encoded(builders.zone(name="طريق"))


def test_not_known_stays_not_known():
    gate = round_trip(builders.full_plan().phases[0]).gates[0]
    assert gate.met is None


def body(record, **other):
    return json.dumps({**json.loads(encoded(record)), **other})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"danger": 1}, "danger"),
        ({"format": 2}, "newer version"),
        ({"format": "one"}, "'one' is not a int"),
        ({"name": 7}, "7 is not a str"),
        ({"exposure": "high"}, "'high' is not a float"),
        ({"kind": "volcano"}, "volcano"),
        ({"valid": {"starts_at": "2026-01-01", "ends_at": None}}, "time zone"),
        ({"area": {"type": "GeometryCollection", "geometries": []}}, "GeometryCollection"),
        ({"area": {"type": "Point", "coordinates": [1, 2]}}, "a Point stands where it cannot"),
        ({"area": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}}, "not a proper area"),
        ({"area": {"type": "Polygon", "coordinates": [[0, 0]]}}, "cannot be read"),
        ({"area": None}, "cannot be read"),
        ({"source": []}, "cannot be read"),
        ({"id": "other"}, "says it is other"),
    ],
)
def test_a_zone_not_written_by_us_is_refused_with_its_name(change, reason):
    with pytest.raises(StoreError, match="zone") as refusal:
        decoded("zone", "z", body(builders.zone(), **change))
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("record", "change"),
    [
        (builders.convoy(), {"via": "s"}),
        (builders.convoy(), {"vehicle_count": 2.5}),
        (builders.convoy(), {"vehicle_count": True}),
        (builders.convoy(), {"origin": 5}),
        (builders.phase(), {"gates": [{"condition": "x", "met": "false", "evidence": None}]}),
        (builders.phase(), {"sector_states": [["north", "active", "now"]]}),
        (builders.phase(), {"sector_states": [["north", "asleep"]]}),
        (builders.road_report(), {"status": {"kind": "road", "status": "OPEN"}}),
        (builders.road_report(), {"status": {"kind": "river", "status": "PASSABLE"}}),
        (builders.road_report(), {"stale_after": "long"}),
        (builders.barrier(), {"kind": "scaled"}),
    ],
)
def test_values_of_another_kind_are_refused_not_bent(record, change):
    with pytest.raises(StoreError, match=f"{kind_of(record)} {record.id}"):
        decoded(kind_of(record), record.id, body(record, **change))


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '"x"', "null", "[" * 100_000, '{"format":1,"exposure":NaN}'])
def test_text_that_is_no_record_is_refused(text):
    with pytest.raises(StoreError, match="zone z"):
        decoded("zone", "z", text)


def test_a_kind_of_a_newer_version_is_refused():
    with pytest.raises(StoreError, match="newer version"):
        decoded("satellite", "s", "{}")


def test_a_missing_field_takes_its_default_so_that_nouns_may_grow():
    grown = json.loads(encoded(builders.zone()))
    del grown["note"]
    assert decoded("zone", "z", json.dumps(grown)) == builders.zone()


def test_a_missing_field_without_default_is_refused():
    lacking = json.loads(encoded(builders.zone()))
    del lacking["kind"]
    with pytest.raises(StoreError, match="it lacks 'kind'"):
        decoded("zone", "z", json.dumps(lacking))


@pytest.mark.parametrize(
    "record",
    [
        builders.site(capacity=float("inf")),
        builders.site(name="\ud800"),
        builders.site(point=shapely.from_wkt("POINT M (34 31 5)")),
        builders.convoy(departs_at=datetime.max.replace(tzinfo=ZoneInfo("America/New_York"))),
        builders.contributor(pledged_personnel=2.5),
    ],
)
def test_what_could_not_be_read_back_is_not_written(record):
    with pytest.raises(StoreError, match=record.id):
        encoded(record)


def test_records_that_contradict_each_other_are_refused():
    with pytest.raises(StoreError, match="contradicts itself"):
        decoded_plan(encoded_settings(builders.plan()), [builders.sector(owner="nobody")])


def test_sector_states_keep_their_order():
    states = (("b", SectorState.ACTIVE), ("a", SectorState.PREPARING))
    assert round_trip(builders.phase(sector_states=states)).sector_states == states


def test_a_span_is_kept_to_the_microsecond():
    report = builders.road_report(stale_after=timedelta(days=3, microseconds=1))
    assert round_trip(report).stale_after == timedelta(days=3, microseconds=1)
