"""Where an arrival came from: one host, and the group it belongs to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import referrers
from counting.referrers import GROUPS, LISTS, group, host, hosts, spam
from counting.view import OTHER


@pytest.mark.parametrize(
    ("referrer", "name"),
    [
        ("https://www.google.com/", "google.com"),
        ("https://news.google.com/articles?x=y#z", "news.google.com"),
        ("HTTPS://WWW.Google.FI", "google.fi"),
        ("http://example.org:8080/a", "example.org"),
        ("http://example.org.:80/", "example.org"),
        ("https://matti:salasana@example.org/", "example.org"),
        ("https://matti%40example.fi@example.org/x", "example.org"),
        ("https://hämähäkki.example/", "xn--hmhkki-buabb.example"),
        ("https://xn--hmhkki-buabb.example", "xn--hmhkki-buabb.example"),
        ("https://a_b.example.org/", "a_b.example.org"),
        ("android-app://com.google.android.gm/", "com.google.android.gm"),
        ("https://example.org?x", "example.org"),
        ("https://example.org#x", "example.org"),
    ],
)
def test_of_a_referrer_only_its_host_is_kept(referrer, name):
    assert host(referrer) == name


@pytest.mark.parametrize(
    "referrer",
    [
        "http://192.168.1.20/",
        "http://10.0.0.1:8080/",
        "http://[2001:db8::1]:80/x",
        "http://[::ffff:192.0.2.1]/",
        "http://localhost:8000/",
        "http://matin-kone/",
        "http://3232235796/",
        "https://example..org/",
        f"https://{'a' * 64}.example/",
    ],
)
def test_the_name_of_one_machine_is_not_kept(referrer):
    assert host(referrer) == OTHER


@pytest.mark.parametrize(
    "referrer",
    [
        "",
        "-",
        "/yhteys/",
        "www.example.org",
        "about:blank",
        "file:///home/matti/x.html",
        "javascript:alert(1)",
        "chrome-extension://abcdef/",
        "https://",
        "https:///path",
        "https://@/",
        "https://exa mple.org/",
        "https://example.org\\@evil.test/",
        "https://example.org:port/",
        "https://\ud800.example/",
        "https://" + "ä" * 250 + ".example/",
        "https://" + "a." * 4_096,
        "https://example.org/" + "a" * 8_192,
    ],
)
def test_what_no_browser_sends_is_no_referrer(referrer):
    assert host(referrer) == ""


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")))
def test_nothing_that_is_sent_raises_or_gets_through(text):
    for referrer in (
        text,
        f"https://{text}",
        f"https://{text}/",
        f"http://a@{text}:1/",
        f"android-app://{text}",
    ):
        name = host(referrer)

        assert name in ("", OTHER) or referrers.HOST.fullmatch(name)
        assert len(name) <= 253
        assert group(name) in GROUPS
        assert spam(name) in (True, False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("google.fi", "search"),
        ("google.co.uk", "search"),
        ("duckduckgo.com", "search"),
        ("kagi.com", "search"),
        ("com.google.android.googlequicksearchbox", "search"),
        ("l.facebook.com", "social"),
        ("t.co", "social"),
        ("out.reddit.com", "social"),
        ("suomi24.fi", "social"),
        ("chatgpt.com", "ai"),
        ("www.perplexity.ai", "ai"),
        # of a company that has several, the nearest
        ("gemini.google.com", "ai"),
        ("copilot.microsoft.com", "ai"),
        ("mail.google.com", "other"),
        ("plus.google.com", "social"),
        ("example.org", "other"),
        ("notgoogle.fi", "other"),
        ("google.fi.example.org", "other"),
        (OTHER, "other"),
        ("", "none"),
    ],
)
def test_a_host_belongs_to_the_group_of_the_nearest_one_above_it(name, expected):
    assert group(name) == expected


@pytest.mark.parametrize(
    ("name", "forged"),
    [("semalt.com", True), ("x.y.semalt.com", True), ("notsemalt.com", False), ("com", False), ("", False)],
)
def test_a_forged_referrer_is_known_by_its_domain(name, forged):
    assert spam(name) is forged


@pytest.mark.parametrize(
    "path", sorted(LISTS.rglob("*.txt")), ids=lambda path: path.relative_to(LISTS).as_posix()
)
def test_a_list_says_where_it_comes_from_and_holds_hosts_alone(path):
    text = path.read_text("ascii")
    head = [line.partition(":")[0] for line in text.splitlines()[1:4]]
    listed = [line for line in text.splitlines() if not line.startswith("#")]

    assert head[:2] == ["# Source", "# Licence"] and head[2] in ("# Fetched", "# Gathered")
    assert listed == sorted(set(listed)) and set(listed) == hosts(text)
    assert all(host(f"https://{name}/") == name for name in listed)


def test_no_list_takes_a_whole_country_or_a_forged_host():
    for path in LISTS.rglob("*.txt"):
        listed = hosts(path.read_text("ascii"))

        assert not listed & {
            "co.uk",
            "com.au",
            "co.jp",
            "github.io",
            "blogspot.com",
            "wordpress.com",
            "netlify.app",
        }
        assert path.name == "spam.txt" or not any(spam(name) for name in listed)
