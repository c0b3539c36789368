"""When the handler is down, each web server says so, and the site is there."""

import json

import pytest
from playwright.sync_api import Browser

from record import csp, headers
from tests.pages import follow
from tests.webserver.front import EVENT, FORM, GUARDS


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_form_says_so_with_phone_and_mail_and_keeps_the_text(lonely, form, browser: Browser, lang):
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(lonely.url + form.page[lang])
    page.fill("#body", "Is anybody there?")
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        follow(page.locator("main form button"))

    assert answered.value.status == 503
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("main a[href^='tel:']").count() == 1
    assert page.locator("main a[href^='mailto:']").count() == 1
    page.go_back()
    assert page.input_value("#body") == "Is anybody there?", "the text is still in the form"
    context.close()


def test_the_sites_own_page_of_choices_stands_in_for_the_handlers(lonely, record):
    for lang, path in record.edition.choices_path.items():
        page = lonely.ask(
            path, Cookie=f"{record.choice_cookie.name}={next(iter(headers.opened(record)))}~{EVENT}"
        )

        assert (page.status, page.get("cache-control")) == (200, "no-store")
        assert page.get("content-security-policy") == csp.policy(record)
        assert f'<html lang="{lang}"' in page.text


def test_an_answer_to_the_question_is_not_taken_as_given(lonely, record):
    answer = lonely.ask(record.edition.choices_path["en"], "POST", b"answer=all", **FORM)

    assert answer.status == 503
    assert '<html lang="en"' in answer.text
    assert answer.all("set-cookie") == []


def test_the_rest_of_the_site_is_there_and_health_says_closed(lonely):
    health = lonely.ask("/health")

    assert lonely.ask("/").status == lonely.ask("/kuitti/").status == 200
    assert (health.status, json.loads(health.body)) == (503, {"form": "closed"})
    assert health.get("content-type").startswith("application/json")


def test_the_owner_reads_what_to_do_in_their_language(lonely):
    swedish = lonely.ask("/hallinta/sv/")

    assert (lonely.ask("/hallinta/").status, swedish.status) == (503, 503)
    assert "Ägarens sida svarar inte" in swedish.text


def test_every_guard_stays(lonely):
    for path, method in (("/viesti/", "POST"), ("/health", "GET"), ("/hallinta/", "GET"), ("/", "GET")):
        answer = lonely.ask(path, method, b"body=a" if method == "POST" else None)

        assert [len(answer.all(guard)) for guard in GUARDS] == [1] * len(GUARDS), path
