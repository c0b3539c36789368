"""Bots told from people's browsers, and the kind of device."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import agents
from counting.view import BOT, DEVICES

BROWSERS = [
    line.split("\t")
    for line in (Path(__file__).parent / "browsers.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
CHROME = BROWSERS[0][1]
#: The list of crawlers names what one meets inside Instagram and Facebook: people read there.
PEOPLE = re.compile(r"Instagram \d|MetaIAB")


def crawlers():
    """Every name of a known crawler (PyPI: crawler-user-agents)."""
    listed = json.loads(files("crawleruseragents").joinpath("crawler-user-agents.json").read_text("utf-8"))
    return sorted({name for each in listed for name in each["instances"] if not PEOPLE.search(name)})


def test_of_the_known_crawlers_at_least_99_of_100_are_bots():
    known = crawlers()

    caught = sum(agents.of(name) == BOT for name in known)
    print(f"{caught} of {len(known)} known crawlers are told to be bots: {caught / len(known):.2%}")
    assert len(known) > 2_000
    assert caught / len(known) >= 0.99


@pytest.mark.parametrize(("told", "name"), BROWSERS)
def test_no_browser_of_people_is_a_bot(told, name):
    assert agents.of(name) == told


def test_the_list_of_browsers_is_a_long_one():
    assert len(BROWSERS) >= 115
    assert {told for told, _ in BROWSERS} == {*DEVICES, *(device + "+" for device in DEVICES)}


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "-",
        "Mozilla/5.0",
        "Mozilla/5.0 (compatible)",
        "curl/8.14.1",
        "python-requests/2.32",
        "Go-http-client/2.0",
        f"PS/1.0 {CHROME}",
        CHROME.replace("Chrome", "HeadlessChrome"),
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)",
    ],
)
def test_what_names_no_browser_is_a_bot(name):
    assert agents.of(name) == BOT


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in agents.RULES])
def test_every_rule_is_one_that_web_servers_understand_too(pattern):
    # RE2 knows neither lookaround nor references nor atomic groups; " and $ would end a word of nginx's.
    assert set(re.findall(r"\(\?[^:]", pattern)) == {"(?i"}
    assert not re.search(r"\\[1-9kgAZ]|[*+?}]\+", pattern)
    assert not set(pattern) & set('"$')
    assert pattern.isascii() and pattern.isprintable()
    assert pattern.startswith("(?i)") and pattern.count("(?i)") == 1


def test_the_rules_say_the_same_whatever_the_case():
    everybody = [*(name for _, name in BROWSERS), *crawlers()]

    for name in everybody:
        told = next(named for pattern, named in agents.RULES if re.search(pattern, name, re.ASCII))
        assert told == agents.of(name) == agents.of(name.upper()), name


@given(st.text(max_size=200))
def test_whatever_a_browser_calls_itself_has_one_of_seven_names(name):
    told = agents.of(name)

    assert told == BOT or agents.device(told) in DEVICES
    assert agents.fetches(told) == told.endswith("+")


def test_of_a_name_without_end_only_the_beginning_is_read():
    assert agents.of(CHROME.ljust(agents.LONGEST) + "bot") == agents.of(CHROME)


@pytest.mark.parametrize(
    ("told", "device"), [("tablet+", "tablet"), ("phone", "phone"), ("", "desktop"), ("x", "desktop")]
)
def test_a_device_nobody_named_is_a_desktop(told, device):
    assert agents.device(told) == device
