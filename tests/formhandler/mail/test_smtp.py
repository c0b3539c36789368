"""The mail server's address, and handing a mail over to real servers of many moods."""

import socket
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from formhandler.mail.smtp import BadMailUrl, SmtpConfig, Undelivered, send
from tests.formhandler.mailserver import NEVER, MailServer, trusting

Notice = Callable[[int], EmailMessage]


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://mail.example.fi", "mail.example.fi", 587, "starttls"),
        ("smtp://mail.example.fi:25?tls=starttls", "mail.example.fi", 25, "starttls"),
        ("smtp://localhost?tls=none", "localhost", 25, "none"),
        ("smtps://mail.example.fi/", "mail.example.fi", 465, "implicit"),
        ("smtp://[::1]:2525", "::1", 2525, "starttls"),
    ],
)
def test_an_address_says_where_and_how(url: str, host: str, port: int, tls: str) -> None:
    config = SmtpConfig.from_url(url)

    assert (config.host, config.port, config.tls, config.user) == (host, port, tls, "")


def test_user_and_password_may_hold_any_ascii_and_the_password_is_not_shown() -> None:
    config = SmtpConfig.from_url("smtps://sivusto%40example.fi:pq%2Fs%3A%40@mail.example.fi")

    assert (config.user, config.password) == ("sivusto@example.fi", "pq/s:@")
    assert "pq" not in repr(config)


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("mail.example.fi", "write smtp://user:password@host:587"),
        ("http://mail.example.fi", "write smtp://"),
        ("smtp://", "write smtp://"),
        ("smtps://user:p%C3%A4ss@mail.example.fi", "plain ASCII"),  # smtplib sends no other
        ("smtp://mail.example.fi/path", "write smtp://"),
        ("smtp://user:secret@mail.example.fi:99999", "port is not a number from 1 to 65535"),
        ("smtp://user:secret@mail.example.fi:mail", "port is not a number"),
        ("smtp://user:secret@mail.example.fi?tls=yes", "write tls=starttls or tls=none"),
        ("smtps://user:secret@mail.example.fi?tls=none", "encrypted from the start"),
        ("smtp://user:secret@mail.example.fi?starttls=1", "known: tls, ca, timeout"),
        ("smtp://user:secret@mail.example.fi?timeout=0", "write seconds"),
        ("smtp://user:secret@mail.example.fi?timeout=soon", "write seconds"),
        ("smtp://user@mail.example.fi", "not both"),
        ("smtp://:secret@mail.example.fi", "not both"),
        ("smtp://user:secret@mail.example.fi?tls=none", "would send the password in clear"),
        ("smtp://user:secret@192.0.2.1?tls=none", "would send the password in clear"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_write_and_no_password(url: str, advice: str) -> None:
    with pytest.raises(BadMailUrl, match=advice) as raised:
        SmtpConfig.from_url(url)

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_a_password_may_stay_on_this_computer_in_clear(host: str) -> None:
    assert SmtpConfig.from_url(f"smtp://user:secret@{host}?tls=none").password == "secret"


def test_a_mail_arrives_as_it_was_written(smtp: MailServer, notice: Notice) -> None:
    send(smtp.config, notice(3))

    [mail] = smtp.mails
    assert mail["Subject"] == "Uusia viestejä: 3"
    assert mail.get_content().splitlines() == ["Lue ne: flask inbox list"]
    assert smtp.recipients == ["omistaja@example.fi"]


@pytest.mark.parametrize(
    ("command", "answer", "reason", "final"),
    [
        ("RCPT", "450 busy: omistaja@example.fi", "450 SMTPRecipientsRefused", False),
        ("RCPT", "499 busy", "499 SMTPRecipientsRefused", False),
        ("RCPT", "500 no", "500 SMTPRecipientsRefused", True),
        ("RCPT", "550 nobody: omistaja@example.fi", "550 SMTPRecipientsRefused", True),
        ("DATA", "451 try again later", "451 SMTPDataError", False),
        ("DATA", "554 spam", "554 SMTPDataError", True),
    ],
)
def test_what_the_server_says_decides_whether_it_is_tried_again(
    smtp: MailServer, notice: Notice, command: str, answer: str, reason: str, final: bool
) -> None:
    smtp.answers[command] = [answer]

    with pytest.raises(Undelivered) as raised:
        send(smtp.config, notice(1))

    assert (raised.value.reason, raised.value.final, raised.value.doubtful) == (reason, final, False)
    assert str(raised.value) == reason  # neither the server's words nor an address
    assert smtp.mails == []


def test_a_server_that_is_down_is_tried_again(notice: Notice) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with pytest.raises(Undelivered, match="ConnectionRefusedError") as raised:
        send(SmtpConfig.from_url(f"smtp://127.0.0.1:{port}?tls=none"), notice(1))

    assert (raised.value.final, raised.value.doubtful) == (False, False)


def test_a_server_that_says_nothing_is_given_up_for_now(notice: Notice) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Undelivered, match="SMTPServerDisconnected") as raised:
            send(SmtpConfig.from_url(f"smtp://127.0.0.1:{port}?tls=none&timeout=0.1"), notice(1))

    assert (raised.value.final, raised.value.doubtful) == (False, False)


def test_a_mail_whose_receipt_never_came_may_have_arrived(smtp: MailServer, notice: Notice) -> None:
    smtp.slow = NEVER

    with pytest.raises(Undelivered) as raised:
        send(smtp.impatient, notice(1))

    assert (raised.value.final, raised.value.doubtful) == (False, True)
    assert len(smtp.mails) == 1


def test_a_connection_that_breaks_before_the_text_began_to_go_leaves_no_doubt(
    smtp: MailServer, notice: Notice
) -> None:
    smtp.hangs_up = "RCPT"

    with pytest.raises(Undelivered) as raised:
        send(smtp.config, notice(1))

    assert (raised.value.final, raised.value.doubtful, raised.value.unheard) == (False, False, False)


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(smtp: MailServer, notice: Notice) -> None:
    mail = notice(1)
    mail.set_content(".\n..\n.alku\n", cte="7bit")

    send(smtp.config, mail)

    assert smtp.mails[0].get_content().splitlines() == [".", "..", ".alku"]


def test_a_server_that_hangs_up_instead_of_saying_goodbye_has_still_taken_the_mail(notice: Notice) -> None:
    """RFC 5321 4.1.1.10 asks a server to wait for QUIT; some do not."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_take_one_and_hang_up, args=(listening,))
        thread.start()

        send(SmtpConfig.from_url(f"smtp://127.0.0.1:{listening.getsockname()[1]}?tls=none"), notice(1))

        thread.join()


@pytest.fixture(params=["smtp", "smtps"])
def encrypted(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[str, MailServer]]:
    """A server with TLS, by STARTTLS or from the start, that knows a password; and the scheme for it."""
    context = trusting(certificate)
    # aiosmtpd does not know of TLS that began before it did, so it must not ask for it.
    way = (
        {"tls_context": context}
        if request.param == "smtp"
        else {"ssl_context": context, "auth_require_tls": False}
    )
    with MailServer(**way) as server:
        server.passwords["sivusto"] = "salasana"
        yield request.param, server


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said(
    encrypted: tuple[str, MailServer], notice: Notice
) -> None:
    scheme, server = encrypted

    with pytest.raises(Undelivered, match="SSLCertVerificationError") as raised:
        send(SmtpConfig.from_url(f"{scheme}://sivusto:salasana@127.0.0.1:{server.port}"), notice(1))

    assert (raised.value.final, raised.value.doubtful) == (False, False)
    assert server.mails == []


def test_a_mail_goes_encrypted_with_user_and_password(
    encrypted: tuple[str, MailServer], notice: Notice, certificate: Path
) -> None:
    scheme, server = encrypted

    send(
        SmtpConfig.from_url(f"{scheme}://sivusto:salasana@127.0.0.1:{server.port}?ca={certificate}"),
        notice(1),
    )

    assert server.signed_in == [True]


def test_a_wrong_password_is_final(
    encrypted: tuple[str, MailServer], notice: Notice, certificate: Path
) -> None:
    scheme, server = encrypted

    with pytest.raises(Undelivered, match="535 SMTPAuthenticationError") as raised:
        send(SmtpConfig.from_url(f"{scheme}://sivusto:x@127.0.0.1:{server.port}?ca={certificate}"), notice(1))

    assert raised.value.final
    assert server.mails == []


def test_a_server_without_encryption_gets_no_mail_unless_that_was_asked_for(
    smtp: MailServer, notice: Notice
) -> None:
    with pytest.raises(Undelivered, match="SMTPNotSupportedError"):
        send(SmtpConfig.from_url(f"smtp://127.0.0.1:{smtp.port}"), notice(1))

    assert smtp.mails == []


@pytest.mark.parametrize("value", ["a@example.fi\nBcc: b@example.com", "a@example.fi\r\nX: y", "a\rb"])
@pytest.mark.parametrize("header", ["From", "To", "Subject"])
def test_a_header_cannot_smuggle_in_another(header: str, value: str) -> None:
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        EmailMessage()[header] = value


def _take_one_and_hang_up(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rwb", buffering=0) as talk:
        talk.write(b"220 hei\r\n")
        while line := talk.readline().upper():
            if line.startswith(b"DATA"):
                talk.write(b"354 go on\r\n")
                while talk.readline() != b".\r\n":
                    pass
                talk.write(b"250 taken\r\n")
                return
            talk.write(b"250 yes\r\n")
