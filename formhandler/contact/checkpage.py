"""The check page's signed id: which submission it is, since when, and what was noted on the way to it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from itsdangerous import BadSignature, URLSafeSerializer

#: A page left open longer than this is shown once more before it sends: a working day and the evening.
LIFETIME = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """One check page; its id makes a double click one message (INSERT … UNIQUE)."""

    id: str
    shown: datetime  # UTC, whole seconds: when it was first shown
    noted: frozenset[str]  # the numbers it has warned of, and the signs of spam of an earlier post

    @classmethod
    def new(cls, *, now: datetime) -> Self:
        return cls(id=secrets.token_hex(16), shown=now.replace(microsecond=0), noted=frozenset())

    def note(self, things: Iterable[str]) -> Self:
        """Return the same page with *things* noted too."""
        return replace(self, noted=self.noted | set(things))

    def sign(self, secret: bytes) -> str:
        return _serializer(secret).dumps([self.id, int(self.shown.timestamp()), sorted(self.noted)])

    @classmethod
    def read(cls, signed: str, secret: bytes, *, now: datetime) -> Self | None:
        """Return the page that *signed* stands for, or None when it is not ours or older than LIFETIME."""
        try:
            id_, shown, noted = _serializer(secret).loads(signed)
        except BadSignature:
            return None
        page = cls(id=id_, shown=datetime.fromtimestamp(shown, now.tzinfo), noted=frozenset(noted))
        return page if now - page.shown <= LIFETIME else None


def _serializer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="check-page")
