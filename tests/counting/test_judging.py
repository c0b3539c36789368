"""What a request counts as: the truth table, and what is left out."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.judging import LONGEST_MISSING, Asked, Site, hosts_of, judge, site_of
from counting.pages import Pages
from counting.view import OTHER, REASONS, RELOAD, VIEW, Left, Missing, View
from record import load
from tests.counted import counted
from tests.sites import EXAMPLE

HOUR = 1_795_305_600
DAY = date(2026, 11, 22)
SITE = Site(
    pages=Pages(["/", "/yhteys/", "/kiitos/", "/palvelut/"], {"/viesti/": "/kiitos/"}),
    hosts=frozenset({"example.fi"}),
    trips=frozenset({"pay.example.net"}),
)
ASKED = Asked(
    hour=HOUR,
    method="GET",
    status=200,
    path="/yhteys/",
    referrer="",
    dest="document",
    mode="navigate",
    site="none",
    purpose="",
    reload=False,
    agent="phone+",
    lang="fi-FI,fi;q=0.9,en;q=0.8",
    gpc=False,
    objects=False,
    own=False,
)
ARRIVAL = View(HOUR, VIEW, "/yhteys/", None, "", "phone", "fi")
OLD = {"agent": "desktop", "dest": "", "mode": "", "site": ""}  # a browser from before Fetch Metadata
FORGED = "semalt.com"


def told(against=SITE, /, **facts):
    return judge(replace(ASKED, **facts), against)


# ---------- where one came from ----------
@pytest.mark.parametrize(
    ("facts", "before", "source"),
    [
        # typed, a bookmark
        ({}, None, ""),
        # a click inside: this page, apex or www, with a port, in capitals, a name's dot at the end
        ({"site": "same-origin", "referrer": "https://www.example.fi/palvelut/"}, "/palvelut/", ""),
        ({"site": "same-site", "referrer": "https://example.fi/palvelut"}, "/palvelut/", ""),
        ({"site": "same-origin", "referrer": "https://WWW.Example.FI.:443/?a=b"}, "/", ""),
        ({"site": "same-origin", "referrer": "https://www.example.fi"}, "/", ""),
        # the same as a line of the log tells it
        ({"site": "same-origin", "referrer": "/palvelut/"}, "/palvelut/", ""),
        # a form that was sent, and the page that thanks for it
        ({"site": "same-origin", "referrer": "https://www.example.fi/viesti/K7Q4-9TWM"}, "/kiitos/", ""),
        # of this site, but no page of it
        ({"site": "same-origin", "referrer": "https://www.example.fi/viesti/"}, OTHER, ""),
        ({"site": "same-origin", "referrer": "https://www.example.fi/%ff"}, OTHER, ""),
        # rel=noreferrer: only the browser can tell
        ({"site": "same-origin", "referrer": ""}, OTHER, ""),
        # another name of this site that the record does not say
        ({"site": "same-origin", "referrer": "http://127.0.0.1:8000/palvelut/"}, "/palvelut/", ""),
        # back from paying
        ({"site": "cross-site", "referrer": "https://pay.example.net/done"}, OTHER, ""),
        ({"site": "cross-site", "referrer": "https://pay.example.net/"}, OTHER, ""),
        # another site, an app, a host beside ours
        ({"site": "cross-site", "referrer": "https://www.google.com/"}, None, "google.com"),
        ({"site": "none", "referrer": "android-app://com.google.android.gm/"}, None, "com.google.android.gm"),
        ({"site": "same-site", "referrer": "https://blogi.example.fi/"}, None, "blogi.example.fi"),
        ({"site": "cross-site", "referrer": "https://example.fi.evil.test/"}, None, "example.fi.evil.test"),
        # our referrer decides whatever led back here: a redirect of another site's, a tab that was restored
        ({"site": "cross-site", "referrer": "https://www.example.fi/palvelut/"}, "/palvelut/", ""),
        ({"site": "none", "referrer": "https://www.example.fi/palvelut/"}, "/palvelut/", ""),
        # another site that keeps its name to itself
        ({"site": "cross-site"}, None, ""),
        # one machine's name is nobody's source
        ({"site": "cross-site", "referrer": "http://192.168.1.20/"}, None, OTHER),
        ({"site": "cross-site", "referrer": "http://[2001:db8::1]/"}, None, OTHER),
        ({"site": "cross-site", "referrer": "\x00\x01"}, None, ""),
        # browsers without Fetch Metadata
        ({**OLD, "referrer": "https://example.fi/palvelut/"}, "/palvelut/", ""),
        ({**OLD, "referrer": "https://duckduckgo.com/"}, None, "duckduckgo.com"),
        (OLD, None, ""),
    ],
)
def test_the_referrer_says_whether_it_is_an_arrival(facts, before, source):
    found = told(**facts)

    assert isinstance(found, View)
    assert (found.kind, found.page, found.before, found.source) == (VIEW, "/yhteys/", before, source)


def test_a_view_tells_of_the_page_the_device_and_the_language():
    assert told() == ARRIVAL
    assert told(status=304, path="/index.html", agent="tablet+", lang="sv") == replace(
        ARRIVAL, page="/", device="tablet", lang="sv"
    )
    assert told(**OLD, lang="xx-klingon") == replace(ARRIVAL, device="desktop", lang=OTHER)


def test_what_the_log_does_not_have_is_taken_as_not_sent():
    unsaid = dict.fromkeys(("dest", "mode", "site", "purpose", "agent", "lang"), "-")

    assert told(**unsaid) == replace(ARRIVAL, device="desktop", lang=OTHER)


def test_a_reload_is_none_of_the_views():
    assert told(reload=True).kind == RELOAD
    assert told(reload=True, site="same-origin", referrer="/").before == "/"


# ---------- nothing at all ----------
@pytest.mark.parametrize(
    "facts",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"status": 206},
        {"status": 301},
        {"status": 303},
        {"status": 403},
        {"status": 500},
        {"status": 503},
        {"dest": "empty", "mode": "cors"},
        {"dest": "iframe"},
        {"dest": "image", "mode": "no-cors"},
        {"mode": "same-origin"},
        {"dest": "embed", "gpc": True},  # not even as left out
        {"path": "/theme/style.css", **OLD},
        {"path": "/tuntematon/"},
        {"path": "/viesti/"},
        {"path": "/%ff"},
    ],
)
def test_what_shows_no_page_of_the_site_to_a_person_is_nothing(facts):
    assert told(**facts) is None


# ---------- left out ----------
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"purpose": "prefetch;prerender"}, "prefetch"),
        ({"purpose": "Prefetch"}, "prefetch"),
        ({"purpose": "prefetch", "dest": "empty", "mode": "no-cors"}, "prefetch"),
        ({"agent": "bot"}, "bot"),
        ({"agent": ""}, "bot"),
        ({"agent": "desktop+", "dest": "", "mode": "", "site": ""}, "bot"),
        ({"agent": "desktop+", "dest": "", "mode": "navigate"}, "bot"),
        ({"referrer": f"https://{FORGED}/"}, "spam"),
        ({"referrer": f"https://shop.{FORGED}/"}, "spam"),
        ({"own": True}, "own"),
        ({"objects": True}, "objection"),
        ({"gpc": True}, "gpc"),
    ],
)
def test_what_is_left_out_is_counted_by_its_reason_alone(facts, reason):
    assert told(**facts) == Left(HOUR, reason)


@pytest.mark.parametrize("first", range(6))
def test_of_several_reasons_the_one_wins_by_which_nobody_looked(first):
    facts = [
        ("prefetch", {"purpose": "prefetch"}),
        ("bot", {"agent": "bot"}),
        ("spam", {"referrer": f"https://{FORGED}/"}),
        ("own", {"own": True}),
        ("objection", {"objects": True}),
        ("gpc", {"gpc": True}),
    ][first:]

    assert told(**{name: value for _, each in facts for name, value in each.items()}) == Left(
        HOUR, facts[0][0]
    )


def test_a_reload_is_left_out_for_the_same_reasons():
    assert told(reload=True, objects=True) == Left(HOUR, "objection")


# ---------- missing ----------
def test_a_page_that_is_not_there_is_counted_by_its_address():
    assert told(status=404, path="/vanha/sivu?nimi=Matti#x") == Missing(HOUR, "/vanha/sivu")
    assert told(status=404, path="/p%C3%A4%C3%A4/") == Missing(HOUR, "/pää/")


@pytest.mark.parametrize(
    "path", ["/matti@example.fi/", "/t/0401234567", "/131052-308T", "/f47ac10b58cc4372a5670e02b2c3d479"]
)
def test_no_missing_address_tells_who_asked(path):
    found = told(status=404, path=path)

    assert found == Missing(
        HOUR,
        "/".join(OTHER if any(map(str.isdigit, part)) or "@" in part else part for part in path.split("/")),
    )


@pytest.mark.parametrize(
    "path", ["/2026-11-22-uutinen/", "/20261122", "/tilaus-12345/", "/pitka-nimi-ilman-numeroita-ollenkaan/"]
)
def test_an_ordinary_missing_address_stays_as_it_is(path):
    assert told(status=404, path=path) == Missing(HOUR, path)


@pytest.mark.parametrize(("length", "cut"), [(LONGEST_MISSING, False), (LONGEST_MISSING + 1, True)])
def test_a_missing_address_is_bounded(length, cut):
    found = told(status=404, path="/".ljust(length, "ä"))

    assert len(found.path) == LONGEST_MISSING
    assert found.path.endswith("…") == cut


@pytest.mark.parametrize(
    "facts",
    [
        {"agent": "bot"},
        {"agent": "desktop+", "dest": "", "mode": "", "site": ""},
        {"objects": True},
        {"gpc": True},
        {"own": True},
        {"purpose": "prefetch"},
        {"referrer": f"https://{FORGED}/"},
        {"dest": "image", "mode": "no-cors"},
        {"reload": True},
        {"path": "/favicon.ico", **OLD},
        {"path": "/%00"},
        {"path": "/" + "a" * 8192},
    ],
)
def test_only_a_person_misses_a_page_and_only_once(facts):
    assert told(**{"status": 404, "path": "/poissa/", **facts}) is None


def test_an_old_browser_misses_a_page_too():
    assert told(status=404, path="/vanha.html", **OLD) == Missing(HOUR, "/vanha.html")


# ---------- campaigns ----------
QUERY = "utm_source=Uutiskirje&utm_medium=email&utm_campaign=joulu+2026&utm_term=matti%40example.fi"


def test_tags_are_counted_only_where_the_record_says_so_and_of_arrivals():
    counts = replace(SITE, campaigns=True)

    assert told(path=f"/yhteys/?{QUERY}").campaign == ""
    assert told(counts, path=f"/yhteys/?{QUERY}").campaign == "uutiskirje / email / joulu 2026"
    assert told(counts, path=f"/yhteys/?{QUERY}", site="same-origin", referrer="/").campaign == ""


# ---------- the site ----------
BUILT = {"counted": ["/", "/kiitos/", "/yhteys/"]}


def test_the_site_is_made_of_the_record_and_the_build(tmp_path):
    content = counted(tmp_path, "server", campaigns=True, round_trip=["pay.example.net"])
    site = site_of(load(content / "record.toml", today=DAY), BUILT)

    assert site.campaigns
    assert (site.hosts, site.trips) == ({"example.fi"}, {"pay.example.net"})
    assert site.pages.of("/yhteys") == "/yhteys/"
    assert site.pages.of("/viesti/K7Q4-9TWM") == site.pages.of("/kiitos/K7Q4-9TWM") == "/kiitos/"
    assert site.pages.thanks("/viesti/K7Q4-9TWM")
    assert site.pages.of("/viesti/") == "/yhteys/", "the form is checked there: it is a part of its page"
    assert not site.pages.thanks("/viesti/")


def test_at_home_the_hosts_are_those_of_this_machine():
    record = load(EXAMPLE / "record.toml", today=DAY)
    unstated = replace(record, site=replace(record.site, url=None))
    home = replace(SITE, hosts=hosts_of(unstated))

    assert told(home, **OLD, referrer="http://127.0.0.1:8000/").before == "/"
    assert told(home, **OLD, referrer="http://localhost:8000/").before == "/"


# ---------- anything ----------
TEXT = st.text(max_size=30) | st.sampled_from(
    ["document", "navigate", "https://www.example.fi/\ud800", "phone+"]
)


@given(
    st.fixed_dictionaries(
        dict.fromkeys(("path", "referrer", "dest", "mode", "site", "purpose", "agent", "lang"), TEXT)
    ),
    st.sampled_from([200, 304, 404]),
)
def test_whatever_is_asked_comes_to_something_bounded(facts, status):
    found = told(replace(SITE, campaigns=True), **facts, status=status)

    match found:
        case Left():
            assert found.reason in REASONS
        case View():
            assert found.page in set(SITE.pages)
            assert max(map(len, (found.source, found.lang, found.campaign, found.before or ""))) <= 253
        case Missing():
            assert len(found.path) <= LONGEST_MISSING
