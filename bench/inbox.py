"""
How fast the owner's inbox opens, lists and searches, on a real database file with real envelopes.

    python -m bench.inbox [MESSAGES]

Makes MESSAGES (10,000) messages of random words built like Finnish ones, some 80 words each, so that the
vocabulary is as wide as a real archive's (tens of thousands of forms). Everything lies in a temporary folder
and goes by itself. Measured at the server, through Flask, on this machine:

    unlock   the first page after signing in: opens and indexes everything
    list     a page of the inbox after that, anywhere in the list
    search   the page of results of some queries, the slowest of them
    message  one conversation's page, with its entry in the access log

Pages are asked for 20 times, and their median is what is compared; the worst stands beside it. That a machine
has other work to do shows in "cpu", this thread's own time. The sign-in itself costs an Argon2id more, about
0.2 s.
"""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import Connection, insert
from werkzeug.test import TestResponse

from bench.result import Result, alone, at_most, told
from formhandler import clock
from formhandler.schema import message
from formhandler.vault.keys import load_public
from tests import sites
from tests.formhandler.app import close, config, ready
from tests.formhandler.inbox.sealed import sealed
from tests.formhandler.owner.desk import Desk, desk

MESSAGES = 10_000
UNLOCK = 5.0  # seconds
PAGE = 50.0  # milliseconds
ASKED = 20  # times
BATCH = 500  # messages in one transaction

STEMS = """
hinta katto remontti tarjous lasku verkkosivu huone keittiö ikkuna ovi talo auto sopimus tilaus toimitus
maksu asiakas puhelin osoite numero viesti kuva mitta seinä lattia pelti putki vesi sähkö korjaus
asennus takuu vuosi kuukausi viikko päivä aika tunti työ palvelu yritys kysymys vastaus kiitos terveisin
haluaisin pyytäisin voisitteko milloin paljonko mahdollinen nopea uusi vanha iso hyvä valkoinen punainen
kallis edullinen
"""
ENDINGS = "a n ssa sta lla lta lle ksi na t jen ja issa ista illa ilta ille iksi ni nne mme nsa kin ko kaan"
SYLLABLES = "ka ki ko la le li ma mi mu na ne ni pa pe po ra re ri sa se su ta te ti va vi vu aa ei uo"
NAMES = "Maija Matti Liisa Kalle Anna Pekka Sari Juha Eeva Antti"
FAMILIES = "Virtanen Korhonen Mäkelä Nieminen Lindström Laine Heikkilä Salo Järvinen Bergman"
QUERIES = (
    "hinta", "katto", "kattoremontin hinta", "aika", "vesi", "ovi", "tarjous", "virtanen", "maija mäkelä",
    "maija@example.fi", "040 123 4567", '"hinta on"', "xyzzy", "a",
)  # fmt: skip


def measure(messages: int = MESSAGES) -> list[Result]:
    """Fill an archive with so many *messages*, open it and look around."""
    with tempfile.TemporaryDirectory(prefix="seloste-bench-") as name:
        app = _app(Path(name))
        random.seed(7)
        _fill(app, messages)
        results = _measure(app, desk(app), messages)
        close(app)
    return results


def _measure(app: Flask, owner: Desk, n: int) -> list[Result]:
    unlock = [_time(partial(owner.get, "/hallinta/"))]
    words = len(app.extensions["inbox"]._words._at)
    last = max(1, n // 50)
    pages = [f"/hallinta/?sivu={1 + last * i // ASKED}" for i in range(ASKED)]
    reference = owner.get("/hallinta/").text.partition("/viesti/")[2].partition('"')[0]
    one = [_time(partial(owner.get, f"/hallinta/viesti/{reference}")) for _ in range(ASKED)]
    slowest = max((_search(owner, query) for query in QUERIES), key=_middle)
    return [
        told("inbox: messages", n, ""),
        told("inbox: different words", words, ""),
        at_most("inbox: unlock", unlock[0][0], "s", UNLOCK),
        *_figures("list", [_time(partial(owner.get, page)) for page in pages], PAGE),
        *_figures("search", slowest, PAGE),
        *_figures("message", one, None),
    ]


def _search(owner: Desk, query: str) -> list[tuple[float, float]]:
    where = owner.post("/hallinta/haku", q=query).location
    return [_time(partial(owner.get, where)) for _ in range(ASKED)]


def _time(ask: Callable[[], TestResponse]) -> tuple[float, float]:
    """Seconds by the clock, and of this thread's own work."""
    wall, own = time.perf_counter(), time.thread_time()
    answer = ask()
    taken = time.perf_counter() - wall, time.thread_time() - own
    assert answer.status_code == 200, answer.status_code
    return taken


def _figures(what: str, taken: list[tuple[float, float]], target: float | None) -> list[Result]:
    """The median, which is compared, the worst and the own work."""
    name, middle = f"inbox: {what}", 1000 * _middle(taken)
    return [
        told(name, middle, "ms") if target is None else at_most(name, middle, "ms", target),
        told(f"{name}, worst", 1000 * max(wall for wall, _ in taken), "ms"),
        told(f"{name}, cpu", 1000 * median(cpu for _, cpu in taken), "ms"),
    ]


def _middle(taken: list[tuple[float, float]]) -> float:
    return median(wall for wall, _ in taken)


def _app(folder: Path) -> Flask:
    site = sites.built(sites.example(folder), folder / "output", "--publish")
    return ready(config(folder / "var", site, sites.ROOT / "tests" / "example" / "record.toml"))


def _fill(app: Flask, n: int) -> None:
    key, record, now = load_public(app.extensions["config"].data), app.extensions["record"], clock.utcnow()
    for start in range(0, n, BATCH):
        rows = [
            sealed(
                key, record, _text(), "message" if random.random() < 0.9 else "quarantine",
                now - timedelta(minutes=20 * (n - start - i)), random.choice(("fi", "fi", "sv", "en")),
                "", "", (("hasty", 2),), _fields(),
            )
            for i in range(min(BATCH, n - start))
        ]  # fmt: skip
        app.extensions["writer"].submit(partial(_insert, rows=rows))


def _insert(db: Connection, *, rows: list[dict[str, object]]) -> None:
    db.execute(insert(message), rows)


def _fields() -> dict[str, str]:
    name, family, n = random.choice(NAMES.split()), random.choice(FAMILIES.split()), random.randint(1, 999)
    return {
        "name": f"{name} {family}",
        "email": f"{name}.{family}{n}@example.fi".lower(),
        "phone": f"0{random.choice((40, 50))} {random.randint(100, 999)} {random.randint(1000, 9999)}",
    }


def _text() -> str:
    return " ".join(random.choices(_words(), k=random.randint(40, 120)))


@cache
def _words() -> list[str]:
    """The words of all messages, as Finnish makes them: a stem or two, an ending; half of no trade at all."""
    stems, endings, syllables = STEMS.split(), ["", *ENDINGS.split()], SYLLABLES.split()
    strange = ["".join(random.choices(syllables, k=3)) for _ in range(4_000)]
    roots = [*stems * 40, *strange, *(random.choice(stems) + stem for stem in stems * 20)]
    return [root + random.choice(endings) for root in roots for _ in range(12)]


if __name__ == "__main__":
    alone(measure, MESSAGES)
