import pytest

from pages.web import basemap, own_ground
from tests.browser.town import town
from tests.data.sources.test_base_maps import PNG, mbtiles


def test_the_map_tells_where_it_is_what_it_credits_and_how_far_it_reaches(tmp_path):
    shown = basemap.road_map(town(), tmp_path)
    assert (tmp_path / shown.url.removeprefix("/roads/")).is_file()
    assert shown.attributions == ("Made-up town, no real place",)
    assert shown.bounds == pytest.approx((44.15, 15.3, 44.238, 15.388), abs=0.003)
    assert shown.told()["zoom"] == 14
    assert basemap.road_map(town(), tmp_path) == shown


def test_a_base_map_is_drawn_until_it_is_stopped_or_gone(tmp_path):
    assert own_ground.in_use(tmp_path) is None
    given = mbtiles(tmp_path / "a.mbtiles", [(2, 1, 1, PNG)], format="png", name="Old sheet", attribution="Survey 1987")
    own_ground.use(given, "a.mbtiles", tmp_path)
    used = own_ground.in_use(tmp_path)
    assert (used.title, used.attribution) == ("Old sheet", "Survey 1987")
    assert used.told["raster"]
    assert used.told["least"] == used.told["zoom"] == 2
    own_ground.stop_using(tmp_path)
    assert own_ground.in_use(tmp_path) is None
    own_ground.use(given, "a.mbtiles", tmp_path)
    (tmp_path / used.told["url"].removeprefix("/ground/")).unlink()
    assert own_ground.in_use(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", '{"file": 3}', '{"file": "../../etc/passwd", "name": "x"}'])
def test_a_broken_note_of_what_is_in_use_means_none(tmp_path, text):
    (tmp_path / "in_use.json").write_text(text)
    assert own_ground.in_use(tmp_path) is None
