"""
What must stay gone or forbidden when an older database is put back.

A tombstone is written in the transaction that erases or forbids, and soon after copied to the file
DATA/tombstones/log, which lies apart from the database and goes into no backup. A restored database lacks the
newest of them; `flask restore` carries out again what the file knows and the database does not.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, insert

from formhandler.schema import tombstone

#: Besides the name of a table whose row went.
SUPPRESSED, RELEASED = "suppressed", "released"
#: An entry that an erasure left, for what the law asks alone: "id lastday purposes".
NARROWED = "narrowed"


def add(db: Connection, what: str, refs: Iterable[str], *, day: date) -> None:
    """
    Note, in the caller's transaction, what was erased or forbidden.

    Args:
        what: A table's name, SUPPRESSED, RELEASED or NARROWED.
        refs: Ids of the rows that went; of suppressions "channel hash" with the hash in hex.
    """
    if rows := [{"what": what, "ref": ref, "day": day} for ref in refs]:
        db.execute(insert(tombstone), rows)
