"""GoatCounter's JSON export: sums by hour, page and referrer, in files that name each other by numbers."""

import io
import json
import zipfile

import pytest

from counting.view import OTHER
from formhandler.counts import dims
from formhandler.imports import goatcounter
from formhandler.imports.fault import Fault, What
from tests.formhandler.imports.made import keys, pages, sources, taken

DAY = "2026-03-01"
HOUR = "2026-03-01T10:00:00Z"
FILES = {
    "info.json": {"export_version": "1.0", "goatcounter_version": "2.7"},
    "paths.jsonl": [
        {"id": 1, "path": "/", "title": "Home"},
        {"id": 2, "path": "/palvelut", "title": "Services"},
        {"id": 3, "path": "osta", "title": "", "event": True},
        {"id": 4, "path": "/vanha", "title": ""},
    ],
    "refs.jsonl": [
        {"id": 1, "ref": "", "ref_scheme": "o"},
        {"id": 2, "ref": "Google", "ref_scheme": "g"},
        {"id": 3, "ref": "www.example.fi/", "ref_scheme": "h"},
        {"id": 4, "ref": "kevat", "ref_scheme": "c"},
    ],
    "hit_stats.jsonl": [
        {"hour": HOUR, "path_id": 1, "ref_id": 2, "count": 5},
        {"hour": HOUR, "path_id": 2, "ref_id": 3, "count": 3},
        {"hour": HOUR, "path_id": 3, "ref_id": 1, "count": 9},
        {"hour": HOUR, "path_id": 4, "ref_id": 4, "count": 1},
    ],
    "size_stats.jsonl": [
        {"day": DAY, "path_id": 1, "width": 390, "count": 4},
        {"day": DAY, "path_id": 1, "width": 0, "count": 1},
        {"day": DAY, "path_id": 3, "width": 1280, "count": 9},
    ],
    "language_stats.jsonl": [
        {"day": DAY, "path_id": 1, "language": "fin", "count": 4},
        {"day": DAY, "path_id": 1, "language": "smn", "count": 1},
        {"day": DAY, "path_id": 1, "language": "", "count": 1},
    ],
    "location_stats.jsonl": [{"day": DAY, "path_id": 1, "location": "FI-11", "count": 5}],
}


def export(**changes):
    """The zip, with *changes* to its files by the first word of their names; None: without it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        for name, content in FILES.items():
            content = changes.get(name.partition(".")[0], content)
            rows = content if isinstance(content, list) else [content]
            if content is not None:
                into.writestr(name, "".join(r if isinstance(r, str) else json.dumps(r) + "\n" for r in rows))
    return packed.getvalue()


def read(data):
    found = taken()
    goatcounter.read(io.BytesIO(data), found)
    return found


def test_sums_of_an_hour_are_counted_by_our_definitions():
    found = read(export())

    assert pages(found) == {(DAY, "/"): (5, 5, 3), (DAY, "/palvelut/"): (3, 0, 0), (DAY, OTHER): (1, 1, 0)}
    assert sources(found) == {(DAY, "google.com"): 5, (DAY, OTHER): 1}
    assert (found.total("views"), found.total("entries")) == (9, 6)


def test_devices_and_languages_are_those_of_pages():
    found = read(export())

    assert keys(found, dims.DEVICE) == {(DAY, "phone"): 4}
    assert keys(found, dims.LANG) == {(DAY, "fi"): 4, (DAY, "smn"): 1}


def fault(**changes):
    with pytest.raises(Fault) as found:
        read(export(**changes))
    return found.value


@pytest.mark.parametrize("name", ["info", "paths", "refs", "hit_stats"])
def test_a_file_without_which_nothing_can_be_counted_is_missed(name):
    found = fault(**{name: None})

    assert found.what is What.MEMBER
    assert found.place.member.startswith(name)


def test_a_later_version_is_refused():
    assert fault(info={"export_version": "2.0"}).what is What.VERSION


@pytest.mark.parametrize(
    ("row", "what", "column"),
    [
        ("{\n", What.JSON, ""),
        ("[1]\n", What.JSON, ""),
        ({"hour": HOUR, "path_id": 1, "ref_id": 1, "count": -1}, What.NUMBER, "count"),
        ({"hour": HOUR, "path_id": 1, "ref_id": 1, "count": True}, What.NUMBER, "count"),
        ({"hour": HOUR, "path_id": 1, "count": 1}, What.NUMBER, "ref_id"),
        ({"hour": 5, "path_id": 1, "ref_id": 1, "count": 1}, What.JSON, "hour"),
        ({"hour": "2026-03-21T10:00:00Z", "path_id": 1, "ref_id": 1, "count": 1}, What.FUTURE, "hour"),
        ("x" * 70_000, What.LONG, ""),
    ],
)
def test_a_fault_names_the_file_its_line_and_what_stands_there(row, what, column):
    found = fault(hit_stats=[FILES["hit_stats.jsonl"][0], row])

    assert (found.what, found.place.member, found.place.line) == (what, "hit_stats.jsonl", 2)
    assert found.place.column == column
