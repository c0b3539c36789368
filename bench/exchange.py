"""
How fast a file of people becomes cards, on a real database file, sealed as the desk seals them.

    python -m bench.exchange [ROWS]

Writes a CSV file of ROWS (100,000) made-up people with name, e-mail, telephone number and address, and
imports it through the writer. Everything lies in a temporary folder and goes by itself.

    import   from the first look at the file to the last commit; "cpu" is the process's own time in it
    rows     the same a second; its ratio is to "insert"
    insert   the same number of cards and entries, made and sealed beforehand, put into the tables alone
    memory   what the import adds to the process, and what it adds with a quarter of the rows
"""

import random
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert

from bench.inbox import NAMES
from bench.process import memory_alone
from bench.register import STREETS, TOWNS, _family
from bench.result import Result, alone, at_most, told
from formhandler import clock, db
from formhandler.exchange import csvfile, importing, mapping
from formhandler.exchange.importing import BATCH, Desk
from formhandler.schema import card, entry, metadata
from formhandler.vault import keys
from formhandler.vault.keys import Keyring, PrivateKey
from formhandler.vault.rows import Rows
from formhandler.writer import Writer
from record import load
from tests.registered import registered

ROWS = 100_000
MOST = 60.0  # seconds, for ROWS
GROWTH = 32.0  # MB that four times the rows may add
HEADER = "Nimi;Sähköposti;Puhelin;Katuosoite;Postinumero;Postitoimipaikka"


def measure(n: int = ROWS) -> list[Result]:
    """Import *n* rows, and insert as many."""
    random.seed(7)
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        folder = Path(name)
        few, _, _, _ = _import(folder / "few", n // 4)
        many, taken, cpu, desk = _import(folder / "many", n)
        raw = _insert(desk)
        desk.writer.close()
    rate, limit = told("exchange: rows", n / taken, "/s"), told("exchange: insert", n / raw, "/s")
    return [
        at_most("exchange: import", taken, "s", MOST * n / ROWS),
        told("exchange: import, cpu", cpu, "s"),
        told("exchange: rows", rate.value, "/s", of=limit),
        limit,
        told("exchange: memory", many, "MB"),
        at_most("exchange: growth", many - few, "MB", GROWTH),
    ]


def _import(folder: Path, n: int) -> tuple[float, float, float, Desk]:
    """What importing *n* rows adds to the memory, MB, and takes, s, by the clock and of the processor."""
    folder.mkdir()
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_lines(n))
    desk = _desk(folder)
    before, begun, cpu = memory_alone(), time.perf_counter(), time.process_time()
    with path.open("rb") as raw:
        shape = csvfile.look(raw)
        to = mapping.targets(desk.record, "person", "self")
        plan = mapping.plan(
            shape.header, mapping.guessed(shape.header, to), to,
            kind="person", source="self", relation="customer",
        )  # fmt: skip
        tally = importing.take(
            desk, raw, shape, plan, overwriting=False, dry=False, say=print, moved=lambda place: None
        )
    assert tally.taken == n, tally
    taken, cpu = time.perf_counter() - begun, time.process_time() - cpu
    return memory_alone() - before, taken, cpu, desk


def _lines(n: int) -> Iterator[str]:
    yield f"{HEADER}\n"
    for i in range(n):
        name, place = f"{random.choice(NAMES.split())} {_family()}", random.choice(TOWNS.split(","))
        street = f"{random.choice(STREETS.split())} {random.randint(1, 90)}"
        yield f"{name};h{i}@example.fi;040 {1_000_000 + i};{street};{place.replace(' ', ';')}\n"


def _desk(folder: Path) -> Desk:
    now, key = clock.utcnow(), PrivateKey.generate()
    record = load(registered(folder / "content") / "record.toml", today=clock.day(now))
    engine = db.connect(db.sqlite_url(folder))
    metadata.create_all(engine)
    writer = Writer(engine)
    writer.submit(partial(keys.remember, key=key.public, now=now))
    rows = Rows(Keyring((key,)), to=key.key_id)
    return Desk(writer=writer, reader=engine, rows=rows, record=record, key=bytes(32), actor="bench", now=now)


def _insert(desk: Desk) -> float:
    """What it takes to put all rows that there are once more into the emptied tables, s."""
    with desk.reader.connect() as at:
        cards = [_without_seq(row) for row in at.execute(card.select()).mappings()]
        entries = [_without_seq(row) for row in at.execute(entry.select()).mappings()]
    desk.writer.submit(_empty)
    begun = time.perf_counter()
    for start in range(0, len(cards), BATCH):
        some = slice(start, start + BATCH)
        desk.writer.submit(partial(_put, cards=cards[some], entries=entries[some]))
    return time.perf_counter() - begun


def _without_seq(row: object) -> dict[str, object]:
    columns = dict(row)  # type: ignore[call-overload]
    del columns["seq"]
    return columns


def _empty(db: Connection) -> None:
    db.execute(entry.delete())
    db.execute(card.delete())


def _put(db: Connection, *, cards: list[dict[str, object]], entries: list[dict[str, object]]) -> None:
    db.execute(insert(card), cards)
    db.execute(insert(entry), entries)


if __name__ == "__main__":
    alone(measure, ROWS)
