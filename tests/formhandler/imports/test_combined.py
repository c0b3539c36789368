"""An old access log, counted by our definitions as far as its format tells."""

import gzip
import io
import tracemalloc
from datetime import date

import pytest

from counting.view import OTHER
from formhandler.counts import dims
from formhandler.imports import combined
from formhandler.imports.fault import Fault, What
from tests.formhandler.imports.made import keys, pages, sources, taken

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
DAY = "2026-03-01"
ADDRESS = "203.0.113.77"


def line(
    path="/",
    *,
    referrer="-",
    agent=FIREFOX,
    status=200,
    when="01/Mar/2026:10:20:30 +0200",
    request=None,
    more="",
):
    """One line as nginx and Apache write it."""
    request = f"GET {path} HTTP/1.1" if request is None else request
    return f'{ADDRESS} - matti [{when}] "{request}" {status} 5120 "{referrer}" "{agent}"{more}\n'


def read(*lines, **changes):
    found = taken(**changes)
    combined.read(io.BytesIO("".join(lines).encode("utf-8", "surrogateescape")), found)
    return found


def test_pages_entries_and_where_people_went_on_from():
    found = read(
        line("/", referrer="https://duckduckgo.com/?q=secret"),
        line("/palvelut/", referrer="https://www.example.fi/?a=b", agent=PHONE),
        line("/palvelut?utm_source=x"),
        line("/theme/style.css"),
    )

    assert pages(found) == {(DAY, "/"): (1, 1, 1), (DAY, "/palvelut/"): (2, 1, 0)}
    assert sources(found) == {(DAY, "duckduckgo.com"): 1, (DAY, ""): 1}
    assert keys(found, dims.DEVICE) == {(DAY, "desktop"): 2, (DAY, "phone"): 1}


def test_bots_spam_and_what_is_not_there_are_counted_as_such():
    found = read(
        line("/", agent=BOT),
        line("/", agent="-"),
        line("/vanha-sivu", status=404),
        line("/favicon.ico", status=404),
        line("/wp-login.php", status=404, agent=BOT),
    )

    assert pages(found) == {}
    assert keys(found, dims.LEFT) == {(DAY, "bot"): 2}
    assert keys(found, dims.MISSING) == {(DAY, "/vanha-sivu"): 1}


@pytest.mark.parametrize(
    "request_line", ["POST / HTTP/1.1", "HEAD / HTTP/2.0", "-", r"\x16\x03\x01\x02", "", "GET", "quit"]
)
def test_what_no_page_was_shown_for_is_nothing(request_line):
    found = read(line(request=request_line), line("/", status=301), line("/", status=500))

    assert (pages(found), keys(found, dims.LEFT), keys(found, dims.MISSING)) == ({}, {}, {})


def test_the_day_is_that_of_finland():
    found = read(
        line(when="28/Feb/2026:21:59:59 +0000"),
        line(when="28/Feb/2026:22:00:00 +0000"),
        line(when="28/Feb/2026:15:30:00 -0700"),
    )

    assert {day: n[0] for (day, _), n in pages(found).items()} == {"2026-02-28": 1, "2026-03-01": 2}


def test_a_packed_log_is_read_and_a_damaged_one_refused():
    packed = gzip.compress(line().encode())
    found = taken()
    combined.read(io.BytesIO(packed), found)
    assert pages(found) == {(DAY, "/"): (1, 1, 0)}

    with pytest.raises(Fault) as fault:
        combined.read(io.BytesIO(packed[:-9]), taken())
    assert fault.value.what is What.GZIP


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ("visit1\t2026-11-22T12+00:00\t200\n", What.FORMAT),
        (line()[:60] + "\n", What.FORMAT),
        (f'{ADDRESS} - - [01/Mar/2026:10:20:30 +0200] "GET / HTTP/1.1" 200 5\n', What.FORMAT),
        (line(when="32/Mar/2026:10:20:30 +0200"), What.DATE),
        (line(when="01/Mrz/2026:10:20:30 +0200"), What.DATE),
        (line(when="01/Mar/2026:10:20:30 +9900"), What.DATE),
        (line(when="22/Mar/2026:10:20:30 +0200"), What.FUTURE),
        ("x" * 70_000, What.LONG),
    ],
)
def test_a_fault_names_its_line_and_repeats_no_address(bad, what):
    with pytest.raises(Fault) as fault:
        read(line(), line(), bad)

    assert (fault.value.what, fault.value.place.line) == (what, 3)
    assert ADDRESS not in str(fault.value)


def test_more_behind_the_browser_quotes_and_bytes_of_any_kind_break_nothing():
    found = read(
        line(more=' "-" 0.003'),
        line("/\\x22\udcff\udcfe" + "a" * 8_000, status=404),
        line(agent='Mozilla \\"x\\" \\\\', referrer='https://a.example/\\"'),
    )

    assert sum(n[0] for n in pages(found).values()) >= 1


def test_a_million_referrers_stay_few(tmp_path):
    lines = (line(referrer=f"https://h{n}.example/") for n in range(3_000))

    found = read(*lines, most=50)

    names = keys(found, dims.SOURCE)
    assert len(names) == 51
    assert names[DAY, OTHER] == 2_950


def test_nothing_of_anybody_is_in_what_was_taken():
    found = read(
        line(
            "/palvelut/",
            agent=f"{FIREFOX} kanarialintu",
            referrer="https://kanarialintu@a.example/kanarialintu",
        )
    )

    assert not [word for word in (ADDRESS, "matti", "kanarialintu", "Firefox") if word in repr(found.sums)]


def test_memory_does_not_grow_with_the_log():
    def held(n):
        raw = io.BytesIO(line().encode() * n)
        tracemalloc.start()
        combined.read(raw, taken())
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    held(10)

    assert held(5_000) < held(500) + 100_000


def test_a_day_before_the_oldest_that_is_kept_is_left_aside():
    found = read(line(when="01/Mar/2020:10:20:30 +0200"), line(), since=date(2026, 1, 1))

    assert (found.outside, len(pages(found))) == (1, 1)
