"""How a letter stands is said in one sentence that tells what the owner may do."""

from datetime import UTC, datetime

import pytest

from formhandler.letters import State, words
from texts import translator

MOMENT = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)


def state(name, error=None, tries=1):
    return State(state=name, tries=tries, last_error=error, sent_at=MOMENT, due_at=MOMENT, can_resend=False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (state("waiting", tries=0), "Waiting to leave. It can still be taken back."),
        (
            state("waiting", "ConnectionRefusedError"),
            "Waiting: the mail server does not answer. Next try 22/11/2026, 14:05.",
        ),
        (
            state("waiting", "451 SMTPDataError"),
            "Waiting: the mail server asks to try again later (451). Next try 22/11/2026, 14:05.",
        ),
        (
            state("waiting", "SSLCertVerificationError"),
            "Waiting: the mail server's certificate is not to be trusted. Next try 22/11/2026, 14:05.",
        ),
        (
            state("waiting", "535 SMTPAuthenticationError"),
            "Waiting: the mail server does not let us in; check MAIL_URL. Next try 22/11/2026, 14:05.",
        ),
        (state("sending"), "Being sent."),
        (state("sent"), "Sent 22/11/2026, 14:05."),
        (
            state("failed", "550 SMTPRecipientsRefused"),
            "Refused for good (550): the mail server does not take it.",
        ),
        (
            state("failed", "gave up: ConnectionRefusedError"),
            "Not sent: given up after five days. Last: the mail server does not answer.",
        ),
        (
            state("failed", "SMTPNotSupportedError"),
            "Not sent: the mail server can't write to an address with letters such as ä before the @.",
        ),
        (
            state("failed", "Unreadable"),
            "Not sent: the letter can't be opened any more. The answer is in the archive; send it anew.",
        ),
        (
            state("doubtful", "TimeoutError"),
            "It may have arrived: the connection broke while it was being sent. It is not sent again "
            "unless you choose so.",
        ),
        (state("bounced", "5.1.1"), "Came back: the address does not exist (5.1.1)."),
        (state("bounced", "5.1.2"), "Came back: the address's domain does not exist (5.1.2)."),
        (state("bounced", "5.2.2"), "Came back: the mailbox is full (5.2.2)."),
        (state("bounced", "5.7.26"), "Came back: the recipient's mail server refused it (5.7.26)."),
        (state("bounced", "5.4.7"), "Came back undelivered (5.4.7)."),
        (state("bounced"), "Came back undelivered (–)."),
        (state("cancelled"), "Taken back before it left."),
    ],
)
def test_every_state_is_said(given, said):
    assert words(given, translator("en")) == said
    assert all(words(given, translator(lang)) != said for lang in ("fi", "sv"))


def test_a_moment_is_said_by_the_clock_at_home_and_as_the_language_writes_it():
    assert words(state("sent"), translator("fi")) == "Lähetetty 22.11.2026 14.05."
    assert words(state("sent"), translator("sv")) == "Skickat 2026-11-22 14:05."
