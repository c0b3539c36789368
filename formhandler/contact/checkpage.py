"""The check page's signed id: which submission it is, since when, and what was seen on the way to it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from itsdangerous import BadSignature, URLSafeSerializer

from formhandler.contact.ticket import Ticket

#: A page left open longer than this is shown once more before it sends: a working day and the evening.
LIFETIME = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """One check page; its id makes a double click one message (INSERT … UNIQUE)."""

    id: str  # 32 hex digits, a secret of the visitor's: the receipt code is made of it (receipts/code.py)
    shown: datetime  # UTC, whole seconds: when it was first shown
    warned: frozenset[str] = frozenset()  # the kinds of number it has warned of
    signs: frozenset[str] = frozenset()  # signs of spam in the posts that led to it

    @classmethod
    def new(cls, *, now: datetime) -> Self:
        return cls(id=secrets.token_hex(16), shown=now.replace(microsecond=0))

    @classmethod
    def skipped(cls, paid: Ticket) -> Self:
        """The check page that a ticket spares its sender: the same one at a double click."""
        return cls(id=paid.page, shown=paid.issued)

    def add(self, *, warned: Iterable[str] = (), signs: Iterable[str] = ()) -> Self:
        """Return the same page with more of both."""
        return replace(self, warned=self.warned | set(warned), signs=self.signs | set(signs))

    def sign(self, secret: bytes) -> str:
        parts = [self.id, int(self.shown.timestamp()), sorted(self.warned), sorted(self.signs)]
        return _serializer(secret).dumps(parts)

    @classmethod
    def read(cls, signed: str, secret: bytes, *, now: datetime) -> Self | None:
        """Return the page that *signed* stands for, or None when it is not ours or older than LIFETIME."""
        try:
            id_, shown, warned, signs = _serializer(secret).loads(signed)
        except BadSignature:
            return None
        page = cls(
            id=id_,
            shown=datetime.fromtimestamp(shown, now.tzinfo),
            warned=frozenset(warned),
            signs=frozenset(signs),
        )
        return page if now - page.shown <= LIFETIME else None


def _serializer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="check-page")
