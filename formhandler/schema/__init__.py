"""
Every table of the archive, in one place: the migrations are tested against it.

base.py       the one list of them
archive.py    messages, answers, mail
consent.py    what visitors chose
counting.py   sums of visits
register.py   cards, permissions, requests and what the law has us write down

No column holds personal data in clear. A message's words, names and addresses exist only inside
``message.envelope``, what the owner's side writes only inside ``document.envelope`` and the register's
``sealed``; a mail on its way only inside ``letter.sealed``. Times, "seconds UTC", are whole seconds since
1970-01-01T00:00Z; days are calendar dates in Europe/Helsinki.
"""

from formhandler.schema.archive import (
    archive_key,
    blocked,
    document,
    heartbeat,
    installation,
    letter,
    message,
    outbox,
    receipt,
    spam_count,
    ticket,
)
from formhandler.schema.base import Counter, metadata
from formhandler.schema.consent import (
    consent_check,
    consent_checkpoint,
    consent_count,
    consent_event,
    consent_text,
)
from formhandler.schema.counting import (
    count_hour,
    count_import,
    count_name,
    count_note,
    count_option,
    count_page_day,
    count_page_month,
    count_place,
    count_sum_day,
    count_sum_month,
)
from formhandler.schema.register import (
    card,
    confirmation,
    dossier,
    entry,
    permission,
    request,
    suppression,
    tombstone,
    unsubscribe_link,
)

__all__ = [
    "Counter",
    "archive_key",
    "blocked",
    "card",
    "confirmation",
    "consent_check",
    "consent_checkpoint",
    "consent_count",
    "consent_event",
    "consent_text",
    "count_hour",
    "count_import",
    "count_name",
    "count_note",
    "count_option",
    "count_page_day",
    "count_page_month",
    "count_place",
    "count_sum_day",
    "count_sum_month",
    "document",
    "dossier",
    "entry",
    "heartbeat",
    "installation",
    "letter",
    "message",
    "metadata",
    "outbox",
    "permission",
    "receipt",
    "request",
    "spam_count",
    "suppression",
    "ticket",
    "tombstone",
    "unsubscribe_link",
]
