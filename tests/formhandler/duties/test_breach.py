"""Breaches: the 72 hours, what the law asks, and until when it is kept."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from formhandler import clock
from formhandler.clock import HELSINKI
from formhandler.duties import breach
from formhandler.duties.breach import Breach
from formhandler.schema import dossier
from tests.formhandler.app import shown
from tests.formhandler.owner.desk import desk

WHOLE = {
    "what": "A mail went to the wrong person",
    "people": "one customer",
    "records": "one invoice",
    "contact": "the owner",
    "consequences": "somebody knows the sum",
    "measures": "the mail was asked to be deleted",
    "told_people": "by telephone, the same day",
}


def begin(at, hours: float = 1, what: str = WHOLE["what"]) -> str:
    """Write down a breach that became known so many *hours* ago; its page's address."""
    known = (clock.utcnow() - timedelta(hours=hours)).astimezone(HELSINKI)
    answer = at.post("/hallinta/en/loukkaukset", day=f"{known:%Y-%m-%d}", time=f"{known:%H:%M}", what=what)
    assert answer.status_code == 303, answer.text
    return answer.location


def form(at, address: str) -> dict[str, str]:
    return shown(at.get(address))


def test_the_72_hours_run_through_a_weekend():
    friday = datetime(2026, 12, 4, 16, 30, tzinfo=UTC)  # the 6th is Independence Day

    assert breach.due(friday) == datetime(2026, 12, 7, 16, 30, tzinfo=UTC)


def test_what_the_law_asks_is_told_until_it_is_there():
    assert Breach().missing() == ("what", "people", "records", "contact", "consequences", "measures")
    assert Breach(**WHOLE).missing() == ()


@pytest.mark.parametrize(
    ("hours", "said"), [(1, "70 hours left"), (71.5, "0 hours left"), (73, "72 hours are over")]
)
def test_the_list_tells_how_much_of_the_time_is_left(app, hours, said):
    at = desk(app, "staff")
    begin(at, hours)

    assert said in at.get("/hallinta/en/loukkaukset").text


def test_a_breach_is_filled_in_by_and_by_and_closed_when_all_is_answered(app):
    at = desk(app, "staff")
    address = begin(at)

    refused = at.post(address, **{**form(at, address), "close": "1"})
    assert refused.status_code == 422
    assert "Article 33(3)" in refused.text

    closed = at.post(address, **{**form(at, address), **WHOLE, "close": "1"})
    assert closed.status_code == 303
    page = at.get(address).text
    assert "one invoice" in page and "closed" in page
    with app.extensions["engine"].connect() as db:
        row = db.execute(select(dossier)).mappings().one()
    assert row["closed_on"] == clock.day(clock.utcnow())
    assert row["expires_on"].year == row["closed_on"].year + 3


def test_an_open_breach_has_no_last_day(app):
    begin(desk(app, "staff"))

    with app.extensions["engine"].connect() as db:
        assert db.execute(select(dossier.c.expires_on)).scalar_one().year == 9999


def test_after_72_hours_it_is_not_closed_without_a_reason(app):
    at = desk(app, "staff")
    address = begin(at, hours=80)

    refused = at.post(address, **{**form(at, address), **WHOLE, "close": "1"})
    assert refused.status_code == 422
    assert "72 hours are over: write" in refused.text

    for reason in ("late", "no_risk"):
        again = begin(at, hours=80)
        assert (
            at.post(again, **{**form(at, again), **WHOLE, reason: "because", "close": "1"}).status_code == 303
        )


def test_two_who_write_at_once_lose_nothing(app):
    at = desk(app, "staff")
    address = begin(at)
    seen = form(at, address)
    at.post(address, **{**seen, "people": "five customers"})

    conflict = at.post(address, **{**seen, "people": "six customers"})

    assert conflict.status_code == 409
    assert "six customers" in conflict.text
    assert "five customers" in at.get(address).text
    assert at.post(address, **{**shown(conflict)}).status_code == 303
    assert "six customers" in at.get(address).text


@pytest.mark.parametrize("change", [{"day": "2999-01-01"}, {"day": "no day"}, {"time": ""}, {"what": " "}])
def test_a_breach_without_a_time_or_words_is_not_kept_and_what_was_typed_is(app, change):
    at = desk(app, "staff")
    fields = {"day": "2026-11-01", "time": "12:00", "what": "Something happened", **change}

    refused = at.post("/hallinta/en/loukkaukset", **fields)

    assert refused.status_code == 422
    assert shown(refused)["what"] == fields["what"]
    with app.extensions["engine"].connect() as db:
        assert not db.execute(select(dossier)).all()


def test_nothing_of_a_breach_lies_in_clear(app):
    at = desk(app, "staff")
    begin(at, what="Zebra-canary was seen by a stranger")

    folder = app.extensions["config"].data
    for path in folder.rglob("*"):
        assert not path.is_file() or b"Zebra-canary" not in path.read_bytes(), path


def test_a_reader_may_not_see_them_and_the_log_tells_of_them(app):
    address = begin(desk(app, "staff"))

    assert desk(app, "reader", name="Leena Lukija").get("/hallinta/en/loukkaukset").status_code == 403
    log = desk(app, name="Oona Omistaja").get("/hallinta/en/loki").text
    assert "wrote down a data breach" in log
    assert re.search(r"/loukkaus/([0-9a-f]{8})", address)[1] in log


def test_a_page_of_no_breach_is_not_found(app):
    assert desk(app, "staff").get(f"/hallinta/en/loukkaus/{'0' * 32}").status_code == 404
