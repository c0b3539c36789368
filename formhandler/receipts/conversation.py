"""What a code opens: what the visitor sent and what was answered, in the order it was written."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from formhandler.receipts import store
from formhandler.receipts.package import Package
from formhandler.receipts.store import Sealed
from formhandler.vault import contents
from formhandler.vault.envelope import EnvelopeError, open_with_receipt
from formhandler.vault.keys import PrivateKey
from record import Record

logger = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message of the visitor's. That it may be in quarantine is for the owner to know."""

    reference: str
    at: datetime  # UTC
    kept_until: date
    lang: str
    form: str
    fields: Mapping[str, str]
    consents: tuple[str, ...]  # the texts that were accepted
    request: str  # reply, correct, object or erase; "" of the first

    def labelled(self, record: Record, lang: str) -> list[tuple[str, str]]:
        """What was filled in, with labels in *lang*, in the form's order; what the form lost stands last."""
        declared = [field for form in record.forms if form.id == self.form for field in form.fields]
        labels = {field.id: field.label[lang] for field in declared}
        names = [*labels, *(name for name in self.fields if name not in labels)]
        return [(labels.get(name, name), self.fields[name]) for name in names if self.fields.get(name)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to it. Who wrote it is not told: the visitor wrote to a firm."""

    at: datetime  # UTC
    kept_until: date
    lang: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A package of the person's data, as long as it can be taken away."""

    id: str
    kept_until: date
    package: Package


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Everything that one code opens, oldest first."""

    entries: tuple[Sent | Answer, ...]
    unreadable: int  # how many were damaged, so that they can't be shown
    packages: tuple[Kept, ...] = ()

    @property
    def answered(self) -> bool:
        return bool(self.packages) or any(isinstance(entry, Answer) for entry in self.entries)


def read(db: Connection, thread: str, key: PrivateKey, *, today: date) -> Conversation:
    """Open the conversation *thread* with its own *key*; *today* in Finland tells which packages are left."""
    sent = [_opened(sealed, key, _sent) for sealed in store.messages(db, thread)]
    answers = [_opened(sealed, key, _answer) for sealed in store.answers(db, thread)]
    packages = [_opened(sealed, key, _kept) for sealed in store.packages(db, thread, today=today)]
    entries = [entry for entry in (*sent, *answers) if entry is not None]
    damaged = [*sent, *answers, *packages].count(None)
    return Conversation(
        entries=tuple(sorted(entries, key=lambda entry: entry.at)),
        unreadable=damaged,
        packages=tuple(one for one in packages if one is not None),
    )


def _opened(sealed: Sealed, key: PrivateKey, reading: Callable[[Sealed, dict[str, Any]], T]) -> T | None:
    """One that was damaged must not take the others with it; the log names it for the owner."""
    try:
        payload = open_with_receipt(key, sealed.envelope, sealed.receipt_key, sealed.bound)
        return reading(sealed, contents.read(payload))
    except EnvelopeError as error:
        logger.error("A receipt code could not open all of its conversation: %s", error)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # Whoever can write the database can seal something that is no message; its text is not repeated.
        logger.error("Envelope %s holds no message of ours (%s)", sealed.bound.id, type(error).__name__)
    return None


def _sent(sealed: Sealed, content: dict[str, Any]) -> Sent:
    return Sent(
        reference=sealed.reference,
        at=_moment(content["received"]),
        kept_until=sealed.bound.expires_on,
        lang=str(content["lang"]),
        form=str(content["form"]),
        fields={str(name): str(text) for name, text in content["fields"].items()},
        consents=tuple(str(consent["text"]) for consent in content["consents"]),
        request=str(content.get("request", "")),
    )


def _answer(sealed: Sealed, content: dict[str, Any]) -> Answer:
    return Answer(
        at=_moment(content["written"]),
        kept_until=sealed.bound.expires_on,
        lang=str(content["lang"]),
        subject=str(content["subject"]),
        body=str(content["body"]),
    )


def _kept(sealed: Sealed, content: dict[str, Any]) -> Kept:
    package = Package.from_content(content)
    return Kept(id=sealed.bound.id, kept_until=sealed.bound.expires_on, package=package)


def _moment(written: str) -> datetime:
    """A time that can be shown in any zone: a stranger's may be none, or before all calendars."""
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None or not 2000 <= moment.year < 9999:
        raise ValueError("no moment of ours")
    return moment
