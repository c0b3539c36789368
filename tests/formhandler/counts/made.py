"""Things to count, made for the tests."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, text

from counting.view import DESKTOP, VIEW, View, hour
from formhandler.counts import store
from formhandler.writer import Writer

NOON = hour(datetime(2026, 3, 10, 12, 30, tzinfo=UTC).timestamp())


def at(*moment: int) -> int:
    """The hour of a moment, UTC."""
    return hour(datetime(*moment, tzinfo=UTC).timestamp())


def view(page: str = "/", before: str | None = None, **changes: Any) -> View:
    """A view on 10 March 2026, of somebody at a desk who reads Finnish."""
    values = {"hour": NOON, "kind": VIEW, "source": "", "device": DESKTOP, "lang": "fi", **changes}
    return View(page=page, before=before, **values)


def keep(writer: Writer, *counted: Any, most: int = 200, **bounds: int) -> None:
    """Add them to the sums, as one batch."""
    writer.submit(lambda db: store.add(db, counted, most=most, **bounds))


def rows(engine: Engine, table: str) -> int:
    """How many rows a table has."""
    with engine.connect() as db:
        return db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
