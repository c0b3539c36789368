"""A visitor who has sent a message, and an owner who answers behind the receipt code."""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from formhandler.receipts import store
from formhandler.schema import document, message
from formhandler.vault import keys
from formhandler.vault.envelope import Bound, seal
from record.model.form import Form
from tests.formhandler.app import SAME, Visitor

PATH = "/en/receipt/"


def spelt(page: TestResponse) -> list[str]:
    """The words that a thanks page shows, in their order."""
    found = re.search(r'<ol class="reference code"[^>]*>(.*?)</ol>', page.text, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else []


def text(page: TestResponse) -> str:
    """What a page says, without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", page.text))


@dataclass(frozen=True)
class Sender:
    """Somebody who wrote, and has the words."""

    client: FlaskClient
    reference: str
    words: list[str]

    def come_back(self, words: str = "", *, path: str = PATH, **headers: str) -> TestResponse:
        """Write the words on the page; another browser than the one that sent will do."""
        data = {"words": words or " ".join(self.words)}
        return self.client.application.test_client().post(path, data=data, headers={**SAME, **headers})


def sender(app: Flask, body: str = "Hello, when do you have time?", **fields: str) -> Sender:
    """Send a message and read the thanks page."""
    visitor = Visitor(app.test_client())
    answer = visitor.confirm(visitor.write(body, **fields))
    thanks = visitor.client.get(answer.location)
    return Sender(visitor.client, answer.location.rsplit("/", 1)[1], spelt(thanks))


def thread_of(app: Flask, reference: str) -> str:
    """The conversation of the message with *reference*."""
    with app.extensions["engine"].connect() as db:
        return db.execute(select(message.c.thread).where(message.c.reference == reference)).scalar_one()


def answer(app: Flask, reference: str, body: str, *, lang: str = "en") -> None:
    """Seal an answer as the owner's side does, to the archive and to the receipt code."""
    thread = thread_of(app, reference)
    day = date(2026, 11, 23)
    bound = Bound(id=secrets.token_hex(16), kind="answer", day=day, expires_on=date(2027, 11, 23))
    said = {"schema": 1, "written": datetime.now(UTC).isoformat(), "lang": lang, "subject": "Your question"}
    payload = json.dumps({**said, "body": body, "by": "Onni Omistaja", "via": "receipt"}).encode()
    engine = app.extensions["engine"]
    with engine.connect() as db:
        receipt = store.public_of(db, thread)
    key = keys.present(app.extensions["config"].data, engine)
    envelope, receipt_key = seal(key, bound, payload, receipt=receipt)
    row = {
        "id": bound.id,
        "kind": "answer",
        "thread": thread,
        "day": day,
        "expires_on": bound.expires_on,
        "key_id": key.key_id,
        "envelope": envelope,
        "receipt_key": receipt_key,
    }
    app.extensions["writer"].submit(lambda db: db.execute(insert(document).values(row)))


@pytest.fixture
def form(app: Flask) -> Form:
    """The example trader's form."""
    return app.extensions["record"].form("contact")


@pytest.fixture
def sent(app: Flask) -> Sender:
    """One anonymous message."""
    return sender(app)
