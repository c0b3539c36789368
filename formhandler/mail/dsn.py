"""
Delivery status notifications (RFC 3464): which of our mails came back, and why.

They come from strangers, so they are read flat: the outer parts alone, headers alone, no nesting,
at most `LARGEST` bytes. Whatever is not a plain report of a failure is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

LARGEST = 256 * 1024  # bytes; the report stands before the returned mail
LONGEST_TYPE = 1000  # characters of a Content-Type
MOST_PARTS = 10
MOST_RECIPIENTS = 50

REPORT = ("message/delivery-status", "message/global-delivery-status")
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")

STATUS = re.compile(r"(5\.\d{1,3}\.\d{1,3})\b")
BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")

parse = BytesHeaderParser().parsebytes


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that did not arrive."""

    message_id: str  # with its angle brackets
    status: str  # enhanced status code (RFC 3463), "5.1.1"; empty if the report has none


def read(raw: bytes) -> Bounce | None:
    """What *raw*, a whole mail or its beginning, says did not arrive; None if it reports no failure."""
    try:
        return _read(raw[:LARGEST])
    except (ValueError, LookupError):  # a charset or an encoding that is none
        return None


def _read(raw: bytes) -> Bounce | None:
    whole = parse(raw)
    if whole.get_content_type() != "multipart/report" or len(_field(whole, "Content-Type")) > LONGEST_TYPE:
        return None
    message_id, status = "", None
    for part in _parts(raw, whole.get_boundary() or ""):
        kind = part.get_content_type()
        if kind in REPORT:
            status = _failure(_content(part))
        elif kind in RETURNED:
            message_id = _field(parse(_content(part)), "Message-ID")
    return Bounce(message_id, status) if message_id and status is not None else None


def _parts(raw: bytes, boundary: str) -> Iterator[Message]:
    """The outermost parts, each with its content unparsed."""
    if not boundary:
        return
    _preamble, *parts = raw.split(b"\n--" + boundary.encode("ascii", "surrogateescape"), MOST_PARTS)
    for part in parts:
        rest_of_line, _, content = part.partition(b"\n")
        if rest_of_line.startswith(b"--"):
            return
        message = parse(content)
        if len(_field(message, "Content-Type")) <= LONGEST_TYPE:
            yield message


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content.lstrip(b"\r\n") if isinstance(content, bytes) else b""


def _failure(report: bytes) -> str | None:
    """The status of the first recipient whom the mail did not reach; a delay is no failure."""
    for block in BLANK_LINE.split(report, MOST_RECIPIENTS):
        fields = parse(block)
        if _field(fields, "Action").lower() == "failed":
            found = STATUS.match(_field(fields, "Status"))
            return found[1] if found else ""
    return None


def _field(message: Message, name: str) -> str:
    """A field's text; one with bytes that are not ASCII comes as an object of its own kind."""
    return str(message[name] or "").strip()
