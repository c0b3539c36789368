"""The form's flow, from the static page's post to the receipt, over the real app and database."""

import os
import re
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO

import pytest
from sqlalchemy import event, select

from formhandler import create_app
from formhandler.contact import spam
from formhandler.schema import message
from tests.formhandler.app import ACTION, SAME, Visitor, close, config, count, flood, owner, ready, shown

WORDS = "Hello, when do you have time?"


def test_the_first_post_shows_the_message_and_stores_nothing(app, visitor):
    page = visitor.write(WORDS, name="Maija")

    assert page.status_code == 200
    assert shown(page)["body"] == WORDS
    assert shown(page)["name"] == "Maija"
    assert count(app) == 0


def test_the_check_page_is_never_kept_by_a_cache(visitor):
    assert visitor.write().headers["Cache-Control"] == "no-store"


def test_its_cookie_is_the_one_the_notice_declares(visitor, record):
    cookie = visitor.write().headers["Set-Cookie"]

    assert cookie.startswith(f"{record.storage[0].name}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_the_cookie_is_secure_where_the_connection_is(app, scheme, secure):
    page = app.test_client().post(ACTION, data={"body": WORDS}, base_url=f"{scheme}://www.example.fi")

    assert ("Secure" in page.headers["Set-Cookie"]) is secure


def test_confirming_stores_one_message_and_thanks_with_its_reference(app, visitor):
    answer = visitor.confirm(visitor.write(WORDS))

    assert answer.status_code == 303
    assert count(app, "message") == 1
    thanks = visitor.client.get(answer.location)
    assert answer.location.rsplit("/", 1)[1] in thanks.text


def test_the_owner_reads_what_the_visitor_wrote(app, visitor):
    reference = visitor.send("Räksmörgås?\nSecond line", name="Maija Meikäläinen", email="maija@example.fi")

    shown_to_owner = owner(app, "inbox", "show", reference.lower())

    for part in ("Räksmörgås?\nSecond line", "Maija Meikäläinen", "maija@example.fi"):
        assert part in shown_to_owner


def test_what_is_changed_on_the_check_page_is_what_is_sent(app, visitor):
    answer = visitor.confirm(visitor.write("first words"), body="second thoughts")

    reference = answer.location.rsplit("/", 1)[1]
    assert "second thoughts" in owner(app, "inbox", "show", reference)
    assert "first words" not in owner(app, "inbox", "show", reference)


def test_a_double_click_is_one_message_with_one_reference(app, visitor):
    page = visitor.write()

    assert visitor.confirm(page).location == visitor.confirm(page).location
    assert count(app) == 1


def test_going_back_and_sending_other_words_is_another_message(app, visitor):
    page = visitor.write()

    assert visitor.confirm(page).location != visitor.confirm(page, body="something else").location
    assert count(app) == 2


def test_the_same_words_from_two_people_leave_nothing_that_is_the_same(app):
    """Else whoever has the database and secret.key could try guesses at what was sent."""
    for _ in range(2):
        Visitor(app.test_client()).send(WORDS)

    with app.extensions["engine"].connect() as db:
        assert len(set(db.execute(select(message.c.digest)).scalars())) == 2


def test_two_hundred_double_clicked_messages_from_eight_threads_are_two_hundred(app):
    def submit(number: int) -> set[str]:
        visitor = Visitor(app.test_client())
        page = visitor.write(f"Message number {number}")
        with ThreadPoolExecutor(2) as clicks:
            answers = list(clicks.map(lambda _: Visitor(copy(visitor, app)).confirm(page), range(2)))
        return {answer.location for answer in answers}

    with ThreadPoolExecutor(8) as people:
        receipts = list(people.map(submit, range(200)))

    assert all(len(locations) == 1 for locations in receipts)
    assert len(set().union(*receipts)) == 200
    assert count(app) == 200


def copy(visitor, app):
    """The same browser's second connection: a client is for one thread, its cookies are shared."""
    client = app.test_client()
    cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    client.set_cookie(cookie.key, cookie.value)
    return client


@pytest.mark.parametrize("broken", [{"csrf_token": ""}, {"csrf_token": "x"}, {"check": "x"}])
def test_a_token_that_does_not_hold_shows_the_page_again_with_the_text(app, visitor, broken):
    page = visitor.confirm(visitor.write(WORDS), **broken)

    assert page.status_code == 422
    assert shown(page)["body"] == WORDS
    assert count(app) == 0
    assert visitor.confirm(page).status_code == 303


def test_a_browser_without_cookies_is_told_and_keeps_its_text(app, visitor):
    page = visitor.write(WORDS)
    stranger = Visitor(app.test_client(use_cookies=False))

    again = stranger.confirm(page)

    assert (again.status_code, shown(again)["body"], count(app)) == (422, WORDS, 0)


def test_another_sites_post_reaches_only_the_check_page(app, visitor):
    page = visitor.client.post(ACTION, data={"body": WORDS}, headers={"Sec-Fetch-Site": "cross-site"})

    assert page.status_code == 200
    assert count(app) == 0


@pytest.mark.parametrize("body", ["", "a\x00b", "x" * 20_001])
def test_a_faulty_field_is_pointed_out_with_the_text_kept(app, visitor, body):
    page = visitor.write(body, name="Maija")

    assert page.status_code == 422
    assert re.search(r'<textarea[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*body-error', page.text)
    assert 'id="body-error"' in page.text
    assert 'href="#body"' in page.text
    assert shown(page)["name"] == "Maija"
    assert count(app) == 0


def test_an_unknown_field_stores_nothing_and_keeps_the_text(app, visitor):
    page = visitor.write(WORDS, occupation="clown")

    assert (page.status_code, shown(page)["body"], count(app)) == (422, WORDS, 0)
    assert "occupation" in page.text


def test_bytes_that_are_not_utf8_are_pointed_out(app, visitor):
    page = visitor.client.post(
        ACTION, data=b"body=Hyv%E4%E4", content_type="application/x-www-form-urlencoded"
    )

    assert page.status_code == 422
    assert count(app) == 0


def test_more_than_64_kib_is_too_much(app, visitor):
    assert visitor.write("x" * 66_000).status_code == 413
    assert count(app) == 0


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_only_a_form_is_taken(app, visitor, kind):
    answer = visitor.client.post(ACTION, data=b"body=hello", content_type=kind)

    assert answer.status_code == 415
    assert count(app) == 0


def test_a_multipart_form_is_a_form(visitor):
    page = visitor.client.post(ACTION, data={"body": WORDS}, content_type="multipart/form-data")

    assert shown(page)["body"] == WORDS


def test_an_html_name_is_shown_as_text(visitor):
    page = visitor.write(WORDS, name='"><script>alert(1)</script>')

    assert "<script>alert" not in page.text
    assert shown(page)["name"] == '"><script>alert(1)</script>'


def test_a_message_without_contact_details_is_taken_with_a_word_of_warning(app, visitor):
    page = visitor.write(WORDS, name="Maija")

    assert "a receipt code of six words" in page.text
    assert visitor.confirm(page).status_code == 303


def test_an_answerable_message_gets_no_such_warning(visitor):
    assert "receipt code of six words" not in visitor.write(WORDS, phone="040 123 4567").text


def test_a_personal_identity_code_is_warned_of_and_never_stored(app, visitor):
    page = visitor.write("My code is 010170-9505.")
    assert "personal identity code" in page.text

    reference = visitor.confirm(page).location.rsplit("/", 1)[1]

    assert "010170" not in owner(app, "inbox", "show", reference)
    assert "[personal identity code removed]" in owner(app, "inbox", "show", reference)


def test_a_number_added_on_the_check_page_is_warned_of_before_it_goes(app, visitor):
    again = visitor.confirm(visitor.write(WORDS), body="Pay to FI21 1234 5600 0007 85")

    assert (again.status_code, count(app)) == (422, 0)
    assert "IBAN" in again.text
    assert visitor.confirm(again).status_code == 303


def test_a_ticked_consent_is_sealed_with_its_exact_text(app, visitor, record, form):
    purpose = form.optional_consents[0]

    reference = visitor.send(WORDS, consent=purpose, email="maija@example.fi")

    assert record.purpose(purpose).consent["en"] in owner(app, "inbox", "show", reference)


def test_a_filled_decoy_goes_to_quarantine_and_not_to_the_list(app, visitor):
    reference = visitor.send(WORDS, extra="https://example.org")

    assert count(app, "quarantine") == 1
    assert reference not in owner(app, "inbox", "list")
    assert "the hidden field was filled in" in owner(app, "inbox", "list", "--quarantine")


def test_what_another_sites_post_showed_is_remembered_on_the_check_page(app, visitor):
    page = visitor.client.post(ACTION, data={"body": WORDS}, headers={"Sec-Fetch-Site": "cross-site"})

    reference = visitor.confirm(page).location.rsplit("/", 1)[1]

    assert "sent from another site" in owner(app, "inbox", "show", reference)


def test_a_flood_is_refused_with_the_text_the_phone_and_a_time(app, visitor, record):
    sender = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    flood(app, "192.0.2.7", n=spam.FLOOD - 1)

    last, page = (visitor.client.post(ACTION, data={"body": WORDS}, **sender) for _ in range(2))

    assert (last.status_code, page.status_code) == (200, 429)
    assert int(page.headers["Retry-After"]) > 0
    assert shown(page)["body"] == WORDS
    assert record.contact.phone in page.text
    assert visitor.write().status_code == 200, "another network is not refused"


def test_without_a_key_the_form_is_closed_and_nothing_is_stored(app, visitor, settings, record):
    (settings.data / "vault" / "public.json").unlink()

    page = visitor.write(WORDS)

    assert (page.status_code, shown(page)["body"], count(app)) == (503, WORDS, 0)
    assert record.contact.phone in page.text
    assert visitor.client.get("/health").status_code == 503


def test_with_another_key_the_form_is_closed(app, visitor, settings, tmp_path):
    other = config(tmp_path / "other", settings.site, settings.record)
    ready(other)
    (other.data / "vault" / "public.json").replace(settings.data / "vault" / "public.json")

    assert visitor.write(WORDS).status_code == 503


def test_a_database_of_another_version_closes_the_form(app, settings):
    with sqlite3.connect(settings.data / "seloste.db") as db:
        db.execute("UPDATE alembic_version SET version_num = 'older'")
    db.close()

    assert app.test_client().get("/health").status_code == 503


def test_a_locked_database_says_sorry_and_keeps_the_text(tmp_path, site, record_file):
    data = tmp_path / "var"
    app = ready(config(data, site, record_file, DATABASE_URL=f"sqlite:///{data}/seloste.db?timeout=0.2"))
    visitor = Visitor(app.test_client())
    page = visitor.write(WORDS)
    other = sqlite3.connect(data / "seloste.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    sorry = visitor.confirm(page)
    other.execute("ROLLBACK")
    other.close()

    assert (sorry.status_code, shown(sorry)["body"], count(app)) == (503, WORDS, 0)
    assert visitor.confirm(sorry).status_code == 303, "once the lock is gone, the same page sends"


def test_a_full_disk_says_sorry_and_keeps_the_text(app, visitor, settings):
    page = visitor.write(WORDS * 150)
    engine = app.extensions["engine"]
    app.extensions["writer"].close()
    engine.dispose()
    with closing(sqlite3.connect(settings.data / "seloste.db")) as other:
        other.execute("VACUUM")  # no page of an earlier table is free for it
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
    app.extensions["writer"].__init__(engine)

    sorry = visitor.confirm(page)

    assert (sorry.status_code, shown(sorry)["body"], count(app)) == (503, WORDS * 150, 0)


def test_health_says_that_the_form_is_open(visitor):
    answer = visitor.client.get("/health")

    assert (answer.status_code, answer.json) == (200, {"form": "open"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_opening_the_actions_address_leads_to_the_form(visitor, form):
    for lang, action in form.action.items():
        assert visitor.client.get(action).location == form.page[lang]


def test_a_made_up_reference_is_not_thanked_for(visitor):
    assert visitor.client.get(f"{ACTION}AAAA-AAAB").status_code == 404


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_whole_way_speaks_the_visitors_language(visitor, form, lang):
    page = visitor.write(action=form.action[lang])
    thanks = visitor.client.get(visitor.confirm(page, action=form.action[lang]).location)

    for answer in (page, thanks):
        assert f'<html lang="{lang}">' in answer.text


def test_no_page_before_the_check_page_sets_a_cookie(visitor, form):
    for path in ("/", form.page["en"], "/health", "/no-such-page", ACTION):
        with visitor.client.get(path) as answer:
            assert "Set-Cookie" not in answer.headers


def test_every_answer_carries_the_security_headers(visitor):
    for path in ("/", "/health", "/no-such-page"):
        with visitor.client.get(path) as answer:
            headers = answer.headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_post_from_our_own_page_and_one_that_says_nothing_end_alike(app, visitor):
    assert visitor.client.post(ACTION, data={"body": WORDS}, headers=SAME).status_code == 200
    assert visitor.client.post(ACTION, data={"body": WORDS}).status_code == 200
    assert count(app) == 0


def test_two_handlers_on_one_postgresql_keep_a_double_click_once(tmp_path, site, record_file, postgresql_url):
    settings = config(tmp_path / "var", site, record_file, DATABASE_URL=postgresql_url)
    apps = [ready(settings), create_app(settings)]
    for number in range(10):
        visitor = Visitor(apps[0].test_client())
        page = visitor.write(f"Message {number}")
        clicks = [Visitor(copy(visitor, app)) for app in apps]
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(lambda click, page=page: click.confirm(page), clicks))
        assert len({answer.location for answer in answers}) == 1

    assert count(apps[0]) == 10
    assert "Message 9" in owner(apps[1], "inbox", "list")
    for app in apps:
        app.extensions["writer"].close()
        close(app)


def test_a_warning_that_was_hidden_by_a_sorry_is_given_before_the_message_goes(app, visitor, settings):
    public = settings.data / "vault" / "public.json"
    hidden = public.rename(public.with_suffix(".away"))
    sorry = visitor.write("Pay to FI21 1234 5600 0007 85, please")
    hidden.rename(public)

    assert sorry.status_code == 503
    assert "IBAN" in sorry.text


def test_a_site_of_another_record_closes_the_form(tmp_path, own_site, record_file):
    app = ready(config(tmp_path / "var", own_site, record_file))

    page = Visitor(app.test_client()).write(WORDS)

    assert (page.status_code, shown(page)["body"], count(app)) == (503, WORDS, 0)
    close(app)


def test_without_a_site_the_form_is_closed_and_the_text_is_kept(tmp_path, record_file):
    app = ready(config(tmp_path / "var", tmp_path / "nowhere", record_file))
    visitor = Visitor(app.test_client())

    page = visitor.write(WORDS)

    assert (page.status_code, shown(page)["body"]) == (503, WORDS)
    assert visitor.client.get("/health").status_code == 503
    assert visitor.client.get("/nothing").status_code == 404
    close(app)


def test_a_database_that_was_moved_away_closes_the_form(app, visitor, settings):
    assert visitor.write(WORDS).status_code == 200
    app.extensions["gate"].FRESH = -1.0
    (settings.data / "seloste.db").rename(settings.data / "elsewhere.db")

    assert visitor.write(WORDS).status_code == 503


def test_a_file_is_not_taken_for_a_field(app, visitor):
    page = visitor.client.post(ACTION, data={"body": WORDS, "photo": (BytesIO(b"x"), "x.png")})

    assert (page.status_code, count(app)) == (422, 0)
    assert "photo" in page.text


def test_a_method_that_is_not_there_names_those_that_are(visitor):
    answer = visitor.client.put(ACTION)

    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))


def test_the_site_is_served_as_it_was_last_built(app, visitor, settings, tmp_path, record_file):
    with visitor.client.get("/robots.txt") as answer:
        before = answer.data
    copied = tmp_path / "site"
    shutil.copytree(settings.site, copied)
    app = ready(config(tmp_path / "other", copied, record_file))
    client = app.test_client()
    with client.get("/robots.txt") as answer:
        assert answer.data == before

    (copied / "robots.txt").write_bytes(before + b"# and more\n")
    sign = copied / "_seloste" / "site.json"
    os.utime(sign, ns=(0, sign.stat().st_mtime_ns + 1))

    with client.get("/robots.txt") as answer:
        assert answer.data == before + b"# and more\n"
        assert int(answer.headers["Content-Length"]) == len(answer.data)
    close(app)


@pytest.mark.parametrize(("scheme", "kept"), [("https", True), ("http", False)])
def test_a_browser_is_told_to_stay_with_https_where_it_came_by_https(app, scheme, kept):
    for path in ("/", "/health"):
        with app.test_client().get(path, base_url=f"{scheme}://www.example.fi") as answer:
            assert ("Strict-Transport-Security" in answer.headers) is kept
