"""
How fast the register opens and searches, on a real database file with cards sealed as the desk seals them.

    python -m bench.register [CARDS]

Makes CARDS (100,000) cards of made-up people and companies, with names, addresses, numbers and e-mails as
Finns have them. Everything lies in a temporary folder and goes by itself. Measured at the server, through
Flask, on this machine:

    unlock   the register's first page after signing in: opens every card's head
    page     the same page after that
    changed  the same page after somebody changed one card
    search   the page of results of some queries, the slowest of them
    doubles  the page of possible duplicates: goes through all of them
    memory   what the index adds to the process

Pages are asked for 20 times, and their median is what is compared; the worst stands beside it. That a machine
has other work to do shows in "cpu", this thread's own time.
"""

import random
import secrets
import tempfile
from functools import partial
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import Connection, insert, update

from bench.inbox import ASKED, FAMILIES, NAMES, PAGE, SYLLABLES, _time
from bench.process import memory_alone
from bench.result import Result, alone, at_most, told
from formhandler import clock
from formhandler.register.card import Head
from formhandler.schema import card
from formhandler.vault import slots
from formhandler.vault.keys import load_public
from formhandler.vault.rows import Rows
from tests import sites
from tests.formhandler.app import close, config, ready
from tests.formhandler.owner.desk import Desk, desk
from tests.registered import registered

CARDS = 100_000
UNLOCK = 3.0  # seconds
BATCH = 5_000  # cards in one transaction
HOME = "/hallinta/rekisteri"
STREETS = "Mallikatu Esimerkkitie Kuvitteentie Rantapolku Mäkikuja Kirkkokatu Niittytie"
TOWNS = "00100 Helsinki,33100 Tampere,20100 Turku,90100 Oulu,65100 Vaasa,02100 Espoo"
QUERIES = (
    "virtanen", "maija mäkelä", "ak", "a", "mallikatu 12", "040 123", "+358 40", "0401", "example.fi",
    "maija.virtanen", "1234567-", "33100 tampere sari", "xyzzy", "e i a",
)  # fmt: skip


def measure(cards: int = CARDS) -> list[Result]:
    """Fill a register with so many *cards*, open it and look around."""
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        app = _app(Path(name))
        random.seed(7)
        _fill(app, cards)
        results = _measure(app, desk(app), cards)
        close(app)
    return results


def _measure(app: Flask, owner: Desk, n: int) -> list[Result]:
    owner.get("/hallinta/log")  # the desk itself is warm
    before = memory_alone()
    unlock = _time(partial(owner.get, HOME))
    added = memory_alone() - before
    slowest = max((_search(owner, query) for query in QUERIES), key=_middle)
    return [
        told("register: cards", n, ""),
        at_most("register: unlock", unlock[0], "s", UNLOCK),
        told("register: unlock, cpu", unlock[1], "s"),
        told("register: memory", added, "MB"),
        *_figures("page", _pages(owner, HOME), PAGE),
        *_figures("changed", [_changed(app, owner) for _ in range(ASKED)], None),
        *_figures("search", slowest, PAGE),
        *_figures("doubles", _pages(owner, f"{HOME}/samat"), None),
    ]


def _pages(owner: Desk, path: str) -> list[tuple[float, float]]:
    return [_time(partial(owner.get, path)) for _ in range(ASKED)]


def _search(owner: Desk, query: str) -> list[tuple[float, float]]:
    return _pages(owner, owner.post(f"{HOME}/haku", q=query).location)


def _changed(app: Flask, owner: Desk) -> tuple[float, float]:
    one = update(card).where(card.c.seq == random.randint(1, 100)).values(version=card.c.version + 1)
    app.extensions["writer"].submit(lambda db: db.execute(one))
    return _time(partial(owner.get, HOME))


def _figures(what: str, taken: list[tuple[float, float]], target: float | None) -> list[Result]:
    """The median, which is compared, the worst and the own work."""
    name, middle = f"register: {what}", 1000 * _middle(taken)
    return [
        told(name, middle, "ms") if target is None else at_most(name, middle, "ms", target),
        told(f"{name}, worst", 1000 * max(wall for wall, _ in taken), "ms"),
        told(f"{name}, cpu", 1000 * median(cpu for _, cpu in taken), "ms"),
    ]


def _middle(taken: list[tuple[float, float]]) -> float:
    return median(wall for wall, _ in taken)


def _app(folder: Path) -> Flask:
    content = registered(folder)
    site = sites.built(content, folder / "output", "--publish")
    return ready(config(folder / "var", site, content / "record.toml"))


def _fill(app: Flask, n: int) -> None:
    data = app.extensions["config"].data
    rows = Rows(slots.unlock_managed(data).keyring, to=load_public(data).key_id)
    today = clock.day(clock.utcnow())
    for start in range(0, n, BATCH):
        batch = [_card(rows) | {"day": today, "relation": "none"} for _ in range(min(BATCH, n - start))]
        app.extensions["writer"].submit(partial(_insert, batch=batch))


def _insert(db: Connection, *, batch: list[dict[str, object]]) -> None:
    db.execute(insert(card), batch)


def _card(rows: Rows) -> dict[str, object]:
    id, kind = secrets.token_hex(16), random.choices(("person", "organisation"), (4, 1))[0]
    sealed = rows.seal("card", id, _head(kind).as_content())
    return {"id": id, "kind": kind, "key_id": rows.to, "sealed": sealed}


def _head(kind: str) -> Head:
    name, n = f"{random.choice(NAMES.split())} {_family()}", random.randint(1, 99999)
    street = f"{random.choice(STREETS.split())} {random.randint(1, 90)} {random.choice('ABC')} {n % 70}"
    firm = kind == "organisation"
    return Head(
        name=f"{name} Oy" if firm else name,
        emails=(f"{name.replace(' ', '.')}{n}@example.fi".lower(),),
        phones=(f"+358{random.choice((40, 50))}{random.randint(1000000, 9999999)}",),
        addresses=(f"{street}, {random.choice(TOWNS.split(','))}",),
        numbers=(f"{random.randint(1000000, 9999999)}-{n % 10}",) if firm else (f"M{n}",),
    )


def _family() -> str:
    """Some common names, and many that only a few have."""
    if random.random() < 0.4:
        return random.choice(FAMILIES.split())
    return "".join(random.choices(SYLLABLES.split(), k=3)).capitalize() + "nen"


if __name__ == "__main__":
    alone(measure, CARDS)
