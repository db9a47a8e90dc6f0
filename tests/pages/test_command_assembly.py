"""Several files make one plan in which every id leads where its own file meant."""

import json

import pytest
from shapely import box
from shapely.geometry import mapping

from pages.command.assembly import plan_from_files
from tests.builders import NOON


def write(path, *features):
    listed = [{"type": "Feature", "properties": said, "geometry": mapping(area)} for area, said in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), encoding="utf-8")
    return path


def area(west):
    return box(west, 31.50, west + 0.01, 31.51)


@pytest.fixture
def zones(tmp_path):
    return [
        write(tmp_path / f"{name}.geojson", (area(west), {"id": "z", "name": name, "barrier": "closed"}))
        for name, west in (("one", 34.40), ("two", 34.42), ("three", 34.44))
    ]


def test_each_barrier_stands_on_the_zone_of_its_own_file(zones):
    plan = plan_from_files(zones=zones, at=NOON).plan
    assert [z.id for z in plan.zones] == ["z", "two-z", "three-z"]
    assert [plan.get(b.area_id).name for b in plan.barriers] == ["one", "two", "three"]


def test_every_new_id_is_told_with_its_file(zones):
    findings = plan_from_files(zones=zones, at=NOON).findings
    assert {f.code for f in findings} == {"id-renamed"}
    assert "two.geojson" in findings[0].message


def test_the_same_file_twice_is_two_of_each(zones):
    plan = plan_from_files(zones=[zones[0], zones[0]], at=NOON).plan
    assert len({z.id for z in plan.zones}) == 2
    assert {b.area_id for b in plan.barriers} == {z.id for z in plan.zones}


def test_an_owner_named_in_two_files_is_one_contributor(tmp_path):
    files = [
        write(tmp_path / f"{name}.geojson", (area(west), {"id": name, "owner": "Contributor A"}))
        for name, west in (("one", 34.40), ("two", 34.42))
    ]
    plan = plan_from_files(sectors=files, at=NOON).plan
    assert len(plan.contributors) == 1
    assert {s.owner for s in plan.sectors} == {plan.contributors[0].id}


def test_a_zone_and_a_sector_of_one_id_are_kept_apart(tmp_path, zones):
    sectors = write(tmp_path / "sectors.geojson", (area(34.40), {"id": "z", "phases": ["One"]}))
    plan = plan_from_files(zones=zones[:1], sectors=[sectors], at=NOON).plan
    assert [s.id for s in plan.sectors] == ["sectors-z"]
    assert plan.phases[0].active_sectors() == {"sectors-z"}


def test_an_id_like_that_of_an_owner_or_phase_does_no_harm(tmp_path):
    said = {"id": "contributor-a", "owner": "A", "phases": ["One"]}
    other = {"id": "phase-001-one", "owner": "A", "phases": ["One"]}
    sectors = write(tmp_path / "s.geojson", (area(34.40), said), (area(34.42), other))
    plan = plan_from_files(sectors=[sectors], at=NOON).plan
    assert len(plan.sectors) == 2
    assert len(plan.phases[0].active_sectors()) == 2


def test_a_sector_that_names_no_phase_is_active_in_none_that_others_name(tmp_path):
    sectors = write(tmp_path / "s.geojson", (area(34.40), {"id": "a", "phases": ["One"]}), (area(34.42), {"id": "b"}))
    plan = plan_from_files(sectors=[sectors], at=NOON).plan
    assert [p.name for p in plan.phases] == ["One"]
    assert plan.phases[0].active_sectors() == {"a"}


def test_a_file_without_sectors_makes_a_phase_in_which_nothing_is_covered(tmp_path):
    plan = plan_from_files(sectors=[write(tmp_path / "s.geojson")], at=NOON).plan
    assert [(p.name, p.active_sectors()) for p in plan.phases] == [("all", frozenset())]


def test_no_files_make_an_empty_plan():
    assembled = plan_from_files(at=NOON)
    assert list(assembled.plan.records()) == []
    assert assembled.findings == ()
