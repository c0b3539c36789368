"""Lines added up many at once come to the same as each of them judged by itself."""

import random

from counting import line
from counting.judging import judge
from formhandler.counts.sums import fold
from formhandler.folding.adding import Adding
from formhandler.folding.judged import asked
from tests.formhandler.folding.made import SITE, caddy, nginx

CELLS = {
    "status": ["200", "200", "200", "304", "404", "301", "500"],
    "method": ["GET", "GET", "GET", "GET", "POST", "HEAD"],
    "path": ["/", "/palvelut/", "/palvelut/index.html", "/sivu-3", "/ei-ole", "/theme/a.css", "/%C3%A4?x=1"],
    "referrer": [
        "",
        "/",
        "/yhteys/",
        "/ei-ole",
        "https://www.google.com",
        "https://www.example.fi",
        "android-app://x",
    ],
    "dest": ["document", "document", "document", "", "image"],
    "mode": ["navigate", "navigate", "navigate", "", "no-cors"],
    "site": ["none", "same-origin", "cross-site", ""],
    "purpose": ["", "", "", "prefetch"],
    "reload": ["", "", "", "1"],
    "agent": ["desktop+", "desktop", "phone+", "phone", "tablet+", "tablet", "bot", ""],
    "lang": ["fi", "sv", "EN", "", "xx", "fi-FI"],
    "gpc": ["", "", "", "1"],
    "objects": ["", "", "", "1"],
    "own": ["", "", "", "1"],
}


def made(chance: random.Random) -> bytes:
    """A line of either server's, of an hour on one of three days; midnight in Finland is 22 UTC."""
    cells = {name: chance.choice(values) for name, values in CELLS.items()}
    day, hour = chance.randrange(20, 23), chance.choice((0, 9, 21, 22, 23))
    if chance.random() < 0.3:
        return caddy(f"2026-11-{day}T{hour:02}Z", **cells).rstrip(b"\n")
    return nginx(f"2026-11-{day}T{hour:02}+00:00", **cells).rstrip(b"\n")


def added(adding: Adding, lines: list[bytes]):
    batch = adding.batch()
    assert batch.add(lines) == []
    return batch.sums()


def test_every_kind_of_line_is_counted_as_it_is_judged():
    chance = random.Random(5)
    lines = [made(chance) for _ in range(4_000)]
    lines += chance.choices(lines, k=2_000)

    found = [one for one in map(line.read, lines) if one]
    assert added(Adding(SITE), lines) == fold(one for each in found if (one := judge(asked(each), SITE)))


def test_what_was_judged_before_counts_the_same_again():
    chance = random.Random(6)
    lines = [made(chance) for _ in range(500)]
    adding = Adding(SITE)

    assert added(adding, lines) == added(adding, lines) == added(Adding(SITE), lines)


def test_what_is_remembered_has_a_bound():
    adding = Adding(SITE, most=10)
    some = [nginx(path=f"/ei-ole-{n}", status="404").rstrip(b"\n") for n in range(11)]

    added(adding, some[:10])
    added(adding, some[10:])
    assert len(adding._judged) == 11
    added(adding, some[:1])
    assert len(adding._judged) == 1


def test_foreign_lines_are_told_by_where_they_stand():
    good, other = nginx().rstrip(b"\n"), b"nonsense"
    half = good[:-4]
    batch = Adding(SITE).batch()

    assert batch.add([good, other, half, good, half, other, good]) == [1, 2, 4, 5]
    assert batch.sums() == added(Adding(SITE), [good] * 3)
