"""A letter lives as long as its answer, and what came back is noted on the letter it belongs to."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from formhandler import letters
from formhandler.letters import store
from formhandler.schema import archive_key, document, letter
from tests.formhandler.letters.conftest import ANSWER, NOW


@pytest.fixture
def answered(writer, queue):
    """An answer in the archive and its letter."""

    def keep(db):
        db.execute(insert(archive_key).values(key_id="0" * 16, public=bytes(32), created_at=0))
        day = NOW.date()
        db.execute(
            insert(document).values(
                id=ANSWER,
                kind="answer",
                thread="t",
                day=day,
                expires_on=day,
                key_id="0" * 16,
                envelope=b"sealed",
            )
        )

    writer.submit(keep)
    queue()


def rows(engine):
    with engine.connect() as db:
        return db.execute(select(letter)).all()


def mail_id(engine):
    [row] = rows(engine)
    return row.mail_id


def test_a_letter_stays_as_long_as_its_answer(answered, deliver, engine, writer):
    deliver()
    later = NOW + timedelta(days=400)

    assert writer.submit(lambda db: letters.forget(db, now=later)) == 0
    writer.submit(lambda db: db.execute(document.delete()))
    assert writer.submit(lambda db: letters.forget(db, now=later)) == 1
    assert rows(engine) == []


def test_an_erased_answer_does_not_leave_any_more(answered, deliver, writer, smtp):
    writer.submit(lambda db: db.execute(document.delete()))
    writer.submit(lambda db: letters.forget(db, now=NOW))

    deliver()

    assert smtp.mails == []


def test_a_letter_being_sent_is_not_pulled_from_under_its_sender(answered, writer, engine):
    writer.submit(lambda db: store.lease(db, now=NOW))
    writer.submit(lambda db: db.execute(document.delete()))

    assert writer.submit(lambda db: letters.forget(db, now=NOW)) == 0


@pytest.mark.parametrize(("seconds", "kept"), [(0, True), (1, False)])
def test_what_nobody_decides_about_is_kept_for_thirty_days(
    answered, deliver, writer, smtp, state, seconds, kept
):
    smtp.answers["RCPT"] = ["550 no"]
    deliver()

    late = NOW + timedelta(days=30, seconds=seconds)
    writer.submit(lambda db: letters.forget(db, now=late))

    assert (state().state, state().can_resend) == ("failed", kept)


@pytest.mark.parametrize("before", ["sending", "sent", "doubtful"])
def test_a_letter_that_went_out_can_come_back(queue, deliver, writer, smtp, engine, state, before):
    queue()
    if before == "sending":
        writer.submit(lambda db: store.lease(db, now=NOW))
    else:
        smtp.hangs_up = "DATA" if before == "doubtful" else ""
        deliver()

    assert writer.submit(lambda db: letters.mark_bounced(db, mail_id(engine), "5.1.1")) is True

    assert (state().state, state().last_error, state().can_resend) == ("bounced", "5.1.1", False)
    assert [row.sealed for row in rows(engine)] == [None]


@pytest.mark.parametrize("before", ["waiting", "cancelled"])
def test_a_letter_that_never_left_cannot_come_back(queue, writer, engine, state, before):
    queue()
    if before == "cancelled":
        writer.submit(lambda db: letters.cancel(db, ANSWER))

    assert writer.submit(lambda db: letters.mark_bounced(db, mail_id(engine), "5.1.1")) is False
    assert state().state == before


def test_a_report_about_a_letter_of_nobodys_is_noted_nowhere(queue, deliver, writer, state):
    queue()
    deliver()

    assert writer.submit(lambda db: letters.mark_bounced(db, "letter-x", "5.1.1")) is False
    assert state().state == "sent"


def test_an_answer_without_a_letter_has_no_state(engine):
    with engine.connect() as db:
        assert letters.states(db, [ANSWER]) == {}
        assert letters.states(db, []) == {}


def test_a_moment_without_a_time_zone_is_refused(queue):
    with pytest.raises(ValueError, match="no time zone"):
        queue(now=NOW.replace(tzinfo=None))
