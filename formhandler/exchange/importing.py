"""
The rows of a file become cards, BATCH rows to a transaction, which also notes how far the import is.

A row is taken whole or not at all. No permission is ever made here, and no prohibition touched: an address
that is suppressed stays so, whoever's card it comes onto, and one that comes onto the card of somebody who
said no is suppressed with the others.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO

from sqlalchemy import Connection, Engine

from formhandler import clock
from formhandler.exchange import csvfile, store
from formhandler.exchange.csvfile import Refused, Row, Shape
from formhandler.exchange.judging import Held, Told, judge
from formhandler.exchange.mapping import Plan
from formhandler.exchange.overwriting import overwrite
from formhandler.exchange.points import Points
from formhandler.exchange.store import Begun, Tally
from formhandler.permissions import ledger
from formhandler.register import changing
from formhandler.register.card import Head, New
from formhandler.vault.rows import Rows
from formhandler.writer import Writer
from record import Record

BATCH = 500  # rows in one transaction: about 50 ms in which nobody else writes


class TakenBefore(Exception):
    """This file was imported whole already, on *day*."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class Otherwise(Exception):
    """This file was begun with another source, relation or mapping: the rest must come as the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What an import works with, and for whom."""

    writer: Writer
    reader: Engine
    rows: Rows
    record: Record
    key: bytes  # permissions.channels.suppression_key of the handler's secret
    actor: str
    now: datetime


@dataclass(slots=True)
class _Batch:
    """What one transaction writes, and what is said of its rows."""

    new: dict[str, list[New]] = field(default_factory=dict)  # id of a new card → its entries
    over: list[tuple[Row, str, list[New]]] = field(default_factory=list)  # and the card to correct
    told: list[Told] = field(default_factory=list)
    read: int = 0
    known: int = 0


def take(
    desk: Desk,
    file: BinaryIO,
    shape: Shape,
    plan: Plan,
    *,
    overwriting: bool,
    dry: bool,
    say: Callable[[Told], None],
    moved: Callable[[int], None],
) -> Tally:
    """
    Import *file*, or go on where an import of it was cut off; return what came of all its rows.

    Args:
        dry: Write nothing; everything else is the same, but that a row cannot be seen to be RESTRICTED.
        say: Is told every row that is not taken, with the reason, once it is certain.
        moved: Is told the place in the file, in bytes.
    Raises:
        TakenBefore, Otherwise: as they say.
        Unavailable: the database cannot be written; what was told is written, and the rest can go on.
    """
    with closing(Points()) as points:
        with desk.reader.connect() as db:
            begun = None if dry else _begun(desk, db, shape, plan, overwriting)
            points.load(db, desk.rows, plan.kind)
        done = begun.tally if begun else Tally()
        found = islice(csvfile.rows(file, shape), done.read, None)
        while some := list(islice(found, BATCH)):
            batch = _judged(desk, plan, points, some, overwriting)
            if begun is None:
                done = _expected(done, batch)
            else:
                begun, told = desk.writer.submit(_job(desk, plan, batch, begun))
                batch.told += told
                done = begun.tally
            for one in sorted(batch.told, key=lambda told: told.line):
                say(one)
            moved(file.tell())
        if begun is not None:
            last = begun
            desk.writer.submit(
                lambda db: store.go_on(db, desk.rows, desk.record, last, done, finished=True, now=desk.now)
            )
    return done


def _begun(desk: Desk, db: Connection, shape: Shape, plan: Plan, overwriting: bool) -> Begun:
    content = _content(desk, shape, plan, overwriting)
    before = store.begun(db, desk.rows, shape.digest, plan.kind, overwrite=overwriting)
    if before is None:
        return desk.writer.submit(lambda db: store.begin(db, desk.rows, desk.record, content, now=desk.now))
    if before.finished is not None:
        raise TakenBefore(before.finished)
    if any(before.content[name] != content[name] for name in ("source", "relation", "columns")):
        raise Otherwise
    return before


def _content(desk: Desk, shape: Shape, plan: Plan, overwriting: bool) -> dict[str, object]:
    return {
        "digest": shape.digest,
        "kind": plan.kind,
        "source": plan.source,
        "relation": plan.relation,
        "columns": [[place, target.column] for place, target in plan.mapped],
        "overwrite": overwriting,
        "actor": desk.actor,
    }


def _judged(
    desk: Desk, plan: Plan, points: Points, some: Sequence[Row | Refused], overwriting: bool
) -> _Batch:
    batch, today = _Batch(read=len(some)), clock.day(desk.now)
    for row in some:
        news, told = judge(desk.record, plan, row, today)
        batch.told += told
        if not news or isinstance(row, Refused):
            continue
        hashes = points.of(Head.of(news))
        owners = points.owners(hashes)
        if not owners:
            id = changing.new_id()
            batch.new[id] = news
            points.add(hashes, id)
        elif len(owners) == 1 and overwriting:
            batch.over.append((row, owners.pop(), news))
            points.add(hashes, batch.over[-1][1])
        else:
            batch.known += 1
            why = Held.SEVERAL if len(owners) > 1 else Held.KNOWN
            batch.told.append(Told(row.line, row.line, "", why))
    return batch


def _job(
    desk: Desk, plan: Plan, batch: _Batch, begun: Begun
) -> Callable[[Connection], tuple[Begun, list[Told]]]:
    """The transaction of one batch. It may run twice, so it changes nothing but the database."""

    def write(db: Connection) -> tuple[Begun, list[Told]]:
        changing.create_many(
            db, desk.rows, desk.record,
            kind=plan.kind, cards=batch.new, relation=plan.relation, actor=desk.actor, now=desk.now,
        )  # fmt: skip
        came = [
            (row, overwrite(db, desk.rows, desk.record, id, news, actor=desk.actor, now=desk.now))
            for row, id, news in batch.over
        ]
        for _, id, _ in batch.over:
            ledger.remember(db, desk.rows, desk.key, id, now=desk.now)
        told = [Told(row.line, row.line, "", what) for row, what in came if isinstance(what, Held)]
        tally = begun.tally.plus(
            read=batch.read,
            taken=len(batch.new),
            corrected=sum(what is True for _, what in came),
            same=sum(what is False for _, what in came),
            known=batch.known + len(told),
            refused=_refused(batch),
        )
        return store.go_on(db, desk.rows, desk.record, begun, tally, finished=False, now=desk.now), told

    return write


def _expected(done: Tally, batch: _Batch) -> Tally:
    return done.plus(
        read=batch.read,
        taken=len(batch.new),
        corrected=len(batch.over),
        known=batch.known,
        refused=_refused(batch),
    )


def _refused(batch: _Batch) -> int:
    return batch.read - len(batch.new) - len(batch.over) - batch.known
