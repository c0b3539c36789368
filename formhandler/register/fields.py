"""
What a card can hold: every column of the register, its kind, and whose card it is on.

The record decides which of these exist: an entry takes the columns that one of the record's groups declares,
and nothing else, whichever way it came in (GDPR Art. 5(1)(c)). A column that the record declares and this
table does not know is told by `unknown`: it would be a promise that nothing can be stored for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from record import Record
from record.model.data import Field, Group


class Kind(StrEnum):
    """How a column's text is read, checked and shown."""

    LINE = "line"
    TEXT = "text"
    EMAILS = "emails"  # one a line, each checked
    PHONES = "phones"  # one a line, E.164 where it can be read so
    ADDRESS = "address"  # street, postcode and town, one a line
    BUSINESS_ID = "business_id"  # Y-tunnus, check digit verified
    DAY = "day"  # YYYY-MM-DD
    HETU = "hetu"  # a personal identity code: only where the record names its ground (TSL 29 §)


PERSON, ORGANISATION, CONTACT = KINDS = ("person", "organisation", "contact")
_ALL = (PERSON, ORGANISATION, CONTACT)
_FIRM = (PERSON, ORGANISATION)

#: column → its kind, and on whose cards it can stand.
COLUMNS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "person.name": (Kind.LINE, (PERSON,)),
    "person.address": (Kind.ADDRESS, (PERSON,)),
    "person.emails": (Kind.EMAILS, (PERSON,)),
    "person.phones": (Kind.PHONES, (PERSON,)),
    "person.occupation": (Kind.LINE, (PERSON,)),
    "person.identity_code": (Kind.HETU, (PERSON,)),
    "organisation.name": (Kind.LINE, (ORGANISATION,)),
    "organisation.business_id": (Kind.BUSINESS_ID, (ORGANISATION,)),
    "organisation.address": (Kind.ADDRESS, (ORGANISATION,)),
    "organisation.emails": (Kind.EMAILS, (ORGANISATION,)),
    "organisation.phones": (Kind.PHONES, (ORGANISATION,)),
    "organisation.contact_name": (Kind.LINE, (CONTACT,)),
    "organisation.contact_task": (Kind.LINE, (CONTACT,)),
    "organisation.contact_address": (Kind.ADDRESS, (CONTACT,)),
    "organisation.contact_emails": (Kind.EMAILS, (CONTACT,)),
    "organisation.contact_phones": (Kind.PHONES, (CONTACT,)),
    "relationship.agreed": (Kind.TEXT, _FIRM),
    "relationship.delivered": (Kind.TEXT, _FIRM),
    "relationship.ended_on": (Kind.DAY, _FIRM),
    "relationship.source": (Kind.LINE, _ALL),
    "relationship.paper_folder": (Kind.LINE, _ALL),
    "communication.text": (Kind.TEXT, _ALL),
    "communication.on": (Kind.LINE, _ALL),
    "invoice.number": (Kind.LINE, _FIRM),
    "invoice.recipient": (Kind.TEXT, _FIRM),
    "invoice.lines": (Kind.TEXT, _FIRM),
    "invoice.due_on": (Kind.DAY, _FIRM),
    "invoice.paid": (Kind.LINE, _FIRM),
    "invoice.name": (Kind.LINE, _FIRM),
    "invoice.amount": (Kind.LINE, _FIRM),
    "ledger.entry": (Kind.TEXT, _FIRM),
    "collection.open_amount": (Kind.LINE, _FIRM),
    "collection.reminders": (Kind.TEXT, _FIRM),
    "collection.agreed": (Kind.TEXT, _FIRM),
}
TABLES = frozenset(column.partition(".")[0] for column in COLUMNS)

#: The columns by which a card is called and found.
NAMES = ("person.name", "organisation.name", "organisation.contact_name")
EMAILS = tuple(column for column, (kind, _) in COLUMNS.items() if kind is Kind.EMAILS)
PHONES = tuple(column for column, (kind, _) in COLUMNS.items() if kind is Kind.PHONES)
ADDRESSES = tuple(column for column, (kind, _) in COLUMNS.items() if kind is Kind.ADDRESS)


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a group of the record, as a card keeps it."""

    field: Field
    column: str
    kind: Kind


#: The ground without which no identity code is kept, whatever the record calls its field.
CODE_GROUND = "fi-tsl-29"


def columns(group: Group, card: str) -> tuple[Column, ...]:
    """What an entry of *group* holds on a card of the kind *card*; nothing where it has no place."""
    return tuple(
        Column(field, field.column, COLUMNS[field.column][0])
        for field in group.fields
        if field.column in COLUMNS and card in COLUMNS[field.column][1] and _grounded(field)
    )


def _grounded(field: Field) -> bool:
    return COLUMNS[field.column][0] is not Kind.HETU or field.ground == CODE_GROUND


def groups(record: Record, card: str) -> tuple[Group, ...]:
    """The record's groups that a card of this kind can have entries of, in the record's order."""
    return tuple(group for group in record.groups if columns(group, card))


def unknown(record: Record) -> Iterator[str]:
    """Columns of the register that the record declares, and for which there is no place here."""
    for group in record.groups:
        for field in group.fields:
            if field.column.partition(".")[0] in TABLES and field.column not in COLUMNS:
                yield field.column
