"""Sealed messages and documents for the tests, as the public and the owner's side write them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine, RowMapping, func, select

from formhandler.schema import archive_key, document, message
from formhandler.vault import envelope
from formhandler.vault.envelope import Bound
from formhandler.vault.keys import Keyring, PrivateKey, PublicKey

DAY, LAST = date(2026, 3, 1), date(2026, 9, 1)
RECEIPT = PrivateKey(bytes(range(32)))  # of a receipt code


def fill(db: Connection, key: PublicKey, bodies: dict[str, str], *, documents: int = 3) -> None:
    """Store messages with those words (id → words), each with a receipt code, and some templates."""
    for id, body in bodies.items():
        add(db, key, id, body)
    for number in range(documents):
        bound = Bound(id=f"d{number:031x}", kind="template", day=DAY, expires_on=date(9999, 12, 31))
        sealed, _ = envelope.seal(key, bound, f"template {number}".encode())
        row = {"id": bound.id, "kind": bound.kind, "day": bound.day, "expires_on": bound.expires_on}
        db.execute(document.insert(), {**row, "key_id": key.key_id, "envelope": sealed})


def add(db: Connection, key: PublicKey, id: str, body: str) -> None:
    """Store one message, sealed to *key*."""
    bound = Bound(id=id, kind="message", day=DAY, expires_on=LAST)
    sealed, receipt_key = envelope.seal(key, bound, body.encode(), receipt=RECEIPT.public)
    row = {"id": id, "kind": bound.kind, "day": DAY, "expires_on": LAST, "key_id": key.key_id}
    row |= {"submission": id, "digest": bytes(32), "reference": id, "thread": id}
    db.execute(message.insert(), {**row, "envelope": sealed, "receipt_key": receipt_key})


def read(engine: Engine, keyring: Keyring) -> dict[str, str]:
    """Every message that the archive holds, opened (id → words). Raises EnvelopeError."""
    with engine.connect() as db:
        rows = db.execute(select(message)).mappings().all()
    for row in rows:
        opened = envelope.open_with_receipt(RECEIPT, row["envelope"], row["receipt_key"], bound(row))
        assert opened == envelope.open_(keyring, row["envelope"], bound(row))
    return {row["id"]: envelope.open_(keyring, row["envelope"], bound(row)).decode() for row in rows}


def templates(engine: Engine, keyring: Keyring) -> list[str]:
    """The documents, opened."""
    with engine.connect() as db:
        rows = db.execute(select(document).order_by(document.c.seq)).mappings().all()
    return [envelope.open_(keyring, row["envelope"], bound(row)).decode() for row in rows]


def bound(row: RowMapping) -> Bound:
    return Bound(**{name: row[name] for name in ("id", "kind", "day", "expires_on")})


def known(engine: Engine) -> list[str]:
    """The key ids that the database knows."""
    with engine.connect() as db:
        return list(db.execute(select(archive_key.c.key_id)).scalars())


def rows(engine: Engine) -> int:
    with engine.connect() as db:
        return db.execute(select(func.count()).select_from(message)).scalar_one()


def left_behind(data: Path) -> Iterator[str]:
    """What a finished rotation must not leave in the vault."""
    for path in (data / "vault").rglob("*"):
        if path.name.startswith(".") or path.name == "rotation.json":
            yield path.name
