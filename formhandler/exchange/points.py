"""
By what a row is known to be of somebody who has a card: e-mail address, telephone number, business ID.

They lie in a scratch database of the process's own, as keyed hashes under a key that only its memory has, so
that the memory does not grow with the register; SQLite takes it away when the command ends.
"""

import hashlib
import os
import re
import sqlite3
from collections.abc import Sequence

from sqlalchemy import Connection

from formhandler.register import store
from formhandler.register.card import Head
from formhandler.vault.envelope import EnvelopeError
from formhandler.vault.rows import Rows

_BUSINESS_ID = re.compile(r"\d{7}-\d")


class Points:
    """Contact points of the cards of one kind, and whose they are."""

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._db = sqlite3.connect("")  # private, on disk when it grows
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE point (hash INTEGER PRIMARY KEY, card TEXT NOT NULL)")
        self.closed = 0  # cards that do not open: nobody knows what they hold

    def close(self) -> None:
        self._db.close()

    def load(self, db: Connection, rows: Rows, kind: str) -> None:
        """Take in every card of *kind* that there is."""
        for row in store.heads(db):
            if row["kind"] != kind or row["merged_into"] is not None:
                continue
            try:
                head = Head.from_content(rows.open(row["key_id"], "card", row["id"], row["sealed"]))
            except EnvelopeError:
                self.closed += 1
            else:
                self.add(self.of(head), row["id"])

    def of(self, head: Head) -> list[int]:
        """The hashes of a card's points."""
        numbers = [number for number in head.numbers if _BUSINESS_ID.fullmatch(number)]
        emails = [email.casefold() for email in head.emails]
        return [self._hash(point) for point in (*emails, *head.phones, *numbers)]

    def add(self, hashes: Sequence[int], card: str) -> None:
        """A point that is known already stays the older card's."""
        self._db.executemany("INSERT OR IGNORE INTO point VALUES (?, ?)", [(one, card) for one in hashes])

    def owners(self, hashes: Sequence[int]) -> set[str]:
        """The cards that have one of these points."""
        found = (self._db.execute("SELECT card FROM point WHERE hash = ?", (one,)) for one in hashes)
        return {card for rows in found for (card,) in rows}

    def _hash(self, point: str) -> int:
        """64 bits: of a million points two are alike by chance once in 40 million files."""
        digest = hashlib.blake2b(point.encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "big", signed=True)
