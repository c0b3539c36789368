"""Every key of a record, taken away one at a time: from the example and from the owner's own record."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from record.errors import Fault
from record.loading import project_root, read
from record.reading import Reading

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "tests/example/record.toml"
FILES = (EXAMPLE, *PROJECT.glob("content/record.toml"))
TODAY = date(2026, 11, 22)


@cache
def parsed(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def judge(raw: dict[str, Any], file: Path) -> tuple[Reading, list[Fault]]:
    reading = Reading(root=project_root(file), today=TODAY)
    return reading, read(raw, reading)[1]


def keys_of(value: Any, place: str = "") -> Iterator[str]:
    """Every key inside a record, as a dotted place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            at = f"{place}.{key}" if place else key
            yield at
            yield from keys_of(inner, at)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from keys_of(item, f"{place}[{number}]")


def without(value: Any, place: str) -> Any:
    """A copy of a record that lacks one key; what lies beside the way there is shared."""
    step, rest = re.fullmatch(r"\.?(\w+|\[\d+\])(.*)", place).groups()
    if step.startswith("["):
        number = int(step[1:-1])
        return [*value[:number], without(value[number], rest), *value[number + 1 :]]
    if not rest:
        return {key: inner for key, inner in value.items() if key != step}
    return value | {step: without(value[step], rest)}


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
    reading, faults = judge(without(parsed(file), place), file)

    assert [(fault.place, fault.problem) for fault in faults] == [(place, "missing")]
    assert faults[0].law == reading.law.in_english(reading.keys[place].serves)
    assert faults[0].advice.startswith("Write ")


@pytest.mark.parametrize(("file", "place"), cases(required=False))
def test_an_optional_key_can_be_left_out_unless_the_rest_of_the_record_needs_it(file, place):
    _, faults = judge(without(parsed(file), place), file)

    assert all(fault.place and fault.law and fault.advice for fault in faults)


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
        "waiver",  # and no word to excuse
    }
