"""The privacy mailbox on its server: looked into without a trace, but for our own mails in it."""

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from formhandler.mail.address import BadMailUrl, MailServer

INBOX = "INBOX"  # RFC 3501 5.1: every mailbox has one of this name
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Unreachable(Exception):
    """The mailbox cannot be looked into. The text is the error's class, nothing that the server said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapConfig(MailServer):
    """How to reach the mailbox."""

    SCHEME = "imap"
    PORTS = {"implicit": 993, "starttls": 143, "none": 143}  # noqa: RUF012  # declared ClassVar above
    EXAMPLE = "write imaps://user:password@host:993, or imap://user:password@host:143 (STARTTLS)"

    def check(self) -> None:
        # Not super(): a dataclass with slots is a new class, which super() does not know.
        MailServer.check(self)
        if not self.user:
            raise BadMailUrl(f"a mailbox opens with a user and a password; {self.EXAMPLE}")


class Mailbox:
    """
    An open inbox. Use it in a ``with``; every method raises Unreachable.

    It is opened to be read only, nothing is marked as read, and only `delete` changes anything.
    """

    def __init__(self, config: ImapConfig) -> None:
        self._config = config

    def __enter__(self) -> Self:
        with _reachable():
            self._server = self._connect()
            try:
                self._sign_in()
                self._open(readonly=True)
            except BaseException:
                with suppress(OSError):  # what went wrong before is what matters
                    self._server.shutdown()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        # LOGOUT, never CLOSE: that would expunge what the owner has marked as deleted (RFC 3501 6.4.2).
        with suppress(OSError, imaplib.IMAP4.error):
            self._server.logout()

    @property
    def validity(self) -> str:
        """While this stays the same, a UID means the same mail (RFC 3501 2.3.1.1)."""
        return self._validity

    def bounces(self, *, since: date, after: int) -> list[int]:
        """
        The UIDs of mails that may be delivery reports, in the order they came.

        Args:
            since: The day from which on; the server's, so a day early is on the safe side.
            after: Only UIDs above this one.
        """
        # Some servers search no header but the usual ones; those find a report by its sender.
        looks = ("OR", "HEADER", "Content-Type", '"delivery-status"', "FROM", '"mailer-daemon"')
        day = f"{since.day}-{MONTHS[since.month - 1]}-{since.year}"
        return [uid for uid in self._search("UID", f"{after + 1}:*", "SINCE", day, *looks) if uid > after]

    def with_subject(self, words: str) -> list[int]:
        """The UIDs of mails whose subject holds *words* and that are not marked as deleted."""
        if not re.fullmatch(r"[0-9A-Za-z ]+", words):
            raise ValueError(f"{words!r} would need quoting")
        return self._search("UNDELETED", "SUBJECT", f'"{words}"')

    def read(self, uid: int, *, at_most: int) -> bytes:
        """The beginning of a mail, which stays unread; empty if it is gone."""
        return self._fetch(uid, f"(BODY.PEEK[]<0.{at_most}>)")

    def subject(self, uid: int) -> bytes:
        """A mail's subject field as it stands there."""
        return self._fetch(uid, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.4096>)")

    def delete(self, uids: list[int]) -> None:
        """
        Delete these mails and no other.

        A server without UIDPLUS (RFC 4315) could only expunge whatever the owner has marked, too; there
        the mails stay marked as deleted until the owner's mail program cleans up.
        """
        names = ",".join(map(str, uids))
        with _reachable():
            self._open(readonly=False)
            self._uid("STORE", names, "+FLAGS.SILENT", r"(\Deleted)")
            if "UIDPLUS" in self._abilities:
                self._uid("EXPUNGE", names)

    def _connect(self) -> imaplib.IMAP4:
        config = self._config
        if config.tls == "implicit":
            return imaplib.IMAP4_SSL(
                config.host, config.port, ssl_context=config.trust(), timeout=config.timeout
            )
        return imaplib.IMAP4(config.host, config.port, timeout=config.timeout)

    def _sign_in(self) -> None:
        if self._config.tls == "starttls":
            self._server.starttls(self._config.trust())
        self._server.login(self._config.user, self._config.password)
        self._abilities = _checked(self._server.capability())[0].decode("ascii", "replace").upper().split()

    def _open(self, *, readonly: bool) -> None:
        _checked(self._server.select(INBOX, readonly=readonly))
        _, [validity] = self._server.response("UIDVALIDITY")
        self._validity = validity.decode("ascii", "replace") if validity else ""

    def _search(self, *criteria: str) -> list[int]:
        with _reachable():
            found = self._uid("SEARCH", *criteria)
        return sorted(int(uid) for uid in b" ".join(filter(None, found)).split())

    def _fetch(self, uid: int, what: str) -> bytes:
        with _reachable():
            answer = self._uid("FETCH", str(uid), what)
        # imaplib gives what came as a literal as a pair: what the server called it, and the bytes.
        return next((part[1] for part in answer if isinstance(part, tuple)), b"")

    def _uid(self, command: str, *words: str) -> list[Any]:
        return _checked(self._server.uid(command, *words))


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error("the server said no")
    return data


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unreachable(type(error).__name__) from error
