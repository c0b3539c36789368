"""What a request asks of the owner, and until when."""

from datetime import date

import pytest

from formhandler.answers.law import REQUESTS, duty
from record import Record, load
from texts import LANGUAGES, translator


@pytest.fixture
def record(record_file) -> Record:
    return load(record_file, today=date(2026, 11, 22))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_names_its_article_and_is_answered_within_a_month(lang, request_, record):
    found = duty(request_, date(2026, 11, 22), translator(lang), record)

    assert found.until == date(2026, 12, 22)
    assert "12" in found.asks


def test_a_month_ends_on_a_working_day(record):
    assert duty("erase", date(2026, 1, 31), translator("fi"), record).until == date(2026, 3, 2)


@pytest.mark.parametrize("other", ["", "reply", "praise"])
def test_what_is_no_request_asks_for_nothing(other, record):
    assert duty(other, date(2026, 11, 22), translator("fi"), record) is None
