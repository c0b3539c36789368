"""How a letter stands, in one sentence of the owner's language."""

import re

from formhandler.letters.store import GAVE_UP, State
from texts import Translator
from texts.dates import format_moment


def words(state: State, t: Translator) -> str:
    """
    What became of a letter, and what the owner may do.

    Where a choice is the owner's (`state.can_resend`), the page offers it beside the sentence.
    """
    error = state.last_error or ""
    match state.state:
        case "waiting" if state.tries:
            when = format_moment(state.due_at, t.lang)
            return t("Waiting: %(reason)s. Next try %(when)s.", reason=_trouble(error, t), when=when)
        case "waiting":
            return t("Waiting to leave. It can still be taken back.")
        case "sending":
            return t("Being sent.")
        case "sent":
            when = format_moment(state.sent_at, t.lang) if state.sent_at else ""
            return t("Sent %(when)s.", when=when)
        case "doubtful":
            return t(
                "It may have arrived: the connection broke while it was being sent. It is not sent again "
                "unless you choose so."
            )
        case "bounced":
            return _bounce(error, t)
        case "cancelled":
            return t("Taken back before it left.")
    return _failure(error, t)


def _failure(error: str, t: Translator) -> str:
    if error.startswith(GAVE_UP):
        reason = _trouble(error.removeprefix(GAVE_UP), t)
        return t("Not sent: given up after five days. Last: %(reason)s.", reason=reason)
    if code := _code(error):
        return t("Refused for good (%(code)s): the mail server does not take it.", code=code)
    if error == "SMTPNotSupportedError":
        return t("Not sent: the mail server can't write to an address with letters such as ä before the @.")
    return t("Not sent: the letter can't be opened any more. The answer is in the archive; send it anew.")


def _trouble(error: str, t: Translator) -> str:
    """Why the mail server has not taken it yet, as the middle of a sentence."""
    if "SSL" in error:
        return t("the mail server's certificate is not to be trusted")
    if "Authentication" in error or "NotSupported" in error:
        return t("the mail server does not let us in; check MAIL_URL")
    if code := _code(error):
        return t("the mail server asks to try again later (%(code)s)", code=code)
    return t("the mail server does not answer")


def _bounce(status: str, t: Translator) -> str:
    """The enhanced status codes that say something to a person (RFC 3463, section 3)."""
    if status in ("5.1.1", "5.1.3", "5.1.6", "5.1.10"):
        return t("Came back: the address does not exist (%(code)s).", code=status)
    if status == "5.1.2":
        return t("Came back: the address's domain does not exist (%(code)s).", code=status)
    if status == "5.2.2":
        return t("Came back: the mailbox is full (%(code)s).", code=status)
    if status.startswith("5.7."):
        return t("Came back: the recipient's mail server refused it (%(code)s).", code=status)
    return t("Came back undelivered (%(code)s).", code=status or "–")


def _code(error: str) -> str:
    """The SMTP code that *error* begins with, or nothing."""
    found = re.match(r"[45]\d\d\b", error)
    return found[0] if found else ""
