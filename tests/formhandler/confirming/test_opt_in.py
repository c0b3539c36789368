"""A ticked box permits nothing until its address has confirmed it; then it does, whichever came first."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select, update

from formhandler import clock, mailroom
from formhandler.confirming import link
from formhandler.confirming.store import MOST
from formhandler.permissions import channels
from formhandler.schema import confirmation, consent_text, permission, suppression
from formhandler.vault import keys
from tests.formhandler.app import SAME, Visitor
from tests.formhandler.register.paper import PREFIX, words

MAIL = "maija@example.com"
NAME = "Maija Meikäläinen"


def tick(app, *, email=MAIL, body="Hei, lisää minut.", consent="newsletter"):
    """The form with the box, sent; returns the reference."""
    return Visitor(app.test_client()).send(body, name=NAME, email=email, consent=consent)


def posted(app, smtp):
    """The mails to that address, once the mail process had its round."""
    mailroom.ask(app, clock.utcnow())
    return [mail for mail in smtp.mails if MAIL in mail["To"]]


def path(mail):
    found = re.search(r"https://[^/\s]+(\S*/vahvistus/[\w-]{43})", mail.get_content())
    return found[1]


def press(app, where):
    return app.test_client().post(where, headers=SAME)


def table(app, what, *columns):
    with app.extensions["engine"].connect() as db:
        return db.execute(select(*(columns or (what,)))).mappings().all()


def ledger(app):
    columns = [permission.c[name] for name in ("channel", "state", "how")]
    return [tuple(row.values()) for row in table(app, permission, *columns)]


PERMITTED = ("email", "permitted", "form")


def onto_card(staff, ref, **typed):
    answer = staff.post(
        f"{PREFIX}/viesti/{ref}/uusi-kortti",
        kind="person", **{"name": NAME, "email": MAIL, "phone": "", **typed},
    )  # fmt: skip
    assert answer.status_code == 303, words(answer)
    return answer


def forbid(app, email=MAIL):
    key = channels.suppression_key(app.extensions["secret"])
    row = {"hash": channels.suppression(key, "email", email), "channel": "email"}
    yesterday = clock.day(clock.utcnow() - timedelta(days=2))
    app.extensions["writer"].submit(lambda db: db.execute(suppression.insert().values(day=yesterday, **row)))


def test_one_short_mail_asks_and_tells_who_asks_and_for_what(app, smtp):
    tick(app)

    (mail,) = posted(app, smtp)
    text = mail.get_content()
    (row,) = table(app, confirmation)
    (said,) = table(app, consent_text)
    assert said["body"] in " ".join(text.split())
    assert "If it was not you, do nothing." in text
    assert app.extensions["record"].controller.legal_name in text
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    assert row["mail"] is None
    assert len(posted(app, smtp)) == 1


def test_confirmed_and_then_put_on_a_card_it_permits_by_the_words_of_the_box(app, smtp, staff):
    ref = tick(app)
    where = path(posted(app, smtp)[0])
    before = app.test_client().get(where)
    assert before.text.count("<button") == 1
    assert "Set-Cookie" not in before.headers
    assert table(app, confirmation)[0]["confirmed_at"] is None, "to look changes nothing"

    for _ in range(2):
        answer = press(app, where)
        assert (answer.status_code, answer.location) == (303, where)
    assert "You confirmed this on" in app.test_client().get(where).text
    assert ledger(app) == []

    onto_card(staff, ref)
    assert ledger(app) == [PERMITTED]
    (line,), (row,), (said,) = table(app, permission), table(app, confirmation), table(app, consent_text)
    assert (line["text"], line["event"]) == (said["hash"], row["event"])


def test_put_on_a_card_first_it_permits_nothing_until_it_is_confirmed(app, smtp, staff):
    ref = tick(app)
    forbid(app)
    answer = onto_card(staff, ref)
    told = words(staff.client.get(answer.location, base_url="https://www.example.fi"))
    assert "has not confirmed the marketing box" in told
    assert ledger(app) == []
    assert len(table(app, suppression)) == 1

    press(app, path(posted(app, smtp)[0]))

    assert ledger(app) == [PERMITTED]
    assert table(app, suppression) == [], "they asked to be reached again"


def test_what_was_prohibited_after_it_was_confirmed_stays_so(app, smtp, staff):
    ref = tick(app)
    press(app, path(posted(app, smtp)[0]))
    forbid(app)
    today = update(suppression).values(day=clock.day(clock.utcnow()))
    app.extensions["writer"].submit(lambda db: db.execute(today))

    onto_card(staff, ref)

    assert ledger(app) == []
    assert len(table(app, suppression)) == 1


def test_a_card_that_has_not_the_address_gets_no_permission(app, smtp, staff):
    ref = tick(app)
    press(app, path(posted(app, smtp)[0]))

    onto_card(staff, ref, email="toinen@example.com")

    assert ledger(app) == []


def test_after_seven_days_no_answer_is_a_no(app, smtp, staff):
    ref = tick(app)
    where = path(posted(app, smtp)[0])
    app.extensions["writer"].submit(lambda db: db.execute(update(confirmation).values(expires_at=1)))

    for answer in (press(app, where), app.test_client().get(where)):
        assert answer.status_code == 404
        assert "Nothing was confirmed" in answer.text
    onto_card(staff, ref)
    assert ledger(app) == []


def test_without_the_box_nobody_is_asked(app, smtp):
    Visitor(app.test_client()).send("Hei", name=NAME, email=MAIL)

    assert posted(app, smtp) == []
    assert table(app, confirmation) == []


def test_an_address_that_does_not_answer_is_asked_no_more(app, smtp):
    for n in range(MOST + 2):
        tick(app, body=f"Hei {n}")

    assert len(posted(app, smtp)) == MOST


def test_a_server_that_does_not_answer_is_asked_again_later(app, smtp):
    tick(app)
    smtp.answers["RCPT"] = ["451 later"]
    now = clock.utcnow()

    for after in (timedelta(), timedelta(minutes=1)):
        mailroom.ask(app, now + after)
        assert (smtp.mails, bool(table(app, confirmation)[0]["mail"])) == ([], True)
    mailroom.ask(app, now + mailroom.AGAIN)
    assert len(smtp.mails) == 1


def test_the_public_side_cannot_open_what_it_sealed_and_no_file_has_the_address(app):
    tick(app)

    data = app.extensions["config"].data
    assert keys.load_public(data, keys.OUTBOX).raw not in (data / "vault/outbox.key").read_bytes()
    app.extensions["engine"].dispose()
    for file in (path for path in data.rglob("*") if path.is_file()):
        raw = file.read_bytes()
        assert MAIL.encode() not in raw, file
        assert b"Maija" not in raw, file


@pytest.mark.parametrize("token", ["A" * 43, "x", "a/b"])
def test_an_unknown_link_gets_a_page_that_helps(app, token):
    for answer in (app.test_client().get(f"/en/vahvistus/{token}"), press(app, f"/en/vahvistus/{token}")):
        assert answer.status_code == 404
        assert "This link is not open" in answer.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_state_of_it_is_accessible_and_fits_a_phone(app, smtp, browser, scheme):
    tick(app)
    where, client = path(posted(app, smtp)[0]), app.test_client()
    states = [client.get(where).text]
    press(app, where)
    states += [client.get(where).text, client.get(f"/vahvistus/{link.new()}").text]

    for html in states:
        (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
        page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
        page.set_content(re.sub(r'<link rel="(stylesheet|icon|alternate)"[^>]*>', "", html))
        with client.get(sheet) as style:
            page.add_style_tag(content=style.text)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        page.close()
