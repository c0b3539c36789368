"""A message that the owner's key has opened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from formhandler.inbox.store import Sealed
from formhandler.vault.envelope import open_
from formhandler.vault.keys import PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a visitor sent, and how it came."""

    reference: str
    kind: str
    received: datetime  # UTC
    expires_on: date
    lang: str
    notice: str  # hash of the notice that stood on the site
    form: str
    fields: Mapping[str, str]
    consents: tuple[Mapping[str, str], ...]  # purpose, text, sha256
    reasons: tuple[tuple[str, int], ...]  # signs of spam and their weights

    @property
    def sender(self) -> str:
        """The first thing by which the sender can be called; empty when anonymous."""
        return next((self.fields[name] for name in ("name", "email", "phone") if self.fields.get(name)), "")

    def as_json(self) -> dict[str, Any]:
        """Return a JSON-ready dict; its keys are the export's format."""
        return {
            "reference": self.reference,
            "kind": self.kind,
            "received": self.received.isoformat(),
            "expires_on": self.expires_on.isoformat(),
            "lang": self.lang,
            "notice": self.notice,
            "form": self.form,
            "fields": dict(self.fields),
            "consents": [dict(consent) for consent in self.consents],
            "reasons": [{"code": code, "weight": weight} for code, weight in self.reasons],
        }


def open_message(sealed: Sealed, key: PrivateKey) -> Opened:
    """Open *sealed*. Raises what vault.envelope.open_ raises: Tampered, WrongKey, UnknownVersion."""
    payload = open_(
        key, sealed.envelope, id=sealed.id, kind=sealed.kind, day=sealed.day, expires_on=sealed.expires_on
    )
    content = json.loads(payload)
    return Opened(
        reference=sealed.reference,
        kind=sealed.kind,
        received=datetime.fromisoformat(content["received"]),
        expires_on=sealed.expires_on,
        lang=content["lang"],
        notice=content["notice"],
        form=content["form"],
        fields=content["fields"],
        consents=tuple(content["consents"]),
        reasons=tuple((code, weight) for code, weight in content["reasons"]),
    )
