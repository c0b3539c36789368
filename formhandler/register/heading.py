"""
The head of a card, whether it lies sealed or has to be made anew.

The janitor works while the vault is locked. Of a card of which an entry goes it can't open the head, and so
can't tell whether the head repeats a name or an address that went; so it blanks the head (sweeping.py).
Whoever has the keys makes it from the entries that are left; the next change of the card seals it again.
"""

from typing import Any

from sqlalchemy import Connection

from formhandler.register import store
from formhandler.register.card import Entry, Head, entry_of
from formhandler.vault.rows import Rows

#: In the place of a sealed head. Nothing that is sealed is empty.
BLANK = b""


def content(db: Connection, rows: Rows, id: str, key_id: str, sealed: bytes) -> Any:
    """
    What the head of the card *id* holds, as Head.as_content has it.

    Raises:
        EnvelopeError: it does not open; of a blank one, one of the card's entries.
    """
    if sealed != BLANK:
        return rows.open(key_id, "card", id, sealed)
    return Head.of(entries(db, rows, id)).as_content()


def entries(db: Connection, rows: Rows, id: str) -> tuple[Entry, ...]:
    """The entries of the card *id*, the oldest first. Raises EnvelopeError: one of them does not open."""
    return tuple(
        entry_of(one, rows.open(one["key_id"], "entry", one["id"], one["sealed"]))
        for one in store.entry_rows(db, id)
    )
