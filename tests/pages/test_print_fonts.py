"""The fonts for print hold every script, can shape Arabic, and are made of the web fonts without other packages."""

import pytest
from fontTools.ttLib import TTFont, woff2

from pages.web.print_fonts import SOURCES, _brotli, build
from tests.browser.conftest import PROJECT
from tests.handouts import FONTS

MODULES = PROJECT / "node_modules"


@pytest.mark.skipif(not FONTS.regular.exists(), reason="the fonts for print are made by `make`")
@pytest.mark.parametrize("file", [FONTS.regular, FONTS.bold])
def test_every_script_is_in_each_font_and_arabic_is_joined(file):
    font = TTFont(file)
    assert [sign for sign in "aZéő–·عپ٣ЖіΩ" if ord(sign) not in font.getBestCmap()] == []
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina", "rlig"} <= features
    assert "arab" in {record.ScriptTag for record in font["GSUB"].table.ScriptList.ScriptRecord}


@pytest.mark.skipif(not MODULES.exists(), reason="the web fonts come with `make`")
def test_web_fonts_are_unpacked_and_what_was_lent_is_given_back():
    before = woff2.haveBrotli
    with _brotli():
        assert "fvar" in TTFont(MODULES / SOURCES[0])
    assert woff2.haveBrotli == before


def test_a_missing_web_font_is_named_with_the_remedy(tmp_path):
    with pytest.raises(SystemExit, match=r"noto-sans-latin-wght-normal\.woff2 is missing; run"):
        build(tmp_path / "node_modules", tmp_path / "fonts")
