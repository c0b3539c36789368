"""A page is open to what the visitor allowed, and to nothing else, whichever web server sends it."""

import pytest
from playwright.sync_api import Browser

from record import Record, csp, headers
from tests.webserver.front import EVENT, alone, styles


def states(record: Record) -> dict[str, str]:
    """Choice up to its event → the policy that it opens."""
    return headers.opened(record)


def test_the_two_categories_make_six_choices_that_open_something(record):
    assert len(states(record)) == 6


@pytest.mark.parametrize("path", ["/", "/en/contact/", "/kuitti/", "/en/404.html"])
def test_each_choice_opens_a_page_to_exactly_what_was_allowed(server, web, record, path):
    for choice, policy in states(record).items():
        cookie = f"{record.choice_cookie.name}={choice}~{EVENT}"

        page, one = web.ask(path, Cookie=cookie), alone(server, web, path, Cookie=cookie)

        assert page.get("content-security-policy") == one.get("content-security-policy") == policy
        assert page.get("cache-control") == one.get("cache-control") == "no-store"


def test_a_choice_is_found_among_other_cookies(web, record):
    choice, policy = next(iter(states(record).items()))

    page = web.ask("/", Cookie=f"a=b; {record.choice_cookie.name}={choice}~{EVENT}; viesti=x.y")

    assert page.get("content-security-policy") == policy


def forged(record: Record) -> dict[str, str]:
    waiting = sorted(category.id for category in record.categories if category.consent)
    good = headers.opens(waiting, False, "m")
    tokens = good.removesuffix("~m")
    meaning = next(iter(states(record))).partition("~")[2]
    return {
        "nothing allowed": f"-~{meaning}~{EVENT}",
        "an objection alone": f"no_counting~{meaning}~{EVENT}",
        "another meaning": f"{tokens}~000000000000~{EVENT}",
        "another order": f"{'.'.join(reversed(waiting))}~{meaning}~{EVENT}",
        "an unknown category": f"{tokens}.zebra~{meaning}~{EVENT}",
        "a category twice": f"{waiting[0]}.{waiting[0]}~{meaning}~{EVENT}",
        "in capitals": f"{tokens.upper()}~{meaning}~{EVENT}",
        "no event": f"{tokens}~{meaning}",
        "a short event": f"{tokens}~{meaning}~{EVENT[:-1]}",
        "a long event": f"{tokens}~{meaning}~{EVENT}0",
        "an event in capitals": f"{tokens}~{meaning}~{EVENT.upper()}",
        "something after it": f"{tokens}~{meaning}~{EVENT} x",
        "something before it": f"x{tokens}~{meaning}~{EVENT}",
        "a policy of one's own": "script-src *",
        "a pattern": f".*~{meaning}~{EVENT}",
        "a very long one": "a" * 3_000,
        "nothing": "",
    }


def test_a_forged_cookie_opens_nothing(server, web, record):
    closed = csp.policy(record)
    for name, value in forged(record).items():
        cookie = f"{record.choice_cookie.name}={value}"

        found = {each.get("content-security-policy") for each in (web.ask("/", Cookie=cookie),)}

        assert found == {closed}, name
        assert alone(server, web, "/", Cookie=cookie).get("content-security-policy") == closed, name


def test_no_choice_opens_what_the_handler_shows_nor_a_file_nor_a_fault(server, web, record):
    cookie = f"{record.choice_cookie.name}={next(iter(states(record)))}~{EVENT}"
    for path in (
        "/valinnat/",
        "/health",
        "/hallinta/kirjaudu",
        "/nothing",
        "/nothing/",
        "/en",
        styles(server),
    ):
        assert web.ask(path, Cookie=cookie).get("content-security-policy") == csp.policy(record), path


def test_a_kept_page_is_never_confirmed_with_another_policy(web, record):
    """Not every browser reads the policy of a 304; so where pages may open, each is sent whole."""
    first = web.ask("/")
    cookie = f"{record.choice_cookie.name}={next(iter(states(record)))}~{EVENT}"
    for kept in (first.get("etag") or '"x"', "W/" + (first.get("etag") or '"x"')):
        since = first.get("last-modified") or "Mon, 23 Nov 2099 00:00:00 GMT"

        again = web.ask("/", Cookie=cookie, If_None_Match=kept, If_Modified_Since=since)

        assert (again.status, again.get("content-security-policy")) == (
            200,
            next(iter(states(record).values())),
        )


def test_a_choice_in_a_real_browser_opens_the_pages_and_withdrawing_it_closes_them(
    web, record, browser: Browser
):
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(web.url + record.edition.choices_path["en"])
    page.locator("button[name=answer][value=all]").first.click()
    (cookie,) = [each for each in context.cookies() if each["name"] == record.choice_cookie.name]

    allowed = csp.policy(record, [each.id for each in record.categories if each.consent])
    opened = page.goto(web.url + "/en/").all_headers()["content-security-policy"]
    page.goto(web.url + record.edition.choices_path["en"])
    page.locator("button[name=answer][value=withdraw]").first.click()
    closed = page.goto(web.url + "/en/").all_headers()["content-security-policy"]

    assert (opened, closed) == (allowed, csp.policy(record))
    assert cookie["secure"] is True
    context.close()
