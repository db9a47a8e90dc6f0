"""What docs/design.md promises of colours and signs holds of the looks themselves."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from pages.look import looks
from pages.look.looks import Look, Pattern

ROOT = Path(__file__).resolve().parents[2]
DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
GROUNDS = {"day": "#f3efe8", "dark": "#24221f"}
FAMILIES = {
    "sector states": looks.SECTORS,
    "what zones do": looks.BARRIERS,
    "status": looks.STATUS,
    "routes": looks.ROUTES,
    "coverage": {"covered": looks.COVERED, "uncovered": looks.UNCOVERED},
    "convoys": {"passes": looks.CONVOY_WAY, "changed": looks.CHANGED_WAY, "former": looks.FORMER_WAY},
}
ALL = [value for value in vars(looks).values() if isinstance(value, Look)]
ALL += [look for family in FAMILIES.values() for look in family.values()] + list(looks.SITES.values())
# Brettel, Viénot and Mollon (1997) in the linear form of Viénot (1999): what a protanope and a deuteranope see
LMS = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
SEEN = {
    "protanope": np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]]),
    "deuteranope": np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]]),
}


def linear(colour):
    """Linear light of a colour: red, green, blue from 0 to 1."""
    parts = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    """Contrast as WCAG 2 has it, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lightness(colour):
    """CIE lightness, 0 to 100."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def test_every_colour_of_the_pages_is_in_the_documented_palette():
    told = set(re.findall(r"#[0-9a-f]{6}", DESIGN))
    used = {
        colour
        for folder in ("pages", ".streamlit")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".css", ".js", ".toml"} and path.name != "basemap.js"
        for colour in re.findall(r"#[0-9a-f]{6}\b", path.read_text(encoding="utf-8"))
    }
    assert used - told == set()


@pytest.mark.parametrize("family", FAMILIES, ids=str)
def test_looks_of_a_family_differ_in_more_than_colour(family):
    for one, other in itertools.combinations(FAMILIES[family].values(), 2):
        assert (one.dash, one.pattern, one.sign, one.symbol) != (other.dash, other.pattern, other.sign, other.symbol)
        assert one.words != other.words


@pytest.mark.parametrize("look", ALL, ids=lambda look: look.words)
def test_a_look_stands_out_from_the_ground_in_every_light(look):
    """By contrast of its own colour, or because casing, pattern, pin or dash set it off."""
    framed = look.casing or look.pattern is not Pattern.NONE or look.sign or look.symbol
    for ground in GROUNDS.values():
        assert framed or contrast(look.colour, ground) >= 3 or (look.dash and contrast(look.colour, ground) >= 2)


@pytest.mark.parametrize("look", [look for look in ALL if look.sign], ids=lambda look: look.words)
def test_a_sign_can_be_read_on_its_pin(look):
    assert contrast(look.ink, look.colour) >= 3


@pytest.mark.parametrize("eyes", SEEN)
def test_open_restricted_and_closed_stay_apart_for_colour_blind_eyes(eyes):
    seen = {state: np.linalg.inv(LMS) @ SEEN[eyes] @ LMS @ linear(look.colour) for state, look in looks.STATUS.items()}
    for one, other in itertools.combinations(seen.values(), 2):
        assert np.abs(one - other).max() > 0.04


def test_unknown_is_grey_dashed_and_asks():
    unknown = looks.STATUS["unknown"]
    parts = linear(unknown.colour)
    assert parts.max() - parts.min() < 0.05
    assert unknown.dash
    assert unknown.sign == "?"
    assert 40 < lightness(unknown.colour) < 60
