"""Every answer has the headers that the one process gives it, whichever web server stands in front."""

import pytest

from record import csp, headers, load
from tests.server import Server
from tests.webserver.front import FORM, GUARDS, KINDS, TODAY, alone, ask, front, styles

ANSWERS = {
    "page": ("/", "GET"),
    "page in another language": ("/en/", "GET"),
    "head": ("/", "HEAD"),
    "file": ("/sitemap.xml", "GET"),
    "style": (styles, "GET"),
    "compressed file by its own name": ("/index.html.gz", "GET"),
    "folder without a slash": ("/en", "GET"),
    "index by its own name": ("/en/index.html", "GET"),
    "nothing": ("/nothing", "GET"),
    "post to a page": ("/", "POST"),
    "health": ("/health", "GET"),
    "ticket": ("/viesti/lippu", "GET"),
    "check page": ("/viesti/", "POST"),
    "to the form": ("/en/message/", "GET"),
    "no such thanks": ("/en/message/nothing", "GET"),
    "receipt's page": ("/kuitti/", "GET"),
    "receipt": ("/kuitti/", "POST"),
    "choices": ("/valinnat/", "GET"),
    "receipt of no choice": ("/en/choices/kuitti.json", "GET"),
    "owner's side": ("/hallinta/kirjaudu", "GET"),
    "too large": ("/viesti/", "POST"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_kind_of_answer_has_the_headers_of_the_one_process(server, web, name):
    path, method = ANSWERS[name]
    path = path(server) if callable(path) else path
    sent = {"Accept_Encoding": "gzip", **(FORM if method == "POST" else {})}
    body = b"body=" + b"a" * (70_000 if name == "too large" else 5) if method == "POST" else None

    behind, one = web.ask(path, method, body, **sent), alone(server, web, path, method, body, **sent)

    assert {guard: behind.all(guard) for guard in GUARDS} == {guard: one.all(guard) for guard in GUARDS}
    assert [len(behind.all(guard)) for guard in GUARDS] == [1] * len(GUARDS)
    assert behind.status == one.status or (behind.status // 100 == one.status // 100 == 3)
    if one.status < 300:
        for same in ("cache-control", "vary", "content-encoding"):
            assert behind.all(same) == one.all(same), same
        assert behind.get("content-type").replace('"', "") == one.get("content-type").replace('"', "")
    if one.status == 404:
        assert behind.get("cache-control") in ("no-store", one.get("cache-control"))


def test_a_page_of_a_fault_is_the_sites_own_in_the_language_of_its_address(web):
    for path, lang in (("/nothing", "fi"), ("/sv/nothing", "sv"), ("/en/nothing", "en")):
        page = web.ask(path)

        assert page.status == 404
        assert f'<html lang="{lang}"' in page.text


def test_http_is_sent_on_to_https_with_the_same_guards_but_no_promise_of_https(web, record):
    answer = ask(web.plain, "/en/contact/?a=b")

    assert (answer.status, answer.get("location")) == (301, f"{web.url}/en/contact/?a=b")
    guards = {"Content-Security-Policy": csp.policy(record), **headers.security(https=False)}
    assert {name: answer.get(name) for name in guards} == guards
    assert answer.all("Strict-Transport-Security") == []


def test_no_address_sends_a_visitor_to_another_host(web):
    for path in ("//example.org/index.html", "//example.org/en", "/%2Fexample.org/index.html"):
        to = web.ask(path).get("location")

        assert not to.startswith("//"), path
        assert to == "" or to.startswith(("/", f"{web.url}/")), path


def test_the_sites_files_are_confirmed_and_its_hashed_ones_kept_for_ever(server, web):
    kept = web.ask("/sitemap.xml").get("etag")

    assert kept
    assert web.ask("/sitemap.xml", If_None_Match=kept).status == 304
    assert web.ask(styles(server)).get("cache-control") == "max-age=315360000, public, immutable"


@pytest.mark.parametrize("kind", KINDS)
def test_without_anything_to_choose_pages_are_confirmed_and_no_cookie_is_looked_at(
    kind, site, record_file, tmp_path
):
    record = load(record_file, today=TODAY)
    nobody = Server(
        tmp_path / "data", site, record_file, tmp_path / "logs"
    )  # only the site's files are asked for
    with front(kind, tmp_path, nobody) as web:
        page = web.ask("/", Cookie=f"valinta=statistics~000000000000~{32 * '0'}", Accept_Encoding="gzip")

        assert page.get("content-security-policy") == csp.policy(record)
        assert page.get("vary") == "Accept-Encoding"
        assert web.ask("/", If_None_Match=page.get("etag"), Accept_Encoding="gzip").status == 304
        assert web.ask(record.edition.choices_path["fi"]).status == 200
        assert [len(page.all(guard)) for guard in GUARDS] == [1] * len(GUARDS)
