"""Between requests the owner's side sends letters, and finds in the privacy mailbox what came back."""

import logging
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from formhandler import create_app, letters, mailroom
from formhandler.mail import heartbeat
from formhandler.mail.imap import Mailbox, Unreachable
from formhandler.schema import heartbeat as heartbeats
from formhandler.schema import letter
from tests.formhandler.app import close, config, owner
from tests.formhandler.mail.test_dsn import ID, REPORT

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANSWER = "a" * 32
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def make(tmp_path, site, record_file):
    """The app with these settings, on a database and a key of its own."""
    apps = []

    def make_(**environ):
        settings = config(tmp_path / "var", site, record_file, **environ)
        settings.make_data_folder()
        apps.append(create_app(settings))
        if not (tmp_path / "var/vault").exists():
            owner(apps[-1], "vault", "init")
        return apps[-1]

    yield make_
    close(*apps)


@pytest.fixture
def app(make, smtp, imap):
    return make(MAIL_URL=smtp.url, IMAP_URL=imap.url)


def queue(app, answer=ANSWER, *, now=NOW):
    settings = app.extensions["config"]
    mail = letters.compose(
        app.extensions["record"], settings, to="liisa@example.com", subject="Vastaus", body="Hei!", lang="fi"
    )
    key = letters.outbox_key(settings.data)
    app.extensions["writer"].submit(
        lambda db: letters.queue(db, key, document=answer, mail=mail, now=now, delay=timedelta())
    )


def read(app, *columns):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(*columns)).all()


def status(app, now):
    with app.extensions["engine"].connect() as db:
        return heartbeat.status(db, now, configured=True)


def come_back(imap, mails, *, now=NOW):
    """Lay what the mail server took into the mailbox."""
    for mail in mails:
        imap.deliver(mail.as_bytes(), at=now)


def report_on(app, **changes):
    """A delivery report on the one letter."""
    [(mail_id,)] = read(app, letter.c.mail_id)
    raw = REPORT.replace(ID.encode(), f"<{mail_id}@example.fi>".encode())
    for old, new in changes.items():
        raw = raw.replace(old.encode(), new.encode())
    return raw


def test_a_letter_leaves_with_the_round_in_which_it_is_due(app, smtp):
    queue(app)

    assert mailroom.deliver(app, NOW - HOUR).sent == 0
    assert mailroom.deliver(app, NOW).sent == 1
    assert smtp.recipients == ["liisa@example.com"]


def test_without_letters_no_key_is_made(app, tmp_path):
    mailroom.deliver(app, NOW)

    assert not (tmp_path / "var/vault/outbox.key").exists()


def test_send_mail_sends_letters_and_says_how_they_stand(app, smtp):
    queue(app, "a" * 32)
    queue(app, "b" * 32)
    smtp.answers["RCPT"] = ["550 no"]

    assert "Answers: sent 1, waiting 0, not sent 1, perhaps arrived 0." in owner(app, "send-mail")


def test_a_letter_that_came_back_is_shown_with_its_reason(app, imap, caplog):
    queue(app)
    mailroom.deliver(app, NOW)
    imap.deliver(report_on(app), at=NOW)

    mailroom.look(app, NOW + HOUR)

    assert read(app, letter.c.state, letter.c.last_error) == [("bounced", "5.1.1")]
    assert "A letter came back: 5.1.1" in caplog.text
    assert "liisa" not in caplog.text
    assert [mail.get_flags() for mail in imap.mails() if "letter-" in str(mail)] == [""]


def test_a_delay_is_no_failure(app, imap):
    queue(app)
    mailroom.deliver(app, NOW)
    imap.deliver(report_on(app, failed="delayed"), at=NOW)

    mailroom.look(app, NOW + HOUR)

    assert read(app, letter.c.state) == [("sent",)]


@pytest.mark.parametrize("message_id", ["<letter-@example.fi>", "<newsletter@example.fi>", "x", ""])
def test_other_reports_are_left_alone(app, imap, message_id):
    queue(app)
    mailroom.deliver(app, NOW)
    imap.deliver(REPORT.replace(ID.encode(), message_id.encode()), at=NOW)

    mailroom.look(app, NOW + HOUR)

    assert read(app, letter.c.state) == [("sent",)]


def test_each_report_is_read_once_until_the_mailbox_is_renumbered(app, imap):
    writer, mark = app.extensions["writer"], mailroom.Watermark()
    queue(app)
    mailroom.deliver(app, NOW)
    imap.deliver(report_on(app), at=NOW)

    with Mailbox(imap.config) as mailbox:
        assert mailroom.note_bounces(writer, mailbox, mark, now=NOW) == 1
        writer.submit(lambda db: db.execute(letter.update().values(state="sent")))
        assert mailroom.note_bounces(writer, mailbox, mark, now=NOW) == 0
        mark.validity = "another"
        assert mailroom.note_bounces(writer, mailbox, mark, now=NOW) == 1


def test_the_mailbox_sends_itself_a_heartbeat_finds_it_and_deletes_it(app, smtp, imap):
    mailroom.look(app, NOW)
    [beat] = smtp.mails
    assert smtp.recipients == ["tietosuoja@example.fi"]
    assert beat["From"] == beat["To"] == "tietosuoja@example.fi"
    assert beat["Subject"].startswith("Postilaatikon tarkistus ")
    assert status(app, NOW).waiting_since == NOW

    come_back(imap, smtp.mails)
    mailroom.look(app, NOW + timedelta(minutes=5))

    assert status(app, NOW).last_seen == NOW + timedelta(minutes=5)
    assert imap.mails() == []
    assert len(smtp.mails) == 1
    mailroom.look(app, NOW + DAY)
    assert len(smtp.mails) == 2


def test_only_our_own_heartbeats_are_deleted(app, smtp, imap):
    mailroom.look(app, NOW)
    [beat] = smtp.mails
    for subject in (
        f"Re: {beat['Subject']}",
        "Postilaatikon tarkistus 0123456789abcdef",
        f"{beat['Subject']}?",
        "x",
    ):
        other = EmailMessage()
        other["Subject"] = subject
        imap.deliver(other, at=NOW)
    come_back(imap, [beat, beat])  # a server may deliver twice

    mailroom.look(app, NOW + HOUR)

    assert sorted(mail["Subject"] for mail in imap.mails()) == sorted(
        [f"Re: {beat['Subject']}", "Postilaatikon tarkistus 0123456789abcdef", f"{beat['Subject']}?", "x"]
    )


def test_a_heartbeat_that_never_comes_back_is_a_fault_after_an_hour(app, smtp, imap):
    mailroom.look(app, NOW)
    mailroom.look(app, NOW + timedelta(minutes=59))
    assert not status(app, NOW).lost(NOW + timedelta(minutes=59))
    assert len(smtp.mails) == 1

    mailroom.look(app, NOW + timedelta(minutes=61))

    assert status(app, NOW + HOUR * 2).lost(NOW + timedelta(minutes=61))
    assert len(smtp.mails) == 2  # a new try
    come_back(imap, smtp.mails)  # both arrive at last
    mailroom.look(app, NOW + 2 * HOUR)
    assert not status(app, NOW + 2 * HOUR).lost(NOW + 2 * HOUR)
    assert imap.mails() == []


def test_a_heartbeat_that_cannot_leave_is_as_good_as_lost(make, imap, caplog):
    app = make(MAIL_URL="smtp://127.0.0.1:1?tls=none", IMAP_URL=imap.url)

    mailroom.look(app, NOW)

    assert status(app, NOW + 2 * HOUR).lost(NOW + 2 * HOUR)
    assert "The mailbox check did not leave: ConnectionRefusedError" in caplog.text


def test_a_mailbox_that_cannot_be_opened_leaves_the_heartbeat_missing(make, smtp):
    app = make(MAIL_URL=smtp.url, IMAP_URL="imap://u:p@127.0.0.1:1?tls=none")

    with pytest.raises(Unreachable):
        mailroom.look(app, NOW)

    assert status(app, NOW + 2 * HOUR).lost(NOW + 2 * HOUR)


def test_without_a_mail_server_the_mailbox_is_still_read_for_reports(make, smtp, imap):
    sender = make(MAIL_URL=smtp.url)
    queue(sender)
    mailroom.deliver(sender, NOW)
    imap.deliver(report_on(sender), at=NOW)

    mailroom.look(make(IMAP_URL=imap.url), NOW)

    assert read(sender, letter.c.state) == [("bounced",)]
    assert read(sender, heartbeats) == []


def test_without_a_mailbox_nobody_looks(make, smtp):
    mailroom.look(make(MAIL_URL=smtp.url), NOW)

    assert smtp.mails == []


def test_the_log_names_nobody(app, smtp, caplog):
    caplog.set_level(logging.DEBUG)
    queue(app)
    smtp.answers["RCPT"] = ["550 no such user liisa@example.com"]

    mailroom.deliver(app, NOW)

    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # the server's own
    assert any("550 SMTPRecipientsRefused" in said for said in ours)
    assert not any("liisa" in said for said in ours)
