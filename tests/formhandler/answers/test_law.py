"""What a request asks of the owner, and until when."""

from datetime import date

import pytest

from formhandler.answers.law import REQUESTS, duty
from texts import LANGUAGES, translator


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_names_its_article_and_is_answered_within_a_month(lang, request_):
    found = duty(request_, date(2026, 11, 22), translator(lang))

    assert found.until == date(2026, 12, 22)
    assert "12" in found.asks


def test_a_month_from_its_last_day_ends_on_the_last_day_of_the_next():
    assert duty("erase", date(2027, 1, 31), translator("fi")).until == date(2027, 2, 28)


@pytest.mark.parametrize("other", ["", "reply", "praise"])
def test_what_is_no_request_asks_for_nothing(other):
    assert duty(other, date(2026, 11, 22), translator("fi")) is None
