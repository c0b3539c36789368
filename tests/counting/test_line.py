"""A line of the log of visits, as nginx and as Caddy write it."""

import pytest

from counting import line
from tests.formhandler.folding.made import caddy, nginx


def read(raw: bytes):
    return line.read(raw.rstrip(b"\n"))


def test_both_say_the_same():
    cells = {"path": "/palvelut/", "referrer": "/", "reload": "1", "gpc": "1", "own": "1", "lang": "sv"}

    assert read(nginx(**cells)) == read(caddy(**cells))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-22T12+00:00", 12),
        ("2026-11-22T14+02:00", 12),
        ("2026-11-22T07-05:00", 12),
        ("2026-11-22T17+05:30", 11),  # the hour that has begun there ends in ours
        ("2026-11-22T12Z", 12),
    ],
)
def test_the_hour_is_told_with_its_zone(text, utc):
    assert line.hour_of(text) == 1795305600 + utc * 3600


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-11-22T12", "2026-11-22", "22/Nov/2026", "2026-13-01T00Z", "٢٠٢٦-11-22T12Z"),
        *("9999-12-31T23Z", "0001-01-01T00+02:00"),  # days that no calendar has in every zone
    ],
)
def test_what_is_no_hour_is_none(text):
    with pytest.raises(line.Foreign):
        line.hour_of(text)


def test_bytes_that_nginx_escaped_are_what_was_sent():
    found = read(nginx(path=r"/a\x22\x5C\x09\xC3\xA4\xFFb", status="404"))

    assert found.path == '/a"\\\tä\ufffdb'


def test_a_backslash_of_caddys_is_one():
    assert read(caddy(path=r"/a\x41")).path == r"/a\x41"


def test_what_cannot_matter_tells_nothing():
    assert line.read(b'{"ts":"2026-11-22T12Z","user_id":"","status":200}') is None
    assert line.read(b'{"ts":"2026-11-22T12Z","status":301}') is None


@pytest.mark.parametrize("raw", [nginx(), caddy(), caddy("2026-11-22T03Z", path="/a")])
def test_head_and_rest_are_the_whole_line(raw):
    whole = raw.rstrip(b"\n")

    assert line.hour(whole[: line.HEAD]) == line.read(whole).hour


@pytest.mark.parametrize("whole", [nginx(referrer="https://a.example").rstrip(b"\n"), caddy().rstrip(b"\n")])
def test_a_line_that_is_cut_anywhere_is_none(whole):
    for cut in range(len(whole)):
        with pytest.raises(line.Foreign):
            line.read(whole[:cut])
    for cut in range(1, len(whole)):
        with pytest.raises(line.Foreign):
            line.read(whole[:cut] + whole)
