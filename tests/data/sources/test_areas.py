import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from data.errors import SourceError
from data.model import BarrierKind, Confidence, Severity, ZoneKind
from data.sources.areas import read_sectors, read_zones

DATA = Path(os.environ.get("PASSAGE_DATA", "/nowhere"))
SQUARE = box(34.4, 31.4, 34.41, 31.41)
BOW_TIE = Polygon([(34, 31), (34.01, 31.01), (34.01, 31), (34, 31.01)])
JULY = datetime(2024, 7, 1, 15, 3, tzinfo=UTC)


def given_file(folder, *pairs, name="zones.geojson"):
    features = [
        {"type": "Feature", "geometry": shapely.geometry.mapping(shape), "properties": properties}
        for shape, properties in pairs
    ]
    path = Path(folder) / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def one_zone(folder, **properties):
    file = read_zones(given_file(folder, (SQUARE, properties)))
    return file.zones[0], file


def codes(file):
    return [finding.code for finding in file.findings]


def test_a_zone_carries_all_that_its_file_says(tmp_path):
    zone, file = one_zone(
        tmp_path,
        ID="z1",
        Name="Mines",
        name_ar="ألغام",
        kind="mines",
        owner="A",
        exposure=2.5,
        source="Survey",
        confidence="HIGH",
        reported_at="2024-07-01T18:03:00+03:00",
        valid_from=int(JULY.timestamp() * 1000),
        note="wet ground",
    )
    assert (zone.id, zone.name, zone.name_ar, zone.owner, zone.note) == ("z1", "Mines", "ألغام", "A", "wet ground")
    assert (zone.kind, zone.exposure) == (ZoneKind.MINES, 2.5)
    assert (zone.source.name, zone.source.reported_at, zone.source.confidence) == ("Survey", JULY, Confidence.HIGH)
    assert (zone.valid.starts_at, zone.valid.ends_at) == (JULY, None)
    assert (file.barriers, file.findings) == ((), ())


@pytest.mark.parametrize(
    "written", ["2024-07-01T15:03:00Z", "2024-07-01T18:03+03:00", "Mon, 01 Jul 2024 15:03:00 GMT", 1719846180000]
)
def test_a_time_with_its_zone_is_understood_however_it_is_written(tmp_path, written):
    zone, file = one_zone(tmp_path, valid_to=written)
    assert (zone.valid.ends_at, codes(file)) == (JULY, [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2024-07-01T15:03:00", "time-without-zone"),
        ("1 July", "time-not-understood"),
        (5, "time-not-understood"),
        ("0001-01-01T00:00+14:00", "time-not-understood"),
        ("9999-12-31T23:59-14:00", "time-not-understood"),
        ("Mon, 01 Jul 99999999999999999999 15:03:00 GMT", "time-not-understood"),
    ],
)
def test_a_time_that_is_not_clear_leaves_the_zone_holding(tmp_path, written, code):
    zone, file = one_zone(tmp_path, valid_from=written, valid_to=written)
    assert zone.valid.holds_at(datetime(1990, 1, 1, tzinfo=UTC))
    assert zone.valid.holds_at(datetime(2090, 1, 1, tzinfo=UTC))
    assert code in codes(file)


def test_a_doubt_about_a_time_names_the_property_of_the_file(tmp_path):
    _, file = one_zone(tmp_path, validOn="1 July")
    assert "validon '1 July'" in file.findings[0].message


def test_a_validity_that_ends_before_it_starts_holds_always(tmp_path):
    zone, file = one_zone(tmp_path, valid_from="2025-01-01T00:00Z", valid_to="2024-01-01T00:00Z")
    assert zone.valid.holds_at(JULY)
    assert [(f.code, f.severity) for f in file.findings] == [("validity-contradicts", Severity.PROBLEM)]


@pytest.mark.parametrize(
    ("properties", "kind", "value", "priority"),
    [
        ({"barrier": "closed"}, BarrierKind.CLOSED, None, 0),
        ({"Barrier": "SCALED", "value": "3", "priority": 2}, BarrierKind.SCALED, 3.0, 2),
        ({"barrier": "added", "value": 60}, BarrierKind.ADDED, 60.0, 0),
    ],
)
def test_a_barrier_comes_with_its_zone_and_its_danger(tmp_path, properties, kind, value, priority):
    zone, file = one_zone(tmp_path, id="z", **properties)
    (barrier,) = file.barriers
    assert (barrier.area_id, barrier.kind, barrier.value, barrier.priority) == (zone.id, kind, value, priority)
    assert zone.exposure == 1.0


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ({"barrier": "shut"}, "'shut' is not one of added, closed, scaled"),
        ({"barrier": "scaled"}, "scaled needs a value of 1 or more"),
        ({"barrier": "scaled", "value": 0.5}, "scaled needs a value of 1 or more, not 0.5"),
        ({"barrier": "added", "value": "much"}, "added needs a value"),
        ({"barrier": "closed", "priority": "top"}, "priority top is not a whole number"),
        ({"barrier": "closed", "priority": 1.5}, "priority 1.5 is not a whole number"),
        ({"barrier": ["closed"]}, "its barrier is not a word"),
        ({"barrier": True}, "'True' is not one of"),
        ({"barrier": "closed", "Barrier": "none"}, "several barriers: closed, none"),
    ],
)
def test_a_barrier_that_is_not_understood_refuses_the_file(tmp_path, properties, told):
    path = given_file(tmp_path, (SQUARE, {"name": "fine"}), (SQUARE, properties))
    with pytest.raises(SourceError, match="feature 2") as refused:
        read_zones(path)
    assert told in str(refused.value)


@pytest.mark.parametrize("lost", [Point(34.4, 31.4), LineString([(34.4, 31.4), (34.5, 31.4)]), Point(500, 500)])
def test_a_closure_that_cannot_be_placed_refuses_the_file(tmp_path, lost):
    path = given_file(tmp_path, (SQUARE, {}), (lost, {"barrier": "closed"}))
    with pytest.raises(SourceError, match="feature 2 acts on roads but cannot be placed"):
        read_zones(path)


@pytest.mark.parametrize(
    ("properties", "exposure"),
    [({"kind": "flood"}, 1.0), ({"kind": "curfew"}, 0.0), ({"kind": "flood", "exposure": 0}, 0.0), ({}, 0.0)],
)
def test_danger_is_assumed_by_kind_unless_stated(tmp_path, properties, exposure):
    assert one_zone(tmp_path, **properties)[0].exposure == exposure


@pytest.mark.parametrize(
    ("properties", "code"),
    [({"kind": "booby traps"}, "kind-unknown"), ({"exposure": "high"}, "exposure-unusable"),
     ({"exposure": -1}, "exposure-unusable")],
)  # fmt: skip
def test_danger_that_is_not_understood_is_danger(tmp_path, properties, code):
    zone, file = one_zone(tmp_path, **properties)
    assert (zone.exposure, codes(file)) == (1.0, [code])


def test_a_crossed_area_keeps_both_halves_and_is_a_problem(tmp_path):
    file = read_zones(given_file(tmp_path, (BOW_TIE, {})))
    (found,) = file.findings
    assert (found.code, found.severity) == ("area-crossed", Severity.PROBLEM)
    assert found.place == pytest.approx((34.005, 31.005))
    assert len(file.zones[0].area.geoms) == 2


def test_what_is_no_area_is_told_and_the_rest_kept(tmp_path):
    file = read_zones(given_file(tmp_path, (SQUARE, {}), (Point(34, 31), {})))
    assert [z.id for z in file.zones] == ["zones-1"]
    assert [(f.code, f.subject) for f in file.findings] == [("not-an-area", "feature 2")]


def test_a_file_without_any_area_is_refused(tmp_path):
    with pytest.raises(SourceError, match="it is a Point, not an area"):
        read_zones(given_file(tmp_path, (Point(34, 31), {})))


def test_an_id_used_twice_gets_a_turn_and_equal_areas_are_told(tmp_path):
    file = read_zones(given_file(tmp_path, (SQUARE, {"id": "a"}), (SQUARE, {"id": "a"}), (BOW_TIE, {"id": "b"})))
    assert [z.id for z in file.zones] == ["a", "a-2", "b"]
    assert {"duplicate-id", "id-renamed", "duplicate-area"} <= set(codes(file))


def test_administrative_names_are_understood_old_and_new(tmp_path):
    new = {"adm2_name": "Gaza", "adm2_pcode": "PS0260", "adm2_name1": "غزة"}
    old = {"ADM1_EN": "Gaza Strip", "ADM1_PCODE": "PS02", "ADM1_AR": "قطاع غزة"}
    file = read_zones(given_file(tmp_path, (SQUARE, new), (BOW_TIE.convex_hull, old)))
    assert [(z.id, z.name, z.name_ar, z.kind) for z in file.zones] == [
        ("PS0260", "Gaza", "غزة", ZoneKind.ADMIN),
        ("PS02", "Gaza Strip", "قطاع غزة", ZoneKind.ADMIN),
    ]


def order(status, date, block="55"):
    return SQUARE, {"Block": block, "StatusText": status, "Date": date}


def test_an_order_holds_until_its_own_block_is_declared_safe(tmp_path):
    file = read_zones(given_file(
        tmp_path,
        order("Displaced", "Mon, 01 Jul 2024 15:03:00 GMT"),
        order("Safe", "Tue, 02 Jul 2024 15:03:00 GMT", block="56"),
        order("Safe", "Mon, 01 Jul 2024 10:00:00 GMT"),
        order("Safe", "Fri, 05 Jul 2024 15:03:00 GMT"),
        order("Displaced", "Sat, 06 Jul 2024 15:03:00 GMT"),
    ))  # fmt: skip
    first, second = file.zones
    assert (first.kind, first.exposure, first.name) == (ZoneKind.EVACUATION, 1.0, "Block 55")
    assert (first.valid.starts_at, first.valid.ends_at) == (JULY, JULY.replace(day=5))
    assert (second.valid.starts_at, second.valid.ends_at) == (JULY.replace(day=6), None)


@pytest.mark.parametrize("date", [None, "28 בדצמ׳ 2023, 11:41", "2024-07-01T15:03:00"])
def test_an_order_without_a_clear_date_holds_always(tmp_path, date):
    dated = order("Safe", "Fri, 05 Jul 2024 15:03:00 GMT")
    file = read_zones(given_file(tmp_path, order("Displaced", date), dated))
    assert (file.zones[0].valid.starts_at, file.zones[0].valid.ends_at) == (None, None)
    assert "order-without-date" in codes(file)


def test_a_status_that_is_not_known_counts_as_ordered_out(tmp_path):
    file = read_zones(given_file(tmp_path, order("2", "Mon, 01 Jul 2024 15:03:00 GMT"), order(None, None)))
    assert [z.kind for z in file.zones] == [ZoneKind.EVACUATION, ZoneKind.OTHER]
    assert {"word-unknown", "order-without-status"} <= set(codes(file))


def test_a_closure_in_an_order_file_still_closes(tmp_path):
    shape, properties = order("Displaced", "Mon, 01 Jul 2024 15:03:00 GMT")
    file = read_zones(given_file(tmp_path, (shape, {**properties, "barrier": "closed"})))
    assert [b.kind for b in file.barriers] == [BarrierKind.CLOSED]


def test_sectors_come_with_owners_and_the_phases_they_name(tmp_path):
    file = read_sectors(given_file(
        tmp_path,
        (SQUARE, {"id": "north", "owner": "Country A", "phases": "one; two"}),
        (BOW_TIE.convex_hull, {"id": "south", "owner": "Country A", "active_in": ["two"]}),
        (box(35, 31, 35.1, 31.1), {"id": "east"}),
    ))  # fmt: skip
    assert [(s.id, s.owner) for s in file.sectors] == [
        ("north", "contributor-country-a"), ("south", "contributor-country-a"), ("east", None)
    ]  # fmt: skip
    assert [(c.id, c.name) for c in file.contributors] == [("contributor-country-a", "Country A")]
    assert file.phases_named == {"north": ("one", "two"), "south": ("two",)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["id", "kind", "exposure", "barrier", "value", "priority", "valid_from", "valid_to", "owner",
                         "reported_at", "Block", "StatusText", "Date", "confidence", "name"]),
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | st.sampled_from(["closed", "scaled", "Displaced", "2024-07-01T15:03:00Z"]) | st.text(max_size=8)
        | st.lists(st.integers()),
    )
)  # fmt: skip
def test_whatever_the_properties_the_zone_is_kept_or_the_file_refused(tmp_path, properties):
    path = given_file(tmp_path, (SQUARE, properties))
    for read in (read_zones, read_sectors):
        try:
            file = read(path)
        except SourceError as fault:
            refused = fault
            assert "barrier" in str(refused) or "priority" in str(refused)
        else:
            is_safe = str(properties.get("StatusText", "")).strip().lower() == "safe"
            assert len(getattr(file, "zones", None) or getattr(file, "sectors", ())) == (0 if is_safe else 1)


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.is_dir(), reason="PASSAGE_DATA is not set")
def test_real_order_files_become_dated_evacuation_zones():
    for path in sorted((DATA / "gaza/evacuation").glob("orders_*.geojson")):
        file = read_zones(path)
        dated = [z for z in file.zones if z.kind is ZoneKind.EVACUATION]
        assert all(z.valid.starts_at is not None and z.exposure == 1.0 for z in dated), path.name
        assert dated or path.name == "orders_2024-10-06.geojson"


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.is_dir(), reason="PASSAGE_DATA is not set")
def test_real_invalid_areas_are_repaired_and_told():
    file = read_zones(DATA / "hostile/real/oslo_areas_invalid.geojson")
    assert len(file.zones) == 8
    assert [f.code for f in file.findings] == ["area-crossed"] * 4
