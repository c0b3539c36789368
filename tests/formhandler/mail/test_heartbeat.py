"""Whether the privacy mailbox is alive, from the mails it sent itself and found again."""

from datetime import UTC, datetime, timedelta

import pytest

from formhandler.mail import heartbeat
from texts import LANGUAGES, translator

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def begin(writer):
    return lambda now=NOW: writer.submit(lambda db: heartbeat.begin(db, now=now))


@pytest.fixture
def see(writer):
    return lambda token, now=NOW: writer.submit(lambda db: heartbeat.mark_seen(db, token, now=now))


@pytest.fixture
def status(engine):
    def look(now=NOW, *, configured=True):
        with engine.connect() as db:
            return heartbeat.status(db, now, configured=configured)

    return look


def test_before_the_first_nothing_is_known_and_nothing_is_wrong(status):
    assert status() == heartbeat.Status(configured=True, last_seen=None, waiting_since=None)
    assert not status().lost(NOW)


def test_one_that_came_back_shows_when(begin, see, status):
    see(begin(), NOW + MINUTE)

    found = status(NOW + HOUR)
    assert (found.last_seen, found.waiting_since) == (NOW + MINUTE, None)
    assert not found.lost(NOW + HOUR)


@pytest.mark.parametrize(("waited", "lost"), [(HOUR, False), (HOUR + MINUTE, True)])
def test_one_that_has_not_come_back_after_an_hour_is_lost(begin, status, waited, lost):
    begin()

    assert status(NOW + waited).waiting_since == NOW
    assert status(NOW + waited).lost(NOW + waited) is lost


def test_a_mailbox_that_nobody_has_asked_for_more_than_a_day_is_not_known_to_be_alive(begin, see, status):
    see(begin())

    assert not status().lost(NOW + DAY + HOUR)
    assert status().lost(NOW + DAY + 3 * HOUR)


def test_without_the_settings_nothing_is_wrong(begin, status):
    begin()

    assert not status(NOW + DAY, configured=False).lost(NOW + DAY)


def test_the_next_leaves_after_a_day(begin, see):
    see(begin())

    assert begin(NOW + DAY - MINUTE) is None
    assert begin(NOW + DAY) is not None


def test_when_one_was_lost_the_next_leaves_after_an_hour(begin, see, status):
    begin()

    assert begin(NOW + HOUR - MINUTE) is None
    second = begin(NOW + HOUR)
    assert status(NOW + HOUR).waiting_since == NOW

    see(second, NOW + HOUR + MINUTE)  # it was mended; the first may never come
    assert status(NOW + 2 * HOUR) == heartbeat.Status(
        configured=True, last_seen=NOW + HOUR + MINUTE, waiting_since=None
    )


def test_the_first_finding_counts(begin, see, status):
    token = begin()
    see(token, NOW + MINUTE)
    see(token, NOW + HOUR)

    assert status(NOW + HOUR).last_seen == NOW + MINUTE


def test_they_are_forgotten_after_thirty_days(begin, writer, engine):
    begin()

    assert writer.submit(lambda db: heartbeat.forget(db, now=NOW + 30 * DAY)) == 0
    assert writer.submit(lambda db: heartbeat.forget(db, now=NOW + 31 * DAY)) == 1
    with engine.connect() as db:
        assert heartbeat.tokens(db) == frozenset()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_mail_explains_itself_and_can_be_searched_for(lang):
    t = translator(lang)

    mail = heartbeat.write("12ab", mailbox="tietosuoja@example.fi", t=t, now=NOW)

    assert heartbeat.subject(t).isascii()
    assert mail["Subject"] == f"{heartbeat.subject(t)} 12ab"
    assert mail["From"] == mail["To"] == "tietosuoja@example.fi"
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "flask doctor" in mail.get_content()
