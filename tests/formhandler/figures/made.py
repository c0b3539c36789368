"""A few days of visits, for the tests: counted for real, by the clock of the test."""

from datetime import UTC, datetime

from counting.view import BOT, OTHER, PHONE, RELOAD, RETURN, Left, Missing, Sent, hour
from formhandler.counts import store
from tests.formhandler.counts.made import view

NOW = datetime(2026, 3, 20, 12, 30, tzinfo=UTC)


def at(day, month=3, year=2026):
    return hour(datetime(year, month, day, 12, tzinfo=UTC).timestamp())


def week():
    """Visits from the 2nd to the 20th of March; three of them in the seven days up to the 20th."""
    return [
        view("/", hour=at(2)),
        view("/", hour=at(9)),
        view("/", hour=at(10)),
        view("/", hour=at(18), source="www.google.com"),
        view("/a/", before="/", hour=at(18)),
        view("/", hour=at(18), kind=RELOAD),
        view("/", hour=at(19), kind=RETURN),
        view("/a/", hour=at(20), source="intra.example", device=PHONE, lang="sv"),
        view("/b/", hour=at(20), lang=OTHER),
        Sent(at(20), "/b/"),
        Missing(at(20), "=cmd|' /C calc'!A0"),
        Missing(at(20), "/old/"),
        Left(at(20), BOT),
    ]


def keep(writer, counted):
    writer.submit(lambda db: store.add(db, counted, most=200))
