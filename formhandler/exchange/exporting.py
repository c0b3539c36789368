"""
Cards in a file for somebody else: CSV, JSON or vCard.

A merged card is in the one that took its place; a restricted one goes to nobody (GDPR Art. 18(2)). Personal
identity codes are in no export. Of each card what holds now is written, without its history.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from formhandler.exchange import vcard
from formhandler.register import changing, fields, store
from formhandler.register.card import Card
from formhandler.register.fields import COLUMNS, Kind
from formhandler.vault.rows import Rows
from record import Record

SCHEMA = "seloste register 1"
#: What a spreadsheet would take for a formula (OWASP, CSV injection), in both widths of letters.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
#: Signed numbers alone are none: +358401234567.
_NUMBER = re.compile(r"[+-]?\d[\d ]*(?:[.,]\d+)?(?:\n[+-]?\d[\d ]*)*")


@dataclass(frozen=True, slots=True)
class Found:
    """How many cards an export has, and how many it leaves out."""

    number: int
    restricted: int


def found(db: Connection, card: str | None) -> Found:
    """Of all cards, or of the one that is asked for."""
    some = [row["restricted"] for row in _rows(db, card)]
    return Found(number=some.count(False), restricted=some.count(True))


def opened(db: Connection, rows: Rows, card: str | None) -> Iterator[Card]:
    """
    One card after the other, the oldest first.

    Raises:
        EnvelopeError: one does not open: then the file would not be whole.
    """
    for row in _rows(db, card):
        if not row["restricted"] and (one := changing.opened(db, rows, row["id"])) is not None:
            yield one


def _rows(db: Connection, card: str | None) -> Iterator[RowMapping]:
    if card is None:
        yield from (row for row in store.heads(db) if row["merged_into"] is None)
    elif (row := store.card_row(db, card)) is not None and row["merged_into"] is None:
        yield row


def as_csv(cards: Iterable[Card], record: Record, about: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """A header and a line for each card; several values of a column on lines of one cell."""
    columns = _columns(record)
    yield _line(["id", "kind", "organisation", "relation", *columns])
    for card in cards:
        values = _values(card)
        cells = [card.id, card.kind, card.organisation or "", card.relation]
        yield _line([*cells, *(safe("\n".join(values.get(column, ()))) for column in columns)])


def as_json(cards: Iterable[Card], record: Record, about: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """``{"schema", "exported", "recipient", "purpose", "cards": [...]}``, a card on a line."""
    head = {
        "schema": SCHEMA,
        "exported": now.isoformat(timespec="seconds"),
        "recipient": about["recipient"],
        "purpose": about["purpose"],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "cards": ['
    for place, card in enumerate(cards):
        yield ("," if place else "") + "\n" + json.dumps(_object(card), ensure_ascii=False)
    yield "\n]}\n"


def as_vcard(cards: Iterable[Card], record: Record, about: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """Version 4.0 (RFC 6350)."""
    yield from (vcard.written(card) for card in cards)


#: The names of the formats, as the command takes them.
FORMATS: Mapping[str, Callable[[Iterable[Card], Record, Mapping[str, Any], datetime], Iterator[str]]] = {
    "csv": as_csv,
    "json": as_json,
    "vcard": as_vcard,
}


def _columns(record: Record) -> list[str]:
    declared = {
        one.column
        for group in record.groups
        for kind in fields.KINDS
        for one in fields.columns(group, kind)
        if one.kind is not Kind.HETU
    }
    return [column for column in COLUMNS if column in declared]


def _values(card: Card) -> dict[str, list[str]]:
    """What holds now, by column, each value once."""
    found: dict[str, dict[str, None]] = {}
    for entry in card.current:
        for column, text in entry.values.items():
            found.setdefault(column, {})[text] = None
    return {column: list(texts) for column, texts in found.items() if not _is_code(column)}


def _is_code(column: str) -> bool:
    return column in COLUMNS and COLUMNS[column][0] is Kind.HETU


def _object(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "kind": card.kind,
        "organisation": card.organisation,
        "relation": card.relation,
        "relation_ended_on": card.ended_on.isoformat() if card.ended_on else None,
        "entries": [
            {
                "group": entry.group,
                "purposes": entry.purposes,
                "source": entry.source,
                "of": entry.of.isoformat(),
                "expires_on": entry.expires_on.isoformat(),
                "values": {name: text for name, text in entry.values.items() if not _is_code(name)},
            }
            for entry in card.current
        ],
    }


def safe(text: str) -> str:
    """*text* with an apostrophe before what a spreadsheet would carry out."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()
