"""A card of the register and what is on it, opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import RowMapping

from formhandler.register import fields
from formhandler.vault.envelope import EnvelopeError, UnknownVersion

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A fact to be written down, checked (register/checking.py)."""

    group: str  # id of a group of the record
    values: Mapping[
        str, str
    ]  # column → text; several e-mails, phones and the lines of an address by line ends
    source: str  # id of a source of the record
    of: date  # the day the fact is of
    purposes: tuple[str, ...] = ()  # ids of the record's purposes; empty: clocks.usual
    message: str = ""  # reference of the message it was taken from

    @property
    def current(self) -> bool:
        return True

    def lines(self, *columns: str) -> tuple[str, ...]:
        """As of an entry."""
        return _some(self.values, columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: what it says, where it came from, who wrote it, until when it is kept."""

    id: str
    seq: int
    card: str
    group: str
    purposes: tuple[str, ...]
    source: str
    of: date
    day: date  # of writing
    expires_on: date
    replaced_by: str | None  # the entry that corrects it; its own id: taken away without another
    values: Mapping[str, str]
    actor: str
    at: datetime  # UTC
    message: str

    @property
    def current(self) -> bool:
        return self.replaced_by is None

    def lines(self, *columns: str) -> tuple[str, ...]:
        """The lines of these columns, in their order."""
        return _some(self.values, columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """By what a card is called and found; sealed in the card's own row, so that 100,000 open quickly."""

    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()  # each on one line
    numbers: tuple[str, ...] = ()  # business ID, invoice numbers, paper folder

    @classmethod
    def of(cls, entries: Iterable[Entry | New]) -> Self:
        """Of the entries that hold now; an identity code is never among them."""
        current = [entry for entry in entries if entry.current]
        return cls(
            name=next(iter(_lines(current, *fields.NAMES)), ""),
            emails=_lines(current, *fields.EMAILS),
            phones=_lines(current, *fields.PHONES),
            addresses=tuple(
                ", ".join(entry.lines(column))
                for entry in current
                for column in fields.ADDRESSES
                if entry.lines(column)
            ),
            numbers=_lines(
                current, "organisation.business_id", "invoice.number", "relationship.paper_folder"
            ),
        )

    def as_content(self) -> dict[str, Any]:
        parts = {name: list(getattr(self, name)) for name in ("emails", "phones", "addresses", "numbers")}
        return {"schema": SCHEMA, "name": self.name, **parts}

    @classmethod
    def from_content(cls, content: Any) -> Self:
        """Raises EnvelopeError when *content* is no head of ours."""
        known(content)
        parts = {name: tuple(content[name]) for name in ("emails", "phones", "addresses", "numbers")}
        return cls(name=content["name"], **parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card with its entries, the oldest first."""

    id: str
    seq: int
    kind: str  # of fields.KINDS
    organisation: str | None
    day: date
    relation: str  # of clocks.RELATIONS
    ended_on: date | None
    restricted: bool
    inform_by: date | None
    informed_on: date | None
    merged_into: str | None
    version: int
    head: Head
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """By what it is called; a card without a name by its first contact point, or nothing."""
        head = self.head
        return head.name or next(iter((*head.emails, *head.phones, *head.numbers)), "")

    @property
    def current(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.current)


def content_of(card: str, new: New, *, actor: str, now: datetime) -> dict[str, Any]:
    """What is sealed in an entry's row: the fact, and to which card and group it belongs."""
    return {
        "schema": SCHEMA,
        "card": card,
        "group": new.group,
        "values": dict(new.values),
        "actor": actor,
        "at": now.isoformat(timespec="seconds"),
        "message": new.message,
    }


def entry_of(row: RowMapping, content: Any) -> Entry:
    """
    Raises:
        EnvelopeError: what was sealed is no entry, or was sealed for another card or group.
    """
    known(content)
    if (content["card"], content["group"]) != (row["card"], row["data_group"]):
        raise EnvelopeError(f"entry {row['id']} was moved to another card or group after sealing")
    return Entry(
        **{name: row[name] for name in ("id", "seq", "card", "source", "of", "day", "expires_on")},
        group=row["data_group"],
        purposes=tuple(row["purposes"].split()),
        replaced_by=row["replaced_by"],
        values=content["values"],
        actor=content["actor"],
        at=datetime.fromisoformat(content["at"]),
        message=content["message"],
    )


def known(content: Any) -> None:
    """Raises UnknownVersion when *content*, a head or an entry, is none that this program knows."""
    if content["schema"] != SCHEMA:
        raise UnknownVersion(f"a card of version {content['schema']}; this program knows {SCHEMA}: update it")


def _some(values: Mapping[str, str], columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for column in columns for line in values.get(column, "").splitlines() if line)


def _lines(entries: Iterable[Entry | New], *columns: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for entry in entries for line in entry.lines(*columns)))
