import json
import sqlite3
import zipfile
from pathlib import Path

import geopandas
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from data.errors import SourceError
from data.sources.door import limits, reader
from data.sources.door.limits import AREA_LIMITS, Limits
from data.sources.vector import Theatre, read_features, read_table

GAZA = Theatre(west=34.2, south=31.2, east=34.6, north=31.6)
HERE = Point(34.4, 31.4)


def feature(geometry=HERE, properties=None, **members):
    return {"type": "Feature", "geometry": shapely.geometry.mapping(geometry), "properties": properties, **members}


def collection(*features, **members):
    return {"type": "FeatureCollection", "features": list(features), **members}


def written(folder, content, name="file.geojson"):
    path = Path(folder) / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def codes(file):
    return [finding.code for finding in file.findings]


def refusal(path, **how):
    with pytest.raises(SourceError) as refused:
        read_features(path, **how)
    return str(refused.value)


def test_good_features_are_kept_and_each_bad_one_is_left_out_by_its_number(tmp_path):
    ring = {"type": "Polygon", "coordinates": [[[34, 31], [34, 32], [35, 32], [35, 31]]]}
    bad = {"type": "Feature", "geometry": ring, "properties": {"name": "North"}}
    file = read_features(written(tmp_path, collection(feature(), bad, feature(properties={"a": 1}))))
    assert [f.number for f in file.features] == [1, 3]
    (left,) = file.left_out
    assert (left.number, left.properties) == (2, {"name": "North"})
    assert "does not close" in left.why
    assert [f.subject for f in file.findings] == ["feature 2"]


@pytest.mark.parametrize("lone", [feature(), shapely.geometry.mapping(HERE)])
def test_a_bare_feature_or_geometry_is_one_feature(tmp_path, lone):
    (only,) = read_features(written(tmp_path, lone)).features
    assert only.geometry == HERE


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "it is empty"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature"', "ends too early, in feature 1"),
        ('{"type":"FeatureCollection","features":[]} more', "something follows"),
        ('{"type":"FeatureCollection","type":"x","features":[]}', "appears twice"),
        ('{"type":"Topology","objects":{}}', "is not GeoJSON's"),
        ("[1, 2]", "not a JSON object"),
        (b'{"type":"FeatureCollection","features":[],"name":"\xff"}', "byte 50 is not valid UTF-8"),
        ("[" * 100_000, "not a JSON object"),
        ('{"type":"Feature","properties":' + "[" * 100_000, "nested too deep"),
        (collection(feature(), crs={"type": "link", "properties": {"href": "http://a.invalid"}}), "by a link"),
        (collection(feature(), crs={"type": "name", "properties": {"name": "EPSG:999999"}}), "is not known"),
        ("<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "neither KML nor GPX"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_in_words(tmp_path, content, told):
    assert told in refusal(written(tmp_path, content))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"type":"Point","coordinates":[NaN,31]}', "NaN is not a number"),
        ('{"type":"Point","coordinates":[34,Infinity]}', "Infinity is not a number"),
        ('{"type":"Point","coordinates":[1e999,31]}', "not a usable number"),
        ('{"type":"Point","coordinates":[true,31]}', "not a number"),
        ('{"type":"Point","coordinates":["34",31]}', "not a number"),
        ('{"type":"Point","coordinates":[null,31]}', "not a number"),
        ('{"type":"Point","coordinates":[34]}', "1 numbers instead of two"),
        ('{"type":"Point","type":"Point","coordinates":[34,31]}', "'type' appears twice"),
        ('{"type":"Curve","coordinates":[34,31]}', "not one of GeoJSON"),
        ('{"type":"Point","coordinates":[31.4,134.4]}', "look swapped"),
        ('{"type":"Point","coordinates":[640000,3480000]}', "not degrees"),
        ('{"type":"LineString","coordinates":[[-179,0],[179,0]]}', "180 degrees wide"),
        ("null", "no geometry"),
    ],
)
def test_a_geometry_that_cannot_be_used_is_told(tmp_path, text, told):
    broken = '{"type":"Feature","properties":{},"geometry":' + text + "}"
    good = json.dumps(feature())
    file = read_features(written(tmp_path, f'{{"type":"FeatureCollection","features":[{broken},{good}]}}'))
    assert [f.number for f in file.features] == [2]
    assert told in file.left_out[0].why


def test_a_duplicate_key_in_the_properties_leaves_the_feature_out(tmp_path):
    twice = '{"type":"Feature","properties":{"status":"open","status":"closed"},"geometry":null}'
    text = f'{{"type":"FeatureCollection","features":[{twice},{json.dumps(feature())}]}}'
    assert "'status' appears twice" in read_features(written(tmp_path, text)).left_out[0].why


def test_properties_nested_without_end_leave_the_feature_out(tmp_path):
    deep = {}
    for _ in range(60):
        deep = {"a": deep}
    file = read_features(written(tmp_path, collection(feature(properties=deep), feature())))
    assert "nested more than 40" in file.left_out[0].why


def test_named_projected_coordinates_become_degrees(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32636"}}
    file = read_features(written(tmp_path, collection(feature(Point(633_000, 3_475_000)), crs=crs)))
    (only,) = file.features
    assert (only.geometry.x, only.geometry.y) == pytest.approx((34.4, 31.4), abs=0.01)
    assert codes(file) == ["coordinates-converted"]


def test_degrees_under_the_label_of_metres_are_refused(tmp_path):
    crs = {"type": "name", "properties": {"name": "EPSG:32636"}}
    path = written(tmp_path, collection(feature(), feature(Point(34.5, 31.5)), crs=crs))
    assert "says that its numbers are metres" in refusal(path)


def test_coordinates_the_wrong_way_round_are_a_problem_in_a_known_theatre(tmp_path):
    path = written(tmp_path, collection(feature(Point(31.4, 34.4)), feature(Point(10, 50)), feature()))
    file = read_features(path, theatre=GAZA)
    assert [(f.code, f.subject) for f in file.findings] == [
        ("coordinates-swapped", "feature 1"),
        ("outside-theatre", "feature 2"),
    ]


def test_ids_come_from_the_feature_or_its_properties_and_doubles_are_told(tmp_path):
    path = written(tmp_path, collection(feature(id=7), feature(properties={"ID": "7"}), feature()))
    file = read_features(path)
    assert [f.id for f in file.features] == ["7", "7", None]
    assert codes(file) == ["duplicate-id"]


def test_large_whole_numbers_stay_exact(tmp_path):
    file = read_features(written(tmp_path, collection(feature(properties={"n": 9007199254740993}), feature())))
    assert file.features[0].properties["n"] == 9007199254740993


def test_hidden_characters_are_taken_out_and_told(tmp_path):
    names = {"a": "Ra\u202efah", "b": "open\x00closed", "c": "cafe\u0301", "d": "رفح\u200f"}
    file = read_features(written(tmp_path, collection(feature(properties=names))))
    assert file.features[0].properties == {"a": "Rafah", "b": "openclosed", "c": "café", "d": "رفح\u200f"}
    assert sorted(codes(file)) == ["text-control-characters", "text-direction-marks"]


def test_a_time_without_zone_is_told_and_left_as_written(tmp_path):
    times = [{"at": "2026-03-01T08:00:00"}, {"at": "2026-03-01T08:00:00Z"}]
    file = read_features(written(tmp_path, collection(*(feature(properties=t) for t in times))))
    assert codes(file) == ["time-without-zone"]
    assert "feature 1;" in file.findings[0].message
    assert file.features[0].properties["at"] == "2026-03-01T08:00:00"


def test_numbers_and_texts_in_one_column_are_told_and_kept(tmp_path):
    values = (feature(properties={"n": value}) for value in (1, 2, "three"))
    file = read_features(written(tmp_path, collection(*values)))
    assert [f.properties["n"] for f in file.features] == [1, 2, "three"]
    assert codes(file) == ["mixed-values"]


def test_heights_are_left_aside_with_a_note(tmp_path):
    file = read_features(written(tmp_path, collection(feature(Point(34.4, 31.4, 12.0)))))
    assert not file.features[0].geometry.has_z
    assert codes(file) == ["heights-ignored"]


def test_an_empty_collection_is_read_and_told(tmp_path):
    file = read_features(written(tmp_path, collection()))
    assert (file.features, codes(file)) == ((), ["file-empty"])


def test_limits_refuse_before_anything_is_used(tmp_path):
    path = written(tmp_path, collection(*(feature(LineString([(34, 31), (34.1, 31)])) for _ in range(4))))
    most = {"file_bytes": 10**6, "features": 10, "vertices": 100, "seconds": 5}
    for what, told in (("file_bytes", "MB"), ("features", "4 features"), ("vertices", "8 corners")):
        assert told in refusal(path, limits=Limits(**{**most, what: 3}))


def test_a_missing_file_is_refused_in_words(tmp_path):
    assert "no such file" in refusal(tmp_path / "gone.geojson")


def test_a_folder_is_not_called_a_missing_file(tmp_path):
    assert "it is a folder" in refusal(tmp_path)


def test_a_name_that_contradicts_the_content_is_refused(tmp_path):
    assert "its content is GeoJSON but its name ends in .gpkg" in refusal(written(tmp_path, collection(), "x.gpkg"))


def frame(*shapes, crs=4326, **columns):
    return geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


@pytest.mark.parametrize(("name", "driver"), [("f.gpkg", "GPKG"), ("f.shp", "ESRI Shapefile"), ("f.kml", "LIBKML")])
def test_other_formats_give_the_same_features(tmp_path, name, driver):
    shapes = (box(34.4, 31.4, 34.41, 31.41), box(34.5, 31.4, 34.51, 31.41))
    frame(*shapes, Name=["شمال", "South"]).to_file(tmp_path / name, driver=driver)
    file = read_features(tmp_path / name)
    assert [f.properties["Name"] for f in file.features] == ["شمال", "South"]
    for found, drawn in zip(file.features, shapes, strict=True):
        assert found.geometry.normalize().equals_exact(drawn.normalize(), 1e-9)
    assert len(file.provenance.sha256) == 64


def test_whole_numbers_beside_a_gap_stay_exact_in_a_geopackage(tmp_path):
    import pandas as pd  # noqa: PLC0415  (only this test needs its nullable numbers)

    frame(HERE, HERE, n=pd.array([9007199254740993, None], dtype="Int64")).to_file(tmp_path / "f.gpkg")
    table = read_table(tmp_path / "f.gpkg")
    assert table.columns["n"].tolist() == [9007199254740993, None]


def test_one_layer_of_a_geopackage_is_read_by_its_name(tmp_path):
    path = tmp_path / "f.gpkg"
    frame(HERE).to_file(path, layer="nodes")
    frame(LineString([(34, 31), (34.1, 31)])).to_file(path, layer="edges")
    assert "holds the layers" in refusal(path)
    assert [s.geom_type for s in read_table(path, layers_wanted=("roads", "edges")).geometry] == ["LineString"]
    assert [s.geom_type for s in read_table(path, layer="nodes").geometry] == ["Point"]


def test_a_layer_that_the_file_computes_itself_is_refused(tmp_path):
    path = tmp_path / "f.gpkg"
    frame(HERE).to_file(path, layer="real")
    with sqlite3.connect(path) as base:
        base.execute("CREATE VIEW made AS SELECT * FROM real")
        base.execute("UPDATE gpkg_contents SET table_name = 'made'")
        base.execute("UPDATE gpkg_geometry_columns SET table_name = 'made'")
    base.close()
    assert "computed by the file itself" in refusal(path)


@pytest.mark.parametrize(("lost", "told"), [(".prj", "coordinate system"), (".dbf", "attributes"), (".shx", "index")])
def test_a_shapefile_with_a_part_missing_is_refused(tmp_path, lost, told):
    frame(HERE, name=["a"]).to_file(tmp_path / "f.shp")
    (tmp_path / "f.shp").with_suffix(lost).unlink()
    assert told in refusal(tmp_path / "f.shp")


def zipped(path, **entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_one_layer_in_an_archive_is_read(tmp_path):
    path = zipped(tmp_path / "f.zip", **{"in/a.geojson": json.dumps(collection(feature())), "readme.txt": "hello"})
    assert len(read_features(path).features) == 1


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"../a.geojson": "{}"}, "points outside"),
        ({"/etc/a.geojson": "{}"}, "points outside"),
        ({"a.geojson": "{}", "b.kml": "<kml/>"}, "2 map layers"),
        ({"a.txt": "x"}, "0 map layers"),
        ({"a.geojson": b" " * (limits.UNPACK_RATIO_FROM_BYTES * 3)}, "unpacks to more than"),
        ({f"{n}.txt": "x" for n in range(limits.ARCHIVE_ENTRIES + 1)}, "at most 200"),
    ],
)
def test_an_archive_that_is_not_what_it_should_be_is_refused(tmp_path, entries, told):
    assert told in refusal(zipped(tmp_path / "f.zip", **entries))


def test_an_archive_with_a_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("a.geojson")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in refusal(tmp_path / "f.zip")


@pytest.mark.parametrize("word", ["<!DOCTYPE x>", '<!doctype x [<!ENTITY a "b">]>'])
def test_markup_with_declarations_is_refused(tmp_path, word):
    kml = f'<?xml version="1.0"?>{word}<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'
    assert "it declares DOCTYPE" in refusal(written(tmp_path, kml, "f.kml"))


def test_a_network_link_is_told_and_not_followed(tmp_path):
    place = "<Placemark><name>A</name><Point><coordinates>34.4,31.4</coordinates></Point></Placemark>"
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{link}{place}</Document></kml>'
    file = read_features(written(tmp_path, kml, "f.kml"))
    assert len(file.features) == 1
    assert "network-link-ignored" in codes(file)


def test_a_reader_that_takes_too_much_memory_ends_in_words(tmp_path, monkeypatch):
    frame(HERE).to_file(tmp_path / "f.gpkg")
    monkeypatch.setattr(reader, "WORKER_ADDRESS_BYTES", 60 * 2**20)
    assert "was not read" in refusal(tmp_path / "f.gpkg")


def test_the_reader_knows_one_format_only(tmp_path):
    environment = reader._environment("GeoPackage", tmp_path)
    assert "GPKG" not in environment["GDAL_SKIP"].split(",")
    assert {"OGR_VRT", "GeoJSON", "HTTP"} & set(environment["GDAL_SKIP"].split(",")) >= {"OGR_VRT", "GeoJSON"}
    assert not any("PASSAGE" in key or "PYTHON" in key for key in environment)


def test_a_table_of_places_gives_points(tmp_path):
    text = "name;lon;lat\n#loc;#geo+lon;#geo+lat\nA;34.4;31.4\nB;x;31.4\nC;;\n"
    file = read_features(written(tmp_path, text, "f.csv"))
    assert [(f.geometry, f.properties["name"]) for f in file.features] == [(HERE, "A")]
    assert [f.number for f in file.left_out] == [2, 3]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=60), at=st.integers(0, 300), cut=st.integers(0, 300))
def test_damage_anywhere_ends_in_a_result_or_in_words(tmp_path, noise, at, cut):
    whole = json.dumps(collection(*(feature(properties={"name": "شمال", "n": n}) for n in range(3)))).encode()
    path = written(tmp_path, whole[:at] + noise + whole[at + cut % 7 :], "damaged.geojson")
    try:
        file = read_features(path, limits=AREA_LIMITS)
    except SourceError as fault:
        told = fault
        assert told.faults
        assert "damaged.geojson" in str(told)
    else:
        numbers = sorted([f.number for f in file.features] + [f.number for f in file.left_out])
        assert numbers == list(range(1, len(numbers) + 1))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=8),
    name=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf")), max_size=20),
)
def test_what_is_written_is_read_back_exactly(tmp_path, places, name):
    import unicodedata  # noqa: PLC0415

    path = written(tmp_path, collection(*(feature(Point(p), {"name": name}) for p in places)))
    file = read_features(path)
    assert [(f.geometry.x, f.geometry.y) for f in file.features] == places
    assert {f.properties["name"] for f in file.features} == {unicodedata.normalize("NFC", name)}
