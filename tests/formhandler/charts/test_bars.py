"""A chart draws the numbers that it was given, says what it is, and leaves colours to the style sheet."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from formhandler.charts import Series, bars, swatch

SVG = "{http://www.w3.org/2000/svg}"
CSS = Path(__file__).parents[3] / "theme" / "static" / "css" / "chart.css"
PIECE = re.compile(r"M (\d+) (-?\d+) v (-?\d+) h (\d+) v (-?\d+) Z")
NUMBERS = [[3, 0, 2], [0, 4, 1]]
HANGING = [1, 0, 0]


def chart(**changes):
    """A chart of three columns, read as XML: what is not well formed fails here."""
    given = {
        "title": "Answers",
        "description": "By week",
        "columns": ["9.11.", "16.11.", "23.11."],
        "stack": [Series(look=1, values=NUMBERS[0]), Series(look=2, values=NUMBERS[1])],
        "below": Series(look=4, values=HANGING),
        "locale": "fi_FI",
    }
    return ElementTree.fromstring(bars("answers", **{**given, **changes}))


def pieces(root, look):
    """Of each piece its column, where it stands and how high it is; as a person counts, upwards."""
    path = root.find(f".//{SVG}path[@class='look-{look}']").get("d")
    drawn = [tuple(map(int, piece)) for piece in PIECE.findall(path)]
    assert len(drawn) == path.count("M"), "the pattern saw every piece"
    assert all(up == -down for _, _, up, _, down in drawn)
    return [(x // 10, -y, -up) for x, y, up, _, _ in drawn]


def words(root, group):
    return [text.text for text in root.find(f"{SVG}g[@class='{group}']")]


def test_a_piece_is_as_high_as_its_number_and_stands_on_the_one_below():
    root = chart()

    assert pieces(root, 1) == [(0, 0, 3), (2, 0, 2)]
    assert pieces(root, 2) == [(1, 0, 4), (2, 2, 1)]


def test_what_speaks_against_the_rest_hangs_down_from_zero():
    assert pieces(chart(), 4) == [(0, -1, 1)]


def test_the_plot_is_as_high_as_the_scale_and_no_piece_stands_out_of_it():
    plot = chart().find(f"{SVG}svg")

    assert plot.get("viewBox") == "0 -4 30 5"
    assert plot.get("preserveAspectRatio").startswith("none")


def test_it_says_what_it_is_to_whoever_does_not_see_it():
    root = chart()

    assert root.get("role") == "img"
    said = {child.get("id"): child.text for child in root if child.get("id")}
    assert [said[id] for id in root.get("aria-labelledby").split()] == ["Answers", "By week"]


def test_words_are_text_whatever_stands_in_them():
    hostile = "<script>alert(1)</script> & \"'"
    root = chart(title=hostile, description=hostile, columns=[hostile] * 3)

    assert root.find(f".//{SVG}script") is None
    assert root.find(f"{SVG}title").text == root.find(f"{SVG}desc").text == hostile
    assert words(root, "names") == [hostile] * 3


def test_the_lines_say_their_numbers():
    assert words(chart(), "numbers") == ["1", "0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("n", "named"), [(1, [0]), (5, [0, 1, 2, 3, 4]), (13, [0, 3, 6, 9, 12]), (52, [7, 18, 29, 40, 51])]
)
def test_of_many_columns_a_few_are_named_and_always_the_last(n, named):
    stack = [Series(look=1, values=[1] * n)]

    assert words(chart(columns=[str(i) for i in range(n)], stack=stack, below=None), "names") == list(
        map(str, named)
    )


def test_nothing_at_all_is_drawn_as_nothing():
    nothing = Series(look=1, values=[0, 0, 0])
    root = chart(stack=[nothing], below=None)

    assert pieces(root, 1) == []
    assert words(root, "numbers") == ["0", "1"]


def test_it_brings_no_style_no_script_and_no_colour():
    drawn = ElementTree.tostring(chart(), encoding="unicode") + swatch(1)

    assert not re.search(r"<(?:\w+:)?(?:style|script|image|use|foreignObject)\b", drawn)
    assert not re.search(r"\b(?:style|fill|stroke|href|on\w+)=", drawn)


def test_every_class_of_it_has_a_look_in_the_style_sheet():
    sheet = CSS.read_text("utf-8")
    classes = {element.get("class") for element in chart().iter() if element.get("class")} | {
        "swatch",
        "look-3",
    }

    assert {name for name in classes if f".{name}" not in sheet} == set()


def test_a_year_of_weeks_stays_small():
    many = [Series(look=look, values=[12345] * 53) for look in (1, 2, 3)]
    drawn = bars(
        "a", title="", description="", columns=["9.11."] * 53, stack=many, below=many[0], locale="fi_FI"
    )

    assert len(drawn.encode()) <= 10_000


def test_the_same_numbers_make_the_same_bytes():
    assert ElementTree.tostring(chart()) == ElementTree.tostring(chart())
