"""
Everything that a person must be told, item by item of GDPR Art. 13 and 14.

Most items are answered by keys that the reader already demands; they stand here too, so that this
list can be read against the regulation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from record.errors import Fault
from record.model import Record
from record.model.purpose import CONSENT
from record.reading import Reading


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that people must be told."""

    law: str  # citation id
    what: str
    place: str  # where the record answers it
    answered: Callable[[Record], bool]


def check(record: Record, reading: Reading) -> Iterator[Fault]:
    for item in ITEMS:
        if not item.answered(record):
            problem = f"does not tell {item.what}"
            yield Fault(item.place, problem, f"Declare it in {item.place}.", reading.article(item.law))


def _has_right(article: str) -> Callable[[Record], bool]:
    return lambda record: any(right.article == article for right in record.rights)


def _consents(record: Record) -> bool:
    return any(CONSENT in purpose.bases for purpose in record.purposes)


def _markets(record: Record) -> bool:
    return any(channel.enabled for channel in record.channels)


def _decides(record: Record) -> bool:
    return any(purpose.automated_decision for purpose in record.purposes)


def _dpo_reachable(record: Record) -> bool:
    return not record.dpo.appointed or None not in (record.dpo.name, record.dpo.email, record.dpo.phone)


def _dpo_absent(record: Record) -> bool:
    return record.dpo.appointed or (record.dpo.name, record.dpo.email, record.dpo.phone) == (None, None, None)


ITEMS = (
    Item(
        "gdpr-13-1-a",
        "who the controller is",
        "controller",
        lambda record: bool(record.controller.legal_name),
    ),
    Item("gdpr-13-1-a", "how to reach the controller", "contact", lambda record: bool(record.contact.email)),
    Item(
        "gdpr-13-1-b", "how to reach the data protection officer (name, email, phone)", "dpo", _dpo_reachable
    ),
    Item("gdpr-13-1-b", "why an officer who is not appointed has contact details", "dpo", _dpo_absent),
    Item(
        "gdpr-13-1-c",
        "what the data is for and by what right",
        "purpose",
        lambda record: bool(record.purposes),
    ),
    Item("gdpr-14-1-d", "which data there is", "group", lambda record: bool(record.groups)),
    Item("gdpr-13-2-a", "how long the data is kept", "retention", lambda record: bool(record.retentions)),
    Item("gdpr-13-2-b", "the right of access (article 15)", "right", _has_right("15")),
    Item("gdpr-13-2-b", "the right to rectification (article 16)", "right", _has_right("16")),
    Item("gdpr-13-2-b", "the right to erasure (article 17)", "right", _has_right("17")),
    Item("gdpr-13-2-b", "the right to restriction (article 18)", "right", _has_right("18")),
    Item("gdpr-13-2-b", "the right to portability (article 20)", "right", _has_right("20")),
    Item("gdpr-13-2-b", "the right to object (article 21)", "right", _has_right("21")),
    Item(
        "gdpr-13-2-c",
        "how to withdraw consent (article 7(3)), while a purpose rests on it",
        "right",
        lambda record: not _consents(record) or _has_right("7(3)")(record),
    ),
    Item("gdpr-13-2-d", "the right to complain to the authority (article 77)", "right", _has_right("77")),
    Item(
        "gdpr-21-2",
        "the right to stop direct marketing (article 21(2)), while a channel is enabled",
        "right",
        lambda record: not _markets(record) or _has_right("21(2)")(record),
    ),
    Item(
        "gdpr-22-3",
        "the right not to be decided on by a machine (article 22), while a purpose does so",
        "right",
        lambda record: not _decides(record) or _has_right("22")(record),
    ),
    Item(
        "gdpr-14-2-f",
        "where the data comes from",
        "source",
        lambda record: any(source.enabled for source in record.sources),
    ),
)
