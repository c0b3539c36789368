"""Columns over time: a part before its whole, an earlier time as a line, marks where something happened."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from formhandler.charts import Mark, strip, times

SVG = "{http://www.w3.org/2000/svg}"
CSS = Path(__file__).parents[3] / "theme" / "static" / "css" / "chart.css"
PIECE = re.compile(r"M (\d+) (-?\d+) v (-?\d+) h (\d+) v (-?\d+) Z")


def chart(**changes):
    given = {
        "title": "Visits",
        "description": "By day",
        "columns": ["1.3.", "2.3.", "3.3."],
        "whole": [4, 0, 9],
        "part": [2, 0, 3],
        "locale": "fi_FI",
    }
    return ElementTree.fromstring(times("visits", **{**given, **changes}))


def paths(root):
    return {path.get("class"): path.get("d") for path in root.iter(f"{SVG}path")}


def heights(drawn):
    return {int(x) // 10: -int(up) for x, _, up, _, _ in PIECE.findall(drawn)}


def test_both_stand_on_the_ground_as_high_as_their_numbers():
    drawn = paths(chart())

    assert heights(drawn["look-2"]) == {0: 4, 2: 9}
    assert heights(drawn["look-1"]) == {0: 2, 2: 3}
    assert {y for _, y, *_ in PIECE.findall(drawn["look-1"])} == {"0"}


def test_the_part_is_drawn_after_its_whole_so_that_it_is_seen():
    order = [path.get("class") for path in chart().iter(f"{SVG}path")]

    assert order.index("look-2") < order.index("look-1")


def test_a_column_that_still_grows_looks_different():
    drawn = paths(chart(running=True))

    assert heights(drawn["look-1"]) == {0: 2}
    assert heights(drawn["running-1"]) == {2: 3}
    assert heights(drawn["running-2"]) == {2: 9}
    assert "running-1" not in paths(chart())


def test_the_time_before_is_a_line_with_gaps_where_nothing_is_known():
    drawn = paths(chart(columns=["a"] * 4, whole=[1] * 4, part=[1] * 4, before=[5, 7, None, 2]))

    assert drawn["look-6"] == "M 5 -5 L 15 -7 M 35 -2"
    assert "look-6" not in paths(chart(before=[None] * 3))


def test_the_scale_holds_the_time_before_too():
    plot = chart(before=[100, 0, 0]).find(f"{SVG}svg")

    assert plot.get("viewBox") == "0 -100 30 100"


def test_marks_stand_over_their_columns_and_say_their_numbers():
    root = chart(marks=[Mark(column=0, number="1"), Mark(column=2, number="2, 3")])

    group = root.find(f"{SVG}g[@class='marks']")
    assert [(text.text, text.get("x")) for text in group.iter(f"{SVG}text")] == [
        ("1", "16.67%"),
        ("2, 3", "83.33%"),
    ]
    assert "marked" in root.get("class")


def test_marks_that_would_stand_on_each_other_keep_their_line_without_a_number():
    many = [Mark(column=column, number=str(column)) for column in range(60)]
    root = chart(columns=["a"] * 60, whole=[1] * 60, part=[0] * 60, marks=many)

    group = root.find(f"{SVG}g[@class='marks']")
    assert len(list(group.iter(f"{SVG}line"))) == 60
    assert len(list(group.iter(f"{SVG}text"))) == 20


def test_nothing_at_all_is_no_fault():
    assert [path for name, path in paths(chart(whole=[0] * 3, part=[0] * 3)).items() if "look" in name] == [
        "",
        "",
    ]


def test_it_brings_no_style_and_every_class_has_a_look():
    root = chart(running=True, low=True, before=[1, 2, 3], marks=[Mark(column=0, number="<1>")])
    drawn = ElementTree.tostring(root, encoding="unicode")
    classes = {name for element in root.iter() for name in element.get("class", "").split()}

    assert not re.search(r"\b(?:style|fill|stroke|href|on\w+)=", drawn)
    assert {name for name in classes if f".{name}" not in CSS.read_text("utf-8")} == set()


@pytest.mark.parametrize(
    ("part", "width"), [(0, "0%"), (0.5, "50.0%"), (1, "100.0%"), (7, "100.0%"), (-1, "0.0%")]
)
def test_a_strip_is_as_long_as_its_part_and_never_longer_than_its_room(part, width):
    assert float(re.search(r'width="([\d.]+)%"', strip(part))[1]) == float(width.rstrip("%"))
