"""From the outbox to a real mail server: one mail for all that waits, never lost, never silently doubled."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError

from formhandler import db, mail
from formhandler.mail import Report, outbox
from formhandler.mail.outbox import Batch
from formhandler.mail.smtp import SmtpConfig
from formhandler.schema import metadata
from formhandler.schema import outbox as table
from formhandler.writer import Writer
from tests.formhandler.mailserver import NEVER, MailServer

Notice = Callable[[int], EmailMessage]
Deliver = Callable[..., Report]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DOWN = SmtpConfig.from_url("smtp://127.0.0.1:1?tls=none")  # tcpmux: nobody listens there


def letters(notice: Notice) -> mail.Letters:
    """Each month's report says which month it is of, each week which Monday it begins on."""

    def report(month: date) -> EmailMessage:
        letter = notice(0)
        letter.replace_header("Subject", f"Kuukausi {month:%Y-%m}")
        return letter

    def week(monday: date) -> EmailMessage:
        letter = notice(0)
        letter.replace_header("Subject", f"Viikko {monday:%Y-%m-%d}")
        return letter

    return mail.Letters(notice=notice, report=report, week=week)


@pytest.fixture
def queue(writer: Writer) -> Callable[..., None]:
    """Queues notices at a moment."""

    def put(number: int = 1, *, now: datetime = NOW) -> None:
        for _ in range(number):
            writer.submit(lambda connection: mail.queue_notice(connection, now=now))

    return put


@pytest.fixture
def deliver(writer: Writer, engine: Engine, smtp: MailServer, notice: Notice) -> Deliver:
    """One round of delivery, *after* so many seconds, by the test's server or another."""

    def round_(after: float = 0, server: SmtpConfig | None = None) -> Report:
        return mail.deliver_due(
            writer, engine, server or smtp.config, letters(notice), now=NOW + timedelta(seconds=after)
        )

    return round_


def test_all_that_waits_goes_out_as_one_mail_with_a_count(
    queue: Callable[..., None], deliver: Deliver, smtp: MailServer
) -> None:
    queue(5)

    assert deliver() == Report(sent=5, waiting=0, failed=0, error=None)

    [letter] = smtp.mails
    assert letter["Subject"] == "Uusia viestejä: 5"
    assert letter["Date"].datetime == NOW
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].startswith("<notice-")
    assert letter["Message-ID"].endswith("@example.fi>")


def test_nothing_is_sent_twice(queue: Callable[..., None], deliver: Deliver, smtp: MailServer) -> None:
    queue()
    deliver()

    assert deliver().sent == 0
    assert len(smtp.mails) == 1


def test_without_a_mail_server_it_waits_and_goes_when_there_is_one(
    queue: Callable[..., None], writer: Writer, engine: Engine, notice: Notice, smtp: MailServer
) -> None:
    queue(2)

    waiting = mail.deliver_due(writer, engine, None, letters(notice), now=NOW)
    later = mail.deliver_due(writer, engine, smtp.config, letters(notice), now=NOW + timedelta(days=400))

    assert waiting == Report(sent=0, waiting=2, failed=0, error=None)
    assert later.sent == 2


def test_a_notice_of_a_message_that_was_not_stored_was_never_there(engine: Engine, writer: Writer) -> None:
    def store_and_fail(connection: Connection) -> None:
        mail.queue_notice(connection, now=NOW)
        raise LookupError

    with pytest.raises(LookupError):
        writer.submit(store_and_fail)

    with engine.connect() as connection:
        assert mail.summary(connection).waiting == 0


def test_a_busy_server_is_tried_again_after_a_minute(
    queue: Callable[..., None], deliver: Deliver, smtp: MailServer
) -> None:
    queue()
    smtp.answers["DATA"] = ["451 try later"]

    assert deliver() == Report(sent=0, waiting=1, failed=0, error="451 SMTPDataError")
    assert deliver(after=59).sent == 0
    assert deliver(after=60) == Report(sent=1, waiting=0, failed=0, error=None)


def test_a_server_that_is_down_loses_nothing(queue: Callable[..., None], deliver: Deliver) -> None:
    queue()

    assert deliver(server=DOWN) == Report(sent=0, waiting=1, failed=0, error="ConnectionRefusedError")
    assert deliver(after=60).sent == 1


def test_the_wait_doubles_up_to_six_hours(queue: Callable[..., None], deliver: Deliver) -> None:
    queue()
    moment, waits = 0, []
    for _ in range(11):
        deliver(after=moment, server=DOWN)
        waits.append(outbox.wait(len(waits) + 1))
        moment += waits[-1]

    assert [seconds // 60 for seconds in waits] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    assert deliver(after=moment - 1).sent == 0
    assert deliver(after=moment).sent == 1


def test_messages_that_come_while_the_server_is_down_do_not_hurry_it(
    queue: Callable[..., None], deliver: Deliver, smtp: MailServer
) -> None:
    queue()
    deliver(server=DOWN)
    queue(3, now=NOW + timedelta(seconds=10))

    assert deliver(after=30).sent == 0
    assert deliver(after=60).sent == 4
    assert [letter["Subject"] for letter in smtp.mails] == ["Uusia viestejä: 4"]


def test_what_the_server_refuses_for_good_is_shown_and_rides_with_the_next_notice(
    queue: Callable[..., None], deliver: Deliver, smtp: MailServer
) -> None:
    queue(2)
    smtp.answers["RCPT"] = ["550 no such user"]

    assert deliver() == Report(sent=0, waiting=0, failed=2, error="550 SMTPRecipientsRefused")
    assert deliver(after=100_000).sent == 0  # nothing has changed: it would be refused again
    queue(now=NOW + timedelta(days=2))
    assert deliver(after=200_000) == Report(sent=3, waiting=0, failed=0, error=None)
    assert [letter["Subject"] for letter in smtp.mails] == ["Uusia viestejä: 3"]


def test_the_owner_can_have_the_refused_ones_tried_again(
    queue: Callable[..., None], deliver: Deliver, smtp: MailServer, writer: Writer
) -> None:
    queue(2)
    smtp.answers["DATA"] = ["554 spam"]
    deliver()

    assert writer.submit(lambda connection: mail.retry_failed(connection, now=NOW)) == 2

    assert deliver().sent == 2


def test_a_mail_that_may_have_arrived_is_repeated_as_the_same_mail(
    queue: Callable[..., None], deliver: Deliver, smtp: MailServer
) -> None:
    queue(2)
    smtp.slow = NEVER
    deliver(server=smtp.impatient)
    smtp.slow = 0
    queue(now=NOW + timedelta(seconds=10))

    deliver(after=60, server=DOWN)  # a clear failure in between does not make the first try certain
    assert deliver(after=60 + 120).sent == 3

    first, repeat, fresh = smtp.mails
    assert repeat["Message-ID"] == first["Message-ID"]
    assert repeat["Subject"] == first["Subject"] == "Uusia viestejä: 2"
    assert fresh["Message-ID"] != first["Message-ID"]
    assert fresh["Subject"] == "Uusia viestejä: 1"


def test_a_sender_that_died_is_succeeded_after_its_lease_under_the_same_name(
    queue: Callable[..., None], deliver: Deliver, smtp: MailServer, writer: Writer
) -> None:
    queue(2)
    dead = writer.submit(lambda connection: outbox.lease(connection, now=NOW))
    assert dead is not None

    assert deliver(after=outbox.LEASE - 1) == Report(sent=0, waiting=2, failed=0, error=None)
    assert deliver(after=outbox.LEASE).sent == 2

    [letter] = smtp.mails
    assert dead.name in letter["Message-ID"]


def test_a_sender_given_up_for_dead_cannot_undo_what_its_successor_did(
    queue: Callable[..., None], deliver: Deliver, writer: Writer, engine: Engine
) -> None:
    queue()
    late = writer.submit(lambda connection: outbox.lease(connection, now=NOW))
    assert late is not None
    deliver(after=outbox.LEASE)

    writer.submit(lambda connection: outbox.put_back(connection, late, "x", doubtful=True, now=NOW))

    with engine.connect() as connection:
        assert connection.execute(select(table.c.state)).scalar_one() == "sent"


def test_two_handlers_on_one_server_never_take_the_same_notice(postgresql_url: str) -> None:
    engine = db.connect(postgresql_url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        for _ in range(10):
            mail.queue_notice(connection, now=NOW)

    with engine.begin() as one, engine.begin() as other:
        first = outbox.lease(one, now=NOW)
        second = outbox.lease(other, now=NOW)

    assert isinstance(first, Batch)
    assert (first.notices, second) == (10, None)
    engine.dispose()


def test_a_notice_that_cannot_be_written_waits_and_the_error_is_told(
    queue: Callable[..., None], writer: Writer, engine: Engine, smtp: MailServer
) -> None:
    def broken(_: int) -> EmailMessage:
        raise LookupError("no recipient is set")

    queue()

    with pytest.raises(LookupError, match="no recipient"):
        mail.deliver_due(writer, engine, smtp.config, letters(broken), now=NOW)
    with engine.connect() as connection:
        assert mail.summary(connection) == mail.Summary(1, 0, "LookupError")


def test_sent_notices_are_forgotten_when_asked_and_no_others(
    queue: Callable[..., None], deliver: Deliver, writer: Writer, engine: Engine
) -> None:
    queue(2)
    deliver()
    queue()

    with engine.connect() as connection:
        assert mail.count_sent(connection, before=NOW) == 0
        assert mail.count_sent(connection, before=NOW + timedelta(seconds=1)) == 2
    gone = writer.submit(lambda db: mail.forget_sent(db, before=NOW + timedelta(days=30)))

    assert gone == 2
    with engine.connect() as connection:
        assert mail.summary(connection).waiting == 1


def test_a_moment_without_a_time_zone_is_refused(writer: Writer) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        writer.submit(lambda db: mail.queue_notice(db, now=NOW.replace(tzinfo=None)))


@pytest.fixture
def report(writer: Writer) -> Callable[..., None]:
    """Queues the report of a month, due *after* so many seconds."""

    def put(month: date = date(2026, 2, 1), *, after: float = 0) -> None:
        due = NOW + timedelta(seconds=after)
        writer.submit(lambda connection: mail.queue_report(connection, month=month, due=due, now=NOW))

    return put


def subjects(smtp: MailServer) -> list[str]:
    return [str(letter["Subject"]) for letter in smtp.mails]


def test_each_month_s_report_is_a_mail_of_its_own_beside_the_notices(
    queue: Callable[..., None], report: Callable[..., None], deliver: Deliver, smtp: MailServer
) -> None:
    queue(2)
    report(date(2026, 1, 1))
    report(date(2026, 2, 1))
    queue(3)

    assert deliver().sent == 7

    assert subjects(smtp) == ["Uusia viestejä: 5", "Kuukausi 2026-01", "Kuukausi 2026-02"]
    assert smtp.mails[1]["Message-ID"].startswith("<report-")


def test_a_report_waits_for_its_moment_and_holds_nothing_up(
    queue: Callable[..., None], report: Callable[..., None], deliver: Deliver, smtp: MailServer
) -> None:
    report(after=3600)
    queue()

    deliver()
    assert subjects(smtp) == ["Uusia viestejä: 1"]
    deliver(after=3600)
    assert subjects(smtp) == ["Uusia viestejä: 1", "Kuukausi 2026-02"]


def test_a_month_is_queued_once(report: Callable[..., None]) -> None:
    report()

    with pytest.raises(IntegrityError):
        report()


def test_a_report_that_may_have_arrived_is_repeated_under_the_same_name(
    report: Callable[..., None], deliver: Deliver, smtp: MailServer
) -> None:
    report()
    smtp.hangs_up = "DATA"
    deliver()
    smtp.hangs_up = ""

    deliver(after=60)

    first, again = smtp.mails
    assert first["Message-ID"] == again["Message-ID"]
    assert subjects(smtp) == ["Kuukausi 2026-02"] * 2


def test_a_report_that_was_refused_is_tried_again_once_the_server_takes_mail(
    queue: Callable[..., None], report: Callable[..., None], deliver: Deliver, smtp: MailServer
) -> None:
    report()
    smtp.answers["RCPT"] = ["550 no such user"]
    assert deliver().failed == 1
    assert deliver(after=100_000).sent == 0

    queue(now=NOW + timedelta(days=2))
    assert deliver(after=200_000) == Report(sent=2, waiting=0, failed=0, error=None)
    assert subjects(smtp) == ["Uusia viestejä: 1", "Kuukausi 2026-02"]


def test_reports_that_wait_can_be_taken_back_and_notices_stay(
    queue: Callable[..., None],
    report: Callable[..., None],
    deliver: Deliver,
    writer: Writer,
    smtp: MailServer,
) -> None:
    queue()
    report()

    writer.submit(mail.cancel_reports)

    assert deliver().sent == 1
    assert subjects(smtp) == ["Uusia viestejä: 1"]


def test_a_week_and_a_month_that_begin_on_the_same_day_are_two_mails(writer, deliver, smtp):
    """The first of February 2027 is a Monday."""
    day = date(2027, 2, 1)
    writer.submit(lambda db: mail.queue_report(db, month=day, due=NOW, now=NOW))
    assert writer.submit(lambda db: mail.queue_week(db, monday=day, due=NOW, now=NOW))
    assert not writer.submit(lambda db: mail.queue_week(db, monday=day, due=NOW, now=NOW))

    deliver()

    assert [mail["Subject"] for mail in smtp.mails] == ["Kuukausi 2027-02", "Viikko 2027-02-01"]
