"""From a checked message to a sealed envelope in the archive."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from counting.view import Sent
from formhandler import clock, keeping
from formhandler.confirming import asking as confirming
from formhandler.confirming.asking import Asked
from formhandler.consent import chain
from formhandler.consent.event import Event, new_id, ticked
from formhandler.contact import sensitive, spam, store
from formhandler.contact.message import Message
from formhandler.contact.ticket import Ticket
from formhandler.permissions.channels import suppression_key
from formhandler.receipts import code
from formhandler.vault.envelope import Bound, seal
from formhandler.vault.keys import PublicKey
from formhandler.writer import Unavailable, Writer
from record import Record, asking
from record.model.form import Form
from texts import translator

SCHEMA = 1  # of what is inside the envelope; inbox/opened.py reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A message that its sender has checked, and how it came."""

    id: str  # the check page's; never stored, for the receipt code is made of it
    message: Message
    lang: str
    notice: str  # hash of the notice that stood on the site
    version: str = ""  # its number; a follow-up, which can give no consent, has none
    reasons: tuple[spam.Reason, ...]
    received: datetime  # UTC
    paid: Ticket | None = None  # when there was no check page
    request: str = ""  # what a follow-up asks for (receipts/follow_up.py)
    thread: str = ""  # the conversation that it continues; empty when it begins one
    receipt: PublicKey | None = None  # the key of that conversation; None: of its own
    counted: Sent | None = None  # as one of the forms that were sent; None: it is not counted


def archive(
    submission: Submission,
    record: Record,
    form: Form,
    *,
    key: PublicKey,
    secret: bytes,
    writer: Writer,
    outbox: PublicKey | None = None,
) -> str | None:
    """
    Seal *submission* to *key*, wait until it is committed, and return the visitor's reference.

    None when its ticket was used for another message: then nothing was stored.

    Args:
        outbox: To what a mail is sealed that asks for a confirmation; without it none is asked for.
    Raises:
        writer.Busy, writer.Unavailable: Nothing was stored; the visitor may try again.
    """
    kind = "quarantine" if spam.score(submission.reasons) >= spam.QUARANTINE else "message"
    day = clock.day(submission.received)
    expires_on = keeping.last_day(record, form, kind, day)
    content = contents(submission, record, form)
    id_ = secrets.token_hex(16)
    boxes = {purpose: new_id() for purpose in submission.message.consents}
    bound = Bound(id=id_, kind=kind, day=day, expires_on=expires_on)
    receipt = submission.receipt or code.key(submission.id, secret).public
    signs = [reason.code for reason in submission.reasons] + ([kind] if kind == "quarantine" else [])
    envelope, receipt_key = seal(
        key, bound, _payload(submission, _pointing(content, boxes), receipt), receipt=receipt
    )
    keep = partial(
        store.archive,
        id=id_,
        submission=code.submission(submission.id),
        # Keyed with the id, too, which is kept nowhere: else database and secret confirm a guess at the text.
        digest=hmac.digest(secret + bytes.fromhex(submission.id), _bytes(content), hashlib.sha256),
        kind=kind,
        day=day,
        expires_on=expires_on,
        key_id=key.key_id,
        envelope=envelope,
        receipt_key=receipt_key,
        now=submission.received,
        thread=submission.thread,
        paid=submission.paid,
        signs=signs,
        ticked=[_ticked(submission, record, purpose, id) for purpose, id in boxes.items()],
        chain_key=chain.key(secret),
        confirmations=_confirmations(submission, record, id_, boxes, outbox, secret)
        if kind == "message"
        else (),
        counted=submission.counted,
        most=record.counting.keys,
    )
    try:
        return writer.submit(keep)
    except IntegrityError:
        # Another handler on the same PostgreSQL kept the same message meanwhile; now it is found there.
        return _again(keep, writer)


def _again(keep: Callable[[Connection], str | None], writer: Writer) -> str | None:
    try:
        return writer.submit(keep)
    except IntegrityError as error:
        raise Unavailable("the archive's key was changed after this message was sealed") from error


def contents(submission: Submission, record: Record, form: Form) -> dict[str, Any]:
    """Return what the visitor sent: the fields, and each consent with the exact text that was accepted."""
    values = submission.message.values
    if sensitive.forbids_hetu(record):
        t = translator(submission.lang)
        removed = t("[personal identity code removed]")
        values = {name: sensitive.without_hetu(text, removed) for name, text in values.items()}
    consents = [_consent(record, purpose, submission.lang) for purpose in submission.message.consents]
    asked = {"request": submission.request} if submission.request else {}
    return {"form": form.id, "fields": dict(values), "consents": consents, **asked}


def _consent(record: Record, purpose: str, lang: str) -> dict[str, str]:
    box = asking.box(record, purpose, lang)
    return {"purpose": purpose, "text": box.text, "sha256": box.hash}


def _pointing(content: dict[str, Any], boxes: Mapping[str, str]) -> dict[str, Any]:
    """*content* with the id of each consent's event: inside the envelope alone it says whose that is."""
    return content | {
        "consents": [{**consent, "event": boxes[consent["purpose"]]} for consent in content["consents"]]
    }


def _ticked(submission: Submission, record: Record, purpose: str, id: str) -> tuple[Event, str]:
    """The event of a ticked box, and the words beside it."""
    box = asking.box(record, purpose, submission.lang)
    event = ticked(
        purpose,
        id=id,
        lang=submission.lang,
        text=box.hash,
        notice=submission.notice,
        version=submission.version,
        now=submission.received,
    )
    return event, box.text


def _confirmations(
    submission: Submission,
    record: Record,
    id: str,
    boxes: Mapping[str, str],
    outbox: PublicKey | None,
    secret: bytes,
) -> list[dict[str, Any]]:
    """What the address has to confirm before it counts; what is in quarantine asks nobody."""
    email = submission.message.values.get("email", "")
    if outbox is None or not email:
        return []
    key = suppression_key(secret)
    return [
        confirming.row(
            record,
            Asked(
                message=id,
                purpose=purpose,
                event=event,
                email=email,
                lang=submission.lang,
                now=submission.received,
            ),
            outbox,
            key,
        )
        for purpose, event in boxes.items()
        if confirming.asks(record, purpose)
    ]


def _payload(submission: Submission, content: dict[str, Any], receipt: PublicKey) -> bytes:
    """The conversation's key lies inside, too: whoever can write to the database could change it there."""
    return _bytes(
        {
            "schema": SCHEMA,
            "received": submission.received.isoformat(),
            "lang": submission.lang,
            "notice": submission.notice,
            "reasons": [[reason.code, reason.weight] for reason in submission.reasons],
            "receipt": receipt.raw.hex(),
            **content,
        }
    )


def _bytes(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
