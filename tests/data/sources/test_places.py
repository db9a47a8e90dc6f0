import json
import os
from pathlib import Path

import pytest
import shapely
from shapely import Point, box

from data.model import SiteKind
from data.sources.places import read_sites

DATA = Path(os.environ.get("PASSAGE_DATA", "/nowhere"))
HERE = Point(34.4, 31.4)


def given_file(folder, *pairs, name="sites.geojson"):
    features = [
        {"type": "Feature", "geometry": shapely.geometry.mapping(shape), "properties": properties}
        for shape, properties in pairs
    ]
    path = Path(folder) / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def codes(file):
    return [finding.code for finding in file.findings]


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"kind": "holding_point"}, SiteKind.HOLDING_POINT),
        ({"amenity": "hospital", "building": "yes"}, SiteKind.HOSPITAL),
        ({"TYPE": "Clinic | عيادة"}, SiteKind.CLINIC),
        ({"healthcare": "health_centre"}, SiteKind.CLINIC),
        ({"building": "school"}, SiteKind.SCHOOL),
        ({"man_made": "water_well"}, SiteKind.WELL),
        ({"power": "plant", "type": "Power Plant"}, SiteKind.POWER_PLANT),
        ({"name": "مستودع الوكالة"}, SiteKind.WAREHOUSE),
        ({"amenity": "cafe"}, SiteKind.OTHER),
        ({}, SiteKind.OTHER),
    ],
)
def test_the_kind_is_told_from_the_words_of_the_file(tmp_path, properties, kind):
    (site,) = read_sites(given_file(tmp_path, (HERE, properties))).sites
    assert site.kind is kind


def test_a_site_carries_names_and_capacity(tmp_path):
    properties = {"osm_id": "12", "name": "Al-Shifa", "name:ar": "الشفاء", "beds": "700"}
    (site,) = read_sites(given_file(tmp_path, (HERE, properties))).sites
    assert (site.id, site.name, site.name_ar, site.capacity) == ("12", "Al-Shifa", "الشفاء", 700.0)


def test_a_capacity_that_is_no_number_is_not_reported_rather_than_none(tmp_path):
    file = read_sites(given_file(tmp_path, (HERE, {"capacity": "many"}), (HERE, {"capacity": 0})))
    assert [s.capacity for s in file.sites] == [None, 0.0]
    assert "amount-unusable" in codes(file)


def test_an_area_becomes_a_point_inside_it_and_that_is_told(tmp_path):
    file = read_sites(given_file(tmp_path, (box(34.4, 31.4, 34.41, 31.41), {"building": "school"})))
    assert file.sites[0].point.within(box(34.4, 31.4, 34.41, 31.41))
    assert codes(file) == ["point-from-shape"]


@pytest.mark.parametrize("properties", [{"kind": "border_crossing"}, {"barrier": "border_control"}])
def test_a_border_crossing_is_known_by_its_words(tmp_path, properties):
    file = read_sites(given_file(tmp_path, (HERE, {"name": "Rafah", **properties}), (HERE, {"kind": "clinic"})))
    assert [c.name for c in file.crossings] == ["Rafah"]
    assert len(file.sites) == 1


def test_a_status_in_the_file_opens_nothing(tmp_path):
    file = read_sites(given_file(tmp_path, (HERE, {"name": "Rafah", "status": "Open"}), name="crossings.geojson"))
    assert file.crossings[0].note == "status in the file: Open"
    assert codes(file) == ["status-kept-as-note"]


def test_places_of_a_table_are_sites(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("name,kind,longitude,latitude\nDepot,warehouse,34.4,31.4\nLost,clinic,,\n", encoding="utf-8")
    file = read_sites(path)
    assert [(s.id, s.name, s.kind) for s in file.sites] == [("sites-1", "Depot", SiteKind.WAREHOUSE)]
    assert codes(file) == ["geometry-missing"]


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.is_dir(), reason="PASSAGE_DATA is not set")
@pytest.mark.parametrize(
    ("name", "sites", "crossings"),
    [
        ("health_oPt_ocha", 73, 0),
        ("health_osm_hot", 604, 0),
        ("schools_osm", 862, 0),
        ("landmarks_ar", 4320, 0),
        ("crossings", 0, 5),
        ("crossings_btselem_2020", 0, 6),
    ],
)
def test_every_real_place_is_kept(name, sites, crossings):
    file = read_sites(DATA / f"gaza/facilities/{name}.geojson")
    assert (len(file.sites), len(file.crossings)) == (sites, crossings)
    assert len({p.id for p in (*file.sites, *file.crossings)}) == sites + crossings
