"""Lines as a web server writes them, and what was counted of them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from counting.judging import Site
from counting.pages import Pages
from formhandler.folding.adding import Adding
from formhandler.folding.follower import Follower
from formhandler.schema import count_name, count_page_day
from formhandler.writer import Writer

PAGES = ("/", "/palvelut/", "/yhteys/", *(f"/sivu-{n}/" for n in range(100)))
SITE = Site(pages=Pages(PAGES), hosts=frozenset({"example.fi", "www.example.fi"}), campaigns=False)
NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
HOUR = "2026-11-22T12+00:00"
COLUMNS = ("status", "method", "path", "referrer", "dest", "mode", "site", "purpose", "reload", "agent")
LAST = ("lang", "gpc", "objects", "own")
USUAL = {
    "status": "200",
    "method": "GET",
    "path": "/",
    "dest": "document",
    "mode": "navigate",
    "site": "none",
    "agent": "desktop+",
    "lang": "fi",
}


def nginx(hour: str = HOUR, **cells: str) -> bytes:
    """A line of nginx's, its end included."""
    told = {**USUAL, **cells}
    row = ["visit1", hour, *(told.get(name, "") for name in (*COLUMNS, *LAST)), "."]
    return "\t".join(row).encode() + b"\n"


def caddy(hour: str = "2026-11-22T12Z", **cells: str) -> bytes:
    """The same of Caddy's."""
    told = {**USUAL, **cells}
    row = ["visit1", *(told.get(name, "") for name in (*COLUMNS[1:], *LAST)), "."]
    line = {"ts": hour, "user_id": "\t".join(row), "status": int(told["status"])}
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def numbered(first: int, last: int) -> bytes:
    """A line for each of these numbers, each of another page (up to 100)."""
    return b"".join(nginx(path=f"/sivu-{n % 100}/") for n in range(first, last))


def site(folder: Path, pages: Sequence[str] = PAGES) -> Path:
    """What is read of a built site: which pages it has."""
    (folder / "_seloste").mkdir(parents=True)
    (folder / "_seloste" / "site.json").write_text(json.dumps({"counted": sorted(pages)}))
    return folder


def follower(log: Path, engine: Engine, writer: Writer) -> Follower:
    adding = Adding(SITE)
    return Follower(log, lambda: adding, reader=engine, writer=writer, most=200)


def views(source: Engine | Connection) -> int:
    """All views that were counted."""
    return sum(by_page(source).values())


def by_page(source: Engine | Connection) -> dict[str, int]:
    """The views of each page."""
    if isinstance(source, Engine):
        with source.connect() as db:
            return by_page(db)
    query = select(count_name.c.name, func.sum(count_page_day.c.views)).join_from(
        count_page_day, count_name, count_name.c.id == count_page_day.c.page
    )
    return {name: int(n) for name, n in source.execute(query.group_by(count_name.c.name)) if n}
