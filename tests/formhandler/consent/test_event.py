"""One choice: written one way only, and kept as long as its own words say."""

import json
from datetime import date

import pytest

from formhandler.consent.event import Event, is_id
from tests.formhandler.consent.made import boxed, event, id_of


def test_an_event_is_read_as_it_was_written() -> None:
    for each in (event(), boxed(2), event(3, previous=id_of(1), objected=True, refused=("ads",))):
        assert Event.read(each.body()) == each


def test_a_body_holds_these_facts_and_no_other() -> None:
    assert sorted(json.loads(event().body())) == [
        "at", "given", "id", "keep", "lang", "meaning", "method", "notice", "objected", "previous", "refused",
        "round", "state", "surface", "text", "valid_until", "version",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"id": 1}',
        event().body() + " ",
        event().body().replace(":", ": "),
        event().body().replace('"keep"', '"name":"Maija","keep"'),
        event().body().replace("2026-09-01T09:00:00Z", "2026-09-01T12:00:00+03:00"),
        event().body().replace("2026-09-01T09:00:00Z", "yesterday"),
        event().body().replace('"valid_until":"2027-09-01"', '"valid_until":20270901'),
        event().body().replace('"given":["statistics"]', '"given":7'),
    ],
)
def test_what_is_no_event_is_refused(body: str) -> None:
    with pytest.raises(ValueError):
        Event.read(body)


@pytest.mark.parametrize(
    ("ended", "round", "last"),
    [
        (None, "none", date(2030, 9, 1)),
        (date(2026, 10, 5), "none", date(2029, 10, 5)),
        (date(2028, 10, 5), "none", date(2030, 9, 1)),  # it had ended before it was replaced
        (date(2026, 10, 5), "end-of-calendar-year", date(2029, 12, 31)),
    ],
)
def test_it_is_kept_from_the_day_on_which_it_ended(ended: date | None, round: str, last: date) -> None:
    assert event(round=round).last_day(ended) == last


def test_a_box_is_kept_while_the_consent_holds() -> None:
    assert boxed(1).last_day() is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [(id_of(1), True), ("A" * 32, False), ("0" * 31, False), ("0" * 33, False), ("0" * 32 + "\n", False)],
)
def test_an_id_has_32_hexadecimal_digits(text: str, fits: bool) -> None:
    assert is_id(text) is fits
