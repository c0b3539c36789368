"""The form, the receipt code and slow senders, behind each web server."""

import socket
from contextlib import ExitStack
from urllib.parse import urlencode

from playwright.sync_api import Browser

from tests.pages import follow
from tests.webserver.front import FORM, GUARDS, trusting


def test_a_ticket_is_earned_and_honoured_over_https(server, web, form, browser: Browser):
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(web.url + form.page["en"])
    page.fill("#body", "Sent at once over TLS")
    page.locator("button [data-when=ticket]").wait_for(state="visible", timeout=20_000)
    follow(page.locator("main form[method=post] button", has=page.locator("[data-when=ticket]")))

    reference = page.locator(".reference strong").inner_text()

    assert "Sent at once over TLS" in server.flask("inbox", "show", reference)
    context.close()


def test_the_form_works_over_https_without_a_script(server, web, form, browser: Browser):
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(web.url + form.page["en"])
    page.fill("#body", "Sent over TLS")
    follow(page.locator("main form button"))
    (cookie,) = context.cookies()
    follow(page.locator("main form button"))

    reference = page.locator(".reference strong").inner_text()

    shown = server.flask("inbox", "show", reference)
    assert "Sent over TLS" in shown
    assert "another site" not in shown, "our own page's post must not look foreign behind a proxy"
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
    context.close()


def test_the_words_that_the_thanks_page_shows_open_the_conversation(web, form, browser: Browser):
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(web.url + form.page["en"])
    page.fill("#body", "Is this read behind a web server?")
    follow(page.locator("main form button"))
    follow(page.locator("main form button"))
    words = page.locator(".code li").all_inner_texts()
    assert page.locator(".address").inner_text() == web.url.removeprefix("https://") + form.receipt["en"]

    follow(page.locator(".address"))
    page.fill("#words", " ".join(words))
    follow(page.locator("main form button"))

    assert page.locator("main").get_by_text("Is this read behind a web server?").count() == 1
    context.close()


def test_fifty_stalled_posts_do_not_hold_up_the_form(web, form):
    """More than the handler has threads: the web server waits for a body before it passes the post on."""
    lines = [
        f"POST {form.action['en']} HTTP/1.1",
        f"Host: {web.url.removeprefix('https://')}",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 500",
        "",
        "body=",
    ]
    begun = "\r\n".join(lines).encode()
    with ExitStack() as stalled:
        for _ in range(50):
            raw = stalled.enter_context(socket.create_connection(("127.0.0.1", web.port), timeout=10))
            stalled.enter_context(trusting().wrap_socket(raw)).sendall(begun)

        data = urlencode({"body": "Is there room for one more?"}).encode()
        answer = web.ask(form.action["en"], "POST", data, **FORM)

        assert answer.status == 200
        assert "Is there room for one more?" in answer.text


def test_a_flood_of_bytes_is_refused_before_the_handler_sees_it(web, form):
    answer = web.ask(form.action["en"], "POST", b"a" * 1_100_000, **FORM)

    assert answer.status == 413
    assert [len(answer.all(guard)) for guard in GUARDS] == [1] * len(GUARDS)


def test_a_file_of_cards_gets_to_the_desk_and_no_other_page_takes_as_much(web):
    file = b"a" * 2_000_000
    headers = {"Content_Type": "multipart/form-data; boundary=x", "Sec_Fetch_Site": "same-origin"}

    assert web.ask("/hallinta/tuonti", "POST", file, **headers).status == 303  # nobody is signed in
    assert web.ask("/hallinta/sv/tuonti", "POST", file, **headers).status == 303
    assert web.ask("/hallinta/vienti", "POST", file, **headers).status == 413


def test_links_of_mails_reach_the_handler(web):
    """What unsubscribes, and what confirms a ticked box; unknown ones say so in their address's language."""
    for path, told in {
        "/peruutus/": "Emme tunnista tätä linkkiä",
        "/sv/peruutus/": "länk",
        "/vahvistus/": "Tämä linkki ei ole voimassa",
        "/sv/vahvistus/": "länk",
        "/en/vahvistus/": "This link is not open",
    }.items():
        answer = web.ask(path + "x" * 43)
        assert told in answer.text, (path, answer.status, answer.text[:500])
