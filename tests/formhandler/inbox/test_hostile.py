"""Whoever can write the database can seal anything: one row must not take the others with it."""

import json
import secrets
from datetime import date

import pytest
from sqlalchemy import insert

from formhandler.schema import document, message
from formhandler.vault import keys
from formhandler.vault.envelope import Bound, seal
from tests.formhandler.app import Visitor
from tests.formhandler.owner.desk import desk

SOUND = {
    "schema": 1,
    "received": "2026-11-22T12:00:00+00:00",
    "lang": "en",
    "notice": "",
    "form": "contact",
    "fields": {"name": "Maija", "body": "Hello?"},
    "consents": [],
    "reasons": [],
}
HOSTILE = {
    "nested too deep": "[" * 100_000,
    "an endless weight": json.dumps({**SOUND, "reasons": [["decoy", float("inf")]]}),
    "half a character": json.dumps({**SOUND, "fields": {"name": "\ud800", "body": "\ud800"}}),
    "half a character beside": json.dumps({**SOUND, "lang": "\ud800", "form": "\ud800", "request": "\ud800"}),
    "a number for a text": json.dumps({**SOUND, "fields": [1, 2]}),
}


def plant(app, table, kind: str, payload: str, **more: object) -> None:
    """Seal *payload* with the public half alone, as a broken-in public side can."""
    key = keys.present(app.extensions["config"].data, app.extensions["engine"])
    bound = Bound(id=secrets.token_hex(16), kind=kind, day=date(2026, 11, 22), expires_on=date(2027, 11, 22))
    envelope, _ = seal(key, bound, payload.encode())
    row = {"id": bound.id, "kind": kind, "day": bound.day, "expires_on": bound.expires_on}
    row["thread"] = bound.id if kind in ("message", "answer", "draft") else None
    row |= {"key_id": key.key_id, "envelope": envelope, **more}
    app.extensions["writer"].submit(lambda db: db.execute(insert(table).values(row)))


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_message_leaves_the_others_readable(app, payload):
    reference = Visitor(app.test_client()).send("A message like any other")
    beside = {"submission": secrets.token_hex(16), "digest": bytes(32), "reference": "AAAA-AAAA"}
    plant(app, message, "message", payload, **beside)
    owner = desk(app)

    for page in ("/hallinta/en/", f"/hallinta/en/viesti/{reference}", "/hallinta/en/viesti/AAAA-AAAA"):
        assert owner.get(page).status_code == 200
    assert "A message like any other" in owner.get("/hallinta/en/").text
    assert owner.post("/hallinta/en/haku", q="other").status_code == 303


@pytest.mark.parametrize("kind", ["access", "template", "answer", "draft", "lists"])
@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_leaves_the_pages_open(app, kind, payload):
    Visitor(app.test_client()).send("A message like any other")
    plant(app, document, kind, payload)
    owner = desk(app)

    for page in ("", "loki", "pohjat", "roskaposti", "kunto"):
        assert owner.get(f"/hallinta/en/{page}").status_code in (200, 308, 404)
