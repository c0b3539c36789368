"""A message that the owner's key has opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from formhandler.inbox.store import Sealed
from formhandler.vault import contents
from formhandler.vault.envelope import EnvelopeError, UnknownVersion, open_
from formhandler.vault.keys import Keyring

SCHEMA = 1  # of what is inside the envelope; contact/intake.py writes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a visitor sent, and how it came."""

    id: str
    thread: str  # id of the conversation's first message
    reference: str
    kind: str  # "message" or "quarantine"
    state: str  # "new" (unread), "open", "answered"
    received: datetime  # UTC
    expires_on: date
    lang: str
    notice: str  # hash of the notice that stood on the site
    form: str
    fields: Mapping[str, str]
    consents: tuple[Mapping[str, str], ...]  # purpose, text, sha256, event (id in the consent record)
    reasons: tuple[tuple[str, int], ...]  # signs of spam and their weights
    request: str = ""  # what a follow-up asks for: reply, correct, object or erase; "" of a first message
    receipt: str = ""  # public half of the conversation's key, hex: what its receipt code opens

    @property
    def sender(self) -> str:
        """The first thing by which the sender can be called; empty when anonymous."""
        return next((self.fields[name] for name in ("name", "email", "phone") if self.fields.get(name)), "")

    def as_json(self) -> dict[str, Any]:
        """Return a JSON-ready dict; its keys are the export's format."""
        return {
            "reference": self.reference,
            "kind": self.kind,
            "state": self.state,
            "thread": self.thread,
            "received": self.received.isoformat(),
            "expires_on": self.expires_on.isoformat(),
            "lang": self.lang,
            "notice": self.notice,
            "form": self.form,
            "fields": dict(self.fields),
            "consents": [dict(consent) for consent in self.consents],
            "reasons": [{"code": code, "weight": weight} for code, weight in self.reasons],
            "request": self.request,
        }


def open_message(sealed: Sealed, keys: Keyring) -> Opened:
    """
    Open *sealed*.

    Raises:
        EnvelopeError: It is sealed to another key or was changed; or what is in it is no message of
            ours. Sealing needs only the public half, so whoever can write the database can seal anything.
    """
    payload = open_(keys, sealed.envelope, sealed.bound)
    try:
        return _read(sealed, contents.read(payload))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EnvelopeError(f"what it holds is no message ({type(error).__name__})") from error


def _read(sealed: Sealed, content: dict[str, Any]) -> Opened:
    if content["schema"] != SCHEMA:
        raise UnknownVersion(
            f"a message of version {content['schema']}; this program knows {SCHEMA}: update it"
        )
    return Opened(
        id=sealed.id,
        thread=sealed.thread,
        reference=sealed.reference,
        kind=sealed.kind,
        state=sealed.state,
        received=_moment(content["received"]),
        expires_on=sealed.expires_on,
        lang=str(content["lang"]),
        notice=str(content["notice"]),
        form=str(content["form"]),
        fields={str(name): str(text) for name, text in content["fields"].items()},
        consents=tuple(_consent(one) for one in content["consents"]),
        reasons=tuple((str(code), int(weight)) for code, weight in content["reasons"]),
        request=str(content.get("request", "")),
        receipt=str(content.get("receipt", "")),
    )


def _consent(found: dict[str, Any]) -> dict[str, str]:
    """Messages of before the consent record name no event."""
    known = {key: str(found[key]) for key in ("purpose", "text", "sha256")}
    return {**known, "event": str(found.get("event", ""))}


def _moment(written: str) -> datetime:
    """A time that can be shown in any zone: a stranger's may be none, or before all calendars."""
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None or not 2000 <= moment.year < 9999:
        raise ValueError("received")
    return moment
