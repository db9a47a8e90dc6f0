"""Settlements from files keep what is reported of people, and nothing where nothing is."""

import pytest
from shapely import Point

from data.sources.settlements import read_settlements
from tests.data.sources.test_places import HERE, codes, given_file


@pytest.mark.parametrize(
    ("properties", "people"),
    [
        ({"people": 1200}, 1200),
        ({"Population": "3400"}, 3400),
        ({"pop2007": 100, "POP2017": "4737"}, 4737),
        ({"population": 0}, 0),
        ({"population": "many"}, None),
        ({"population": -5}, None),
        ({"name": "Here"}, None),
    ],
)
def test_people_are_those_reported_and_unknown_otherwise(tmp_path, properties, people):
    (found,) = read_settlements(given_file(tmp_path, (HERE, properties))).settlements
    assert found.people == people


def test_what_is_not_reported_and_what_is_old_is_told(tmp_path):
    drawn = (HERE, {"name": "Here"}), (Point(34.41, 31.41), {"name": "There", "pop2017": 90, "Pop_Source": "PCBS"})
    file = read_settlements(given_file(tmp_path, *drawn))
    assert set(codes(file)) == {"people-not-reported", "people-of-a-year"}
    assert file.settlements[1].source.name == "PCBS"
