"""The files hold what the page shows, and nothing that a spreadsheet would calculate."""

import csv
import json
from io import StringIO

import pytest

from formhandler.figures import files
from formhandler.figures.table import Column, Kind, Row, Table

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]


def table(rows, **more):
    columns = [Column(id="n", name="Views"), Column(id="share", name="Share", kind=Kind.SHARE)]
    return Table(id="pages", caption="Pages", head="Page", columns=columns, rows=rows, **more)


def read(text):
    assert text.startswith(files.MARK)
    return list(csv.reader(StringIO(text.removeprefix(files.MARK)), delimiter=";"))


def test_a_file_has_the_heads_and_the_numbers():
    found = read(files.table_csv(table([Row(name="/a;b/", numbers=(12345, 0.123))]), "fi"))

    assert found == [["Page", "Views", "Share, %"], ["/a;b/", "12345", "12,3"]]


def test_shares_have_the_decimal_sign_of_the_language():
    assert read(files.table_csv(table([Row(name="/", numbers=(1, 0.5))]), "en"))[1][2] == "50.0"


def test_where_there_is_no_number_the_cell_is_empty():
    assert read(files.table_csv(table([Row(name="/", numbers=(1, None))]), "fi"))[1] == ["/", "1", ""]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_somebody_sent_becomes_a_formula(name):
    [_, [cell, *_]] = read(files.table_csv(table([Row(name=name, numbers=(1, 1.0))]), "fi"))

    assert cell == f"'{name}"


def test_a_group_has_a_column_of_its_own():
    rows = [
        Row(name="Search engines", numbers=(3, 1.0)),
        Row(name="=a.example", numbers=(2, 0.6), group="Search engines"),
    ]

    found = read(files.table_csv(table(rows, grouped=True), "fi"))

    assert [row[:2] for row in found[1:]] == [["Search engines", ""], ["Search engines", "'=a.example"]]
    assert {len(row) for row in found} == {4}


def test_json_is_numbers_by_their_names():
    made = files._table(table([Row(name="Everything else", key="*", numbers=(3, 0.25))]))

    assert json.loads(json.dumps(made))["rows"] == [
        {"name": "Everything else", "key": "*", "n": 3, "share": 0.25}
    ]
