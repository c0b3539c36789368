"""An answer and a draft, as they lie sealed in the archive."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self, TypeVar

from formhandler.vault import contents
from formhandler.vault.envelope import EnvelopeError, UnknownVersion

SCHEMA = 1
MAIL, RECEIPT = "mail", "receipt"
WAYS = (MAIL, RECEIPT)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was written to a visitor, and how it goes to them."""

    written: datetime  # UTC
    lang: str  # the visitor's: fi, sv or en
    subject: str
    body: str
    quote: str  # the visitor's words as they follow the body in the mail; mostly none
    by: str  # the name of the user who wrote it
    via: str  # one of WAYS; whoever has the receipt code reads it in either case
    answers: str  # id of the message that it answers

    @property
    def text(self) -> str:
        """All of it, as it is mailed."""
        return f"{self.body}\n\n{self.quote}" if self.quote else self.body

    def as_payload(self) -> bytes:
        return _bytes({**asdict(self), "written": self.written.isoformat()})

    @classmethod
    def from_payload(cls, payload: bytes) -> Self:
        """Raises EnvelopeError when *payload* is no answer of ours."""
        return _read(payload, "answer", cls._read)

    @classmethod
    def _read(cls, content: dict[str, Any]) -> Self:
        if content["via"] not in WAYS:
            raise ValueError("via")
        texts = ("lang", "subject", "body", "quote", "by", "via", "answers")
        return cls(written=_moment(content), **{name: _text(content, name) for name in texts})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer that is not finished: one for a conversation."""

    saved: datetime  # UTC
    subject: str
    body: str
    quote: bool  # whether the message is to be quoted
    by: str

    def as_payload(self) -> bytes:
        return _bytes({**asdict(self), "saved": self.saved.isoformat()})

    @classmethod
    def from_payload(cls, payload: bytes) -> Self:
        """Raises EnvelopeError when *payload* is no draft of ours."""
        return _read(payload, "draft", cls._read)

    @classmethod
    def _read(cls, content: dict[str, Any]) -> Self:
        texts = {name: _text(content, name) for name in ("subject", "body", "by")}
        return cls(saved=_moment(content, "saved"), quote=bool(content["quote"]), **texts)


def _bytes(content: dict[str, Any]) -> bytes:
    return json.dumps({"schema": SCHEMA, **content}, ensure_ascii=False, sort_keys=True).encode()


def _read(payload: bytes, what: str, read: Callable[[dict[str, Any]], T]) -> T:
    """Sealing needs only the public half: whoever can write the database can seal anything."""
    try:
        content = contents.read(payload)
        if content["schema"] != SCHEMA:
            raise UnknownVersion(f"a document of version {content['schema']}; this program knows {SCHEMA}")
        return read(content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EnvelopeError(f"what it holds is no {what} ({type(error).__name__})") from error


def _moment(content: dict[str, Any], name: str = "written") -> datetime:
    moment = datetime.fromisoformat(content[name])
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    return moment


def _text(content: dict[str, Any], name: str) -> str:
    if not isinstance(text := content[name], str):
        raise TypeError(name)
    return text
