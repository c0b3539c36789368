"""
Everything that a person must be told, item by item of GDPR Art. 13 and 14.

Where the reader already demands the keys that answer an item, the item names them; the others are
checked here. The list can be read against the regulation, and a test reads it against the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from record.model import Record
from record.model.purpose import CONSENT
from record.reading import Reading
from record.rules.finding import Finding


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that people must be told."""

    law: str  # citation id
    what: str
    places: tuple[str, ...]  # the keys that answer it; the first is blamed when it is not answered
    answered: Callable[[Record], bool] = lambda record: True


def check(record: Record, reading: Reading) -> Iterator[Finding]:
    for item in ITEMS:
        if not item.answered(record) and not reading.lost(*item.places, "purpose[*].basis"):
            table = item.places[0].partition("[")[0].partition(".")[0]
            yield Finding(table, f"does not tell {item.what}", f"Add it to [{table}].", item.law)


def _right(article: str) -> Callable[[Record], bool]:
    return lambda record: any(right.article == article for right in record.rights)


def _or_no(needed: Callable[[Record], bool], answered: Callable[[Record], bool]) -> Callable[[Record], bool]:
    return lambda record: answered(record) or not needed(record)


def _consents(record: Record) -> bool:
    return any(CONSENT in purpose.bases for purpose in record.purposes)


def _markets(record: Record) -> bool:
    return any(channel.enabled for channel in record.channels)


def _decides(record: Record) -> bool:
    return any(purpose.automated_decision for purpose in record.purposes)


def _officer(record: Record) -> bool:
    """An officer who is appointed can be reached, and one who is not has no address."""
    reach = (record.dpo.name, record.dpo.email, record.dpo.phone)
    return None not in reach if record.dpo.appointed else not any(reach)


_RIGHT = ("right[*].article",)

ITEMS = (
    Item("gdpr-13-1-a", "who the controller is", ("controller.legal_name", "controller.address")),
    Item("gdpr-13-1-a", "how to reach the controller", ("contact.email", "contact.phone")),
    Item(
        "gdpr-13-1-b",
        "whether there is a data protection officer: either name, email and phone, or none of them",
        ("dpo.appointed", "dpo.name", "dpo.email", "dpo.phone"),
        _officer,
    ),
    Item("gdpr-13-1-c", "what the data is for and by what right", ("purpose[*].name", "purpose[*].basis")),
    Item("gdpr-13-1-d", "which interests are pursued", ("purpose[*].interest",)),  # rules/basis.py
    Item("gdpr-13-1-e", "who receives the data", ("recipient[*].name", "recipient[*].task")),
    Item("gdpr-13-1-f", "whether data leaves the EEA", ("recipient[*].country", "recipient[*].transfer")),
    Item("gdpr-13-2-a", "how long the data is kept", ("purpose[*].retention", "retention[*].keep")),
    Item("gdpr-13-2-b", "the right of access (article 15)", _RIGHT, _right("15")),
    Item("gdpr-13-2-b", "the right to rectification (article 16)", _RIGHT, _right("16")),
    Item("gdpr-13-2-b", "the right to erasure (article 17)", _RIGHT, _right("17")),
    Item("gdpr-13-2-b", "the right to restriction (article 18)", _RIGHT, _right("18")),
    Item("gdpr-13-2-b", "the right to portability (article 20)", _RIGHT, _right("20")),
    Item("gdpr-13-2-b", "the right to object (article 21)", _RIGHT, _right("21")),
    Item(
        "gdpr-21-2", "how to stop direct marketing (article 21(2))", _RIGHT, _or_no(_markets, _right("21(2)"))
    ),
    Item("gdpr-13-2-c", "how to withdraw consent (article 7(3))", _RIGHT, _or_no(_consents, _right("7(3)"))),
    Item("gdpr-13-2-d", "that one can complain (article 77)", _RIGHT, _right("77")),
    Item("gdpr-13-2-d", "to whom to complain", ("authority.personal_data",)),
    Item("gdpr-13-2-e", "whether the data must be given, and what follows if not", ("purpose[*].provision",)),
    Item("gdpr-13-2-f", "whether a machine decides", ("purpose[*].automated_decision",)),
    Item("gdpr-22-3", "the right to a human decision (article 22)", _RIGHT, _or_no(_decides, _right("22"))),
    Item("gdpr-14-1-d", "which data there is", ("group[*].name", "group[*].field[*].name")),
    Item("gdpr-14-2-f", "where the data comes from", ("source[*].name", "source[*].kind")),
    Item(
        "gdpr-14-3-a", "when people are told of data from elsewhere", ("source[*].inform_within",)
    ),  # rules/clocks.py
)
