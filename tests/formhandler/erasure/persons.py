"""Persons on a real database for an erasure, and all of a database by heart."""

import os
import secrets
from datetime import date
from functools import partial

from sqlalchemy import delete, insert, select

from formhandler.erasure import erasing
from formhandler.erasure.erasing import Order
from formhandler.permissions import ledger
from formhandler.permissions.ledger import Said
from formhandler.register import changing, clocks, merging, store
from formhandler.register.card import New
from formhandler.schema import card, document, message, metadata, receipt, tombstone
from tests.formhandler.register.made import ACTOR, KEY, NOW, TODAY, rows

SUPPRESSION = bytes(32)
OLD = date(2015, 3, 1)  # of which the accounts have been let go
INVOICE = {"invoice.number": "1042", "invoice.recipient": "Maija Canary", "invoice.lines": "A roof"}
EMAIL = "maija.canary@example.com"


def fact(group="person", of=TODAY, purposes=(), message="", **values):
    """An entry in hand."""
    own = {
        "person": {"person.name": "Maija Canary", "person.emails": EMAIL},
        "invoicing": INVOICE,
        "bookkeeping": {"ledger.entry": "3000 1042 Maija Canary"},
        "communication": {"communication.text": "Dear Maija Canary"},
        "relationship": {"relationship.agreed": "A roof for Maija Canary"},
        "collection": {"collection.open_amount": "1 €"},
    }[group]
    return New(
        group=group, values={**own, **values}, source="self", of=of, purposes=tuple(purposes), message=message
    )  # fmt: skip


def made(db, record, *news, relation=clocks.CUSTOMER, **more):
    """The id of a new card."""
    return changing.create(
        db, rows(), record, kind="person", news=news, actor=ACTOR, now=NOW, relation=relation, **more
    )


def wrote(db, *, answers=1):
    """The reference of a message with answers and a receipt code; its envelopes open for nobody here."""
    id, reference = secrets.token_hex(16), f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    beside = {"day": TODAY, "expires_on": date(2030, 1, 1), "key_id": KEY.key_id, "envelope": b"x"}
    db.execute(insert(message).values(
        id=id, submission=id, digest=os.urandom(32), kind="message", reference=reference, thread=id, **beside
    ))  # fmt: skip
    for _ in range(answers):
        db.execute(insert(document).values(id=secrets.token_hex(16), kind="answer", thread=id, **beside))
    code = {"lookup": os.urandom(16), "public": bytes(32), "private": bytes(60)}
    db.execute(insert(receipt).values(thread=id, **code))
    return reference


def said(db, record, card, state, channel="email"):
    ledger.say(
        db, rows(), record, SUPPRESSION, card, Said(channel=channel, state=state, how="phone", words="Yes"),
        now=NOW,
    )  # fmt: skip


def merge(db, record, stays, goes):
    both = {one: (one, store.card_row(db, one)["version"]) for one in (stays, goes)}
    merging.merge(db, rows(), record, stays=both[stays], goes=both[goes], actor=ACTOR, now=NOW)


def erase(db, record, id, **more):
    version = store.card_row(db, id)["version"]
    order = Order(**{
        "card": id, "version": version, "actor": ACTOR, "statement": "Erased.", "lang": "en",
        "expires_on": date(2029, 1, 1), "suppression": SUPPRESSION, **more,
    })  # fmt: skip
    return erasing.erase(db, rows(), record, order, now=NOW)


def copied(db):
    """Every row of every table: a backup."""
    return {
        table: [dict(row) for row in db.execute(select(table)).mappings()] for table in metadata.sorted_tables
    }


def put_back(db, backup):
    """The database as *backup* has it."""
    for table in reversed(metadata.sorted_tables):
        if table is card:  # rows of it point at each other
            db.execute(delete(card).where(card.c.organisation.is_not(None)))
            db.execute(delete(card).where(card.c.merged_into.is_not(None)))
        db.execute(delete(table))
    for table in metadata.sorted_tables:
        found = backup[table]
        if table is card:
            found = sorted(found, key=lambda row: bool(row["merged_into"] or row["organisation"]))
        if found:
            db.execute(insert(table), found)


def since(db, backup):
    """The tombstones that were written after *backup*."""
    from formhandler.backups.log import Line

    known = {row["seq"] for row in backup[tombstone]}
    query = select(tombstone).order_by(tombstone.c.seq)
    return [Line(row.day, row.what, row.ref) for row in db.execute(query) if row.seq not in known]


def standing(db, ids):
    """What a person can be known by: cards, heads, entries, ledger, messages, documents, codes, hashes."""
    cards = {id: changing.opened(db, rows(), id) for id in ids}
    tables = {
        name: sorted(map(str, db.execute(select(metadata.tables[name].primary_key.columns[0])).scalars()))
        for name in ("permission", "message", "document", "letter", "receipt", "suppression", "confirmation")
    }
    seen = {
        id: one and (one.name, {(e.id, e.purposes, e.expires_on, str(e.values)) for e in one.entries})
        for id, one in cards.items()
    }
    return {**tables, "cards": seen}


def submit(writer, job, *arguments, **named):
    return writer.submit(partial(_call, job=job, arguments=arguments, named=named))


def _call(db, job, arguments, named):
    return job(db, *arguments, **named)
