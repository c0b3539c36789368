"""From the archive to a mail server: retried when it did not arrive, shown when it may have, never twice."""

import os
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from formhandler import db, letters
from formhandler.letters import key as outbox_key
from formhandler.letters import store
from formhandler.mail.smtp import SmtpConfig
from formhandler.schema import letter, metadata
from formhandler.writer import Writer
from tests.formhandler.letters.conftest import ANSWER, NOW
from tests.formhandler.mailserver import NEVER, MailServer, trusting
from tests.test_canary import forms_of

DOWN = SmtpConfig.from_url("smtp://127.0.0.1:1?tls=none")  # tcpmux: nobody listens there
DAY = 24 * 60 * 60


def sealed(engine):
    with engine.connect() as connection:
        return connection.execute(select(letter.c.sealed)).scalars().all()


def run_until_sent(deliver, state, *, server=None, until):
    """Rounds as the server makes them, each when the letter is due; returns the moments of the tries."""
    after, tries = 0, []
    while after <= until:
        tries.append(after)
        deliver(after=after, server=server)
        if state().state != "waiting":
            break
        after = (state().due_at - NOW).total_seconds()
    return tries


def test_a_letter_leaves_when_it_is_due_and_its_sealed_mail_is_gone(queue, deliver, state, smtp, engine):
    queue(delay=20)

    assert deliver(after=19).sent == 0
    assert deliver(after=20).sent == 1

    [mail] = smtp.mails
    assert smtp.recipients == ["liisa@example.fi"]
    assert mail.get_content().strip() == "Hei Liisa!"
    assert mail["Date"].datetime == NOW
    assert (state().state, state().tries) == ("sent", 1)
    assert timedelta(seconds=20) <= state().sent_at - NOW <= timedelta(seconds=21)
    assert sealed(engine) == [None]


def test_nothing_is_sent_twice(queue, deliver, smtp):
    queue()

    assert [deliver().sent, deliver(after=DAY).sent] == [1, 0]
    assert len(smtp.mails) == 1


def test_each_answer_goes_to_its_own_visitor(queue, deliver, smtp):
    queue("a" * 32, to="a@example.fi")
    queue("b" * 32, to="b@example.fi")

    assert deliver().sent == 2
    assert smtp.recipients == ["a@example.fi", "b@example.fi"]


def test_a_letter_of_an_answer_that_was_not_kept_was_never_there(writer, key, record, plain, engine):
    def keep_and_fail(connection):
        mail = letters.compose(record, plain, to="a@example.fi", subject="x", body="x", lang="fi")
        letters.queue(connection, key, document=ANSWER, mail=mail, now=NOW)
        raise LookupError

    with pytest.raises(LookupError):
        writer.submit(keep_and_fail)

    assert sealed(engine) == []


def test_it_can_be_taken_back_until_it_leaves(queue, deliver, state, smtp, writer, engine):
    queue(delay=20)

    assert writer.submit(lambda db: letters.cancel(db, ANSWER)) is True

    assert deliver(after=DAY).sent == 0
    assert state().state == "cancelled"
    assert sealed(engine) == [None]
    assert smtp.mails == []


def test_it_cannot_be_taken_back_afterwards(queue, deliver, state, writer):
    queue()
    deliver()

    assert writer.submit(lambda db: letters.cancel(db, ANSWER)) is False
    assert state().state == "sent"


@pytest.mark.parametrize(("command", "answer"), [("RCPT", "450 greylisted"), ("DATA", "451 try later")])
def test_a_busy_server_is_tried_again_after_a_minute(queue, deliver, state, smtp, command, answer):
    queue()
    smtp.answers[command] = [answer]

    deliver()
    assert (state().state, state().last_error[:3]) == ("waiting", answer[:3])
    assert deliver(after=59).sent == 0
    assert deliver(after=61).sent == 1
    assert len(smtp.mails) == 1


@pytest.mark.parametrize(("command", "answer"), [("RCPT", "550 no such user"), ("DATA", "554 spam")])
def test_what_the_server_refuses_for_good_is_shown_and_not_repeated(
    queue, deliver, state, smtp, command, answer
):
    queue()
    smtp.answers[command] = [answer]

    deliver()
    assert (state().state, state().last_error[:3]) == ("failed", answer[:3])
    assert state().can_resend
    assert deliver(after=10 * DAY).sent == 0


def test_one_that_is_refused_does_not_hold_up_the_others(queue, deliver, smtp):
    queue("a" * 32)
    queue("b" * 32)
    smtp.answers["RCPT"] = ["451 not you"]

    assert deliver().sent == 1


def test_a_server_that_is_down_is_asked_once_a_round(queue, deliver, state):
    queue("a" * 32)
    queue("b" * 32)

    deliver(server=DOWN)

    assert (state("a" * 32).tries, state("b" * 32).tries) == (1, 0)


def test_a_day_without_a_mail_server_delays_a_letter_and_does_not_double_it(queue, deliver, state, smtp):
    queue()

    tries = run_until_sent(deliver, state, server=DOWN, until=DAY)
    assert len(tries) > 10
    assert state().state == "waiting"

    due = (state().due_at - NOW).total_seconds()
    assert due - DAY <= store.outbox.LONGEST_WAIT
    deliver(after=due)
    assert state().state == "sent"
    assert len(smtp.mails) == 1


def test_after_five_days_it_is_given_up_and_the_owner_may_try_again(queue, deliver, state, writer, smtp):
    queue()

    last = run_until_sent(deliver, state, server=DOWN, until=10 * DAY)[-1]

    assert 5 * DAY <= last <= 5 * DAY + store.outbox.LONGEST_WAIT
    assert (state().state, state().last_error) == ("failed", "gave up: ConnectionRefusedError")

    later = NOW + timedelta(days=6)
    assert writer.submit(lambda db: letters.resend(db, ANSWER, now=later)) is True
    deliver(after=6 * DAY, server=DOWN)
    assert (state().state, state().tries) == ("waiting", 1)  # five new days
    deliver(after=6 * DAY + 61)
    assert len(smtp.mails) == 1


def test_without_a_mail_server_nothing_is_tried(queue, writer, engine, key, state):
    queue()

    report = letters.deliver_due(writer, engine, None, key, now=NOW + timedelta(days=9))

    assert report.left.waiting == 1
    assert (state().state, state().tries) == ("waiting", 0)


def test_a_server_that_takes_it_and_hangs_up_leaves_a_doubt_that_only_the_owner_resolves(
    queue, deliver, state, smtp, writer
):
    queue()
    smtp.hangs_up = "DATA"

    deliver()

    assert len(smtp.mails) == 1
    assert state().state == "doubtful"
    assert state().can_resend
    smtp.hangs_up = ""
    assert deliver(after=10 * DAY).sent == 0
    assert len(smtp.mails) == 1

    assert writer.submit(lambda db: letters.resend(db, ANSWER, now=NOW)) is True
    assert deliver().sent == 1
    first, again = smtp.mails
    assert again["Message-ID"] == first["Message-ID"]  # a mailbox can see that it is the same


def test_a_server_that_hangs_up_before_the_text_has_taken_nothing(queue, deliver, state, smtp):
    queue()
    smtp.hangs_up = "RCPT"

    deliver()

    assert state().state == "waiting"
    smtp.hangs_up = ""
    assert deliver(after=61).sent == 1
    assert len(smtp.mails) == 1


def test_a_server_that_is_too_slow_to_say_yes_leaves_a_doubt(queue, deliver, state, smtp):
    queue()
    smtp.slow = NEVER

    deliver(server=smtp.impatient)

    assert (state().state, state().last_error) == ("doubtful", "SMTPServerDisconnected")
    assert len(smtp.mails) == 1


def test_a_server_that_says_nothing_at_all_is_tried_again(queue, deliver, state):
    queue()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        deliver(server=SmtpConfig.from_url(f"smtp://127.0.0.1:{port}?tls=none&timeout=0.1"))

    assert state().state == "waiting"


def test_a_certificate_that_nobody_vouches_for_is_tried_again_and_told_nothing(
    queue, deliver, state, certificate
):
    queue()
    with MailServer(tls_context=trusting(certificate)) as server:
        deliver(server=SmtpConfig.from_url(f"smtp://127.0.0.1:{server.port}"))
        assert (state().state, state().last_error) == ("waiting", "SSLCertVerificationError")
        assert server.mails == []

        deliver(after=61, server=SmtpConfig.from_url(f"smtp://127.0.0.1:{server.port}?ca={certificate}"))
        assert len(server.mails) == 1


def test_a_wrong_password_is_the_owners_to_mend_and_no_refusal_of_the_letter(
    queue, deliver, state, certificate
):
    queue()
    with MailServer(tls_context=trusting(certificate)) as server:
        wrong = f"smtp://sivusto:x@127.0.0.1:{server.port}?ca={certificate}"
        deliver(server=SmtpConfig.from_url(wrong))

    assert (state().state, state().last_error) == ("waiting", "535 SMTPAuthenticationError")


def test_a_sender_that_died_may_have_sent_it(queue, deliver, state, writer, smtp):
    queue()
    dead = writer.submit(lambda db: store.lease(db, now=NOW))
    assert dead is not None

    deliver(after=store.LEASE - 1)
    assert state().state == "sending"
    deliver(after=store.LEASE)
    assert state().state == "doubtful"
    assert smtp.mails == []


def test_a_sender_given_up_for_dead_may_still_say_that_it_was_taken(queue, deliver, state, writer):
    queue()
    late = writer.submit(lambda db: store.lease(db, now=NOW))
    deliver(after=store.LEASE)

    writer.submit(lambda db: store.mark_sent(db, late, now=NOW))

    assert state().state == "sent"


def test_a_sender_given_up_for_dead_cannot_undo_what_was_done_since(queue, deliver, state, writer):
    queue()
    late = writer.submit(lambda db: store.lease(db, now=NOW))
    deliver(after=store.LEASE)

    writer.submit(lambda db: store.put_back(db, late, "x", now=NOW))
    assert state().state == "doubtful"

    writer.submit(lambda db: letters.resend(db, ANSWER, now=NOW + timedelta(seconds=store.LEASE)))
    writer.submit(lambda db: store.lease(db, now=NOW + timedelta(seconds=store.LEASE)))
    for report in (
        lambda db: store.put_back(db, late, "x", now=NOW),
        lambda db: store.mark_failed(db, late, "x"),
        lambda db: store.mark_doubtful(db, late, "x"),
        lambda db: store.mark_sent(db, late, now=NOW),
    ):
        writer.submit(report)
        assert state().state == "sending"


def test_the_owner_may_let_it_be(queue, deliver, state, smtp, writer, engine):
    queue()
    smtp.hangs_up = "DATA"
    deliver()

    assert writer.submit(lambda db: letters.leave(db, ANSWER)) is True

    assert (state().state, state().can_resend) == ("doubtful", False)
    assert sealed(engine) == [None]
    with engine.connect() as connection:
        assert letters.count(connection).doubtful == 0
    assert writer.submit(lambda db: letters.resend(db, ANSWER, now=NOW)) is False


@pytest.mark.parametrize("moment", ["waiting", "sent"])
def test_only_what_failed_can_be_sent_again(queue, deliver, writer, moment):
    queue()
    if moment == "sent":
        deliver()

    assert writer.submit(lambda db: letters.resend(db, ANSWER, now=NOW)) is False


def test_a_letter_that_the_key_does_not_open_fails_and_the_next_one_leaves(
    queue, state, writer, engine, smtp
):
    queue("a" * 32)
    with engine.begin() as connection:
        connection.execute(letter.update().values(document="b" * 32))  # moved to another answer

    letters.deliver_due(writer, engine, smtp.config, bytes(32), now=NOW)

    assert (state("b" * 32).state, state("b" * 32).last_error) == ("failed", "Unreadable")
    assert smtp.mails == []


def test_the_counts_say_what_needs_the_owner(queue, deliver, smtp, engine, writer):
    for answer in "abcd":
        queue(answer * 32)
    smtp.answers["RCPT"] = ["550 no", "451 later", "451 later"]
    smtp.hangs_up = "DATA"

    left = deliver().left

    assert (left.waiting, left.failed, left.doubtful, left.bounced) == (2, 1, 1, 0)
    assert left.oldest == NOW
    assert left.last_error == "451 SMTPRecipientsRefused"


def test_two_handlers_on_one_server_take_different_letters(postgresql_url, key, record, plain):
    engine = db.connect(postgresql_url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        for answer in "ab":
            mail = letters.compose(record, plain, to="a@example.fi", subject="x", body="x", lang="fi")
            letters.queue(connection, key, document=answer, mail=mail, now=NOW, delay=timedelta())

    with engine.begin() as one, engine.begin() as other, engine.begin() as third:
        leased = [store.lease(connection, now=NOW) for connection in (one, other, third)]

    assert [found and found.document for found in leased] == ["a", "b", None]
    engine.dispose()


def test_two_processes_on_one_server_never_send_the_same_letter(postgresql_url, vault, key, record, plain):
    engine = db.connect(postgresql_url)
    metadata.create_all(engine)
    writer = Writer(engine)
    for number in range(12):
        mail = letters.compose(record, plain, to=f"v{number}@example.fi", subject="x", body="x", lang="fi")
        writer.submit(
            lambda db, n=number, m=mail: letters.queue(
                db, key, document=f"{n:032}", mail=m, now=NOW, delay=timedelta()
            )
        )
    with MailServer() as server:
        server.slow = 0.1
        command = (
            sys.executable,
            "-m",
            "tests.formhandler.letters.sending",
            postgresql_url,
            vault,
            server.url,
        )
        both = [subprocess.Popen(command) for _ in range(2)]
        assert [one.wait(120) for one in both] == [0, 0]

    assert len(server.mails) == 12
    assert len({mail["Message-ID"] for mail in server.mails}) == 12
    writer.close()
    engine.dispose()


def test_a_kill_between_the_servers_yes_and_our_note_of_it_leaves_one_copy_and_a_doubt(
    queue, url, vault, engine, deliver, state, smtp
):
    queue()
    smtp.slow = NEVER
    command = (sys.executable, "-m", "tests.formhandler.letters.sending", url, vault, smtp.url)
    sender = subprocess.Popen(command)
    taken = threading.Event()
    while not smtp.mails:
        assert sender.poll() is None
        taken.wait(0.01)
    with engine.connect().execution_options(**db.WRITING) as other, other.begin():
        # Whoever wants to write to this row has to wait.
        other.execute(letter.update().values(tries=letter.c.tries))
        smtp.slow = 0
        taken.wait(0.6)  # by now the server has said yes
        sender.kill()
        assert sender.wait() == -9

    assert state().state == "sending"
    deliver(after=store.LEASE + 60)
    deliver(after=10 * DAY)
    assert state().state == "doubtful"
    assert len(smtp.mails) == 1


def test_a_lost_key_costs_the_letters_that_wait_and_no_more(
    queue, deliver, state, vault, writer, engine, smtp
):
    queue()
    (vault / "vault" / outbox_key.NAME).unlink()

    letters.deliver_due(writer, engine, smtp.config, letters.outbox_key(vault), now=NOW)

    assert state().state == "failed"


def test_no_file_holds_the_recipient_or_a_word_after_an_outage_and_a_kill(
    tmp_path, sqlite_url, vault, key, record, plain, smtp, caplog
):
    said = [
        "kanarianlintu.xq7@example.fi",
        "Kanariansaaren Öljynlintu",
        "Zwitscher-Laulu 8842 åäö, keltaiset sulat",
    ]
    to, subject, body = said
    engine = db.connect(sqlite_url)
    metadata.create_all(engine)
    writer = Writer(engine)
    mail = letters.compose(record, plain, to=to, subject=subject, body=body, lang="fi")
    for answer in "abc":
        del mail["Message-ID"]
        mail["Message-ID"] = f"<letter-{answer}@example.fi>"
        writer.submit(
            lambda db, answer=answer: letters.queue(
                db, key, document=answer, mail=mail, now=NOW, delay=timedelta()
            )
        )
    letters.deliver_due(writer, engine, DOWN, key, now=NOW)
    smtp.slow = NEVER
    command = (sys.executable, "-m", "tests.formhandler.letters.sending", sqlite_url, vault, smtp.url)
    with (tmp_path / "said").open("wb") as output:
        sender = subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, "TMPDIR": str(tmp_path)}
        )
    while not smtp.mails:
        assert sender.poll() is None
        time.sleep(0.01)
    sender.kill()
    sender.wait()
    smtp.slow = 0
    smtp.answers["RCPT"] = [f"550 no {to}"]
    letters.deliver_due(writer, engine, smtp.config, key, now=NOW + timedelta(days=1))
    (tmp_path / "log").write_text(caplog.text)

    words = [word for text in said for word in (text, *text.split()) if len(word) > 7]
    needles = {form for word in words for form in forms_of(word)}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"seloste.db", "seloste.db-wal", "outbox.key", "log"}
    assert [(path.name, n) for path in files for n in needles if n in path.read_bytes()] == []
    writer.close()
    engine.dispose()
