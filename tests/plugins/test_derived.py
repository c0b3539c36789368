"""The files that are not pages: for machines, search engines, feed readers and the form handler."""

import json
from datetime import datetime, timedelta
from xml.etree import ElementTree

from record import load, machine, material_hash
from tests.sites import EXAMPLE, pages

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ROOT = "https://www.example.fi"
BUILT = datetime.fromisoformat("2026-11-23T00:00:00+00:00")


def record():
    return load(EXAMPLE / "record.toml", today=BUILT.date())


def about(site):
    return json.loads((site / "_seloste" / "site.json").read_text("utf-8"))


def test_the_handler_learns_the_record_the_menus_and_the_assets(site):
    found = about(site)

    assert found["record"] == material_hash(record())
    assert found["unstated"] == 0
    assert found["home"] == {"fi": "/", "sv": "/sv/", "en": "/en/"}
    assert [item["url"] for item in found["menu"]["sv"]] == [
        "/sv/",
        "/sv/tjanster/",
        "/sv/aktuellt/",
        "/sv/kontakt/",
    ]
    assert [item["id"] for item in found["footer"]["fi"]] == ["privacy", "choices"]
    for url in found["assets"].values():
        assert (site / url.lstrip("/")).is_file()


def test_the_page_list_names_every_page_that_people_look_for(site):
    listed = about(site)["pages"]

    assert "/yhteys/" in listed and "/sv/aktuellt/oppnad/" in listed
    assert listed == sorted(set(listed))
    assert not {"/404.html", "/kiitos/", "/suljettu/"} & set(listed)


def test_visits_are_counted_of_every_page_but_those_shown_in_place_of_one(site, own_site):
    for folder in (site, own_site):
        found = about(folder)

        instead = {*found["closed"].values(), *(path for path in pages(folder) if path.endswith("/404.html"))}
        assert len(instead) == 2 * len(found["closed"])
        assert found["counted"] == sorted(pages(folder).keys() - instead)
    assert {"/", "/kiitos/", "/kuitti/", "/sv/aktuellt/oppnad/"} <= {*about(site)["counted"]}
    assert set(about(site)["versions"]["fi"].values()) <= {*about(site)["counted"]}


def test_the_sitemap_lists_each_page_with_its_languages(site):
    urls = ElementTree.parse(site / "sitemap.xml").getroot().findall(f"{SITEMAP}url")

    listed = {url.findtext(f"{SITEMAP}loc"): url.findall(f"{XHTML}link") for url in urls}
    assert set(listed) == {ROOT + page for page in about(site)["pages"]}
    assert {link.get("hreflang"): link.get("href") for link in listed[f"{ROOT}/sv/kontakt/"]} == {
        "fi": f"{ROOT}/yhteys/",
        "sv": f"{ROOT}/sv/kontakt/",
        "en": f"{ROOT}/en/contact/",
    }


def test_robots_txt_names_the_sitemap_and_closes_nothing(site):
    said = (site / "robots.txt").read_text("utf-8")

    assert said == f"User-agent: *\nDisallow:\n\nSitemap: {ROOT}/sitemap.xml\n"


def test_security_txt_names_the_mailbox_for_less_than_a_year(site):
    lines = (site / ".well-known/security.txt").read_text("utf-8").splitlines()

    said = dict(line.split(": ", 1) for line in lines)
    assert said["Contact"] == "mailto:tietosuoja@example.fi"
    assert said["Canonical"] == f"{ROOT}/.well-known/security.txt"
    assert said["Preferred-Languages"] == "fi, sv, en"
    assert timedelta() < datetime.fromisoformat(said["Expires"]) - BUILT < timedelta(days=366)


def test_each_language_has_a_feed_of_its_own_articles(site):
    for lang, path in about(site)["feeds"].items():
        feed = ElementTree.parse(site / path.lstrip("/")).getroot()

        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
        links = [entry.find(f"{ATOM}link").get("href") for entry in feed.findall(f"{ATOM}entry")]
        assert len(links) == 1
        assert links[0].removeprefix(ROOT) in pages(site)
        assert feed.findtext(f"{ATOM}id").startswith(ROOT)
        assert feed.findtext(f"{ATOM}entry/{ATOM}published").startswith("2026-09-01")


def test_a_page_links_the_feed_of_its_own_language(site):
    assert f'href="{ROOT}/sv/aktuellt/feed.xml"' in (site / "sv/index.html").read_text("utf-8")


def test_the_notice_is_there_for_machines_too(site):
    found = json.loads((site / "tietosuoja/notice.json").read_text("utf-8"))

    assert found["hash"] == about(site)["notice"]["hash"]
    assert {**found, "hash": None} == {**json.loads(json.dumps(machine.as_json(record()))), "hash": None}


def test_at_home_no_file_invents_an_address(own_site):
    assert "Sitemap" not in (own_site / "robots.txt").read_text("utf-8")
    assert "Canonical" not in (own_site / ".well-known/security.txt").read_text("utf-8")
    locations = ElementTree.parse(own_site / "sitemap.xml").getroot().iter(f"{SITEMAP}loc")
    assert all(location.text.startswith("/") for location in locations)
    for path in about(own_site)["feeds"].values():
        ElementTree.parse(own_site / path.lstrip("/"))
