"""An answer as a mail: plain text from our own domain, with nothing in it that the owner did not write."""

import re
import secrets
from email.headerregistry import Address
from email.message import EmailMessage

from email_validator import EmailNotValidError, validate_email

from formhandler.config import Config
from record import Record

#: C0 and C1 controls; in a body the tab and the line feed are text.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class BadAddress(ValueError):
    """No mail can be sent to this address. The message does not repeat it."""


def compose(
    record: Record,
    config: Config,
    *,
    to: str,
    subject: str,
    body: str,
    lang: str,
    in_reply_to: str | None = None,
) -> EmailMessage:
    """
    The mail that carries an answer; `queue` dates it.

    Args:
        to: The visitor's address, as they wrote it; its domain may be in any script.
        subject, body: The owner's words; a line break or control character in the subject becomes a space.
        lang: The language they are written in: fi, sv or en.
        in_reply_to: The Message-ID that it answers, with its angle brackets.
    Raises:
        BadAddress: *to* is no address, or is several.
    """
    sender = address(config.mail_from or record.contact.email)
    mail = EmailMessage()
    mail["From"] = _named(record.controller.trade_name or record.controller.legal_name, sender)
    mail["To"] = address(to)
    if (reply_to := address(record.contact.email)) != sender:
        mail["Reply-To"] = reply_to
    mail["Subject"] = one_line(subject)
    mail["Message-ID"] = f"<letter-{secrets.token_hex(16)}@{sender.domain}>"
    if in_reply_to:
        mail["In-Reply-To"] = mail["References"] = one_line(in_reply_to)
    mail.set_content(_text(body), charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = lang  # set_content() clears what was said of an earlier content
    return mail


def address(text: str) -> Address:
    """
    *text* as one mailbox, its domain in ASCII (RFC 5891), so that every server can look it up.

    Raises:
        BadAddress: it is none.
    """
    try:
        checked = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        raise BadAddress("this is not one complete email address, as name@example.fi") from None
    return Address(username=checked.local_part, domain=checked.ascii_domain)


def one_line(text: str) -> str:
    """*text* without line breaks and control characters: what may stand in a header."""
    return " ".join(CONTROL.sub(" ", text).split())


def _named(name: str, sender: Address) -> Address:
    return Address(one_line(name), sender.username, sender.domain)


def _text(body: str) -> str:
    lines = body.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("", lines).strip("\n") + "\n"
