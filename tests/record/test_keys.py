"""Every key of a record, taken away one at a time: from the example and from the owner's own record."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from record.errors import Fault
from record.loading import project_root, read
from record.reading import Reading
from tests.record.raw import MISSING, changed, keys_of, parsed

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "tests/example/record.toml"
FILES = (EXAMPLE, *PROJECT.glob("content/record.toml"))
TODAY = date(2026, 11, 22)


def judge(raw: dict[str, Any], file: Path) -> tuple[Reading, list[Fault]]:
    reading = Reading(root=project_root(file), today=TODAY)
    return reading, read(raw, reading)[1]


def cases(*, required: bool) -> list[Any]:
    """The keys that stand in a file and must, or need not, be there: the reader says which."""
    found = []
    for file in FILES:
        reading, _ = judge(parsed(file), file)
        for place in keys_of(parsed(file)):
            # What is inside a question to the owner is nobody's key.
            if place in reading.keys and reading.keys[place].required == required:
                found.append(pytest.param(file, place, id=f"{file.parent.name}:{place}"))
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_the_reader_asks_for_every_key_of_a_record(file):
    reading, faults = judge(parsed(file), file)

    assert faults == []
    assert [
        at for at in keys_of(parsed(file)) if at not in reading.keys and not re.search(r"\.ask\b", at)
    ] == []


@pytest.mark.parametrize(("file", "place"), cases(required=True))
def test_a_missing_key_is_blamed_alone_and_with_the_article_it_serves(file, place):
    reading, faults = judge(changed(parsed(file), place, MISSING), file)

    assert [(fault.place, fault.problem) for fault in faults] == [(place, "missing")]
    assert faults[0].law == reading.law.in_english(reading.keys[place].serves)
    assert faults[0].advice.startswith("Write ")


@pytest.mark.parametrize(("file", "place"), cases(required=False))
def test_an_optional_key_can_be_left_out_unless_the_rest_of_the_record_needs_it(file, place):
    _, faults = judge(changed(parsed(file), place, MISSING), file)

    assert all(fault.place and fault.law and fault.advice for fault in faults)


@pytest.mark.parametrize("junk", [0, "x", "a\nb", True, [], [[]], {"a": 1}, {"ask": "?"}], ids=repr)
def test_junk_at_any_key_is_told_in_whole_lines_and_never_stops_the_reading(junk):
    for place in keys_of(parsed(EXAMPLE)):
        _, faults = judge(changed(parsed(EXAMPLE), place, junk), EXAMPLE)

        assert all(re.fullmatch(r"record\.toml: [\w.\[\]]+: .+\.", str(fault)) for fault in faults), place


def test_the_example_shows_every_key_that_there_is():
    reading, _ = judge(parsed(EXAMPLE), EXAMPLE)

    def shapes(places: Iterator[str]) -> set[str]:
        return {re.sub(r"\[\d+\]", "[]", place) for place in places}

    assert shapes(iter(reading.keys)) - shapes(keys_of(parsed(EXAMPLE))) == {
        "dpo.name",  # it has no officer,
        "dpo.email",
        "dpo.phone",
        "group[].ground",  # nothing that needs a special ground,
        "group[].field[].ground",
        "purpose[].logic",  # no machine that decides,
        "category[].purpose",  # nothing that waits for consent,
        "waiver",  # and no word to excuse
    }
