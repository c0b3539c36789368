"""
A database of invented figures in a folder of its own, which can be thrown away and is never anybody's.

A file in the folder says that the demo made it. Without that file a folder with a database is somebody's.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import Connection, delete, insert

from formhandler import clock, db
from formhandler.config import DEMO
from formhandler.counts import store
from formhandler.counts.sums import Sums
from formhandler.demo.calendar import CAMPAIGN_AGO, PAPER_AGO, days
from formhandler.demo.visits import Plan, Visits
from formhandler.schema import count_note, metadata
from formhandler.sharing import store as sharing
from formhandler.sharing import token
from formhandler.sharing.store import Opens
from formhandler.writer import Writer

MONTHS = 14
SEED = 14


class NotOurs(Exception):
    """The folder holds a database that the demo did not make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What the owner of the demo noted, in their language."""

    campaign: str
    paper: str
    opening: str


def first_day(last: date) -> date:
    """The first of the month, so that MONTHS months have days."""
    months = last.year * 12 + last.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def figures(plan: Plan, *, now: datetime) -> Sums:
    """Fourteen months of figures up to *now*; the same for the same plan and moment."""
    dice = Random(SEED)  # noqa: S311  # invented visits are no secrets
    last = clock.day(now)
    visits = Visits(plan, dice, now=now)
    sums = Sums()
    for day in days(first_day(last), last, dice):
        for one in visits.of(day):
            sums.count(one)
    return sums


def check(folder: Path) -> None:
    """Raise NotOurs if *folder* has a database, or a key, that the demo did not make."""
    if (folder / DEMO).exists():
        return
    if any((folder / name).exists() for name in (db.FILE, "vault", "secret.key")):
        raise NotOurs(folder)


def fill(folder: Path, sums: Sums, notes: Notes, *, most: int, now: datetime, mark: str) -> str:
    """
    Put *sums* into a database in *folder*, in the place of what an earlier demo left there.

    Returns:
        The token of the link behind which anybody may read them.
    Raises:
        NotOurs: see `check`. Nothing was changed.
    """
    check(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / DEMO).write_text(f"{mark}\n", encoding="utf-8")
    engine = db.connect(db.sqlite_url(folder))
    db.upgrade(engine)
    writer, link = Writer(engine), token.new()
    try:
        writer.submit(partial(_write, sums=sums, notes=notes, most=most, now=now))
        writer.submit(partial(sharing.keep, which=Opens.LINK, digest=token.digest(link)))
    finally:
        writer.close()
        engine.dispose()
    return link


def _write(connection: Connection, *, sums: Sums, notes: Notes, most: int, now: datetime) -> None:
    for table in reversed(metadata.sorted_tables):
        if table.name.startswith("count_"):
            connection.execute(delete(table))
    store.keep(connection, sums, most=most)
    last = clock.day(now)
    said = {CAMPAIGN_AGO: notes.campaign, PAPER_AGO: notes.paper, 118: notes.opening}
    for ago, body in said.items():
        connection.execute(insert(count_note).values(day=last - timedelta(days=ago), kind="own", body=body))
