"""Text stands out from its ground by 7:1 in both colour schemes (WCAG 1.4.6), shapes by 3:1 (1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "theme/static/css/tokens.css").read_text("utf-8")
COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{6})")
LIGHT, DARK, PRINT = (dict(COLOUR.findall(part)) for part in TOKENS.split("@media "))
SCHEMES = {"light": LIGHT, "dark": {**LIGHT, **DARK}, "print": {**LIGHT, **PRINT}}

TEXT = [
    ("ink", "paper"),
    ("ink", "panel"),
    ("ink", "notice"),
    ("quiet", "paper"),
    ("quiet", "panel"),
    ("link", "paper"),
    ("link", "panel"),
    ("link", "notice"),
    ("thread", "paper"),  # the numbers of a list
    ("paper", "link"),  # a button
    ("paper", "ink"),  # the skip link
]
SHAPES = [
    ("edge", "paper"),
    ("edge", "panel"),
    ("thread", "panel"),
    ("wax", "paper"),
    ("wax", "panel"),
    ("on-wax", "wax"),
    ("half", "paper"),
]
#: Parts of a chart that touch: they differ in lightness, so the picture does without its colours.
PARTS = [("link", "half"), ("half", "paper"), ("link", "paper")]


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out(scheme, text, ground):
    assert contrast(SCHEMES[scheme][text], SCHEMES[scheme][ground]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_stand_out(scheme, shape, ground):
    assert contrast(SCHEMES[scheme][shape], SCHEMES[scheme][ground]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("part", "beside"), PARTS)
def test_parts_of_a_chart_differ_without_their_colours(scheme, part, beside):
    assert contrast(SCHEMES[scheme][part], SCHEMES[scheme][beside]) >= 2.5


def test_every_colour_of_the_dark_scheme_is_one_of_the_light():
    assert DARK.keys() == LIGHT.keys()


def test_colours_stand_in_the_tokens_only():
    for path in Path(__file__).parents[2].glob("theme/static/css/*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", path.read_text("utf-8")), path.name
