"""Handing a code out, and opening a conversation with one."""

import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from formhandler import clock
from formhandler.receipts import code, conversation, store
from formhandler.receipts.code import Derived
from formhandler.receipts.conversation import Conversation
from formhandler.turnstile import Turnstile
from formhandler.vault.envelope import Tampered
from formhandler.vault.keys import PrivateKey, PublicKey
from formhandler.writer import Writer

#: How long after sending the thanks page shows the words again, in the browser that sent.
SHOWN = timedelta(minutes=30)
COOKIE_PART = "receipt"  # of the check page's cookie


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Which message a browser sent last, so that its thanks page can show the words."""

    id: str  # the submission's
    lang: str  # of the words: a page in another language shows the same ones
    at: int  # seconds UTC

    def put(self, cookie: MutableMapping[str, Any]) -> None:
        cookie[COOKIE_PART] = [self.id, self.lang, self.at]

    @classmethod
    def take(cls, cookie: MutableMapping[str, Any], *, now: datetime) -> Self | None:
        """What *cookie* remembers; when it is older than SHOWN, the cookie forgets it."""
        if COOKIE_PART not in cookie:
            return None
        id, lang, at = cookie[COOKIE_PART]  # signed, so it is as `put` wrote it
        if now.timestamp() - at > SHOWN.total_seconds():
            del cookie[COOKIE_PART]
            return None
        return cls(id=id, lang=lang, at=at)


@dataclass(frozen=True, slots=True)
class Open:
    """A conversation that its code opened, and the key to add to it."""

    thread: str
    key: PrivateKey
    conversation: Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Minted:
    """A code that the owner hands over, for a conversation that begins with what we write."""

    words: tuple[str, ...] = field(repr=False)
    thread: str
    public: PublicKey  # to which what it opens is sealed
    lookup: bytes
    private: bytes  # sealed under the words

    def keep(self, db: Connection) -> None:
        """Keep the code, in the transaction of the first thing that it opens."""
        store.add(db, lookup=self.lookup, thread=self.thread, public=self.public.raw, private=self.private)


class Desk:
    """The installation's receipt codes."""

    def __init__(self, secret: bytes, writer: Writer, reader: Engine) -> None:
        self._secret, self._writer, self._reader = secret, writer, reader
        self.turnstile = Turnstile()
        self._salt: bytes | None = None

    def hand_out(self, issued: Issued, reference: str) -> tuple[str, ...] | None:
        """
        Return the six words of the message with *reference*, None when it is another one than *issued*.

        They are derived and kept now, when they are first shown, and not when the message is accepted: that
        has to stay quick, and of words that nobody saw nothing need be kept.

        Raises:
            Full, Unavailable: not now; the same page shows them a moment later.
        """
        with self._reader.connect() as db:
            thread = store.thread_of(db, code.submission(issued.id), reference)
            known = thread is not None and store.known(db, thread)
        if thread is None:
            return None
        spelt = code.spell(issued.id, self._secret, issued.lang)
        opens = known or self._keep(" ".join(spelt), thread, code.key(issued.id, self._secret))
        return spelt if opens else None

    def mint(self, lang: str) -> Minted:
        """
        Make a code of words in *lang* for a conversation of its own; nothing is kept yet.

        Raises:
            Full, Unavailable: not now.
        """
        id, thread = secrets.token_hex(16), secrets.token_hex(16)
        spelt, key = code.spell(id, self._secret, lang), code.key(id, self._secret)
        derived = self._derive(" ".join(spelt))
        return Minted(
            words=spelt, thread=thread, public=key.public,
            lookup=derived.lookup, private=derived.seal(key, thread),
        )  # fmt: skip

    def open(self, words: str) -> Open | None:
        """
        Open the conversation of *words*, None when they open none.

        Args:
            words: As words.normalise writes them.
        Raises:
            Full: too many are being looked at already.
            Tampered: somebody changed the code's row.
        """
        derived = self._derive(words)
        with self._reader.connect() as db:
            found = store.find(db, derived.lookup)
            if found is None:
                return None
            key = derived.open(found.private, found.thread)
            if key.public.raw != found.public:
                raise Tampered(f"the receipt of {found.thread} names another key than its own")
            return Open(found.thread, key, conversation.read(db, found.thread, key, today=_today()))

    def again(self, opened: Open) -> Open:
        """The same conversation as it stands now; the slow step was paid for already."""
        with self._reader.connect() as db:
            return replace(
                opened, conversation=conversation.read(db, opened.thread, opened.key, today=_today())
            )

    def _keep(self, words: str, thread: str, key: PrivateKey) -> bool:
        derived = self._derive(words)
        add = partial(
            store.add,
            lookup=derived.lookup,
            thread=thread,
            public=key.public.raw,
            private=derived.seal(key, thread),
        )
        try:
            return self._writer.submit(add)
        except IntegrityError:
            return self._writer.submit(add)  # another handler on the same PostgreSQL kept it meanwhile

    def _derive(self, words: str) -> Derived:
        salt = self._salt or self._shared_salt()
        with self.turnstile.pass_through():
            return Derived.of(words, salt)

    def _shared_salt(self) -> bytes:
        with self._reader.connect() as db:
            self._salt = store.salt(db)
        if self._salt is None:
            make = partial(store.make_salt, size=code.SALT)
            try:
                self._salt = self._writer.submit(make)
            except IntegrityError:
                self._salt = self._writer.submit(make)
        return self._salt


def _today() -> date:
    return clock.day(clock.utcnow())
