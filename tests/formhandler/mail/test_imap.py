"""The privacy mailbox on a real server: read without a trace."""

import socket
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest

from formhandler.config import Config, ConfigError
from formhandler.mail.address import BadMailUrl
from formhandler.mail.imap import ImapConfig, Mailbox, Unreachable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO = date(2026, 1, 1)


def mail(subject, sender="joku@example.com", **headers):
    made = EmailMessage()
    made["Subject"], made["From"] = subject, sender
    for name, value in headers.items():
        made[name] = value
    made.set_content("Hei!\n" * 100)
    return made


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("imaps://u:p@mail.example.fi", "mail.example.fi", 993, "implicit"),
        ("imap://u:p@mail.example.fi", "mail.example.fi", 143, "starttls"),
        ("imap://u:p@mail.example.fi:1143?tls=starttls", "mail.example.fi", 1143, "starttls"),
        ("imap://u:p@localhost?tls=none", "localhost", 143, "none"),
        ("imaps://u:p@[::1]/", "::1", 993, "implicit"),
    ],
)
def test_an_address_says_where_and_how(url, host, port, tls):
    config = ImapConfig.from_url(url)

    assert (config.host, config.port, config.tls, config.user, config.password) == (host, port, tls, "u", "p")


def test_user_and_password_are_percent_encoded_and_the_password_is_not_shown(tmp_path):
    config = ImapConfig.from_url(
        f"imaps://tieto%40example.fi:pq%2Fs%3A%40@mail.example.fi?ca={tmp_path}&timeout=5"
    )

    assert (config.user, config.password) == ("tieto@example.fi", "pq/s:@")
    assert (config.ca_file, config.timeout) == (tmp_path, 5)
    assert "pq" not in repr(config)


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("mail.example.fi", "write imaps://user:password@host:993"),
        ("smtp://user:secret@mail.example.fi", "write imaps://"),
        ("imaps://mail.example.fi", "opens with a user and a password"),
        ("imaps://user@mail.example.fi", "not both"),
        ("imap://user:secret@mail.example.fi?tls=none", "would send the password in clear"),
        ("imap://user:secret@192.0.2.1?tls=none", "would send the password in clear"),
        ("imaps://user:secret@mail.example.fi?tls=none", "encrypted from the start"),
        ("imap://user:secret@mail.example.fi?tls=yes", "write tls=starttls or tls=none"),
        ("imap://user:secret@mail.example.fi?folder=x", "known: tls, ca, timeout"),
        ("imaps://user:secret@mail.example.fi:x", "port is not a number"),
        ("imaps://user:secret%0D%0Ax@mail.example.fi", "plain ASCII"),
        ("imaps://user:s%C3%A4cret@mail.example.fi", "plain ASCII"),
        ("imaps://user:secret@mail.example.fi?timeout=0", "write seconds"),
        ("imaps://user:secret@[mail.example.fi", "is not one"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_write_and_no_password(url, advice):
    with pytest.raises(BadMailUrl, match=advice) as raised:
        ImapConfig.from_url(url)
    with pytest.raises(ConfigError, match="IMAP_URL: .*" + advice) as told:
        Config.from_environ({"IMAP_URL": url})

    assert "secret" not in str(raised.value) + str(told.value)


def test_without_the_setting_there_is_no_mailbox():
    assert Config.from_environ({}).imap_url is None


@pytest.mark.parametrize("way", ["url", "starttls_url"])
def test_the_mailbox_opens_encrypted_with_any_password(imap, way):
    imap.deliver(mail("Mailbox check 12"), at=NOW)

    with Mailbox(ImapConfig.from_url(getattr(imap, way))) as mailbox:
        [uid] = mailbox.with_subject("Mailbox check")
        assert mailbox.subject(uid) == b"Subject: Mailbox check 12\r\n\r\n"


def test_a_server_on_this_computer_may_do_without_encryption(imap):
    with Mailbox(ImapConfig.from_url(imap.at(f"imap://{{}}@127.0.0.1:{imap.plain}?tls=none"))) as mailbox:
        assert mailbox.with_subject("anything") == []


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_a_certificate_that_nobody_vouches_for_gets_no_password(imap, scheme):
    port = imap.plain if scheme == "imap" else imap.tls

    with (
        pytest.raises(Unreachable, match="SSLCertVerificationError"),
        Mailbox(ImapConfig.from_url(f"{scheme}://user:secret@127.0.0.1:{port}")),
    ):
        pass


def test_a_wrong_password_is_told_without_the_servers_words(imap):
    url = f"imaps://tietosuoja%40example.fi:secret@127.0.0.1:{imap.tls}?ca={imap.certificate}"

    with pytest.raises(Unreachable) as raised, Mailbox(ImapConfig.from_url(url)):
        pass

    assert str(raised.value) == "error"  # imaplib's class of that name


def test_a_server_that_is_down_or_silent_is_unreachable():
    with (
        pytest.raises(Unreachable, match="ConnectionRefusedError"),
        Mailbox(ImapConfig.from_url("imap://u:p@127.0.0.1:1?tls=none")),
    ):
        pass
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with (
            pytest.raises(Unreachable),
            Mailbox(ImapConfig.from_url(f"imap://u:p@127.0.0.1:{port}?tls=none&timeout=0.2")),
        ):
            pass


def test_reports_are_found_by_their_type_or_their_sender_and_nothing_else_is(imap):
    report = mail("x")
    report.replace_header("Content-Type", 'multipart/report; report-type="delivery-status"; boundary="b"')
    imap.deliver(mail("a person's"), at=NOW)
    imap.deliver(report, at=NOW)
    imap.deliver(mail("y", "Mail Delivery System <MAILER-DAEMON@mx.example.com>"), at=NOW)
    imap.deliver(mail("old", "mailer-daemon@mx.example.com"), at=NOW - timedelta(days=30))

    with Mailbox(imap.config) as mailbox:
        found = mailbox.bounces(since=NOW.date() - timedelta(days=14), after=0)
        assert [mailbox.subject(uid) for uid in found] == [b"Subject: x\r\n\r\n", b"Subject: y\r\n\r\n"]
        assert mailbox.bounces(since=LONG_AGO, after=found[0])[0] == found[1]
        assert mailbox.bounces(since=LONG_AGO, after=10**9) == []  # "n:*" would give the last one


def test_reading_leaves_no_trace(imap):
    imap.deliver(mail("Mailbox check 1"), at=NOW)

    with Mailbox(imap.config) as mailbox:
        [uid] = mailbox.with_subject("Mailbox check")
        assert len(mailbox.read(uid, at_most=200)) == 200
        assert b"Hei!" in mailbox.read(uid, at_most=100_000)
        mailbox.subject(uid)
        assert mailbox.read(uid + 1, at_most=10) == b""

    assert [(one.get_flags(), one.get_subdir()) for one in imap.mails()] == [("", "new")]


def test_reading_leaves_no_trace_also_after_something_was_deleted(imap):
    imap.deliver(mail("ours"), at=NOW)
    imap.deliver(mail("theirs"), at=NOW)

    with Mailbox(imap.config) as mailbox:
        mailbox.delete(mailbox.with_subject("ours"))
        [uid] = mailbox.with_subject("theirs")
        assert mailbox.read(uid, at_most=100)
        assert mailbox.subject(uid)

    assert [one.get_flags() for one in imap.mails()] == [""]


def test_only_the_named_mails_are_deleted_also_when_the_owner_has_marked_others(imap):
    for number in range(3):
        imap.deliver(mail(f"mail {number}"), at=NOW + timedelta(seconds=number))
    with Mailbox(imap.config) as mailbox:
        first, ours, _ = mailbox.with_subject("mail")
        mailbox._open(readonly=False)
        mailbox._uid("STORE", str(first), "+FLAGS", r"(\Deleted)")  # as the owner's mail program does

    with Mailbox(imap.config) as mailbox:
        mailbox.delete([ours])

    assert [(one["Subject"], one.get_flags()) for one in imap.mails()] == [("mail 0", "T"), ("mail 2", "")]


@pytest.mark.parametrize("words", ['a" DELETED "', "a\r\nb", "ä", ""])
def test_a_search_cannot_be_made_a_command(imap, words):
    with Mailbox(imap.config) as mailbox, pytest.raises(ValueError, match="quoting"):
        mailbox.with_subject(words)
