"""Delivery reports as the common servers write them, and whatever else strangers send."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formhandler.mail import dsn
from formhandler.mail.dsn import Bounce

REPORT = b"""\
Return-Path: <>
Date: Sun, 22 Nov 2026 12:00:00 +0200
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: tietosuoja@example.fi
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4D1F.177/mx.example.com"

This is a MIME-encapsulated message.

--4D1F.177/mx.example.com
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4D1F.177/mx.example.com
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
X-Postfix-Sender: rfc822; tietosuoja@example.fi
Arrival-Date: Sun, 22 Nov 2026 12:00:00 +0200 (EET)

Final-Recipient: rfc822; liisa@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <liisa@example.com>: Recipient address rejected

--4D1F.177/mx.example.com
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Tmi Esimerkkipalvelu <tietosuoja@example.fi>
To: liisa@example.com
Message-ID: <letter-0123456789abcdef0123456789abcdef@example.fi>
Subject: Vastaus

Hei Liisa!

--4D1F.177/mx.example.com--
"""
ID = "<letter-0123456789abcdef0123456789abcdef@example.fi>"


def test_a_failure_is_read():
    assert dsn.read(REPORT) == Bounce(ID, "5.1.1")


@pytest.mark.parametrize(
    "change",
    [
        (b"\n", b"\r\n"),
        (b"message/rfc822", b"text/rfc822-headers"),
        (b"message/rfc822", b"message/global-headers"),
        (b"message/delivery-status", b"message/global-delivery-status"),
        (b"report-type=delivery-status", b'report-type="delivery-status"'),
        (b"Action: failed", b"action:  Failed "),
        (b"Hei Liisa!", b"Hei Liisa!" * 100_000),  # longer than is read
        (b"--4D1F.177/mx.example.com--\n", b""),
        (b"This is a MIME-encapsulated message.\n\n", b""),
        (b"Message-ID: <", b"Message-Id:\n <"),
    ],
)
def test_every_server_writes_it_a_little_differently(change):
    assert dsn.read(REPORT.replace(*change)) == Bounce(ID, "5.1.1")


def test_a_report_in_base64_is_read():
    plain = b"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.fi\nAction: failed\nStatus: 5.2.2\n"
    mail = EmailMessage()
    mail.set_content(plain, maintype="application", subtype="octet-stream", cte="base64")
    block = b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n" + bytes(
        mail.get_payload(), "ascii"
    )
    start = REPORT.index(b"Content-Description: Delivery report")
    end = REPORT.index(b"--4D1F", start)

    assert dsn.read(REPORT[:start] + block + b"\n" + REPORT[end:]) == Bounce(ID, "5.2.2")


@pytest.mark.parametrize("status", [b"", b"4.2.2", b"5.1", b"5", b"liisa@example.com", b"5.1.12345"])
def test_a_failure_without_a_proper_status_is_a_failure(status):
    assert dsn.read(REPORT.replace(b"Status: 5.1.1", b"Status: " + status)) == Bounce(ID, "")


@pytest.mark.parametrize("action", [b"delayed", b"delivered", b"relayed", b"expanded", b""])
def test_what_is_not_a_failure_is_none(action):
    assert dsn.read(REPORT.replace(b"Action: failed", b"Action: " + action)) is None


def test_the_second_recipient_may_be_the_one_who_was_not_reached():
    both = REPORT.replace(
        b"Final-Recipient:", b"Final-Recipient: rfc822; x@example.com\nAction: relayed\n\nFinal-Recipient:"
    )

    assert dsn.read(both) == Bounce(ID, "5.1.1")


@pytest.mark.parametrize(
    "change",
    [
        (b"multipart/report", b"multipart/mixed"),
        (b"message/rfc822", b"text/plain"),
        (b"Message-ID", b"X-Message-ID"),
        (b"message/delivery-status", b"text/plain"),
        (b'boundary="4D1F.177/mx.example.com"', b""),
        (b'boundary="4D1F.177/mx.example.com"', b'boundary=""'),
        (b'boundary="4D1F.177/mx.example.com"', b'boundary="other"'),
        (b'boundary="4D1F.177/mx.example.com"', b"boundary*=no-such-charset''x"),
        (b"Content-Type: multipart/report;", b"Content-Type: multipart/report;" + b";" * 2000),
    ],
)
def test_a_mail_that_is_no_report_of_ours_is_none(change):
    assert dsn.read(REPORT.replace(*change)) is None


@pytest.mark.parametrize(
    "hostile",
    [
        b"Content-Type: multipart/report; boundary=b\n\n"
        + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 9000,
        b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\nContent-Type: message/rfc822\n\n" * 9000,
        b"Content-Type: multipart/report; boundary=b" + b";" * 250_000 + b"\n\n",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/rfc822" + b';a="' * 80_000,
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        + b"\n\n" * 120_000,
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        + b"A:" * 120_000,
        b"a: b\n" * 50_000,
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: "
        + b"<" * 250_000,
        b"\0" * 300_000,
    ],
    ids=range(9),
)
def test_a_hostile_mail_costs_little(hostile):
    began = time.process_time()

    assert dsn.read(hostile) is None

    assert time.process_time() - began < 1


def test_no_more_is_read_than_the_limit():
    padding = b"x" * 1000 + b"\n"
    late = REPORT.replace(b"This is a MIME", padding * (dsn.LARGEST // 1000) + b"This is a MIME")

    assert dsn.read(late) is None
    assert dsn.read(late.replace(padding, b"", 10)) == Bounce(ID, "5.1.1")


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_are_read_without_an_error(raw):
    dsn.read(raw)
    dsn.read(b"Content-Type: multipart/report; boundary=b\n\n--b\n" + raw)


@given(st.integers(0, len(REPORT)), st.integers(0, len(REPORT)), st.binary(max_size=40))
@settings(deadline=None)
def test_a_damaged_report_is_read_without_an_error(start, length, junk):
    found = dsn.read(REPORT[:start] + junk + REPORT[start + length :])

    assert found is None or "letter-" in found.message_id or found.message_id
