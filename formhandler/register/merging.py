"""
Two cards of the same person or company become one; and taken apart again, exactly as they were.

The card that goes keeps its row and its sealed head, and says in which card it went (`merged_into`). What
lies on it moves: entries (sealed anew, for a card's id is sealed with them), a company's people, lines of the
ledger, requests, notes for the law, links of marketing mails. What moved is listed in the sealed head of the
card that went, and that list is the undo. After a merge the stricter permission holds in every channel.

Each function is one job for the writer, as in changing.py.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from formhandler.register import changing, clocks, expiring, fields, heading, moving, store
from formhandler.register.card import Card, Head
from formhandler.register.store import Stale
from formhandler.vault.rows import Rows
from record import Record

#: What a merge may change of the card that stays.
_STANDING = ("relation", "ended_on", "restricted", "inform_by", "informed_on")
_DAYS = ("ended_on", "inform_by", "informed_on")


class Unlike(Exception):
    """Two cards that cannot become one: of two kinds, the same card twice, or one that is merged already."""


class NoWayBack(Exception):
    """The card that stayed was changed since, or no merge lies there."""


def merge(
    db: Connection,
    rows: Rows,
    record: Record,
    *,
    stays: tuple[str, int],
    goes: tuple[str, int],
    actor: str,
    now: datetime,
) -> None:
    """
    Let the card *goes* go into the card *stays*; each is an id and the version that the page showed.

    Raises:
        Stale: one of them was changed since, or is gone.
        Unlike: they cannot become one.
    """
    kept, gone = _row(db, stays), _row(db, goes)
    if kept["id"] == gone["id"] or kept["kind"] != gone["kind"] or kept["merged_into"] or gone["merged_into"]:
        raise Unlike(kept["kind"], gone["kind"])
    head = heading.content(db, rows, gone["id"], gone["key_id"], gone["sealed"])  # while it has its entries
    moved = moving.move(db, gone["id"], kept["id"])
    entries = _carry(db, rows, gone["id"], kept["id"])
    added = moving.strictest(db, gone["id"], kept["id"], moved["permission"], now=now)
    before = {name: _plain(kept[name]) for name in _STANDING}
    _stand(db, rows, kept, _joined(kept, gone))
    note = {
        "into": kept["id"],
        "moved": moved,
        "entries": entries,
        "added": added,
        "before": before,
        "after": kept["version"] + 1,
    }
    note |= {"actor": actor, "at": now.isoformat(timespec="seconds")}
    store.change_card(
        db, *goes, merged_into=kept["id"],
        **store.sealed_head(rows, gone["id"], {**head, "merge": note}),
    )  # fmt: skip
    expiring.recount(db, record, kept["id"])


def part(db: Connection, rows: Rows, record: Record, id: str) -> str:
    """
    Take the card *id* out of the one that it went into, and return that one's id.

    Raises:
        NoWayBack: the card that stayed was changed since, or something that was on them went on its day.
        EnvelopeError: something does not open.
    """
    gone = store.card_row(db, id)
    kept = store.card_row(db, gone["merged_into"]) if gone and gone["merged_into"] else None
    if gone is None or kept is None or gone["sealed"] == heading.BLANK:
        raise NoWayBack(id)
    head = rows.open(gone["key_id"], "card", id, gone["sealed"])
    note = head.pop("merge")
    if (kept["id"], kept["version"]) != (note["into"], note["after"]):
        raise NoWayBack(id)
    moving.remove(db, note["added"])
    moving.back(db, note["moved"], id)
    _carry(db, rows, kept["id"], id, only=frozenset(note["entries"]))
    store.change_card(db, id, gone["version"], merged_into=None, **store.sealed_head(rows, id, head))
    _stand(db, rows, kept, {name: _read(name, text) for name, text in note["before"].items()})
    for card in (id, kept["id"]):
        expiring.recount(db, record, card)
    return str(kept["id"])


def _row(db: Connection, seen: tuple[str, int]) -> RowMapping:
    row = store.card_row(db, seen[0])
    if row is None or row["version"] != seen[1]:
        raise Stale(seen[0])
    return row


def _carry(
    db: Connection, rows: Rows, source: str, target: str, *, only: frozenset[str] | None = None
) -> list[str]:
    """Move the entries of *source* (*only* these) to *target*, each sealed anew with its new card's id."""
    moved = [one for one in store.entry_rows(db, source) if only is None or one["id"] in only]
    for one in moved:
        content = rows.open(one["key_id"], "entry", one["id"], one["sealed"])
        sealed = rows.seal("entry", one["id"], {**content, "card": target})
        store.change_entry(db, one["id"], card=target, key_id=rows.to, sealed=sealed)
    return [one["id"] for one in moved]


def _stand(db: Connection, rows: Rows, row: RowMapping, standing: dict[str, Any]) -> None:
    """Give the card that stays this standing and the head that its entries make now."""
    card = changing.opened(db, rows, row["id"])
    assert card is not None  # its row was read in this transaction
    before = heading.content(db, rows, row["id"], row["key_id"], row["sealed"])
    head = _named(card, before["name"])
    store.change_card(
        db, row["id"], row["version"], **standing, **store.sealed_head(rows, row["id"], head.as_content())
    )


def _named(card: Card, name: str) -> Head:
    """The card that stays keeps its own name, where one of its entries still says it."""
    head = Head.of(card.entries)
    said = {line for entry in card.current for line in entry.lines(*fields.NAMES)}
    return replace(head, name=name) if name in said else head


def _joined(kept: RowMapping, gone: RowMapping) -> dict[str, Any]:
    """How the one card stands: a customer if either is, restricted if either is, told by the earlier day."""
    order = (clocks.NONE, clocks.ENDED, clocks.CUSTOMER)
    relation = max(kept["relation"], gone["relation"], key=order.index)
    ends = [row["ended_on"] for row in (kept, gone) if row["ended_on"]]
    untold = [row["inform_by"] for row in (kept, gone) if row["inform_by"] and not row["informed_on"]]
    told = [row["informed_on"] for row in (kept, gone) if row["informed_on"]]
    limits = [row["inform_by"] for row in (kept, gone) if row["inform_by"]]
    return {
        "relation": relation,
        "ended_on": max(ends) if relation == clocks.ENDED else None,
        "restricted": kept["restricted"] or gone["restricted"],
        "inform_by": min(untold or limits, default=None),
        "informed_on": None if untold else max(told, default=None),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and value else value
