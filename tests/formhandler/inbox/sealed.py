"""Messages put into the archive as the form does it, at whatever time and of whatever kind a test needs."""

import json
import os
import secrets
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, insert

from formhandler import clock, keeping
from formhandler.answers import store as answers
from formhandler.answers.answer import RECEIPT, Answer
from formhandler.answers.store import Sealed as SealedAnswer
from formhandler.contact import reference
from formhandler.schema import message
from formhandler.vault.envelope import Bound, seal
from formhandler.vault.keys import PublicKey, load_public
from record import Record

LONG_AGO = datetime(2026, 3, 1, 12, tzinfo=UTC)


def put(
    app: Flask,
    body: str = "Good day, when do you have time?",
    *,
    kind: str = "message",
    received: datetime | None = None,
    lang: str = "en",
    thread: str = "",
    request: str = "",
    reasons: tuple[tuple[str, int], ...] = (),
    **fields: str,
) -> str:
    """Seal a message to the app's key and return its reference."""
    record, data = app.extensions["record"], app.extensions["config"].data
    row = sealed(
        load_public(data),
        record,
        body,
        kind,
        received or clock.utcnow(),
        lang,
        thread,
        request,
        reasons,
        fields,
    )
    app.extensions["writer"].submit(partial(_insert, rows=[row]))
    return str(row["reference"])


def sealed(
    key: PublicKey,
    record: Record,
    body: str,
    kind: str,
    received: datetime,
    lang: str,
    thread: str,
    request: str,
    reasons: tuple[tuple[str, int], ...],
    fields: dict[str, str],
) -> dict[str, object]:
    """The row of one message."""
    form, day, id = record.forms[0], clock.day(received), secrets.token_hex(16)
    until = keeping.last_day(record, form, kind, day)
    payload = {
        "schema": 1,
        "received": received.isoformat(),
        "lang": lang,
        "notice": "0" * 12,
        "form": form.id,
        "fields": {"name": "", "email": "", "phone": "", **fields, "body": body},
        "consents": [],
        "reasons": [list(reason) for reason in reasons],
        "request": request,
    }
    bound = Bound(id=id, kind=kind, day=day, expires_on=until)
    envelope, _ = seal(key, bound, json.dumps(payload, ensure_ascii=False).encode())
    return {
        "id": id,
        "submission": secrets.token_hex(16),
        "digest": os.urandom(32),
        "kind": kind,
        "day": day,
        "expires_on": until,
        "key_id": key.key_id,
        "envelope": envelope,
        "reference": reference.new(),
        "thread": thread or id,
    }


def answer(app: Flask, ref: str, body: str, *, by: str = "Olli") -> None:
    """An answer to the message with this reference, behind its receipt code."""
    asked, now = row(app, ref), clock.utcnow()
    written = Answer(
        written=now,
        lang="en",
        subject="Answer",
        body=body,
        quote="",
        by=by,
        via=RECEIPT,
        answers=str(asked["id"]),
    )
    key = load_public(app.extensions["config"].data)
    until = keeping.last_day(
        app.extensions["record"], app.extensions["record"].forms[0], "message", clock.day(now)
    )
    bound = Bound(id=secrets.token_hex(16), kind="answer", day=clock.day(now), expires_on=until)
    envelope, _ = seal(key, bound, written.as_payload())
    kept = SealedAnswer(
        id=bound.id,
        kind="answer",
        thread=str(asked["thread"]),
        day=bound.day,
        expires_on=until,
        key_id=key.key_id,
        envelope=envelope,
        receipt_key=None,
    )
    app.extensions["writer"].submit(partial(answers.add, sealed=kept))


def _insert(db: Connection, *, rows: list[dict[str, object]]) -> None:
    db.execute(insert(message), rows)


def id_of(app: Flask, ref: str) -> str:
    """The id of the message with this reference."""
    return str(row(app, ref)["id"])


def row(app: Flask, ref: str) -> dict[str, object]:
    """The whole row of a message."""
    with app.extensions["engine"].connect() as db:
        found = db.execute(message.select().where(message.c.reference == ref)).mappings().one()
    return dict(found)


def change(app: Flask, ref: str, **values: object) -> None:
    """Write into the row of a message, as somebody with the database in hand."""
    app.extensions["writer"].submit(
        lambda db: db.execute(message.update().where(message.c.reference == ref).values(**values))
    )


def files(folder: Path) -> set[Path]:
    """Every file under *folder*."""
    return {path for path in folder.rglob("*") if path.is_file()}
